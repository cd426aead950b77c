import type { Tone } from '@arbiter/reports/documents/index';

/** The page's light theme on paper. Points. */
export const colours = { ink: '#14181f', muted: '#556070', faint: '#8a93a1', line: '#d9dde3', hairline: '#e9ebef', sunken: '#f5f6f8', accent: '#4353d6' } as const;

/** Readable on white at the size of a table's text (4.5 : 1 and more). */
export const toneColours: Record<Tone, string> = { good: '#14713f', bad: '#b42323', caution: '#8a5200', neutral: '#556070' };
export const toneGrounds: Record<Tone, string> = { good: '#e3f5ea', bad: '#fdeaea', caution: '#fdf1dc', neutral: '#f3f4f6' };

export const paper = { margin: 48, foot: 54 } as const;
export const sizes = { title: 25, section: 16, heading: 11.5, body: 10, small: 8.5, table: 9, tableDetail: 7.5 } as const;
