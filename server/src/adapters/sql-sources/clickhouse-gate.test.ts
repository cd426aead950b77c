import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqlGateLimits } from '../../ports/sql-gate.js';
import { openAnalytics, type OpenAnalytics } from '../clickhouse/open-analytics.js';
import { allowedFunctionNames } from './clickhouse-functions.js';
import { ClickHouseGate } from './clickhouse-gate.js';

const limits: SqlGateLimits = { timeoutMs: 5_000, memoryBytes: 200 * 2 ** 20, rowsToRead: 5_000_000, answerBytes: 4 * 2 ** 20, connections: 3 };
let folder: string;
let handle: OpenAnalytics;
let gate: ClickHouseGate;
const run = (statement: string, parameters: Record<string, { type: string; value: unknown }> = {}, rowLimit = 100) => gate.run({ statement, parameters, rowLimit, timeoutMs: 5_000 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-gate-'));
  handle = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'arbiter', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: join(folder, 'data') });
  const { analytics } = handle;
  await analytics.command('CREATE TABLE open_invoices (id UInt64, customer String, amount Float64, due Date, at DateTime64(3)) ENGINE = MergeTree ORDER BY id');
  await analytics.insert('open_invoices', [
    { id: 1, customer: 'a', amount: 10.5, due: '2025-01-02', at: '2025-01-02 03:04:05.678' },
    { id: '9007199254740993', customer: "'; drop table open_invoices; --", amount: 2, due: '2025-02-03', at: '2025-02-03 00:00:00' },
  ]);
  await analytics.command('CREATE DATABASE other ENGINE = Atomic');
  await analytics.command('CREATE TABLE other.secrets (text String) ENGINE = MergeTree ORDER BY text');
  await writeFile(join(folder, 'secret.csv'), 'hidden\n');
  gate = new ClickHouseGate({ store: analytics, database: 'arbiter', limits });
});
afterAll(async () => {
  await handle?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('reading', () => {
  it('answers with typed rows', async () => {
    expect(await run('SELECT id, customer, amount, due, at, count() OVER () AS n, NULL AS nothing FROM open_invoices ORDER BY id;')).toEqual({
      columns: [{ name: 'id', type: 'UInt64' }, { name: 'customer', type: 'String' }, { name: 'amount', type: 'Float64' }, { name: 'due', type: 'Date' }, { name: 'at', type: 'DateTime64(3)' }, { name: 'n', type: 'UInt64' }, { name: 'nothing', type: 'Nullable(Nothing)' }],
      rows: [
        { id: 1, customer: 'a', amount: 10.5, due: '2025-01-02', at: '2025-01-02T03:04:05.678Z', n: 2, nothing: null },
        { id: '9007199254740993', customer: "'; drop table open_invoices; --", amount: 2, due: '2025-02-03', at: '2025-02-03T00:00:00.000Z', n: 2, nothing: null },
      ],
    });
  });

  it('takes values of every type, as data', async () => {
    const { rows } = await run('SELECT {t} AS t, :i AS i, {n} AS n, {b} AS b, {d} AS d, {at} AS at, {list} AS list, {none} AS none, {u:UInt8} AS u', {
      t: { type: 'text', value: "'; drop table open_invoices; -- \\ {x:String} \n\t" },
      i: { type: 'integer', value: -5 },
      n: { type: 'number', value: 0.25 },
      b: { type: 'boolean', value: true },
      d: { type: 'date', value: '2025-03-04' },
      at: { type: 'timestamp', value: '2025-03-04T05:06:07.008+01:00' },
      list: { type: 'text[]', value: ["a'b", '", \\'] },
      none: { type: 'text', value: null },
      u: { type: 'integer', value: 7 },
    });
    expect(rows).toEqual([{ t: "'; drop table open_invoices; -- \\ {x:String} \n\t", i: -5, n: 0.25, b: true, d: '2025-03-04', at: '2025-03-04T04:06:07.008Z', list: ["a'b", '", \\'], none: null, u: 7 }]);
    const found = await run('SELECT count() AS n FROM open_invoices WHERE customer = {customer}', { customer: { type: 'text', value: "'; drop table open_invoices; --" } });
    expect(found.rows).toEqual([{ n: 1 }]);
    expect((await run('SELECT count() AS n FROM open_invoices')).rows).toEqual([{ n: 2 }]);
  });

  it.each([
    'WITH late AS (SELECT * FROM open_invoices WHERE amount > 1), 2 AS k SELECT customer, sum(amount) * k AS total FROM late GROUP BY customer HAVING total > 0 ORDER BY total DESC LIMIT 5',
    'SELECT customer, sumIf(amount, due < today()) AS s, quantile(0.9)(amount) AS q, uniqExact(id) AS u FROM arbiter.open_invoices AS i GROUP BY ALL',
    "SELECT if(amount > 5 ? 1 : 0, 'x', 'y'), CASE WHEN amount > 1 THEN 'a' ELSE 'b' END AS c, toString(amount)::Nullable(String) AS t, CAST(amount AS Decimal(9, 2)) AS m FROM open_invoices",
    'SELECT a.id FROM open_invoices AS a LEFT JOIN (SELECT id, max(amount) AS m FROM open_invoices GROUP BY id) AS b ON a.id = b.id WHERE a.id IN (SELECT id FROM open_invoices) AND EXISTS (SELECT 1)',
    'SELECT arrayMap(x -> x + 1, [1, 2]) AS l, tupleElement((1, 2), 1) AS e, map(\'k\', 1) AS m, number FROM numbers(3) ARRAY JOIN [1, 2] AS j',
    "-- a comment; with a semicolon\nSELECT '--no; comment' AS `a b`, \"id\" /* drop */ FROM open_invoices # end",
    'SELECT row_number() OVER (PARTITION BY customer ORDER BY id) AS n, lagInFrame(amount) OVER w AS l FROM open_invoices WINDOW w AS (ORDER BY id)',
    '(SELECT 1 AS a UNION ALL SELECT 2) EXCEPT SELECT 3',
    'SELECT * EXCEPT (at), toStartOfMonth(due) AS month, due + INTERVAL 1 DAY AS next, amount BETWEEN 1 AND 2 AS b, customer LIKE \'a%\' AS l FROM open_invoices',
  ])('takes %s', async (statement) => {
    await expect(run(statement)).resolves.toBeDefined();
    expect(await gate.check({ statement, parameters: {} })).toEqual([]);
  });
});

describe('attacks', () => {
  const outside = () => join(folder, 'stolen.csv');
  it.each([
    ['two statements', 'SELECT 1; DROP TABLE open_invoices'],
    ['a second statement behind a comment', 'SELECT 1 /* ; */ ; DROP TABLE open_invoices'],
    ['a comment that is not closed', 'SELECT 1 /* '],
    ['parallel statements', 'SELECT 1 PARALLEL WITH DROP TABLE open_invoices'],
    ['file()', "SELECT * FROM file('SECRET', 'CSV', 'a String')"],
    ['file() in quotes', "SELECT * FROM `file`('SECRET', 'CSV', 'a String')"],
    ['scalar file()', "SELECT file('SECRET')"],
    ['scalar file() in capitals', "SELECT FILE('SECRET')"],
    ['file() in a lambda', "SELECT arrayMap(x -> file(x), ['SECRET'])"],
    ['file() in a scalar subquery', "SELECT (SELECT count() FROM file('SECRET', 'CSV', 'a String'))"],
    ['file() in WITH', "WITH x AS (SELECT * FROM file('SECRET', 'CSV', 'a String')) SELECT * FROM x"],
    ['file() behind a comment', "SELECT * FROM file/**/('SECRET', 'CSV', 'a String')"],
    ['file() in HAVING', "SELECT 1 GROUP BY 1 HAVING length(file('SECRET')) > 0"],
    ['file() by APPLY', "SELECT * APPLY(file) FROM (SELECT 'SECRET' AS a)"],
    ['describe', "DESCRIBE TABLE file('SECRET')"],
    ['describe in a subquery', "SELECT * FROM (DESCRIBE TABLE file('SECRET'))"],
    ['explain', 'EXPLAIN SELECT 1'],
    ['into outfile', "SELECT * FROM open_invoices INTO OUTFILE 'OUT'"],
    ['into outfile with a format', "SELECT 1 INTO OUTFILE 'OUT' TRUNCATE FORMAT CSV"],
    ['into outfile split by a comment', "SELECT 1 INTO/**/OUTFILE 'OUT'"],
    ['format', 'SELECT 1 FORMAT CSV'],
    ['url()', "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')"],
    ['s3()', "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV', 'a String')"],
    ['remote()', "SELECT * FROM remote('127.0.0.1', 'system', 'one')"],
    ['cluster()', "SELECT * FROM cluster('default', 'system', 'one')"],
    ['postgresql()', "SELECT * FROM postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')"],
    ['sqlite()', "SELECT * FROM sqlite('SECRET', 't')"],
    ['executable()', "SELECT * FROM executable('id', 'CSV', 'a String')"],
    ['merge()', "SELECT * FROM merge('other', '.*')"],
    ['view()', "SELECT * FROM view(SELECT * FROM system.one)"],
    ['viewExplain()', "SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))"],
    ['eval()', "SELECT * FROM eval('SELECT 1')"],
    ['filesystem()', "SELECT * FROM filesystem('/')"],
    ['loop()', 'SELECT * FROM loop(open_invoices)'],
    ['input()', "SELECT * FROM input('a String')"],
    ['dictionary()', "SELECT * FROM dictionary('x')"],
    ['dictGet', "SELECT dictGet('x', 'y', 1)"],
    ['joinGet', "SELECT joinGet('other.secrets', 'text', 1)"],
    ['hasColumnInTable', "SELECT hasColumnInTable('other', 'secrets', 'text')"],
    ['sleep', 'SELECT sleep(3)'],
    ['sleep in capitals', 'SELECT SLEEP(3)'],
    ['settings of the server', "SELECT getSetting('readonly')"],
    ['server settings', "SELECT getServerSetting('path')"],
    ['host name', 'SELECT hostName()'],
    ['system table', 'SELECT * FROM system.tables'],
    ['system table in quotes', 'SELECT * FROM `system`.`tables`'],
    ['system table with blanks', 'SELECT * FROM system . tables'],
    ['system table at the right of IN', "SELECT 'x' IN system.databases"],
    ['system table by globalIn', "SELECT globalIn('x', system.databases)"],
    ['system table joined', 'SELECT 1 FROM open_invoices, system.one'],
    ['information schema', 'SELECT * FROM INFORMATION_SCHEMA.TABLES'],
    ['another database', 'SELECT * FROM other.secrets'],
    ['another database at the right of IN', "SELECT 'x' IN other.secrets"],
    ['our own bookkeeping', 'SELECT * FROM schema_migrations'],
    ['SET', 'SET readonly = 0'],
    ['USE', 'USE other'],
    ['KILL', 'KILL QUERY WHERE 1'],
    ['SYSTEM', 'SYSTEM SHUTDOWN'],
    ['INSERT', 'INSERT INTO open_invoices SELECT 1'],
    ['INSERT behind WITH', 'WITH 1 AS a INSERT INTO open_invoices SELECT 1'],
    ['CREATE', 'CREATE TABLE t (a Int8) ENGINE = Memory'],
    ['DROP', 'DROP TABLE open_invoices'],
    ['TRUNCATE', 'TRUNCATE TABLE open_invoices'],
    ['ALTER', 'ALTER TABLE open_invoices DELETE WHERE 1'],
    ['SHOW', 'SHOW TABLES'],
    ['settings of the statement', 'SELECT 1 SETTINGS readonly = 0, max_execution_time = 0'],
    ['settings of a subquery', 'SELECT * FROM (SELECT 1 SETTINGS max_threads = 100)'],
    ['identifier by parameter', 'SELECT * FROM {t:Identifier}'],
    ['a heredoc', 'SELECT $x$ a $x$'],
    ['letters of other scripts', "SELECT 1 AS a FROM ‘x’"],
    ['a zero byte', 'SELECT 1\u0000; DROP TABLE open_invoices'],
    ['a word alone', 'drop'],
    ['nothing', '  -- only a comment'],
    ['a syntax error', 'SELECT FROM WHERE'],
    ['no such table', 'SELECT * FROM nowhere'],
  ])('refuses %s', async (_name, statement) => {
    const text = statement.replaceAll('SECRET', join(folder, 'secret.csv')).replaceAll('OUT', outside());
    const told = await run(text, { t: { type: 'text', value: 'open_invoices' } }).then((answer) => answer, (error: unknown) => error);
    expect(told).toMatchObject({ name: 'SqlGateError', code: 'sql-refused' });
    expect((told as Error).message).not.toContain('hidden');
    expect(existsSync(outside())).toBe(false);
  });

  it('leaves everything as it was', async () => {
    expect((await run('SELECT count() AS n FROM open_invoices')).rows).toEqual([{ n: 2 }]);
    expect((await readdir(folder)).sort()).toEqual(['data', 'secret.csv']);
    expect(await readFile(join(folder, 'secret.csv'), 'utf8')).toBe('hidden\n');
  });

  it('has locks of its own in the engine, should a text ever slip through', async () => {
    await mkdir(join(folder, 'out'), { recursive: true });
    const settings = { readonly: 1 };
    for (const statement of [`SELECT 1 INTO OUTFILE '${join(folder, 'out', 'x')}'`, 'KILL QUERY WHERE 1', 'DROP TABLE open_invoices', 'SET max_threads = 1']) {
      await expect(handle.analytics.command(statement, undefined, { settings })).rejects.toMatchObject({ code: 164 });
    }
    expect(await readdir(join(folder, 'out'))).toEqual([]);
    await rm(join(folder, 'out'), { recursive: true });
  });

  it('allows no function that makes rows from elsewhere, and none that the engine does not know', async () => {
    const tables = await handle.analytics.query<{ name: string }>('SELECT lower(name) AS name FROM system.table_functions');
    const both = tables.map(({ name }) => name).filter((name) => allowedFunctionNames.includes(name));
    expect(both).toEqual([]);
    const known = new Set((await handle.analytics.query<{ name: string }>('SELECT lower(name) AS name FROM system.functions')).map(({ name }) => name));
    const syntax = new Set(['lambda', 'exists', 'untuple', 'globalnotnullin']);
    expect(allowedFunctionNames.filter((name) => !known.has(name) && !syntax.has(name))).toEqual([]);
  });
});

describe('limits', () => {
  it('stops a slow statement and takes the next', async () => {
    const startedAt = performance.now();
    await expect(gate.run({ statement: 'SELECT count() FROM numbers(1000000) AS a, numbers(1000000) AS b WHERE sipHash64(a.number, b.number) = 1', parameters: {}, rowLimit: 1, timeoutMs: 500 })).rejects.toMatchObject({ code: 'sql-timeout' });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect((await run('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('counts rows of the answer and of the reading, and memory', async () => {
    expect((await run('SELECT number FROM numbers(3)', {}, 3)).rows).toHaveLength(3);
    await expect(run('SELECT number FROM numbers(4)', {}, 3)).rejects.toMatchObject({ code: 'too-many-rows' });
    await expect(run('SELECT count() FROM numbers(100000000) WHERE number % 3 = 1')).rejects.toMatchObject({ code: 'too-many-rows' });
    await expect(run('SELECT length(groupArray(repeat(toString(number), 1000))) FROM numbers(4000000)')).rejects.toMatchObject({ name: 'SqlGateError' });
    await expect(run("SELECT repeat('x', 100000000)")).rejects.toMatchObject({ name: 'SqlGateError' });
  });

  it('lets only so many in at once, and the signal out', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => run('SELECT {i} AS i', { i: { type: 'integer', value: index } })));
    expect(answers.map(({ rows }) => rows[0]?.i)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    const gone = new AbortController();
    const asked = gate.run({ statement: 'SELECT count() FROM numbers(1000000) AS a, numbers(1000000) AS b WHERE sipHash64(a.number, b.number) = 1', parameters: {}, rowLimit: 1, timeoutMs: 5_000 }, gone.signal);
    setTimeout(() => gone.abort(new Error('left')), 100);
    await expect(asked).rejects.toThrow('left');
  });

  it('names what is wrong with values', async () => {
    await expect(run('SELECT {a}')).rejects.toThrow('The parameter a of the statement has no value');
    await expect(run('SELECT {a}', { a: { type: 'integer', value: 1.5 } })).rejects.toThrow('The value 1.5 of the parameter a is no integer');
    await expect(run('SELECT {constructor}')).rejects.toThrow('has no value');
    await expect(run('SELECT 1 AS a, 2 AS a')).rejects.toMatchObject({ code: 'sql-refused' });
  });
});
