import type { Action, Constraint } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { compileRuleSet } from '../rule-set/compile-rule-set.js';
import { decide, openCampaign, releasedByConversion, stateAfterContact, stateAfterConversion, type CampaignCustomer, type DecisionQuestion, type LaunchedCampaign } from './index.js';
import { emptyState, type CustomerState } from '../live-customer/live-customer.js';

const title = { ru: '', en: '' };
const actions: Action[] = [
  { id: 'sms', title, channel: 'sms', stage: 'soft', costMinor: 100 },
  { id: 'call', title, channel: 'phone', stage: 'soft', costMinor: 3000 },
  { id: 'court', title, channel: 'court', stage: 'hard', costMinor: 400_000 },
];
const rules = (...list: { actionId: string; priority?: number; fact?: string; atLeast?: number }[]) => {
  const compiled = compileRuleSet({ rules: list.map(({ actionId, priority, fact, atLeast }) => ({ priority: priority ?? 1, conditions: { all: fact ? [{ fact, operator: 'greaterThanInclusive', value: atLeast }] : [] }, event: { type: 'offer', params: { actionId, text: 'hello' } } })) });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};
const campaignWith = (constraints: Constraint[], ruleSet?: LaunchedCampaign['ruleSet'], change: { id?: string; paused?: boolean } = {}): LaunchedCampaign =>
  openCampaign({ id: change.id ?? 'c', version: 'v', draft: { startsOn: '2025-03-03', weeks: 4, constraints }, actions, attributes: [{ name: 'debt', type: 'money' }], audience: 100, planned: 10, launchedAtMs: Date.parse('2025-03-01T00:00:00Z'), timeZone: 'UTC' }, change.paused ?? false, ruleSet);
const customer = (change: Partial<CampaignCustomer> = {}): CampaignCustomer => ({ arm: 'target', consent: true, refusedChannels: [], attributes: { debt: 50_000 }, planned: [], history: [], contacts: [], ...change });
const at = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const ask = (campaign: LaunchedCampaign, who: CampaignCustomer | undefined, date: string, more: Partial<DecisionQuestion> = {}) => decide({ atMs: at(date), campaigns: [{ campaign, customer: who }], state: emptyState, ...more });
const shown = (verdict: ReturnType<typeof decide>) => ({ candidates: verdict.candidates.map((candidate) => `${candidate.source}:${candidate.action.id}`), refused: verdict.refused.map(({ actionId, reason }) => `${actionId} ${reason}`), reasons: verdict.reasons });

describe('a decision', () => {
  const plan = { planned: [{ actionId: 'call', week: 1, valueMinor: 7, costMinor: 3000 }] };

  it('gives a planned action in its week only', () => {
    const campaign = campaignWith([]);
    expect(shown(ask(campaign, customer(plan), '2025-03-09'))).toEqual({ candidates: [], refused: ['call PLAN_NOT_DUE'], reasons: ['NO_RULE_MATCHED'] });
    expect(shown(ask(campaign, customer(plan), '2025-03-10')).candidates).toEqual(['plan:call']);
    expect(shown(ask(campaign, customer(plan), '2025-03-16')).candidates).toEqual(['plan:call']);
    expect(shown(ask(campaign, customer(plan), '2025-03-17')).refused).toEqual(['call PLAN_EXPIRED']);
    expect(shown(ask(campaign, customer(plan), '2025-04-01')).reasons).toEqual(['NO_ACTIVE_CAMPAIGN']);
  });

  it('gives it once', () => {
    const campaign = campaignWith([{ id: 'k', kind: 'contacts', atMost: 3 }]);
    const first = ask(campaign, customer(plan), '2025-03-10');
    const state = stateAfterContact(emptyState, first.candidates[0]!, 'd1', at('2025-03-10'));
    expect(shown(ask(campaign, customer(plan), '2025-03-11', { state })).refused).toEqual(['call PLAN_TAKEN']);
    const drained = customer({ ...plan, contacts: [{ id: 'd1', actionId: 'call', atMs: at('2025-03-10') }] });
    expect(shown(ask(campaign, drained, '2025-03-11', { state })).refused).toEqual(['call PLAN_TAKEN']);
  });

  it('gives the control group and paused campaigns nothing', () => {
    expect(shown(ask(campaignWith([], rules({ actionId: 'sms' })), customer({ ...plan, arm: 'control' }), '2025-03-10'))).toEqual({ candidates: [], refused: [], reasons: ['CONTROL_GROUP'] });
    expect(shown(ask(campaignWith([], undefined, { paused: true }), customer(plan), '2025-03-10')).reasons).toEqual(['CAMPAIGN_PAUSED']);
    expect(shown(ask(campaignWith([]), undefined, '2025-03-10')).reasons).toEqual(['NOT_IN_AUDIENCE']);
    expect(decide({ atMs: 0, campaigns: [], state: emptyState }).reasons).toEqual(['NO_ACTIVE_CAMPAIGN']);
  });

  it('takes candidates of the rule set by priority, with what they take from the accounts', () => {
    const campaign = campaignWith([{ id: 'b', kind: 'budget', atMostMinor: 10_000 }], rules({ actionId: 'sms', priority: 1 }, { actionId: 'call', priority: 9 }, { actionId: 'none', priority: 20 }, { actionId: 'court', priority: 3, fact: 'debt', atLeast: 500.01 }));
    const verdict = ask(campaign, customer(), '2025-03-10');
    expect(shown(verdict)).toEqual({ candidates: ['rules:call', 'rules:sms'], refused: ['none ACTION_UNKNOWN'], reasons: [] });
    expect(verdict.candidates.map(({ takes, params }) => [takes[0]?.by, params])).toEqual([[3000, { text: 'hello' }], [100, { text: 'hello' }]]);
    expect(verdict.facts.c).toEqual({ debt: 500 });
  });

  it('knows context, and counts what the request does not carry as null', () => {
    const campaign = campaignWith([], rules({ actionId: 'sms', fact: 'context.amount', atLeast: 5 }));
    expect(shown(ask(campaign, customer(), '2025-03-10', { context: { amount: 6 } })).candidates).toEqual(['rules:sms']);
    expect(shown(ask(campaign, customer(), '2025-03-10')).reasons).toEqual(['NO_RULE_MATCHED']);
    const failing = campaignWith([], rules({ actionId: 'sms', fact: 'unheard_of', atLeast: 5 }));
    expect(shown(ask(failing, customer(), '2025-03-10')).reasons).toEqual(['RULE_SET_FAILED']);
  });

  it('keeps the plan\'s contacts from the rules', () => {
    const two = campaignWith([{ id: 'k', kind: 'contacts', atMost: 2 }], rules({ actionId: 'sms' }));
    expect(shown(ask(two, customer(plan), '2025-03-04')).candidates).toEqual(['rules:sms']);
    expect(shown(ask(two, customer(plan), '2025-03-10', { channel: 'sms' }))).toEqual({ candidates: [], refused: ['call CHANNEL_NOT_ASKED', 'sms WEEK_CONTACT_TAKEN'], reasons: [] });
    const one = campaignWith([], rules({ actionId: 'sms' }));
    expect(shown(ask(one, customer(plan), '2025-03-04')).refused).toEqual(['call PLAN_NOT_DUE', 'sms CONTACTS_EXHAUSTED']);
    expect(shown(ask(one, customer({ ...plan, refusedChannels: ['phone'] }), '2025-03-10'))).toEqual({ candidates: ['rules:sms'], refused: ['call CHANNEL_REFUSED'], reasons: [] });
  });

  it('ends the plan with a payment and gives back what was set aside', () => {
    const campaign = campaignWith([{ id: 'w', kind: 'capacity', of: { channel: ['phone'] }, atMost: 5, per: 'week' }], rules({ actionId: 'sms' }));
    const state: CustomerState = stateAfterConversion(emptyState, undefined, at('2025-03-05'));
    expect(shown(ask(campaign, customer(plan), '2025-03-10', { state })).refused).toEqual(['call PLAN_EXPIRED']);
    expect(shown(ask(campaign, customer(plan), '2025-03-10', { state: stateAfterConversion(emptyState, 'c', at('2025-02-01')) })).candidates).toEqual(['plan:call', ]);
    expect(releasedByConversion(campaign, customer(plan), emptyState, at('2025-03-05')).map(({ account, week, by }) => [account.constraintId, week, by])).toEqual([['w', 1, 1]]);
    expect(releasedByConversion(campaign, customer(plan), emptyState, at('2025-03-25'))).toEqual([]);
  });

  it('prefers any plan to any rule set, and campaigns in order of launch', () => {
    const a = campaignWith([], rules({ actionId: 'sms' }), { id: 'a' });
    const b = campaignWith([], rules({ actionId: 'sms' }), { id: 'b' });
    const verdict = decide({ atMs: at('2025-03-10'), state: emptyState, campaigns: [{ campaign: a, customer: customer() }, { campaign: b, customer: customer(plan) }] });
    expect(verdict.candidates.map((candidate) => `${candidate.campaign.id} ${candidate.source}`)).toEqual(['b plan', 'a rules']);
    const mixed = decide({ atMs: at('2025-03-10'), state: emptyState, campaigns: [{ campaign: a, customer: undefined }, { campaign: b, customer: customer({ arm: 'control' }) }] });
    expect([mixed.reasons, mixed.campaign?.id, mixed.arms.get('b')]).toEqual([['CONTROL_GROUP'], 'b', 'control']);
  });
});
