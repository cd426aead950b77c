import type { LiveState } from '@arbiter/reports/views/asked-view';
import { histogramQuantile } from '@arbiter/reports/views/operations/histogram-quantile';
import { operationsHealth, operationsNow, operationsQueues } from '@arbiter/reports/views/operations/live-views';
import { decisionFlow, deliveryStatuses, operationErrors, refusals } from '@arbiter/reports/views/operations/real-time-views';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../../container.js';
import { makeTestContainer } from '../../../testing/make-test-container.js';
import { viewReaders } from '../api.js';
import { decisionRow, openViewStore, type ViewStore } from '../testing/view-store.js';

const nowMs = Date.parse('2026-03-10T12:00:30Z');
const live: LiveState = {
  nowMs, startedMs: nowMs - 3_600_000,
  journal: { waiting: 5, behindSeconds: 1.5, limit: 1000, failingSince: null },
  timers: [{ kind: 'trigger', waiting: 2, earliestMs: nowMs - 4_000 }, { kind: 'delivery', waiting: 0, earliestMs: null }],
  components: [{ name: 'analytics', engine: 'chdb', ok: false, latencyMs: 5000, error: 'no answer' }],
  decisionSeconds: { count: 100, buckets: [{ atMostSeconds: 0.001, count: 40 }, { atMostSeconds: 0.002, count: 90 }, { atMostSeconds: 0.01, count: 99 }, { atMostSeconds: Infinity, count: 100 }] },
  strategySeconds: { count: 0, buckets: [] },
  httpSeconds: { count: 0, buckets: [] },
};

let store: ViewStore;
let container: Container;
beforeAll(async () => {
  store = await openViewStore({ live: () => Promise.resolve(live) });
  container = await makeTestContainer();
  const decision = (id: string, at: string, outcome: string, more: { reasons?: string[]; refused?: string[] } = {}) => ({ decision_id: id, at, customer_id: id, outcome, source: outcome === 'action' ? 'plan' : 'none', channel: outcome === 'action' ? 'web' : '', version: 1, body: JSON.stringify({ kind: 'decision', decision: { reasons: more.reasons ?? [], refused: (more.refused ?? []).map((reason) => ({ actionId: 'x', reason })) } }) });
  const rows = [
    decision('a', '2026-03-10 12:00:00.000', 'action', { reasons: ['PLANNED_ACTION'], refused: ['GAP_NOT_PASSED', 'GAP_NOT_PASSED'] }), decision('b', '2026-03-10 12:00:10.000', 'no-action', { reasons: ['NO_CONSENT'] }),
    decision('c', '2026-03-10 12:00:20.000', 'no-action', { reasons: ['GAP_NOT_PASSED'], refused: ['GAP_NOT_PASSED', 'QUOTA_EXHAUSTED'] }), decision('d', '2026-03-10 10:00:00.000', 'action'),
  ];
  await store.analytics.insert('decisions', [...rows, ...rows]);
  await store.analytics.insert('strategy_decisions', [decisionRow('s1', '2026-03-10 12:00:00.000'), decisionRow('s2', '2026-03-10 12:00:10.000', { ok: false, failure: '{"code":"wrong-type","nodeId":"n"}' })]);
  const delivery = (id: string, channel: string, status: string, attempts: number) => ({ delivery_id: id, customer_id: id, channel, action_id: 'x', status, attempts, decided_at: '2026-03-10 12:00:00.000', contact_at: '2026-03-10 12:00:00.000', at: '2026-03-10 12:00:00.000', version: 1 });
  await store.analytics.insert('deliveries', [delivery('1', 'email', 'sent', 1), delivery('2', 'email', 'sent', 3), delivery('3', 'email', 'failed', 5), delivery('4', 'web', 'sent', 1)]);
}, 90_000);
afterAll(async () => {
  await store?.close();
  await container?.close();
});

it('tells rates of the last minute, times, journal', async () => {
  const { records, unknown } = await store.ask(operationsNow);
  expect(records[0]).toMatchObject({ decisionRate: 3 / 60, strategyRate: 2 / 60, failedShare: 0.5, p50: expect.closeTo(1.2, 9) as number, strategyP95: null, journalWaiting: 5, journalBehind: 1500, journalFill: 0.005, upTime: 3_600_000 });
  expect(unknown).toContainEqual({ row: 0, column: 'strategyP95', reason: 'no-data' });
  expect(histogramQuantile(live.decisionSeconds, 0.995)).toEqual({ seconds: 0.01, atLeast: true });
  expect((await store.ask(operationsQueues)).records[0]).toMatchObject({ kind: 'trigger', waiting: 2, late: 4000 });
  expect((await store.ask(operationsHealth)).records[0]).toMatchObject({ component: 'analytics', ok: false, error: 'no answer' });
});

it('tells decisions by time and outcome, refusals, deliveries, errors', async () => {
  expect((await store.ask(decisionFlow, { params: { grain: 'hour', by: 'outcome' } })).records).toEqual([
    { time: '2026-03-10T10:00:00Z', outcome: 'action', decisions: 1, share: 1, rate: 1 / 3600 }, { time: '2026-03-10T12:00:00Z', outcome: 'action', decisions: 1, share: 1 / 3, rate: 1 / 3600 }, { time: '2026-03-10T12:00:00Z', outcome: 'no-action', decisions: 2, share: 2 / 3, rate: 2 / 3600 },
  ]);
  expect((await store.ask(refusals)).records).toEqual([{ reason: 'GAP_NOT_PASSED', decisions: 2, share: 0.5, noAction: 1 }, { reason: 'NO_CONSENT', decisions: 1, share: 0.25, noAction: 1 }, { reason: 'QUOTA_EXHAUSTED', decisions: 1, share: 0.25, noAction: 1 }]);
  expect((await store.ask(refusals, { filters: [{ dimension: 'outcome', op: 'in', values: ['action'] }] })).records).toEqual([{ reason: 'GAP_NOT_PASSED', decisions: 1, share: 0.5, noAction: 0 }]);
  expect((await store.ask(deliveryStatuses)).records).toEqual([{ channel: 'email', status: 'failed', deliveries: 1, share: 1 / 3, attempts: 5 }, { channel: 'email', status: 'sent', deliveries: 2, share: 2 / 3, attempts: 2 }, { channel: 'web', status: 'sent', deliveries: 1, share: 1, attempts: 1 }]);
  expect((await store.ask(operationErrors)).records).toEqual([{ strategy: 's', version: 1, node: 'n', code: 'wrong-type', failures: 1, share: 0.5, last: '2026-03-10T12:00:10.000Z' }]);
});

it('reads the process it runs in', async () => {
  container.metrics.decisionSeconds.observe(0.0015);
  const table = await viewReaders.get('operations.now')!.read(container, { period: null, filters: [], params: {}, today: '2026-03-31' }, undefined);
  const row = Object.fromEntries(table.columns.map(({ id }, index) => [id, table.rows[0]![index]]));
  expect(row).toMatchObject({ decisionRate: 0, journalWaiting: 0 });
  expect(row.p50).toBeGreaterThan(0.5);
  const health = await viewReaders.get('operations.health')!.read(container, { period: null, filters: [], params: {}, today: '2026-03-31' }, undefined);
  expect(health.rows.length).toBeGreaterThan(2);
  expect(health.rows.every((cells) => cells[2] === true)).toBe(true);
});
