import type { CampaignDraft } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { withBound } from './with-bound.js';

const draft: CampaignDraft = {
  name: 'x', goal: 'turnover', startsOn: '2026-01-05', weeks: 2, audience: { all: [] }, scoreSet: 's', actions: [], controlGroup: { share: 0, salt: 's' }, weeklyDiscount: 0,
  objective: { kind: 'least-cost', valueAtLeastMinor: 1000 },
  constraints: [
    { id: 'money', kind: 'budget', atMostMinor: 100 },
    { id: 'calls', kind: 'capacity', of: {}, atMost: 10, per: 'week' },
    { id: 'floor', kind: 'minimum', of: {}, atLeast: 50 },
    { id: 'court', kind: 'share', of: {}, below: 0.05, denominator: 'audience' },
    { id: 'policy', kind: 'contacts', atMost: 1 },
  ],
};

describe('withBound', () => {
  it.each([
    ['money', 120.6, 0, { atMostMinor: 121 }],
    ['calls', 12.4, 1, { atMost: 12 }],
    ['floor', -3, 2, { atLeast: 0 }],
    ['court', 0.061_234_567, 3, { below: 0.0612346 }],
    ['policy', 3, 4, { atMost: 1 }],
  ])('writes %s = %d and leaves the rest alone', (id, at, index, row) => {
    const next = withBound(draft, id, at);
    expect(next.constraints[index]).toMatchObject(row);
    expect(next.constraints.filter((_, other) => other !== index)).toEqual(draft.constraints.filter((_, other) => other !== index));
  });

  it('writes what the objective demands, and nothing where the row is gone', () => {
    expect(withBound(draft, 'objective', 900.4).objective).toEqual({ kind: 'least-cost', valueAtLeastMinor: 900 });
    expect(withBound(draft, 'gone', 1)).toEqual(draft);
  });
});
