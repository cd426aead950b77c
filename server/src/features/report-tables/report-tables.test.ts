import type { DrillAnswer, ReportTable, TableRequest } from '@arbiter/contracts';
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

const drill = (body: object) => client.post('/v1/report-tables/customers', body);

describe('customers behind a bar', () => {
  const request = { source: payments(), period: { kind: 'between', from: '2026-01-01', before: '2027-01-01' } };
  it('are listed with what each has of the measure, page by page', async () => {
    const where = [{ dimension: 'segment', op: 'in', values: ['active', 'lazy'] }];
    expect((await drill({ request, where })).json<DrillAnswer>()).toMatchObject({ total: 2, measure: { id: 'paid', unit: 'money-minor' }, customers: [{ customerId: 'a', segment: 'active', region: 'north', value: 400 }, { customerId: 'b', value: 60 }] });
    expect((await drill({ request, where, measure: 'payments', limit: 1, offset: 1 })).json<DrillAnswer>()).toMatchObject({ total: 2, measure: { id: 'payments' }, customers: [{ customerId: 'b', value: 1 }] });
    expect((await drill({ request: { source: payments() }, where: [{ dimension: 'segment', op: 'in', values: [''] }] })).json<DrillAnswer>().customers.map(({ customerId }) => customerId).sort()).toEqual(['c', 'nobody']);
    expect((await drill({ request, where: [{ dimension: 'segment', op: 'in', values: ['x'] }] })).json<DrillAnswer>()).toMatchObject({ total: 0, customers: [] });
  });
  it('are not asked of statements', async () => {
    expect((await drill({ request: { source: { kind: 'sql', statement: 'SELECT 1', parameters: {} } }, where: [] })).status).toBe(400);
  });
});

describe('statements of SQL', () => {
  const sql = (statement: string, changes: Partial<TableRequest> = {}) => ask({ source: { kind: 'sql', statement, parameters: {} }, ...changes });
  it('become tables by the types of their columns and take the period and filters of the board', async () => {
    const { table } = await sql("SELECT segment, sum(amount_minor) AS paid_minor, max(paid_on) AS last, count() AS `Ёлки` FROM payments FINAL JOIN customers FINAL USING customer_id WHERE paid_on >= {from:Date} AND paid_on < {before:Date} AND (empty({filter_segment:Array(String)}) OR has({filter_segment:Array(String)}, segment)) GROUP BY segment", { period: { kind: 'last', count: 1, unit: 'month' }, filters: [{ dimension: 'segment', op: 'in', values: ['active'] }, { dimension: 'region', op: 'in', values: ['north'] }] });
    expect(table.columns.map(({ id, role, type, unit }) => [id, role, type, unit])).toEqual([['segment', 'dimension', 'text', undefined], ['paid_minor', 'measure', 'number', 'money-minor'], ['last', 'dimension', 'date', undefined], ['column4', 'measure', 'number', 'count']]);
    expect(table.rows).toEqual([['active', 400, '2026-07-16', 2]]);
    expect(table.notes.map(({ en }) => en)).toEqual(['Filters were not applied: region. The statement must name the parameter {filter_…:Array(String)}']);
  });
  it.each(['DROP TABLE customers', "SELECT * FROM file('/etc/passwd')", 'SELECT * FROM system.tables', 'SELECT 1; SELECT 2', "SELECT 1 INTO OUTFILE '/tmp/x'", 'SELECT {nobody:String}'])('are refused: %s', async (statement) => {
    expect(await sql(statement)).toMatchObject({ status: 422, problem: { code: 'check-failed', faults: [{ path: '/source/statement', code: 'sql-refused' }] } });
  });
  it('list what they may read', async () => {
    const tables = (await client.get('/v1/report-sql-schema')).json<{ name: string; readWithFinal: boolean; columns: { name: string; type: string }[] }[]>();
    expect(tables.find(({ name }) => name === 'payments')).toMatchObject({ readWithFinal: true, columns: [{ name: 'payment_id', type: 'String' }, { name: 'customer_id' }, { name: 'invoice_id' }, { name: 'amount_minor', type: 'Int64' }, { name: 'paid_on' }, { name: 'version' }] });
    expect(tables.some(({ name }) => name === 'schema_migrations')).toBe(false);
  });
});

describe('filters', () => {
  it.each(["') OR 1=1 --", "it's \\ \"x\" `y`", '{zone:String}', 'line\nend\ttab', '__proto__', '🦔'])('take %j as a value and nothing else', async (value) => {
    for (const op of ['in', 'not-in', 'contains', 'at-least', 'below'] as const) {
      const { status, table } = await ask({ source: payments({ dimensions: [] }), filters: [{ dimension: 'segment', op, values: [value] }] });
      expect(status).toBe(200);
      if (op === 'in' || op === 'contains') expect(table.rows).toEqual([[0, 0]]);
      if (op === 'not-in') expect(table.rows).toEqual([[468, 5]]);
    }
  });
  it('say which value is not of the type', async () => {
    const { status, problem } = await ask({ source: payments(), filters: [{ dimension: 'paid_on', op: 'below', values: ['2026-02-30'] }, { dimension: 'amount', op: 'in', values: ['1', 'many'] }] });
    expect(status).toBe(400);
    expect(problem.faults?.map(({ path }) => path)).toEqual(['/filters/0/values/0', '/filters/1/values/1']);
  });
  it('tell dimensions that are prototype keys from known ones', async () => {
    expect((await ask({ source: payments({ dimensions: [{ id: 'constructor' }] }) })).problem.faults).toMatchObject([{ code: 'unknown-dimension' }]);
    expect((await ask({ source: { kind: 'explore', query: { dataset: 'constructor', measures: ['x'], dimensions: [] } } })).problem.faults).toMatchObject([{ code: 'unknown-dataset' }]);
    expect((await ask({ source: payments({ measures: ['toString'] }) })).problem.faults).toMatchObject([{ code: 'unknown-measure' }]);
    expect((await ask({ source: payments({ timeZone: 'Mars/Olympus' }) })).problem.faults).toMatchObject([{ path: '/source/query/timeZone' }]);
  });
});

describe('days of a zone', () => {
  it('cut instants where the zone has its midnight', async () => {
    await container.analytics.insert('contacts', [{ contact_id: 'z1', customer_id: 'a', channel: 'sms', at: '2026-07-05 21:30:00', version: 1 }, { contact_id: 'z2', customer_id: 'a', channel: 'sms', at: '2026-07-06 10:00:00', version: 1 }]);
    const byWeek = (timeZone: string) => ask({ source: { kind: 'explore', query: { dataset: 'contacts', measures: ['contacts'], dimensions: [{ id: 'at', grain: 'week' }], timeZone } }, period: { kind: 'between', from: '2026-06-29', before: '2026-07-13' } });
    expect((await byWeek('UTC')).table.rows).toEqual([['2026-06-29', 1], ['2026-07-06', 1]]);
    expect((await byWeek('Europe/Moscow')).table.rows).toEqual([['2026-07-06', 2]]);
    const byHour = await ask({ source: { kind: 'explore', query: { dataset: 'contacts', measures: ['contacts'], dimensions: [{ id: 'at', grain: 'hour' }], timeZone: 'Asia/Kolkata' } } });
    expect(byHour.table.rows.map(([at]) => at)).toEqual(['2026-07-05T21:30:00.000Z', '2026-07-06T09:30:00.000Z']);
  });
});

describe('the profile of attributes', () => {
  it('counts what is filled and blank, within the filters', async () => {
    const { table } = await ask({ source: { kind: 'view', view: 'data.profile' }, filters: [{ dimension: 'region', op: 'in', values: ['north', 'south'] }] });
    const ids = table.columns.map(({ id }) => id);
    const segment = table.rows.find(([attribute]) => attribute === 'segment');
    expect(Object.fromEntries(ids.map((id, index) => [id, segment?.[index]]))).toMatchObject({ filled: 2, blank: 1, blank_share: 1 / 3, distinct: 2 });
    const none = await ask({ source: { kind: 'view', view: 'data.profile' }, filters: [{ dimension: 'region', op: 'in', values: ['nowhere'] }] });
    expect(none.table.unknown[0]).toMatchObject({ column: 'blank_share', reason: 'denominator-zero' });
  });
});
