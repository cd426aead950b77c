import type { CampaignDraft } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { applyRelaxation } from './apply-relaxation.js';

const draft: CampaignDraft = {
  name: 'x', goal: 'turnover', startsOn: '2026-01-05', weeks: 2, audience: { all: [] }, scoreSet: 's', actions: [], controlGroup: { share: 0, salt: 's' }, weeklyDiscount: 0,
  objective: { kind: 'least-cost', valueAtLeastMinor: 1000 },
  constraints: [
    { id: 'money', kind: 'budget', atMostMinor: 100 },
    { id: 'calls', kind: 'capacity', of: {}, atMost: 10, per: 'week' },
    { id: 'floor', kind: 'minimum', of: {}, atLeast: 50 },
    { id: 'court', kind: 'share', of: {}, below: 0.05, denominator: 'audience' },
    { id: 'vip', kind: 'exclusion', forbid: {}, for: { attribute: 'segment', values: ['vip'] } },
  ],
};

describe('applyRelaxation', () => {
  it('takes over every bound to its loose side and leaves the rest alone', () => {
    const next = applyRelaxation(draft, [
      { constraintId: 'money', period: null, from: 100, to: 120.2 },
      { constraintId: 'calls', period: 0, from: 10, to: 12 },
      { constraintId: 'calls', period: 1, from: 10, to: 14.5 },
      { constraintId: 'floor', period: null, from: 50, to: 30.7 },
      { constraintId: 'court', period: null, from: 0.05, to: 0.0612 },
      { constraintId: 'objective', period: null, from: 1000, to: 900.5 },
      { constraintId: 'gone', period: null, from: 1, to: 2 },
    ]);
    expect(next.constraints).toMatchObject([{ atMostMinor: 121 }, { atMost: 15 }, { atLeast: 30 }, { below: 0.0613 }, { kind: 'exclusion' }]);
    expect(next.objective).toEqual({ kind: 'least-cost', valueAtLeastMinor: 900 });
    expect(draft.constraints[0]).toMatchObject({ atMostMinor: 100 });
  });

  it('changes nothing where nothing is proposed', () => expect(applyRelaxation(draft, [])).toEqual(draft));
});
