import type { ConfigurationKind, Decision, StrategyDocument } from '@arbiter/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { saveAction, saveChannel } from '../catalogue/api.js';
import { configurationOf, saveConfiguration } from '../configuration/api.js';
import { livePublicationsOf, publish } from '../publications/api.js';
import { addRuleSet } from '../rule-sets/api.js';
import { emptyState } from '@arbiter/engine';
import { decisionServiceOf, hotKeys, printProfile, printState } from './api.js';
import { decisionsRoutes } from './decisions.routes.js';
import { drainOnce } from './drain-journal.js';

let container: Container;
let app: FastifyInstance;
let today = new Date('2025-03-10T12:00:00.000Z');

const decide = async (body: object, status = 200): Promise<Decision> => {
  const reply = await app.inject({ method: 'POST', url: '/v1/decisions', payload: body });
  expect(reply.statusCode, reply.body).toBe(status);
  return reply.json();
};
const replay = async (id: string) => {
  const reply = await app.inject({ method: 'POST', url: `/v1/decisions/${id}/replay` });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json();
};
const versions = new Map<string, number>();
const configure = async (kind: ConfigurationKind, id: string, document: object): Promise<void> => {
  const version = await saveConfiguration(container.repository, { kind, id, document, base: versions.get(`${kind}/${id}`) ?? 0, author: null, at: today });
  versions.set(`${kind}/${id}`, version);
  await configurationOf(container).refresh();
  await decisionServiceOf(container).settings.refresh();
};
const customer = async (id: string, more: Partial<Parameters<typeof printProfile>[0]> = {}): Promise<void> =>
  container.hotState.putMany([[hotKeys.profile(id), printProfile({ attributes: { segment: 'mass', balance: 1_000 }, timeZone: 'Europe/Moscow', consent: true, refusedChannels: [], contacts: [], points: 0, ...more })]]);
const title = { ru: 'т', en: 't' };

/** Offers two loans, of which the second is the better one, and says the limit of the first. */
const offering: StrategyDocument = {
  dataModel: { inputs: [{ name: 'customerId', type: 'string', required: true }, { name: 'balance', type: 'number', default: 0 }, { name: 'page', type: 'string', default: '' }], variables: [], outputs: [{ name: 'offers', type: 'any' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'out', kind: 'output', settings: { assignments: [{ name: 'offers', value: '[{ action: "loan", propensity: 0.2, value: 100, terms: { limit: balance * 2 }, context: { page: page } }, { action: "card", propensity: 0.5, value: 60 }]' }] } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'out' }],
  },
} as StrategyDocument;

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => today });
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  await app.register(decisionsRoutes(container));
  await app.ready();
  const { repository } = container;
  for (const id of ['web', 'sms', 'phone']) await saveChannel(repository, { id, title });
  await saveAction(repository, { id: 'loan', title, channel: 'web', stage: 'offer', costMinor: 0, valueMinor: 500_00, tags: ['credit'], terms: [{ name: 'limit', expression: 'attributes.balance * 3', atMost: 5000, step: 100, unit: 'RUB' }] });
  await saveAction(repository, { id: 'card', title, channel: 'web', stage: 'offer', costMinor: 0, valueMinor: 300_00 });
  await saveAction(repository, { id: 'gift', title, channel: 'sms', stage: 'offer', costMinor: 0, valueMinor: 100_00, points: 500, validMinutes: 60, partner: 'shop' });
  await saveAction(repository, { id: 'call-me', title, channel: 'phone', stage: 'offer', costMinor: 0, valueMinor: 50_00 });
  const { id: strategyId, version } = await registerTestStrategy(container, offering);
  await publish(container, { endpoint: 'offers', environment: 'production', settings: { mode: 'online', arms: [{ name: 'a', itemId: strategyId, version, share: 100 }], log: { level: 'none' } } }, { author: null });
  await livePublicationsOf(container).refresh();
  const rules = await addRuleSet(repository, 'Rules', { rules: [{ conditions: { all: [{ fact: 'context.ask', operator: 'equal', value: true }, { fact: 'balance', operator: 'greaterThan', value: 500 }] }, event: { type: 'offer', params: { actionId: 'gift', propensity: 0.9, why: 'rich' } } }] }, today);
  await configure('placements', 'site', { title: 'Site', active: true, inbound: true, strategy: { environment: 'production', endpoint: 'offers' } });
  await configure('placements', 'desk', { title: 'Desk', active: true, inbound: true, ruleSetId: rules.id, offers: ['card'], most: 2 });
  await configure('placements', 'out', { title: 'Out', active: true, inbound: false, offers: ['call-me'] });
  await configure('placements', 'off', { title: 'Off', active: false, inbound: true, offers: ['card'] });
  for (const id of ['anna', 'boris', 'vera', 'gleb', 'dina']) await customer(id);
});

afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('a decision of a placement', () => {
  it('asks the strategy and takes the offer of the greatest rank, with its terms', async () => {
    const decision = await decide({ customerId: 'anna', placement: 'site', context: { page: 'main' } });
    expect(decision).toMatchObject({ outcome: 'action', source: 'strategy', placement: 'site', reasons: ['STRATEGY_OFFER'], action: { id: 'card', rank: { propensity: 0.5, value: 6000, rank: 3000 } }, version: 'site@1/offers@1' });
    const loan = await decide({ customerId: 'anna', placement: 'site', context: { page: 'main' }, offers: [{ actionId: 'loan', propensity: 1, lever: 2 }] });
    expect(loan).toMatchObject({ source: 'request', action: { id: 'loan', terms: [{ name: 'limit', value: 3000, unit: 'RUB' }], rank: { rank: 100_000 } } });
    expect(await replay(decision.decisionId)).toMatchObject({ same: true, difference: [], gone: [] });
    expect(await replay(loan.decisionId)).toMatchObject({ same: true });
  });

  it('shows how it came about', async () => {
    const decision = await decide({ customerId: 'anna', placement: 'site', trace: true });
    expect(decision.trace!.map(({ step }) => step)).toEqual(['profile', 'features', 'plan', 'strategy', 'arbitration', 'policy', 'capacity', 'terms', 'commit']);
    const found = (await app.inject({ url: `/v1/decisions/${decision.decisionId}` })).json();
    expect(found.decision.trace).toBeUndefined();
    expect(found.trace.map(({ step }: { step: string }) => step)).toEqual(['profile', 'features', 'plan', 'strategy', 'arbitration', 'policy', 'capacity', 'terms']);
    const table = (trace: { step: string; detail: unknown }[]) => trace.find(({ step }) => step === 'arbitration')!.detail;
    expect(table(found.trace)).toEqual(table(decision.trace!));
  });

  it('shows several offers by rules and candidates of the placement; points have to be there', async () => {
    expect(await decide({ customerId: 'boris', placement: 'desk', context: { ask: true } })).toMatchObject({ action: { id: 'card' }, refused: [{ actionId: 'gift', reason: 'POINTS_NOT_ENOUGH' }] });
    await customer('boris', { points: 700 });
    const both = await decide({ customerId: 'boris', placement: 'desk', context: { ask: true } });
    expect(both).toMatchObject({ action: { id: 'card' }, more: [{ id: 'gift', points: 500, partner: 'shop', params: { why: 'rich' } }] });
    const gift = await decide({ customerId: 'boris', placement: 'desk', channel: 'sms', context: { ask: true } });
    expect(gift).toMatchObject({ action: { id: 'gift', validUntil: '2025-03-10T13:00:00.000Z' }, refused: [{ actionId: 'card', reason: 'CHANNEL_NOT_ASKED' }] });
    expect(await decide({ customerId: 'boris', placement: 'desk', channel: 'sms', context: { ask: true } })).toMatchObject({ outcome: 'no-action', refused: [{ reason: 'CHANNEL_NOT_ASKED' }, { actionId: 'gift', reason: 'OFFER_HELD', until: '2025-03-10T13:00:00.000Z' }] });
    expect((await container.hotState.timersOf('hold')).waiting).toBe(1);
    expect(await replay(gift.decisionId)).toMatchObject({ same: true });
  });

  it('refuses by the contact policy of the company and counts what it gave', async () => {
    await configure('contact-policies', 'caps', { title: 'Caps', active: true, timeZone: 'Europe/Moscow', rules: [{ id: 'two-a-day', kind: 'cap', of: { channel: ['web'] }, atMost: 2, per: 'day' }] });
    const all = await Promise.all(Array.from({ length: 100 }, () => decide({ customerId: 'vera', placement: 'site' })));
    expect(all.filter(({ outcome }) => outcome === 'action')).toHaveLength(2);
    const refused = all.find(({ outcome }) => outcome === 'no-action')!;
    expect(refused).toMatchObject({ reasons: ['CONTACT_CAP_REACHED'], refused: [{ actionId: 'card', reason: 'CONTACT_CAP_REACHED', rule: 'caps/two-a-day', until: '2025-03-10T21:00:00.000Z' }, { actionId: 'loan' }] });
    expect(await replay(refused.decisionId)).toMatchObject({ same: true });
    await configure('contact-policies', 'caps', { title: 'Caps', active: false, timeZone: 'Europe/Moscow', rules: [] });
    // The versions of its time decide, not those of now.
    expect(await replay(refused.decisionId)).toMatchObject({ same: true });
  });

  it('offers nobody again what they took, nor more of a sequence that they converted in', async () => {
    await customer('klara');
    const converted = (keys: string[]) => container.hotState.putMany([[hotKeys.state('klara'), printState({ ...emptyState, converted: Object.fromEntries(keys.map((key) => [key, today.getTime() - 86_400_000])) }, today.getTime())]]);
    await converted(['action:card', 'placement:desk']);
    expect(await decide({ customerId: 'klara', placement: 'desk', dryRun: true })).toMatchObject({ outcome: 'no-action', reasons: ['NO_RULE_MATCHED', 'CONVERTED'] });
    await converted(['placement:out']);
    expect(await decide({ customerId: 'klara', placement: 'out', dryRun: true })).toMatchObject({ refused: [{ actionId: 'call-me', reason: 'CONVERTED' }] });
    // The customer comes by: the place as such is not over, only what was taken there.
    await converted(['placement:desk']);
    expect(await decide({ customerId: 'klara', placement: 'desk', dryRun: true })).toMatchObject({ action: { id: 'card' } });
  });

  it('puts an outbound contact into allowed hours, and has it delivered', async () => {
    await configure('contact-policies', 'hours', { title: 'Hours', active: true, timeZone: 'Europe/Moscow', rules: [{ id: 'day', kind: 'hours', of: { channel: ['phone'] }, workdays: { from: '09:00', to: '18:00' }, daysOff: null }] });
    today = new Date('2025-03-14T18:00:00.000Z');
    // Friday evening: Monday at nine is two and a half days ahead.
    expect(await decide({ customerId: 'gleb', placement: 'out' })).toMatchObject({ outcome: 'action', action: { id: 'call-me', at: '2025-03-17T06:00:00.000Z' } });
    // Whoever asks without a placement makes the contact now.
    expect(await decide({ customerId: 'dina', offers: [{ actionId: 'call-me' }] })).toMatchObject({ outcome: 'no-action', refused: [{ reason: 'OUTSIDE_CONTACT_HOURS', rule: 'hours/day', until: '2025-03-17T06:00:00.000Z' }] });
    await configure('contact-policies', 'hours', { title: 'Hours', active: false, timeZone: 'Europe/Moscow', rules: [] });
    today = new Date('2025-03-10T12:00:00.000Z');
  });

  it('holds quotas over all customers', async () => {
    await configure('quotas', 'cards', { title: 'Cards', active: true, of: { action: ['card'] }, atMost: 5, unit: 'contacts', per: 'day', timeZone: 'UTC' });
    const made = await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      await customer(`many-${i}`);
      return decide({ customerId: `many-${i}`, placement: 'site' });
    }));
    expect(made.filter(({ action }) => action?.id === 'card')).toHaveLength(5);
    const other = made.find(({ action }) => action?.id === 'loan')!;
    expect(other.refused).toMatchObject([{ actionId: 'card', reason: 'QUOTA_EXHAUSTED', rule: 'cards' }]);
    expect(await replay(other.decisionId)).toMatchObject({ same: true });
    await configure('quotas', 'cards', { title: 'Cards', active: false, of: { action: ['card'] }, atMost: 5, unit: 'contacts', per: 'day', timeZone: 'UTC' });
  });

  it('keeps control groups out', async () => {
    await configure('company', 'company', { timeZone: 'Europe/Moscow', globalControlGroup: { share: 0.5, salt: 's' } });
    const arms = await Promise.all(Array.from({ length: 20 }, (_, i) => decide({ customerId: `many-${i}`, placement: 'site', dryRun: true })));
    const control = arms.filter(({ arm }) => arm === 'control');
    expect(control.length).toBeGreaterThan(3);
    expect(control.length).toBeLessThan(17);
    for (const { outcome, reasons } of control) expect([outcome, reasons]).toEqual(['no-action', ['GLOBAL_CONTROL_GROUP']]);
    await configure('company', 'company', { timeZone: 'Europe/Moscow' });
    await configure('placements', 'desk', { title: 'Desk', active: true, inbound: true, offers: ['card'], controlGroup: { share: 0.5, salt: 't' } });
    for (let i = 0; i < 20; i += 1) await customer(`other-${i}`);
    const placed = await Promise.all(Array.from({ length: 20 }, (_, i) => decide({ customerId: `other-${i}`, placement: 'desk', dryRun: true })));
    expect(new Set(placed.map(({ reasons }) => reasons[0]))).toEqual(new Set(['PLACEMENT_CONTROL_GROUP', 'PLACEMENT_OFFER']));
  });

  it('says what is missing and what is unknown', async () => {
    expect(await decide({ customerId: 'stranger', placement: 'site' })).toMatchObject({ outcome: 'no-action', reasons: ['CUSTOMER_UNKNOWN', 'NO_CONSENT'] });
    expect(await decide({ customerId: 'anna', placement: 'off' })).toMatchObject({ outcome: 'no-action', reasons: ['PLACEMENT_INACTIVE'] });
    await decide({ customerId: 'anna', placement: 'nowhere' }, 404);
    expect(await decide({ customerId: 'anna', offers: [{ actionId: 'nothing' }, { actionId: 'card', channel: 'fax' }] })).toMatchObject({ refused: [{ actionId: 'nothing', reason: 'ACTION_UNKNOWN' }, { actionId: 'card', reason: 'ACTION_UNKNOWN', rule: 'channel fax' }] });
    await configure('placements', 'broken', { title: 'B', active: true, inbound: true, strategy: { environment: 'production', endpoint: 'nothing' } });
    expect(await decide({ customerId: 'anna', placement: 'broken' })).toMatchObject({ reasons: ['STRATEGY_FAILED'] });
    const unfit = await decide({ customerId: 'anna', placement: 'site', context: { page: { no: 'text' } }, trace: true, dryRun: true });
    expect(unfit.trace!.find(({ step }) => step === 'strategy')?.detail).toMatchObject({ ok: false, code: 'input-invalid', failure: { message: expect.stringContaining('page') } });
    await configure('placements', 'rich', { title: 'R', active: true, inbound: true, offers: ['card'], enrichment: [{ name: 'page', kind: 'hot-state', key: 'pages/{customerId}', timeoutMs: 50, fallback: 'none' }] });
    const lacking = await decide({ customerId: 'anna', placement: 'rich' });
    expect(lacking).toMatchObject({ outcome: 'action', missing: ['page'] });
    expect(await replay(lacking.decisionId)).toMatchObject({ same: true });
  });

  it('is not misled by names that every object answers to', async () => {
    const context = JSON.parse('{"constructor":1,"toString":"x","hasOwnProperty":true}') as object;
    expect(await decide({ customerId: 'anna', placement: 'site', context })).toMatchObject({ outcome: 'action' });
    expect(await decide({ customerId: 'anna', placement: 'site', context: { large: 'x'.repeat(70_000) } }, 400)).toMatchObject({ code: 'validation-failed' });
    await decide({ customerId: 'anna', placement: 'constructor' }, 404);
    await decide({ customerId: '__proto__', placement: 'site' });
  });
});

describe('a planned action', () => {
  it('comes first, and the strategy where it is over', async () => {
    await launchTestCampaign(container, { id: 'planned', startsOn: '2025-03-10', customers: [{ id: 'zoya', planned: [{ actionId: 'call', week: 0, valueMinor: 10 }] }] });
    await customer('zoya');
    const first = await decide({ customerId: 'zoya', placement: 'site' });
    expect(first).toMatchObject({ source: 'plan', campaignId: 'planned', action: { id: 'call' } });
    expect(await decide({ customerId: 'zoya', placement: 'site' })).toMatchObject({ source: 'strategy', action: { id: 'card' }, refused: [{ actionId: 'call', reason: 'PLAN_TAKEN' }] });
    expect(await replay(first.decisionId)).toMatchObject({ same: true });
    today = new Date('2025-03-18T12:00:00.000Z');
    expect(await decide({ customerId: 'zoya', placement: 'site' })).toMatchObject({ source: 'strategy' });
  });
});

describe('many decisions', () => {
  it('are answered in order, each by itself', async () => {
    const requests = [...Array.from({ length: 200 }, (_, i) => ({ customerId: `many-${i % 20}`, placement: 'site', idempotencyKey: `batch-${i}` })), { customerId: 5 }, { customerId: 'anna', placement: 'nowhere' }, 'no', { customerId: 'anna', context: { x: 'y'.repeat(70_000) } }];
    const ask = async () => {
      const reply = await app.inject({ method: 'POST', url: '/v1/decisions/batch', payload: { requests } });
      expect(reply.statusCode, reply.body).toBe(200);
      return reply.json().answers as { decision?: Decision; problem?: { code: string; status: number } }[];
    };
    const answers = await ask();
    expect(answers.slice(0, 200).map(({ decision }) => decision?.customerId)).toEqual(requests.slice(0, 200).map((request) => (request as { customerId: string }).customerId));
    expect(answers.slice(200).map(({ problem }) => problem?.code)).toEqual(['validation-failed', 'not-found', 'validation-failed', 'validation-failed']);
    expect((await ask()).slice(0, 200)).toEqual(answers.slice(0, 200));
    expect((await app.inject({ method: 'POST', url: '/v1/decisions/batch', payload: { requests: [] } })).statusCode).toBe(400);
  });

  it('reach the analytical store with what they were made of', async () => {
    const made = await decide({ customerId: 'many-3', placement: 'site' });
    while ((await drainOnce(container)) > 0);
    expect(await replay(made.decisionId)).toMatchObject({ same: true });
    await container.repository.deleteFrom('decision_settings').execute();
    expect(await replay(made.decisionId)).toMatchObject({ same: false, decision: null, gone: [expect.stringMatching(/^settings /)] });
  });
});
