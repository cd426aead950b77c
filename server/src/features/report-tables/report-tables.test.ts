import type { ReportTable, TableRequest } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
const ask = async (request: TableRequest) => {
  const reply = await client.post('/v1/report-tables', request);
  return { status: reply.status, table: reply.json<ReportTable>(), problem: reply.json<{ code: string; faults?: { path: string; code: string }[] }>() };
};
const payments = (changes: object = {}): TableRequest['source'] => ({ kind: 'explore', query: { dataset: 'payments', measures: ['paid', 'payments'], dimensions: [{ id: 'segment' }], ...changes } });

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date('2026-07-16T12:00:00Z') });
  app = await buildApp(container);
  client = new TestClient(app);
  await container.analytics.insert('customers', [
    { customer_id: 'a', segment: 'active', region: 'north', version: 1 },
    { customer_id: 'b', segment: 'lazy', region: 'north', version: 1 },
    { customer_id: 'c', region: 'south', version: 1 },
  ]);
  await container.analytics.insert('payments', [
    { payment_id: '1', customer_id: 'a', amount_minor: 100, paid_on: '2026-07-16', version: 1 },
    { payment_id: '2', customer_id: 'a', amount_minor: 300, paid_on: '2026-07-01', version: 1 },
    { payment_id: '3', customer_id: 'b', amount_minor: 50, paid_on: '2026-07-10', version: 1 },
    { payment_id: '3', customer_id: 'b', amount_minor: 60, paid_on: '2026-07-10', version: 2 },
    { payment_id: '4', customer_id: 'c', amount_minor: 7, paid_on: '2026-06-20', version: 1 },
    { payment_id: '5', customer_id: 'nobody', amount_minor: 1, paid_on: '2025-07-16', version: 1 },
  ]);
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('questions to datasets', () => {
  it('are answered by groups, the greatest first, corrections counted once', async () => {
    const { status, table } = await ask({ source: payments() });
    expect(status).toBe(200);
    expect(table.rows).toEqual([['active', 400, 2], ['lazy', 60, 1], ['', 8, 2]]);
    expect(table.columns.map(({ id, role, unit }) => [id, role, unit])).toEqual([['segment', 'dimension', undefined], ['paid', 'measure', 'money-minor'], ['payments', 'measure', 'count']]);
    expect(table).toMatchObject({ rowsOmitted: 0, unknown: [], notes: [], asOf: '2026-07-16T12:00:00.000Z' });
    expect(table.queries[0]?.sql).toContain('FROM payments AS f FINAL');
  });

  it('keep to the period and are held against the one before it', async () => {
    const period = { kind: 'last', count: 10, unit: 'day' } as const;
    expect((await ask({ source: payments(), period })).table.rows).toEqual([['active', 100, 1], ['lazy', 60, 1]]);
    const { table } = await ask({ source: payments(), period, compare: { kind: 'previous-period' } });
    expect(table.columns.map(({ id, comparedTo }) => [id, comparedTo])).toEqual([['segment', undefined], ['paid', undefined], ['paid.compared', 'paid'], ['payments', undefined], ['payments.compared', 'payments']]);
    expect(table.rows).toEqual([['active', 100, 300, 1, 1], ['lazy', 60, 0, 1, 0]]);
    const year = await ask({ source: payments({ dimensions: [{ id: 'paid_on', grain: 'month' }], measures: ['paid'] }), period, compare: { kind: 'year-before' } });
    expect(year.table.rows).toEqual([['2026-07-01', 160, 1]]);
  });

  it('count what the limit left out, and say what they could not apply', async () => {
    const { table } = await ask({ source: payments(), rowLimit: 1, filters: [{ dimension: 'channel', op: 'in', values: ['sms'] }] });
    expect(table).toMatchObject({ rows: [['active', 400, 2]], rowsOmitted: 2, notes: [{ en: 'Filters that these data do not know were not applied: channel' }] });
  });
});
