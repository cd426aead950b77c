import type { PublicationSettings } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { mergeSettings } from './merge-settings.js';

const base: PublicationSettings = { mode: 'online', arms: [{ name: 'a', itemId: 'i', version: 1, share: 100 }], limits: { perSecond: 40 }, timeZone: 'UTC' };

describe('mergeSettings', () => {
  it('keeps what others changed elsewhere, also within one part', () => {
    const mine = { ...base, limits: { perSecond: 55 } };
    const theirs = { ...base, log: { level: 'none' as const }, limits: { perSecond: 40, concurrency: 3 } };
    expect(mergeSettings(base, mine, theirs)).toEqual({ ...base, log: { level: 'none' }, limits: { perSecond: 55, concurrency: 3 } });
  });
  it('holds its own where both changed the same, and what it took away stays away', () => {
    const { timeZone: _, ...mine } = { ...base, arms: [{ ...base.arms[0]!, version: 2 }] };
    const theirs = { ...base, arms: [{ ...base.arms[0]!, version: 3 }] };
    expect(mergeSettings(base, mine, theirs)).toEqual({ mode: 'online', arms: mine.arms, limits: base.limits });
  });
});
