import type { CampaignDraft, Constraint } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import { describe, expect, it } from 'vitest';
import { neverContacted, UsefulWeeks } from './useful-weeks.js';

const title = { ru: 'а', en: 'a' };
const actions: Action[] = [
  { id: 'sms', title, channel: 'sms', stage: 'pre', costMinor: 1 },
  { id: 'call', title, channel: 'phone', stage: 'soft', costMinor: 1 },
  { id: 'court', title, channel: 'court', stage: 'hard', costMinor: 1 },
];
const usefulWith = (...constraints: Constraint[]) => new UsefulWeeks({ weeks: 4, constraints } as CampaignDraft, actions);
const gap: Constraint = { id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 };

describe('the weeks worth offering', () => {
  it('are the first one where nothing counts by the week', () => {
    expect(usefulWith().of(0, 5, [])).toEqual([0, 1]);
  });
  it('are all of them for an action that is counted by the week', () => {
    const useful = usefulWith({ id: 'c', kind: 'capacity', of: { channel: ['phone'] }, atMost: 3, per: 'week' });
    expect([useful.of(0, 5, []), useful.of(1, 5, [])]).toEqual([[0, 1], [0, 4]]);
  });
  it('are all of them where a customer may get several actions, or where a value is a loss', () => {
    expect(usefulWith({ id: 'k', kind: 'contacts', atMost: 2 }).of(0, 5, [])).toEqual([0, 4]);
    expect(usefulWith().of(0, -5, [])).toEqual([0, 4]);
  });
  it.each([[0, [2, 3]], [13, [1, 2]], [14, [0, 1]], [400, [0, 1]], [-10, [0, 1]], [neverContacted, [0, 1]]])('begin when a gap is over, %d days after the contact', (days, weeks) => {
    expect(usefulWith(gap).of(2, 5, [days])).toEqual(weeks);
  });
});
