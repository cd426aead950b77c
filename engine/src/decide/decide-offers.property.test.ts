import type { Action, CandidateOffer } from '@arbiter/contracts';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyState } from '../live-customer/live-customer.js';
import { compilePolicies } from '../policy/index.js';
import { decideOffers } from './decide-offers.js';
import type { DecisionFacts } from './decision-facts.js';
import type { DecisionSettings } from './decision-settings.js';

const title = { ru: '', en: '' };
const actions: Action[] = Array.from({ length: 8 }, (_, i) => ({ id: `a${i}`, title, channel: i % 2 ? 'sms' : 'web', stage: 'offer', costMinor: 1, ...(i % 3 ? { valueMinor: i * 10 } : {}), ...(i === 5 ? { points: 50 } : {}) }));
const policies = compilePolicies([{ id: 'p', document: { title: 'P', active: true, timeZone: 'UTC', rules: [{ id: 'no-a3', kind: 'cap', of: { action: ['a3'] }, atMost: 0, per: 'day' }] } }]);
const settings: DecisionSettings = {
  timeZone: 'UTC', convertedMs: 30 * 86_400_000, globalControlGroup: undefined, campaignPlaces: new Map(), actions: new Map(actions.map((action) => [action.id, { action, terms: [] }])), channels: new Set(['web', 'sms']), attributeTypes: new Map(),
  placements: new Map([['many', { id: 'many', version: 1, document: { title: 'M', active: true, inbound: true, most: 20 }, channels: undefined, levers: new Map([['a1', 3]]), ruleSet: undefined }]]),
  policies, quotaTakes: ({ action }) => [{ key: `quota:${action.channel}`, by: 1, atMost: 1, reason: 'QUOTA_EXHAUSTED', rule: action.channel, comesBack: false }], accountKey: () => '',
};
const number = fc.double({ min: 0, max: 1, noNaN: true });
const offer: fc.Arbitrary<CandidateOffer> = fc.record({ actionId: fc.constantFrom(...actions.map(({ id }) => id), 'unknown', '__proto__', 'constructor'), propensity: number, contextWeight: number, lever: number, valueMinor: fc.nat(1000) }, { requiredKeys: ['actionId'] });
// One offer an action: two of one action and channel are one offer in the answer.
const offers = fc.uniqueArray(offer, { selector: ({ actionId }) => actionId, maxLength: 11 });
const factsOf = (given: readonly CandidateOffer[]): DecisionFacts => ({
  customerId: 'c', atMs: 1e12, placement: 'many', offers: given, campaigns: [], state: emptyState, known: true, features: {}, enrichment: {},
  profile: { attributes: {}, timeZone: null, consent: true, refusedChannels: [], contacts: [], points: 10 },
});
const shown = (given: readonly CandidateOffer[], exhausted: { key: string; by: number }[] = []) => {
  const { verdict } = decideOffers(factsOf(given), settings, { exhausted });
  return { ready: verdict.ready.map(({ offer: { action, rank } }) => ({ id: action.id, ...rank })), refused: [...verdict.refused].sort((one, other) => (one.actionId < other.actionId ? -1 : 1)) };
};

it('ranks by P × C × V × L, whatever the order of the offers, and loses none', () => {
  fc.assert(
    fc.property(offers, fc.infiniteStream(fc.nat()), fc.subarray(['quota:web', 'quota:sms']), (given, places, full) => {
      const exhausted = full.map((key) => ({ key, by: 1 }));
      const found = shown(given, exhausted);
      expect(shown(given, exhausted)).toEqual(found);
      const shuffled = given.map((one) => ({ one, place: places.next().value as number })).sort((one, other) => one.place - other.place).map(({ one }) => one);
      expect(shown(shuffled, exhausted)).toEqual(found);
      expect([...found.ready.map(({ id }) => id), ...found.refused.map(({ actionId }) => actionId)].sort()).toEqual(given.map(({ actionId }) => actionId).sort());
      for (const { id, rank } of found.ready) {
        const { propensity = 1, contextWeight = 1, lever = id === 'a1' ? 3 : 1, valueMinor } = given.find(({ actionId }) => actionId === id)!;
        expect(rank).toBe(propensity * contextWeight * (valueMinor ?? actions.find((action) => action.id === id)?.valueMinor ?? 1) * lever);
      }
      for (let i = 1; i < found.ready.length; i += 1) expect(found.ready[i - 1]!.rank).toBeGreaterThanOrEqual(found.ready[i]!.rank);
      for (const { actionId, reason } of found.refused) {
        if (actionId === 'a3') expect(reason).toBe('CONTACT_CAP_REACHED');
        else if (actionId === 'a5') expect(reason).toBe('POINTS_NOT_ENOUGH');
        else if (actions.some(({ id }) => id === actionId)) expect(reason).toBe('QUOTA_EXHAUSTED');
        else expect(reason).toBe('ACTION_UNKNOWN');
      }
    }),
  );
});
