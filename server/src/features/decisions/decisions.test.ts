import type { Decision } from '@arbiter/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { customersRoutes } from '../customers/customers.routes.js';
import { responsesRoutes } from '../responses/responses.routes.js';
import { decisionServiceOf, hotKeys } from './api.js';
import { decisionsRoutes } from './decisions.routes.js';
import { drainOnce } from './drain-journal.js';

let container: Container;
let app: FastifyInstance;
let today = new Date('2025-03-10T12:00:00.000Z');

const offer = (actionId: string, priority = 1) => ({ conditions: { all: [{ fact: 'context.ask', operator: 'equal', value: true }] }, priority, event: { type: 'offer', params: { actionId } } });
const decide = async (body: object, status = 200): Promise<Decision> => {
  const reply = await app.inject({ method: 'POST', url: '/v1/decisions', payload: body });
  expect(reply.statusCode, reply.body).toBe(status);
  return reply.json();
};
const respond = async (body: object, status = 200): Promise<{ accepted: number; repeated: number }> => {
  const reply = await app.inject({ method: 'POST', url: '/v1/responses', payload: body });
  expect(reply.statusCode, reply.body).toBe(status);
  return reply.json();
};
const drained = async () => {
  for (let left = await container.hotState.journalLength(); left > 0; left = await container.hotState.journalLength()) await drainOnce(container);
};

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => today });
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  for (const routes of [decisionsRoutes, responsesRoutes, customersRoutes]) await app.register(routes(container));
  await app.ready();
  await launchTestCampaign(container, {
    id: 'main',
    startsOn: '2025-03-03',
    constraints: [
      { id: 'k', kind: 'contacts', atMost: 2 },
      { id: 'phone', kind: 'capacity', of: { channel: ['phone'] }, atMost: 3, per: 'week' },
      { id: 'money', kind: 'budget', atMostMinor: 900_000 },
      { id: 'vip', kind: 'exclusion', forbid: { stage: ['hard'] }, for: { attribute: 'segment', values: ['vip'] } },
      { id: 'gap', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 },
    ],
    ruleSet: { rules: [offer('court', 9), offer('call', 5), offer('sms', 1)] },
    customers: [
      { id: 'planned', planned: [{ actionId: 'call', week: 1, valueMinor: 77 }] },
      { id: 'paid', planned: [{ actionId: 'call', week: 1 }] },
      { id: 'control', arm: 'control', planned: [] },
      { id: 'silent', consent: false, planned: [{ actionId: 'sms', week: 1 }] },
      { id: 'vip', segment: 'vip' },
      { id: 'старый клиент', contacts: [{ actionId: 'call', channel: 'phone', stage: 'soft', at: '2025-02-24T10:00:00Z' }] },
      { id: 'recent', contacts: [{ actionId: 'call', channel: 'phone', stage: 'soft', at: '2025-02-25T10:00:00Z' }] },
      ...Array.from({ length: 10 }, (_, i) => ({ id: `many-${i}` })),
    ],
  });
  await container.analytics.insert('customers', [{ customer_id: 'outsider' }]);
});

afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('POST /v1/decisions', () => {
  it('gives the planned action once, and remembers it', async () => {
    const preview = await decide({ customerId: 'planned', dryRun: true });
    expect(preview).toMatchObject({ outcome: 'action', source: 'plan' });
    const first = await decide({ customerId: 'planned' });
    expect(first).toMatchObject({ outcome: 'action', source: 'plan', campaignId: 'main', arm: 'target', action: { id: 'call', channel: 'phone', stage: 'soft', valueMinor: 77 }, reasons: ['PLANNED_ACTION'] });
    expect(first.version).toMatch(/^main@3\//);
    expect(await decide({ customerId: 'planned' })).toMatchObject({ outcome: 'no-action', refused: [{ actionId: 'call', reason: 'PLAN_TAKEN' }] });
    const lookup = await app.inject({ url: `/v1/decisions/${first.decisionId}` });
    expect(lookup.json().decision).toEqual(first);
    await drained();
    const later = await app.inject({ url: `/v1/decisions/${first.decisionId}` });
    expect(later.json().decision).toEqual(first);
    expect((await app.inject({ url: '/v1/decisions/none' })).statusCode).toBe(404);
  });

  it('answers for the control group, strangers and those without consent', async () => {
    expect(await decide({ customerId: 'control', context: { ask: true } })).toMatchObject({ outcome: 'no-action', arm: 'control', reasons: ['CONTROL_GROUP'], refused: [] });
    expect(await decide({ customerId: 'nobody' })).toMatchObject({ reasons: ['CUSTOMER_UNKNOWN'], version: 'main@3/' + (await decide({ customerId: 'nobody' })).version.slice(7) });
    expect(await decide({ customerId: 'silent', context: { ask: true } })).toMatchObject({ outcome: 'no-action', refused: [{ actionId: 'sms', reason: 'NO_CONSENT' }, { actionId: 'court', reason: 'NO_CONSENT' }, { actionId: 'call', reason: 'NO_CONSENT' }] });
    expect(await decide({ customerId: 'vip', campaignId: 'other' })).toMatchObject({ reasons: ['NO_ACTIVE_CAMPAIGN'], campaignId: 'other' });
    expect(await decide({ customerId: 'vip' })).toMatchObject({ reasons: ['NO_RULE_MATCHED'] });
  });

  it('holds gaps, segments and channels', async () => {
    expect(await decide({ customerId: 'vip', context: { ask: true }, channel: 'sms' })).toMatchObject({ action: { id: 'sms' }, refused: [{ actionId: 'court', reason: 'EXCLUDED_FOR_SEGMENT' }, { actionId: 'call', reason: 'CHANNEL_NOT_ASKED' }] });
    expect(await decide({ customerId: 'старый клиент', context: { ask: true }, dryRun: true })).toMatchObject({ action: { id: 'court' } });
    expect(await decide({ customerId: 'recent', context: { ask: true }, dryRun: true })).toMatchObject({ refused: [{ actionId: 'court', reason: 'GAP_NOT_PASSED' }] });
    expect(await decide({ customerId: 'many-0', context: { ask: true }, dryRun: true })).toMatchObject({ refused: [{ actionId: 'court', reason: 'GAP_NO_HISTORY' }] });
  });

  it('leaves the capacity of the plan to the plan, and gives it back with a payment', async () => {
    // Three calls a week, two of them planned.
    expect(await decide({ customerId: 'many-1', context: { ask: true } })).toMatchObject({ action: { id: 'call' } });
    expect(await decide({ customerId: 'many-2', context: { ask: true } })).toMatchObject({ action: { id: 'sms' }, refused: [{ actionId: 'court', reason: 'GAP_NO_HISTORY' }, { actionId: 'call', reason: 'CAPACITY_EXHAUSTED' }] });
    expect(await respond({ responseId: 'r1', customerId: 'paid', kind: 'payment', amountMinor: 5000, at: '2025-03-10T09:00:00+03:00' })).toMatchObject({ accepted: 1, repeated: 0 });
    expect(await decide({ customerId: 'paid' })).toMatchObject({ outcome: 'no-action', refused: [{ actionId: 'call', reason: 'PLAN_EXPIRED' }] });
    expect(await decide({ customerId: 'many-3', context: { ask: true } })).toMatchObject({ action: { id: 'call' } });
    expect(await respond([{ responseId: 'r2', customerId: 'paid', kind: 'payment', at: '2025-03-10T09:00:00Z' }, { responseId: 'r1', customerId: 'paid', kind: 'payment', amountMinor: 5000, at: '2025-03-10T09:00:00+03:00' }])).toMatchObject({ accepted: 1, repeated: 1 });
    expect(await decide({ customerId: 'many-4', context: { ask: true } })).toMatchObject({ action: { id: 'sms' } });
  });

  it('never exceeds a cap under a hundred requests at once', async () => {
    const one = await Promise.all(Array.from({ length: 100 }, () => decide({ customerId: 'many-5', context: { ask: true } })));
    expect(one.filter((decision) => decision.outcome === 'action')).toHaveLength(1);
    expect(new Set(one.map((decision) => decision.decisionId)).size).toBe(100);
    today = new Date('2025-03-17T12:00:00.000Z');
    const others = await Promise.all(Array.from({ length: 50 }, (_, i) => decide({ customerId: `many-${i % 10}`, context: { ask: true } })));
    expect(others.filter((decision) => decision.action?.id === 'call')).toHaveLength(3);
    expect(others.filter((decision) => decision.outcome === 'action')).toHaveLength(10);
    const [count] = await container.hotState.countsOf([hotKeys.account('main', { constraintId: 'phone' }, 2)]);
    expect(count).toBe(3);
  });

  it('gives the first answer again for the same idempotency key', async () => {
    today = new Date('2025-03-24T12:00:00.000Z');
    const body = { customerId: 'recent', context: { ask: true }, channel: 'sms', idempotencyKey: 'once' };
    const [first, ...rest] = await Promise.all(Array.from({ length: 20 }, () => decide(body)));
    for (const decision of rest) expect(decision).toEqual(first);
    expect(first?.outcome).toBe('action');
    await decide({ ...body, channel: 'phone' }, 409);
  });

  it('stops with a pause and goes on after it', async () => {
    await container.repository.updateTable('campaigns').set({ state: 'paused' }).where('id', '=', 'main').execute();
    await decisionServiceOf(container).registry.refresh();
    expect(await decide({ customerId: 'many-9', context: { ask: true } })).toMatchObject({ reasons: ['CAMPAIGN_PAUSED'] });
    await container.repository.updateTable('campaigns').set({ state: 'launched' }).where('id', '=', 'main').execute();
    await decisionServiceOf(container).registry.refresh();
  });

  it('refuses what it cannot read', async () => {
    await decide({}, 400);
    await decide({ customerId: 'a\u0000b' }, 400);
    await decide({ customerId: 'x', context: { text: 'y'.repeat(70_000) } }, 400);
    await respond([], 400);
    await respond({ responseId: 'r9', customerId: 'x', kind: 'payment', at: 'yesterday' }, 400);
    await respond({ responseId: 'r9', customerId: 'x', kind: 'payment', at: '1905-01-01T00:00:00Z' }, 400);
  });
});

describe('the journal', () => {
  it('reaches the analytical store once, whatever is repeated', async () => {
    await decisionServiceOf(container).drain.stop();
    await drained();
    const before = (await container.analytics.query<{ n: string }>('SELECT count() AS n FROM decisions FINAL'))[0]!.n;
    const made = await Promise.all(Array.from({ length: 30 }, (_, i) => decide({ customerId: `many-${i % 10}` })));
    const entries = await container.hotState.readJournal(0, 1000);
    expect(entries).toHaveLength(30);
    // While the analytical store is away everything stays in the journal.
    const away = { ...container.analytics, insertLines: () => Promise.reject(new Error('away')) } as typeof container.analytics;
    await expect(drainOnce({ hotState: container.hotState, analytics: away })).rejects.toThrow('away');
    expect(await container.hotState.journalLength()).toBe(30);
    // As if the process had died between the write and the forgetting.
    await drainOnce({ hotState: { ...hotStateOf(), trimJournal: async () => undefined }, analytics: container.analytics });
    await Promise.all(Array.from({ length: 5 }, (_, i) => decide({ customerId: `many-${i}` })));
    await drained();
    const [after] = await container.analytics.query<{ n: string; ids: string[] }>('SELECT count() AS n, groupArray(decision_id) AS ids FROM decisions FINAL');
    expect(Number(after!.n) - Number(before)).toBe(35);
    expect(made.every((decision) => after!.ids.includes(decision.decisionId))).toBe(true);
    const [responses] = await container.analytics.query<{ n: string }>('SELECT count() AS n FROM responses FINAL');
    expect(Number(responses!.n)).toBe(2);
    expect(await container.hotState.journalLength()).toBe(0);
  });

  it('shows everything on the customer\'s card', async () => {
    const card = (await app.inject({ url: '/v1/customers/planned' })).json();
    expect(card).toMatchObject({ profile: { customerId: 'planned' }, contacts: [{ actionId: 'call', campaignId: 'main', at: '2025-03-10T12:00:00.000Z' }], balances: { overdueMinor: 0 } });
    expect(card.decisions.length).toBeGreaterThan(1);
    expect((await app.inject({ url: `/v1/customers/${encodeURIComponent('старый клиент')}` })).statusCode).toBe(200);
    expect((await app.inject({ url: '/v1/customers/nobody-at-all' })).statusCode).toBe(404);
  });

  it('rebuilds what was lost of the hot state from the analytical store', async () => {
    await container.hotState.removePrefix('customer:');
    await container.hotState.removePrefix('account:');
    await container.hotState.removePrefix('audience:');
    await container.hotState.putMany([[hotKeys.definition('main'), undefined]]);
    const { registry } = decisionServiceOf(container);
    await registry.refresh();
    for (let i = 0; i < 100 && registry.active('main').length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await registry.refresh();
    }
    today = new Date('2025-03-17T13:00:00.000Z');
    expect(await decide({ customerId: 'many-5', context: { ask: true } })).toMatchObject({ outcome: 'no-action' });
    const counts = await container.hotState.countsOf([hotKeys.account('main', { constraintId: 'phone' }, 2), hotKeys.account('main', { constraintId: 'phone' }, 1)]);
    expect(counts).toEqual([3, 4]);
  });
});

function hotStateOf() {
  const { hotState } = container;
  return {
    ...hotState,
    readJournal: hotState.readJournal.bind(hotState), getMany: hotState.getMany.bind(hotState), putMany: hotState.putMany.bind(hotState),
  } as typeof hotState;
}
