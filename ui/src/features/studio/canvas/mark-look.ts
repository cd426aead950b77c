import type { MarkTone } from '../draft/canvas-overlay.js';
import type { NodeGroup } from '../nodes/node-kinds.js';

/** How a mark of an overlay looks at a card: its frame, and its sign. What is taken away is dashed, so that colour alone tells nothing. */
export const cardTone: Record<MarkTone, string> = {
  path: 'border-accent ring-2 ring-accent/35',
  good: 'border-good ring-2 ring-good/30',
  warn: 'border-warn ring-2 ring-warn/30',
  bad: 'border-bad ring-2 ring-bad/35',
  added: 'border-good ring-2 ring-good/30',
  removed: 'border-bad border-dashed ring-2 ring-bad/20 opacity-80',
  changed: 'border-warn ring-2 ring-warn/30',
};

export const badgeTone: Record<MarkTone, string> = {
  path: 'border-accent bg-accent-soft text-accent-ink',
  good: 'border-good bg-good-soft text-good',
  warn: 'border-warn bg-warn-soft text-warn',
  bad: 'border-bad bg-bad-soft text-bad',
  added: 'border-good bg-good-soft text-good',
  removed: 'border-bad bg-bad-soft text-bad',
  changed: 'border-warn bg-warn-soft text-warn',
};

/** A sign before the badge's text for marks whose meaning would else be told by colour. */
export const toneSign: Record<MarkTone, string> = { path: '', good: '✓', warn: '!', bad: '✕', added: '+', removed: '−', changed: '~' };

export const wireTone: Record<MarkTone, string> = { path: 'wire-path', good: 'wire-good', warn: 'wire-warn', bad: 'wire-bad', added: 'wire-good', removed: 'wire-bad wire-dashed', changed: 'wire-warn' };

export const groupTone: Record<NodeGroup, string> = { flow: 'bg-accent-soft text-accent-ink', logic: 'bg-good-soft text-good', data: 'bg-warn-soft text-warn', contact: 'bg-bad-soft text-bad' };
