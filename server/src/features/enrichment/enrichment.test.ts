import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EnrichmentStep } from '@arbiter/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { enrich, type EnrichmentAsk } from './enrich.js';
import { KeptAnswers } from './kept-answers.js';
import { referenceKey } from './reference-key.js';

let container: Container;
let service: Server;
let nowMs = Date.UTC(2026, 4, 12, 9);
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

const json = (response: ServerResponse, body: unknown, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const echo: typeof answer = (request, response) => void json(response, { url: request.url });
const source = async (name: string, baseUrl: string, limits: object = {}) => {
  await container.repository.insertInto('sources').values({ name, description: '', settings: JSON.stringify({ kind: 'http', baseUrl, limits }), version: 1, created_at: new Date(), updated_at: new Date() }).execute();
};
const http = (changes: Partial<EnrichmentStep> = {}): EnrichmentStep => ({ name: 'score', kind: 'http', source: 'live', path: '/s/{customerId}?r={context.region}', timeoutMs: 2_000, ...changes });
const ask = (changes: Partial<EnrichmentAsk> = {}): EnrichmentAsk => ({ customerId: 'c1', channel: 'sms', placement: 'p', context: { region: 'r1' }, attributes: { segment: 'gold' }, features: { n_30d: 4 }, ...changes });
const run = (steps: EnrichmentStep[], about = ask(), signal?: AbortSignal) => enrich(steps, about, { container, signal });

beforeAll(async () => {
  process.on('unhandledRejection', note);
  container = await makeTestContainer({}, { now: () => new Date(nowMs) });
  service = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  await source('live', `${origin}/base`);
  await source('fragile', `${origin}/base`, { circuitBreaker: { leastCalls: 4, failureRate: 0.5, openMs: 60_000 } });
  await source('nobody', 'http://127.0.0.1:1');
});
beforeEach(() => {
  asked = [];
  answer = echo;
});
afterAll(async () => {
  service?.closeAllConnections();
  service?.close();
  await container?.close();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('enrichment from services', () => {
  it('puts values into the path so that they cannot leave their place', async () => {
    const { values, missing } = await run([http()], ask({ customerId: 'a/b ?x=1&#ю', context: { region: 'r&1=2' } }));
    expect(missing).toEqual([]);
    expect(values).toEqual({ score: { url: '/base/s/a%2Fb%20%3Fx%3D1%26%23%D1%8E?r=r%261%3D2' } });
    // A step up is refused by the guard of addresses, and nothing is asked.
    expect((await run([http()], ask({ customerId: '..' }))).timings).toMatchObject([{ failure: 'http-refused' }]);
    expect((await run([http()], ask({ customerId: '\ud800' }))).values).toEqual({ score: { url: '/base/s/%EF%BF%BD?r=r1' } });
    expect(asked).toHaveLength(2);
  });

  it('asks nothing where the request lacks a value', async () => {
    for (const context of [{}, { region: null }, { region: { a: 1 } }, { region: Number.NaN }, JSON.parse('{"__proto__": {"region": "x"}}') as Record<string, unknown>]) {
      expect(await run([http({ fallback: { s: 1 } })], ask({ context }))).toMatchObject({ values: { score: { s: 1 } }, missing: ['score'], timings: [{ from: 'fallback', failure: 'no-value' }] });
    }
    expect(asked).toEqual([]);
  });

  it('costs the timeout of the slowest and no more, all steps at once, and drops late answers', async () => {
    answer = (request, response) => {
      if (request.url?.includes('slow')) setTimeout(() => json(response, 'late'), 6_000).unref();
      else if (request.url?.includes('drip')) response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{');
      else if (request.url?.includes('cut')) request.socket.destroy();
      else if (request.url?.includes('broken')) response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":');
      else if (request.url?.includes('error')) json(response, { no: 1 }, 500);
      else if (request.url?.includes('none')) json(response, {}, 404);
      else json(response, 'good');
    };
    const paths = ['slow', 'drip', 'cut', 'broken', 'error', 'none', 'good'];
    const startedAt = performance.now();
    const { values, missing, timings } = await run([...paths.map((name) => http({ name, path: `/${name}`, timeoutMs: /slow|drip/.test(name) ? 150 : 4_000, fallback: `no ${name}` })), http({ name: 'nobody', source: 'nobody' }), http({ name: 'unknown', source: 'unknown' })]);
    const took = performance.now() - startedAt;
    expect(missing).toEqual(['slow', 'drip', 'cut', 'broken', 'error', 'none', 'nobody', 'unknown']);
    expect(values).toEqual({ slow: 'no slow', drip: 'no drip', cut: 'no cut', broken: 'no broken', error: 'no error', none: 'no none', good: 'good', nobody: null, unknown: null });
    expect(took).toBeGreaterThan(140);
    expect(took).toBeLessThan(4_000);
    expect(Object.fromEntries(timings.map(({ name, failure }) => [name, failure]))).toMatchObject({ cut: 'http-unreachable', broken: 'http-unreadable', error: 'http-status', none: 'absent', nobody: 'http-unreachable', unknown: 'source-unknown', good: undefined });
    for (const name of ['slow', 'drip']) expect(['late', 'http-timeout']).toContain(timings.find((timing) => timing.name === name)?.failure);
  });

  it('does not rely on a source that keeps its time', async () => {
    const endless = { ...container.strategyServices, http: () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('at last')), 100)) };
    const answered = await enrich([http({ path: '/endless', timeoutMs: 20, fallback: [] })], ask(), { container: { ...container, hotState: { ...container.hotState }, strategyServices: endless } });
    expect(answered).toMatchObject({ values: { score: [] }, missing: ['score'], timings: [{ failure: 'late' }] });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(unhandled).toEqual([]);
  });

  it('keeps answers for their time, once for all who ask, and not failures', async () => {
    answer = (request, response) => void setTimeout(() => json(response, { list: [{ url: request.url }] }), 30);
    const step = http({ cacheMs: 10_000, path: '/kept/{customerId}' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => run([step])));
    expect(asked).toHaveLength(1);
    expect(answers.every(({ values }) => (values.score as { list: unknown[] }).list.length === 1)).toBe(true);
    const kept = await run([step]);
    expect(kept.timings).toMatchObject([{ from: 'cache' }]);
    expect(() => (kept.values.score as { list: unknown[] }).list.push(1)).toThrow();
    await run([step], ask({ customerId: 'c2' }));
    expect(asked).toHaveLength(2);
    nowMs += 10_001;
    await run([step]);
    expect(asked).toHaveLength(3);
    answer = (_request, response) => void json(response, 1, 503);
    const failing = http({ cacheMs: 10_000, path: '/bad' });
    await run([failing]);
    await run([failing]);
    expect(asked).toHaveLength(5);
  });

  it('leaves a source alone that keeps failing', async () => {
    answer = (_request, response) => void json(response, 1, 500);
    const failures: unknown[] = [];
    for (let call = 0; call < 8; call += 1) failures.push((await run([http({ source: 'fragile', path: `/f${call}` })])).timings[0]?.failure);
    expect(failures).toEqual([...Array.from({ length: 4 }, () => 'http-status'), ...Array.from({ length: 4 }, () => 'circuit-open')]);
    expect(asked).toHaveLength(4);
  });

  it('ends with the signal of the request, others who ask the same go on', async () => {
    answer = (_request, response) => void setTimeout(() => json(response, 'there'), 150);
    const gone = new AbortController();
    const [left, stays] = [run([http()], ask(), gone.signal), run([http()], ask())];
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect((await stays).values).toEqual({ score: 'there' });
    await expect(run([http()], ask(), gone.signal)).rejects.toThrow('gone');
    expect(asked).toHaveLength(1);
  });
});

describe('enrichment from stores', () => {
  const sql = (statement: string, changes: Partial<EnrichmentStep> = {}): EnrichmentStep => ({ name: 'row', kind: 'sql', source: 'analytics', statement, timeoutMs: 5_000, ...changes });

  it('reads rows with values apart from the statement', async () => {
    const hostile = ask({ customerId: "'; DROP TABLE customers; --", context: { amount: 12.5, n: 3, yes: true } });
    expect((await run([sql('SELECT {customerId:String} AS id, {context_amount:Float64} AS a, {context_n} AS n, {context_yes:Bool} AS y, {attributes_segment:String} AS s, {features_n_30d:Int64} AS f')], hostile)).values).toEqual({ row: { id: "'; DROP TABLE customers; --", a: 12.5, n: 3, y: true, s: 'gold', f: 4 } });
    expect((await run([sql('SELECT number AS n FROM numbers(3)', { rows: 'all' })])).values).toEqual({ row: [{ n: 0 }, { n: 1 }, { n: 2 }] });
    expect((await run([sql('SELECT number AS n FROM numbers(0)', { rows: 'all' })])).missing).toEqual([]);
  });

  it('gives the fallback without a row, with several for one, late, forbidden or without a value', async () => {
    const failureOf = async (step: EnrichmentStep, about = ask()) => {
      const { values, timings } = await run([{ ...step, fallback: 7 }], about);
      expect(values).toEqual({ row: 7 });
      return timings[0]?.failure;
    };
    expect(await failureOf(sql('SELECT 1 AS n WHERE 0'))).toBe('absent');
    expect(await failureOf(sql('SELECT number AS n FROM numbers(2)'))).toBe('too-many-rows');
    expect(await failureOf(sql("SELECT file('/etc/passwd')"))).toBe('sql-refused');
    expect(await failureOf(sql('SELECT {context_gone:String} AS n'))).toBe('no-value');
    expect(await failureOf(sql('SELECT {nothing:String} AS n'))).toBe('no-value');
    const startedAt = performance.now();
    expect(['late', 'sql-timeout']).toContain(await failureOf(sql('SELECT count() AS n FROM numbers(60000) AS a CROSS JOIN numbers(60000) AS b WHERE cityHash64(a.number, b.number) = 1', { timeoutMs: 100 })));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('reads what is kept for reference', async () => {
    await container.hotState.putMany([[referenceKey('rate:r1'), '{"rate":0.2}'], [referenceKey('broken'), '{']]);
    const step = (key: string): EnrichmentStep => ({ name: 'rate', kind: 'hot-state', key, timeoutMs: 500, fallback: 'none' });
    expect((await run([step('rate:{context.region}')])).values).toEqual({ rate: { rate: 0.2 } });
    expect(await run([step('rate:{customerId}')])).toMatchObject({ values: { rate: 'none' }, missing: ['rate'], timings: [{ failure: 'absent' }] });
    expect(await run([step('broken')])).toMatchObject({ values: { rate: 'none' }, timings: [{ failure: 'source-failed' }] });
  });

  it('takes names of prototypes as names', async () => {
    const step: EnrichmentStep = { name: 'constructor', kind: 'hot-state', key: '__proto__', timeoutMs: 500 };
    expect(await run([step])).toMatchObject({ missing: ['constructor'], values: { constructor: null } });
  });
});

describe('kept answers', () => {
  it('are bounded in number and size, the least recently used leaves first', () => {
    const kept = new KeptAnswers({ entries: 2, characters: 40 });
    kept.set('a', 1, 100);
    kept.set('b', 2, 100);
    kept.get('a', 0);
    kept.set('c', 3, 100);
    expect([kept.get('a', 0)?.value, kept.get('b', 0), kept.get('c', 99)?.value, kept.get('c', 100)]).toEqual([1, undefined, 3, undefined]);
    kept.set('d', 'x'.repeat(100), 100);
    expect(kept.get('d', 0)).toBeUndefined();
    kept.set('e', 'x'.repeat(36), 100);
    expect([kept.get('a', 0), kept.length]).toEqual([undefined, 1]);
  });
});
