import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, Job, StrategyDocument } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { compileVersion } from '../registration/api.js';

/** Typed inputs, a branch, sums, an outcome: all of it has an SQL form. */
const pushable: StrategyDocument = {
  dataModel: {
    inputs: [
      { name: 'customer', type: 'string', required: true },
      { name: 'days', type: 'integer', min: 0 },
      { name: 'balance', type: 'number' },
      { name: 'segment', type: 'string', values: ['mass', 'premium'] },
      { name: 'consent', type: 'boolean' },
    ],
    variables: [{ name: 'load', type: 'number', default: 0 }],
    outputs: [{ name: 'priority', type: 'number', max: 1_000_000 }, { name: 'hard', type: 'boolean' }],
  },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'load', kind: 'calculate', settings: { assignments: [{ name: 'load', value: 'if balance = null then null else balance * 0.01 * days' }, { name: 'priority', value: 'if load = null then 0 else load + 1' }] } },
      { id: 'which', kind: 'branch', settings: { branches: [{ port: 'hard', condition: 'days > 60 and segment = "premium"' }, { port: 'soft', condition: 'consent and load >= 10' }] } },
      { id: 'hard', kind: 'output', settings: { assignments: [{ name: 'hard', value: 'true' }], action: '"visit"', channel: '"field"', reasonCodes: ['"LONG"', 'if balance > 1000 then "LARGE" else null'] } },
      { id: 'soft', kind: 'output', settings: { assignments: [{ name: 'hard', value: 'false' }], action: '"sms"', decision: 'segment' } },
      { id: 'none', kind: 'output', settings: {} },
    ],
    edges: [{ from: 'in', port: 'next', to: 'load' }, { from: 'load', port: 'next', to: 'which' }, { from: 'which', port: 'hard', to: 'hard' }, { from: 'which', port: 'soft', to: 'soft' }, { from: 'which', port: 'else', to: 'none' }],
  },
};

const rowsSql = `SELECT concat('c', toString(number)) AS customer,
  if(number % 11 = 0, NULL, toInt64(number % 130) - 1) AS days,
  multiIf(number % 7 = 0, NULL, number % 13 = 0, nan, number % 17 = 0, 1e300, number * 1.5 - 1000) AS balance,
  multiIf(number % 5 = 0, NULL, number % 29 = 0, 'other', number % 2 = 0, 'premium', 'mass') AS segment,
  if(number % 3 = 0, NULL, number % 2 = 0) AS consent
FROM numbers(150000)`;

describe('batches', () => {
  let container: Container;
  let app: FastifyInstance;
  let strategy: { id: string; version: number };

  beforeAll(async () => {
    container = await makeTestContainer();
    app = await buildApp(container);
    await container.jobs.startWorking(container, jobHandlers);
    await container.analytics.command(`CREATE TABLE batch_people ENGINE = MergeTree ORDER BY customer AS ${rowsSql}`);
    strategy = await registerTestStrategy(container, pushable);
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await container?.close();
  });

  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const reply = await app.inject({ method, url, ...(payload ? { payload } : {}) });
    return { status: reply.statusCode, body: String(reply.headers['content-type']).includes('json') ? reply.json() : reply.body, text: reply.body };
  };
  const run = async (wish: object): Promise<Batch> => {
    const begun = await call('POST', '/v1/batches', { strategy, ...wish });
    expect(begun).toMatchObject({ status: 202 });
    const job = (await container.jobs.waitFor((begun.body as Job).id)) as Job;
    expect(job.error).toBeNull();
    return (await call('GET', `/v1/batches/${job.subjectId}`)).body as Batch;
  };
  const answers = (batch: Batch) => container.analytics.query<Record<string, unknown>>(`SELECT row_key, out_priority, out_hard, decision, action, channel, terms, reason_codes FROM ${batch.answersTable} ORDER BY row_key`);
  const rejects = (batch: Batch) => container.analytics.query<{ row_key: string; code: string; node_id: string }>(`SELECT row_key, code, node_id FROM ${batch.rejectsTable} ORDER BY row_key`);

  it('answer in threads, inside ClickHouse and online alike, row by row', async () => {
    const source = { kind: 'table', table: 'batch_people' };
    const threads = await run({ source, keyColumn: 'customer', method: 'threads' });
    const sql = await run({ source, keyColumn: 'customer', method: 'auto' });
    expect([threads.method, sql.method, sql.methodReason]).toEqual(['threads', 'sql', null]);
    for (const batch of [threads, sql]) {
      expect(batch.state).toBe('succeeded');
      expect(batch.rows.read).toBe(150_000);
      expect(batch.rows.answered + batch.rows.rejected).toBe(150_000);
      expect(batch.parts).toEqual({ total: batch === threads ? 3 : 1, done: batch === threads ? 3 : 1 });
    }
    // A table that numbers its rows itself is read in place, by one SELECT.
    expect([threads.parts, sql.parts]).toEqual([{ total: 3, done: 3 }, { total: 1, done: 1 }]);
    const [fromThreads, fromSql] = [await answers(threads), await answers(sql)];
    expect(fromSql).toEqual(fromThreads);
    expect(await rejects(sql)).toEqual(await rejects(threads));
    expect(new Set((await rejects(threads)).map(({ code }) => code))).toEqual(new Set(['input-invalid', 'too-large']));
    expect(new Set(fromThreads.map(({ action }) => action))).toEqual(new Set(['visit', 'sms', null]));

    const { compiled } = await compileVersion(container.repository, strategy.id, strategy.version);
    const people = await container.analytics.query<Record<string, unknown>>('SELECT customer, toFloat64(days) AS days, batch_people.balance AS balance, ifNull(isNaN(batch_people.balance), 0) AS wrong, segment, consent FROM batch_people WHERE cityHash64(customer) % 500 = 0 ORDER BY customer');
    const byKey = new Map(fromThreads.map((row) => [row.row_key, row]));
    expect(people.length).toBeGreaterThan(200);
    for (const { wrong, ...input } of people) {
      if (wrong) continue;
      const online = compiled.evaluate({ ...input, consent: input.consent === null ? null : Boolean(input.consent) }, { nowMs: 0, timeZone: 'UTC', clock: () => 0 });
      const row = byKey.get(input.customer as string);
      if (!online.ok) expect(row).toBeUndefined();
      else expect(row).toMatchObject({ out_priority: online.answer.outputs.priority, out_hard: online.answer.outputs.hard, action: online.answer.outcome.action, channel: online.answer.outcome.channel, decision: online.answer.outcome.decision, reason_codes: online.answer.outcome.reasonCodes });
    }
  }, 120_000);

  it('read files, tell cells that cannot be read, and give answers as files', async () => {
    await writeFile(join(container.folders.imports, 'people.csv'), 'id,days,balance,segment,consent\nа1,70,1500.5,premium,true\na2,ten,5,mass,false\na3,,,,\na4,5,100,premium,maybe\na5,-4,1,mass,1\n');
    const batch = await run({ source: { kind: 'file', fileName: 'people.csv' }, keyColumn: 'id', columns: { customer: 'id' }, method: 'threads' });
    expect(batch.rows).toEqual({ read: 5, answered: 2, rejected: 3 });
    const csv = (await call('GET', `/v1/batches/${batch.id}/answers?format=csv`)).text.split('\n');
    expect(csv[0]).toContain('"row_key"');
    expect(csv[1]).toContain('"а1"');
    expect(csv[1]).toContain('"visit"');
    const rejected = await container.analytics.query<{ row_key: string; code: string; message: string }>(`SELECT row_key, code, message FROM ${batch.rejectsTable} ORDER BY row_key`);
    expect(rejected.map(({ row_key, code }) => [row_key, code])).toEqual([['a2', 'input-unreadable'], ['a4', 'input-unreadable'], ['a5', 'input-invalid']]);
    expect(rejected[0]!.message).toContain('"ten" of the column "days" is no integer');
    expect((await call('DELETE', `/v1/batches/${batch.id}`)).status).toBe(204);
    expect((await call('GET', `/v1/batches/${batch.id}`)).status).toBe(404);
  }, 60_000);

  it('take queries behind the gate only, and refuse what does not fit', async () => {
    const batch = await run({ source: { kind: 'query', statement: "SELECT customer, toFloat64(days) AS days, toFloat64(1) AS balance FROM batch_people WHERE customer IN ('c1', 'c2')" } });
    expect(batch.rows.read).toBe(2);
    expect(await call('POST', '/v1/batches', { strategy, source: { kind: 'query', statement: "SELECT * FROM file('/etc/passwd')" } })).toMatchObject({ status: 400 });
    expect(await call('POST', '/v1/batches', { strategy, source: { kind: 'table', table: 'nobody' } })).toMatchObject({ status: 404 });
    expect(await call('POST', '/v1/batches', { strategy, source: { kind: 'table', table: 'batch_people' }, columns: { days: 'tage' } })).toMatchObject({ status: 400, body: { faults: [{ path: '/columns/days' }] } });
    expect(await call('POST', '/v1/batches', { strategy: { ...strategy, version: 9 }, source: { kind: 'table', table: 'batch_people' } })).toMatchObject({ status: 404 });
    expect((await call('GET', `/v1/batches/${batch.id}/sql`)).text).toContain('SELECT');
  }, 60_000);
});
