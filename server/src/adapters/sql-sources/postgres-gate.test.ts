import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SqlGateLimits } from '../../ports/sql-gate.js';
import { startPostgresServer, whyNoPostgres, type PostgresServer } from '../../testing/postgres-server.js';
import { PostgresGate } from './postgres-gate.js';

const limits: SqlGateLimits = { timeoutMs: 3_000, memoryBytes: 0, rowsToRead: 0, answerBytes: 2 ** 20, connections: 3 };

describe.runIf(whyNoPostgres() === undefined)('PostgreSQL behind the gate', () => {
  let server: PostgresServer;
  let gate: PostgresGate;
  let admin: pg.Client;
  const run = (statement: string, parameters: Record<string, { type: string; value: unknown }> = {}, rowLimit = 100, timeoutMs = 3_000) => gate.run({ statement, parameters, rowLimit, timeoutMs });

  beforeAll(async () => {
    server = await startPostgresServer();
    admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query(`CREATE TABLE x (id bigint, name text, amount numeric(12, 2), due date, at timestamptz, doc jsonb, tags text[])`);
    await admin.query(`INSERT INTO x VALUES (1, 'a', 10.50, '2025-01-02', '2025-01-02 03:04:05.678+00', '{"__proto__": 1}', '{p,q}'), (9007199254740993, '''; drop table x; --', NULL, NULL, NULL, NULL, NULL)`);
    gate = new PostgresGate({ url: server.url, limits });
  });
  afterAll(async () => {
    await gate?.close();
    await admin?.end();
    await server?.stop();
  });

  it('answers with typed rows', async () => {
    const { columns, rows } = await run('SELECT * FROM x ORDER BY id;');
    expect(columns.map(({ type }) => type)).toEqual(['int8', 'text', 'numeric', 'date', 'timestamptz', 'jsonb', 'type 1009']);
    expect(rows[0]).toEqual({ id: 1, name: 'a', amount: 10.5, due: '2025-01-02', at: '2025-01-02T03:04:05.678Z', doc: JSON.parse('{"__proto__": 1}'), tags: ['p', 'q'] });
    expect(rows[1]).toMatchObject({ id: '9007199254740993', amount: null, at: null });
  });

  it('tells its tables, and the first rows where no more are wanted', async () => {
    expect(await gate.tables()).toContainEqual({ name: 'x', columns: [{ name: 'id', type: 'bigint' }, { name: 'name', type: 'text' }, { name: 'amount', type: 'numeric' }, { name: 'due', type: 'date' }, { name: 'at', type: 'timestamp with time zone' }, { name: 'doc', type: 'jsonb' }, { name: 'tags', type: 'ARRAY' }] });
    expect((await gate.run({ statement: 'SELECT * FROM generate_series(1, 5000) AS n', parameters: {}, rowLimit: 2, overflow: 'cut', timeoutMs: 3_000 })).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('takes named parameters, and nothing else that looks like one', async () => {
    const { rows } = await run(`SELECT :t AS t, {i} AS i, :n AS n, :b AS b, :d AS d, :at AS at, :list AS list, :none AS none, ':t' AS quoted, ":t".name AS "col:t", $$:t {i}$$ AS dollar, '5'::int AS cast, E'a\\'b:t' AS escaped, /* :gone /* nested :x */ */ {u:int4} AS u, :i + :i AS twice -- :end
      FROM x AS ":t" WHERE ":t".name = :t AND id <> ALL(:list2)`, {
      t: { type: 'text', value: "'; drop table x; --" },
      i: { type: 'integer', value: 5 },
      n: { type: 'number', value: 0.1 },
      b: { type: 'boolean', value: false },
      d: { type: 'date', value: '2025-03-04' },
      at: { type: 'timestamp', value: '2025-03-04T05:06:07+01:00' },
      list: { type: 'text[]', value: ['a"b', '}', null] },
      list2: { type: 'integer[]', value: [3, 4] },
      none: { type: 'text', value: null },
      u: { type: 'integer', value: 7 },
    });
    expect(rows).toEqual([
      { t: "'; drop table x; --", i: 5, n: 0.1, b: false, d: '2025-03-04', at: '2025-03-04T04:06:07.000Z', list: ['a"b', '}', null], none: null, quoted: ':t', 'col:t': "'; drop table x; --", dollar: ':t {i}', cast: 5, escaped: "a'b:t", u: 7, twice: 10 },
    ]);
    expect((await run('SELECT count(*) AS n FROM x')).rows).toEqual([{ n: 2 }]);
  });

  it.each([
    'SELECT 1; DROP TABLE x',
    'SELECT 1; COMMIT; DROP TABLE x',
    'INSERT INTO x (id) VALUES (3)',
    'WITH gone AS (DELETE FROM x RETURNING id) SELECT * FROM gone',
    'SELECT * INTO y FROM x',
    'SELECT * FROM x FOR UPDATE',
    "COPY x TO '/tmp/x'",
    "SELECT pg_read_file('/etc/passwd')",
    'SELECT PG_READ_FILE(\'/etc/passwd\')',
    `SELECT "pg_read_file"('/etc/passwd')`,
    `SELECT pg_catalog.pg_read_file('/etc/passwd')`,
    `SELECT U&"pg\\005fread_file"('/etc/passwd')`,
    "SELECT pg_ls_dir('/')",
    'SELECT pg_sleep(1)',
    "SELECT lo_import('/etc/passwd')",
    "SELECT * FROM dblink('host=127.0.0.1', 'SELECT 1') AS t (a int)",
    "SELECT query_to_xml('DROP TABLE x', true, true, '')",
    "SELECT set_config('transaction_read_only', 'off', false)",
    'SELECT * FROM pg_shadow',
    'SELECT * FROM information_schema.tables',
    'SET transaction_read_only = off',
    'DO $$ BEGIN DROP TABLE x; END $$',
    'SELECT $1',
    "SELECT 'open",
    'SELECT /* open',
    'SELECT 1 \u0000',
    'VALUES (1)',
    'TABLE x',
    'EXPLAIN ANALYZE SELECT 1',
    'SELECT nowhere FROM x',
    'SELECT 1 AS a, 2 AS a',
  ])('refuses %s', async (statement) => {
    await expect(run(statement)).rejects.toMatchObject({ name: 'SqlGateError', code: 'sql-refused' });
    expect((await admin.query('SELECT count(*)::int AS n FROM x')).rows).toEqual([{ n: 2 }]);
  });

  it('checks without reading', async () => {
    expect(await gate.check({ statement: 'SELECT * FROM x WHERE id = :id', parameters: { id: { type: 'integer', value: null } } })).toEqual([]);
    expect(await gate.check({ statement: 'SELECT none FROM x', parameters: {} })).toMatchObject([{ path: '/statement', code: 'sql-refused' }]);
  });

  it('cannot write even by a function', async () => {
    await admin.query('CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS $$ DELETE FROM x RETURNING 1 $$');
    await expect(run('SELECT wipe()')).rejects.toThrow('read-only');
  });

  it('holds its limits, and goes on', async () => {
    expect((await run('SELECT g FROM generate_series(1, 2500) AS g', {}, 2500)).rows).toHaveLength(2500);
    await expect(run('SELECT g FROM generate_series(1, 100000) AS g', {}, 10)).rejects.toMatchObject({ code: 'too-many-rows' });
    await expect(run("SELECT repeat('x', 3000000) AS a")).rejects.toMatchObject({ code: 'too-many-rows' });
    const startedAt = performance.now();
    await expect(run('SELECT count(*) FROM generate_series(1, 100000000) AS a, generate_series(1, 1000) AS b', {}, 1, 300)).rejects.toMatchObject({ code: 'sql-timeout' });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => run('SELECT :i AS i', { i: { type: 'integer', value: index } })));
    expect(answers.map(({ rows }) => rows[0]?.i)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    // A connection given up with its statement is seen until its process has ended.
    await vi.waitFor(async () => {
      const { rows } = await admin.query<{ n: number }>("SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'arbiter strategies'");
      expect(rows[0]?.n).toBeLessThanOrEqual(limits.connections);
    }, { timeout: 10_000, interval: 100 });
  });

  it('tells a server that is away from a statement that is wrong', async () => {
    const away = new PostgresGate({ url: 'postgres://u:secret-word@127.0.0.1:1/x', limits });
    const error: unknown = await away.run({ statement: 'SELECT 1', parameters: {}, rowLimit: 1, timeoutMs: 1_000 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'source-failed' });
    expect(String(error)).not.toContain('secret-word');
    await away.close();
  });
});
