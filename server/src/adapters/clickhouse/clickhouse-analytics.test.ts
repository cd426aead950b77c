import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analytics } from '../../ports/analytics.js';
import { EmbeddedEngine } from './embedded/embedded-engine.js';
import { ClickHouseAnalytics } from './clickhouse-analytics.js';
import { migrateAnalytics } from './migrate-analytics.js';
import { openAnalytics, type OpenAnalytics } from './open-analytics.js';

let folder: string;
let handle: OpenAnalytics;
let analytics: Analytics;
const config = () => ({ clickhouseUrl: undefined, clickhouseDatabase: 'arbiter', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
const endless = 'SELECT count() AS n FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 1';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-analytics-'));
  handle = await openAnalytics(config());
  analytics = handle.analytics;
  await analytics.command('CREATE TABLE numbers_kept (n UInt64, text String) ENGINE = MergeTree ORDER BY n');
});

afterAll(async () => {
  await handle.close();
  await rm(folder, { recursive: true, force: true });
});

const countOf = async (table: string) => Number((await analytics.query<{ n: string }>(`SELECT count() AS n FROM ${table}`))[0]?.n);

describe('values', () => {
  it.each(["O'Brien", 'a\\b', 'tab\there', 'line\nbreak', '"; DROP TABLE customers; --', "\\'", '😀 Ёж', '', '{x:String}', '\\N', 'null', '%'])('passes text %j unchanged', async (text) => {
    expect(await analytics.query('SELECT {x:String} AS x, length({list:Array(String)}) AS n, {list:Array(String)}[1] AS first', { x: text, list: [text, text] })).toEqual([{ x: text, n: '2', first: text }]);
  });

  it('passes every other type of parameter', async () => {
    const rows = await analytics.query('SELECT {i:Int64} AS i, {f:Float64} AS f, {n:Nullable(Int32)} AS n, {b:Bool} AS b, {d:Date} AS d, {t:DateTime64(3)} AS t, {m:Map(String, UInt8)} AS m, {name:Identifier} AS viaName FROM (SELECT 7 AS seven)', {
      i: '9007199254740993',
      f: -0.25,
      n: null,
      b: true,
      d: '2026-02-28',
      t: new Date('2026-02-28T23:59:59.123Z'),
      m: { "a'b": 1 },
      name: 'seven',
    });
    expect(rows).toEqual([{ i: '9007199254740993', f: -0.25, n: null, b: true, d: '2026-02-28', t: '2026-02-28 23:59:59.123', m: { "a'b": 1 }, viaName: 7 }]);
  });

  it('takes a list that no address of a usual server would take', async () => {
    const list = Array.from({ length: 100_000 }, (_, index) => `customer-${index}`);
    expect(await analytics.query('SELECT length({list:Array(String)}) AS n', { list })).toEqual([{ n: '100000' }]);
  });

  it('keeps parameters and settings of one request out of the next', async () => {
    await analytics.query('SELECT {x:String} AS x', { x: 'secret' }, { settings: { max_threads: 1 } });
    await expect(analytics.query('SELECT {x:String} AS x')).rejects.toMatchObject({ name: 'AnalyticsError', code: 456 });
    const [row] = await analytics.query<{ n: string }>("SELECT toString(getSetting('max_threads')) AS n");
    expect(row?.n).not.toBe('1');
  });
});

describe('refusals', () => {
  it('carries the number of the engine', async () => {
    await expect(analytics.query('SELECT * FROM no_such_table')).rejects.toMatchObject({ name: 'AnalyticsError', code: 60 });
    await expect(analytics.stream('SELECT * FROM no_such_table', 'CSV')).rejects.toMatchObject({ code: 60 });
    await expect(analytics.command('nonsense')).rejects.toMatchObject({ code: 62 });
  });

  it('runs one statement at a time', async () => {
    await expect(analytics.command('SELECT 1; DROP TABLE numbers_kept')).rejects.toMatchObject({ code: 62 });
    expect(await countOf('numbers_kept')).toBe(0);
  });

  it('tells of a failure in the middle of the rows', async () => {
    await expect(analytics.query('SELECT throwIf(number = 3000000) AS x FROM numbers(4000000)')).rejects.toMatchObject({ code: 395 });
    await expect(analytics.stream('SELECT throwIf(number = 3000000) AS x FROM numbers(4000000)', 'CSV')).rejects.toMatchObject({ code: 395 });
  });

  it('refuses fields that the table does not have, and names of tables that are none', async () => {
    await expect(analytics.insert('numbers_kept', [{ n: 1, text: 'a', colour: 'red' }])).rejects.toMatchObject({ code: 117 });
    await expect(analytics.insert('numbers_kept FORMAT CSV', [{ n: 1 }])).rejects.toMatchObject({ code: 62 });
  });

  it('lets nobody in without the secret', async () => {
    const engine = await EmbeddedEngine.start({ folder: join(folder, 'other'), memoryBytes: 2 ** 30 });
    try {
      const { url } = await engine.endpoint();
      const attempts: Record<string, string>[] = [{}, { 'x-clickhouse-key': 'guess' }, { authorization: `Basic ${Buffer.from('default:guess').toString('base64')}` }];
      for (const headers of attempts) {
        const answer = await fetch(`${url}/?query=SELECT+1`, { method: 'POST', headers });
        expect(answer.status).toBe(403);
        expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516');
      }
      const wrong = new ClickHouseAnalytics({ endpoint: () => Promise.resolve({ url, password: 'guess' }), database: 'default', readsLocalFiles: true });
      await expect(wrong.ping()).rejects.toMatchObject({ code: 516 });
      await wrong.close();
    } finally {
      await engine.close();
    }
  });
});

describe('rows', () => {
  it('takes rows in batches and gives them as a stream', async () => {
    const rows = Array.from({ length: 25_001 }, (_, index) => ({ n: index, text: `строка "${index}"\n` }));
    await analytics.insert('numbers_kept', rows);
    expect(await countOf('numbers_kept')).toBe(25_001);
    let text = '';
    for await (const chunk of await analytics.stream('SELECT n FROM numbers_kept WHERE n >= {from:UInt64} ORDER BY n', 'TabSeparated', { from: 24_999 })) text += String(chunk);
    expect(text).toBe('24999\n25000\n');
    const [last] = await analytics.query('SELECT text FROM numbers_kept WHERE n = 25000');
    expect(last).toEqual({ text: 'строка "25000"\n' });
    await analytics.insert('numbers_kept', []);
  });

  it('lets the engine read a file, whatever its name', async () => {
    const path = join(folder, `it's a "файл".csv`);
    await writeFile(path, 'a;1\nb;2\n');
    await analytics.command('CREATE TABLE loaded (k String, v Int32) ENGINE = MergeTree ORDER BY k');
    await analytics.loadFile({ path, format: 'CSV', structure: 'c0 String, c1 Int32', into: 'loaded', select: 'c0, c1 * 10', settings: { format_csv_delimiter: ';' } });
    expect(await analytics.query('SELECT * FROM loaded ORDER BY k')).toEqual([{ k: 'a', v: 10 }, { k: 'b', v: 20 }]);
  });

  it('pipes the bytes of a file to an engine that cannot see it', async () => {
    const engine = await EmbeddedEngine.start({ folder: join(folder, 'remote'), memoryBytes: 2 ** 30 });
    const remote = new ClickHouseAnalytics({ endpoint: () => engine.endpoint(), database: 'far', readsLocalFiles: false });
    try {
      await remote.createDatabase();
      await remote.command('CREATE TABLE loaded (k String, v Int32) ENGINE = MergeTree ORDER BY k');
      const path = join(folder, 'piped.csv');
      await writeFile(path, 'a,1\nb,2\n');
      await remote.loadFile({ path, format: 'CSV', structure: 'c0 String, c1 Int32', into: 'loaded', select: 'c0, c1 * 10' });
      expect(await remote.query('SELECT * FROM loaded ORDER BY k')).toEqual([{ k: 'a', v: 10 }, { k: 'b', v: 20 }]);
    } finally {
      await remote.close();
      await engine.close();
    }
  });

  it('makes a repeated batch a no-op', async () => {
    const rows = [{ customer_id: 'c1', name: 'А' }, { customer_id: 'c2', name: 'Б' }];
    for (let time = 0; time < 3; time += 1) await analytics.insert('customers', rows, { deduplicationToken: 'batch-1' });
    await analytics.insert('customers', rows);
    expect(await countOf('customers FINAL')).toBe(2);
  });
});

describe('the engine under load and in trouble', () => {
  it('runs several statements at once', async () => {
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => analytics.query('SELECT sleep(1)')));
    expect(performance.now() - startedAt).toBeLessThan(3_500);
  });

  it('answers more requests than it has threads', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => analytics.query<{ x: number }>('SELECT {x:UInt32} AS x', { x: index })));
    expect(answers.map((rows) => rows[0]?.x)).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });

  it('refuses a statement that wants more memory than it may have, and goes on', async () => {
    const pid = handle.engineProcessId();
    await expect(analytics.query('SELECT length(groupArray(number)) AS n FROM numbers(2000000000)')).rejects.toMatchObject({ name: 'AnalyticsError', code: 241 });
    await analytics.ping();
    expect(handle.engineProcessId()).toBe(pid);
  });

  it.each(['query', 'stream'] as const)('stops the statement of a cancelled %s', async (kind) => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const running = kind === 'query' ? analytics.query(endless, {}, options) : analytics.stream(endless, 'CSV', {}, options);
    setTimeout(() => controller.abort(), 300);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(async () => (await analytics.query("SELECT query_id FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%system.processes%'")).length, { timeout: 5_000 }).toBe(0);
  });

  it('comes back after its process was killed in the middle of an insert, with everything that was acknowledged', async () => {
    await analytics.command('CREATE TABLE acknowledged (batch UInt32, n UInt32) ENGINE = MergeTree ORDER BY (batch, n)');
    const done: number[] = [];
    for (let batch = 0; batch < 30; batch += 1) {
      const inserting = analytics.insert('acknowledged', Array.from({ length: 2_000 }, (_, n) => ({ batch, n })));
      if (batch % 10 === 5) {
        const pid = handle.engineProcessId();
        setTimeout(() => pid && process.kill(pid, 'SIGKILL'), batch % 3);
      }
      await inserting.then(
        () => done.push(batch),
        (error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }),
      );
    }
    expect(done.length).toBeGreaterThanOrEqual(24);
    const rows = await analytics.query<{ batch: number; n: string }>('SELECT batch, count() AS n FROM acknowledged GROUP BY batch');
    for (const batch of done) expect(rows.find((row) => row.batch === batch)?.n).toBe('2000');
    // What was not acknowledged is there as a whole or not at all.
    expect(rows.every((row) => row.n === '2000')).toBe(true);
  });

  it('applies each file of the schema once', async () => {
    expect(await migrateAnalytics(analytics)).toEqual([]);
  });

  it('has its data after closing and opening', async () => {
    const before = await countOf('numbers_kept');
    await handle.close();
    await expect(analytics.ping()).rejects.toMatchObject({ code: 'unavailable' });
    handle = await openAnalytics(config());
    analytics = handle.analytics;
    expect(await countOf('numbers_kept')).toBe(before);
  });
});
