import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { addRuleSet } from '../rule-sets/api.js';
import { configurationOf, saveConfiguration } from '../configuration/api.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { hotKeys, printState, readState } from '../decisions/api.js';
import { runDueTimers } from '../timers/api.js';
import { bankEventDocuments } from './testing/bank-event-documents.js';

let container: Container;
let app: FastifyInstance;
let nowMs = Date.UTC(2026, 2, 10, 9);
const minute = 60_000;
const day = 86_400_000;
let cookie = '';
let csrf = '';

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(nowMs) });
  const { id: ruleSetId } = await addRuleSet(container.repository, 'Classes of card operations', bankEventDocuments.classes, container.now());
  for (const { kind, id, document } of bankEventDocuments.documents(ruleSetId)) await saveConfiguration(container.repository, { kind, id, document, base: 0, author: null, at: container.now() });
  app = await buildApp(container);
  await app.ready();
  const session = await app.inject({ url: '/v1/session' });
  cookie = String(session.headers['set-cookie'] ?? '').split(';')[0]!;
  csrf = session.json<{ csrfToken: string }>().csrfToken;
}, 120_000);
afterAll(async () => {
  await app.close();
  await container.close();
});

const post = (url: string, payload: unknown, type = 'application/json') => app.inject({ method: 'POST', url, headers: { 'content-type': type, 'x-csrf-token': csrf, ...(cookie ? { cookie } : {}) }, payload: (type === 'application/json' ? JSON.stringify(payload) : payload) as string });
let count = 0;
const event = (customerId: string, type: string, atMs: number, data?: object, eventId = `e${(count += 1)}`) => ({ eventId, customerId, type, at: new Date(atMs).toISOString(), ...(data ? { data } : {}) });
const features = async (id: string) => {
  const reply = (await app.inject({ url: `/v1/customers/${id}/features`, headers: cookie ? { cookie } : {} })).json<{ features: { name: string; value: unknown }[]; waiting: unknown[] }>();
  return { ...Object.fromEntries(reply.features.map(({ name, value }) => [name, value])), waiting: reply.waiting.length };
};

it('has documents that its own checks find nothing in', async () => {
  const { configurationChecks } = await import('../configuration/configuration-checks.js');
  const configuration = configurationOf(container).current();
  for (const kind of ['event-types', 'features', 'triggers'] as const) {
    for (const { id, document } of configuration.of(kind)) expect([id, await configurationChecks[kind]!(document as never, { container, configuration, id })]).toEqual([id, []]);
  }
});

it('takes an event once, classifies it, and folds it into the features', async () => {
  const one = event('anna', 'card.operation', nowMs - minute, { amountMinor: 120_00, mcc: '5411', merchant: 'Berry' });
  expect((await post('/v1/events', one)).json()).toEqual({ accepted: 1, repeated: 0, late: 0, refused: 0, faults: [] });
  expect((await post('/v1/events', one)).json()).toMatchObject({ accepted: 0, repeated: 1 });
  const list = [event('anna', 'card.operation', nowMs - 2 * day, { amountMinor: 50_00, mcc: '6011' }), one, event('anna', 'card.operation', nowMs - day, { amountMinor: 30_00, mcc: '5812', merchant: 'Oak' }), event('boris', 'app.login', nowMs)];
  expect((await post('/v1/events', list)).json()).toMatchObject({ accepted: 3, repeated: 1, refused: 0 });
  expect(await features('anna')).toMatchObject({ purchases_30d: 2, spent_30d: 150_00, merchants_90d: 2, cash_30d: 1, last_merchant: 'Berry', logins_30d: 0 });
  expect(await features('boris')).toMatchObject({ purchases_30d: 0, logins_30d: 1 });
});

it('refuses what it cannot use, with the reason, and takes the rest', async () => {
  const unknown = await post('/v1/events', event('x', 'nothing.like.it', nowMs));
  expect(unknown.statusCode).toBe(400);
  expect(unknown.json<{ detail: string }>().detail).toContain('card.operation');
  const bad = [
    event('x', 'card.operation', nowMs, { amountMinor: -1, mcc: '5411' }),
    event('x', 'card.operation', nowMs + 6 * minute, { amountMinor: 1, mcc: '5411' }),
    event('x', 'app.login', nowMs, { text: 'x'.repeat(20_000) }),
    { ...event('x', 'app.login', nowMs), extra: 1 },
    { ...event('x', 'app.login', nowMs), at: 'yesterday' },
    null, 7, 'text',
    event('x', 'bonus', nowMs, { points: 1.5 }),
    event('x', 'app.login', nowMs),
  ];
  const reply = (await post('/v1/events', bad)).json<{ accepted: number; refused: number; faults: { line: number; faults: { path: string; code: string }[] }[] }>();
  expect(reply).toMatchObject({ accepted: 1, refused: 9 });
  expect(reply.faults.map(({ line, faults }) => `${line} ${faults[0]!.path} ${faults[0]!.code}`)).toEqual(['0 /data/amountMinor minimum', '1 /at in-future', '2 /data too-large', '3  additionalProperties', '4 /at format', '5  type', '6  type', '7  type', '8 /data/points points']);
  expect((await post('/v1/events', [])).statusCode).toBe(400);
});

it('keeps flags by the time of events, whatever order they come in; consents and points too', async () => {
  await post('/v1/events', event('carl', 'complaint.opened', nowMs - 3 * minute));
  const state = async () => readState((await container.hotState.getMany([hotKeys.state('carl')]))[0]);
  expect((await state()).flags).toEqual({ complaint: nowMs - 3 * minute });
  await post('/v1/events', event('carl', 'complaint.closed', nowMs - minute));
  expect((await state()).flags).toEqual({});
  // Older than the closing, and it comes later.
  await post('/v1/events', event('carl', 'complaint.opened', nowMs - 2 * minute));
  expect((await state()).flags).toEqual({});
  await post('/v1/events', [event('carl', 'consent.withdrawn', nowMs), event('carl', 'consent.given', nowMs - minute), event('carl', 'bonus', nowMs, { points: 30 }), event('carl', 'bonus', nowMs, { points: -10 })]);
  expect(await state()).toMatchObject({ consents: { marketing: { given: false } }, pointsChange: 20 });
});

it('tries an event without a trace', async () => {
  const reply = (await post('/v1/events/try', event('anna', 'card.operation', nowMs, { amountMinor: 10_00, mcc: '5411', merchant: 'Elm' }))).json<{ class: string; before: Record<string, number>; after: Record<string, number> }>();
  expect(reply.class).toBe('purchase');
  expect([reply.before.purchases_30d, reply.after.purchases_30d]).toEqual([2, 3]);
  expect(await features('anna')).toMatchObject({ purchases_30d: 2 });
});

it('asks the placement after the delay, unless something cancelled it, and not within the cool-down', async () => {
  const decisions = async (id: string) => {
    while ((await drainOnce(container)) > 0);
    return (await container.analytics.query<{ n: string }>(`SELECT count() AS n FROM decisions FINAL WHERE customer_id = '${id}'`)).map(({ n }) => Number(n))[0];
  };
  await post('/v1/events', [event('dora', 'loan.calculated', nowMs, { amountMinor: 5 }), event('emil', 'loan.calculated', nowMs, { amountMinor: 5 })]);
  expect(await features('dora')).toMatchObject({ waiting: 1 });
  nowMs += 30 * minute;
  await post('/v1/events', event('emil', 'loan.applied', nowMs));
  expect(await runDueTimers(container, 'trigger')).toBe(0);
  nowMs += 31 * minute;
  expect(await runDueTimers(container, 'trigger')).toBe(1);
  expect(await runDueTimers(container, 'trigger')).toBe(0);
  expect([await decisions('dora'), await decisions('emil')]).toEqual([1, 0]);
  await post('/v1/events', event('dora', 'loan.calculated', nowMs, { amountMinor: 5 }));
  expect(await features('dora')).toMatchObject({ waiting: 0 });
  nowMs += 8 * day;
  await post('/v1/events', event('dora', 'loan.calculated', nowMs, { amountMinor: 5 }));
  nowMs += 61 * minute;
  await runDueTimers(container, 'trigger');
  expect(await decisions('dora')).toBe(2);
});

it('asks nothing more of a customer who converted in the sequence meanwhile', async () => {
  await post('/v1/events', event('finn', 'loan.calculated', nowMs, { amountMinor: 5 }));
  const key = hotKeys.state('finn');
  const [text] = await container.hotState.getMany([key]);
  const placement = 'call-back';
  await container.hotState.putMany([[key, printState({ ...readState(text), converted: { [`placement:${placement}`]: nowMs + minute } }, nowMs)]]);
  nowMs += 61 * minute;
  await runDueTimers(container, 'trigger');
  while ((await drainOnce(container)) > 0);
  expect((await container.analytics.query<{ n: string }>(`SELECT count() AS n FROM decisions FINAL WHERE customer_id = 'finn'`)).map(({ n }) => Number(n))).toEqual([0]);
  expect(await features('finn')).toMatchObject({ waiting: 0 });
});

it('takes a stream with bad lines, each once across copies, and brings all of it to the analytical store', async () => {
  const lines = ['\uFEFF' + JSON.stringify(event('s1', 'app.login', nowMs, {}, 'stream-1')), '', '{broken', JSON.stringify(event('s1', 'app.login', nowMs, {}, 'stream-1')), JSON.stringify({ ...event('s2', 'app.login', nowMs), data: { text: 'y'.repeat(70_000) } }), ...Array.from({ length: 2_500 }, (_, i) => JSON.stringify(event(`s${i % 40}`, 'app.login', nowMs - i, {}, `many-${i}`)))];
  const reply = (await post('/v1/events', lines.join('\r\n'), 'application/x-ndjson')).json<{ faults: { line: number; faults: { code: string }[] }[] }>();
  expect(reply).toMatchObject({ accepted: 2_501, repeated: 1, late: 0, refused: 2 });
  expect(reply.faults.map(({ line, faults }) => `${line} ${faults[0]!.code}`)).toEqual(['3 not-json', '5 too-large']);
  expect(await features('s7')).toMatchObject({ logins_30d: 63 });
  while ((await drainOnce(container)) > 0);
  const [row] = await container.analytics.query<{ n: string; late: boolean; class: string }>(`SELECT count() AS n FROM events FINAL WHERE startsWith(customer_id, 's')`);
  expect(Number(row!.n)).toBe(2_501);
  const [anna] = await container.analytics.query<{ class: string; at: string; data: string }>(`SELECT class, data FROM events FINAL WHERE customer_id = 'anna' AND class = 'cash'`);
  expect(JSON.parse(anna!.data)).toEqual({ amountMinor: 50_00, mcc: '6011' });
});

it('keeps a late event without folding it', async () => {
  expect((await post('/v1/events', event('late', 'app.login', nowMs - 400 * day))).json()).toMatchObject({ accepted: 1, late: 1 });
  expect(await features('late')).toMatchObject({ logins_30d: 0, seconds_since_login: null });
});

it('sees that nothing happens: a threshold that time alone passes', async () => {
  const day14 = 14 * day;
  await post('/v1/events', [event('gone', 'app.login', nowMs), event('back', 'app.login', nowMs)]);
  nowMs += day14 - minute;
  await post('/v1/events', event('back', 'app.login', nowMs));
  await runDueTimers(container, 'trigger-watch');
  expect(await features('gone')).toMatchObject({ waiting: 0 });
  nowMs += minute;
  await runDueTimers(container, 'trigger-watch');
  expect([await features('gone'), await features('back')]).toMatchObject([{ waiting: 1 }, { waiting: 0 }]);
  await runDueTimers(container, 'trigger');
  expect(await features('gone')).toMatchObject({ waiting: 0 });
  while ((await drainOnce(container)) > 0);
  const rows = await container.analytics.query<{ customer_id: string }>(`SELECT customer_id FROM decisions FINAL WHERE customer_id IN ('gone', 'back')`);
  expect(rows.map(({ customer_id: id }) => id)).toEqual(['gone']);
});
