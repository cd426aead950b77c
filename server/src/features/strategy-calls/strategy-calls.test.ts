import type { FieldSpec, PublicationSettings, Scope } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { markedStrategy, slowStrategy } from '../../testing/strategy-documents.js';
import { drainOnce } from '../decisions/drain-journal.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let itemId: string;
let slowId: string;
let offsetMs = 0;

const json = async <T = any>(reply: Promise<{ status: number; json<R>(): R }>): Promise<{ status: number; body: T }> => {
  const { status, json: read } = await reply;
  return { status, body: read<T>() };
};
const post = (url: string, body: object = {}) => json(client.post(url, body));
const get = (url: string) => json(client.get(url));
const settings = (version = 1, more: Partial<PublicationSettings> = {}): PublicationSettings => ({ mode: 'online', arms: [{ name: 'a', itemId, version, share: 100 }], ...more });
const revisions = new Map<string, number>();
async function publish(endpoint: string, wish: PublicationSettings, environment: 'test' | 'production' = 'production') {
  const key = `${environment}/${endpoint}`;
  const published = await post('/v1/publications', { endpoint, environment, settings: wish, ...(revisions.has(key) ? { revision: revisions.get(key) } : {}) });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  revisions.set(key, published.body.revision);
  return published.body;
}
const ask = (endpoint: string, input: unknown, more: object = {}, query = '') => post(`/v1/strategies/${endpoint}/decisions${query}`, { input, ...more });
const drain = async () => {
  while ((await drainOnce(container)) > 0);
};

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(Date.now() + offsetMs) });
  app = await buildApp(container);
  await app.ready();
  client = new TestClient(app);
  const project = (await post('/v1/projects', { name: 'Online' })).body.id;
  const add = async (name: string, document: object) => (await post(`/v1/projects/${project}/items`, { kind: 'strategy', name, document })).body.item.id as string;
  itemId = await add('Marks', markedStrategy(1));
  const more: FieldSpec[] = [{ name: 'items', type: 'list', items: { type: 'object', fields: [{ name: 'amount', type: 'number' }] } }];
  for (const [index, document] of [markedStrategy(2), markedStrategy(3, { inputs: more })].entries()) {
    expect((await post(`/v1/items/${itemId}/versions`)).status).toBe(201);
    expect((await json(client.put(`/v1/items/${itemId}`, { revision: index + 1, document }))).status).toBe(200);
  }
  expect((await post(`/v1/items/${itemId}/versions`)).status).toBe(201);
  slowId = await add('Slow', slowStrategy());
  expect((await post(`/v1/items/${slowId}/versions`)).status).toBe(201);
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('a published strategy', () => {
  it('answers, naming the version, and refuses what the schema does not take with JSON pointers', async () => {
    await publish('marks', settings(3));
    const answer = await ask('marks', { customer: 'c1', amount: 2000 });
    expect(answer).toMatchObject({ status: 200, body: { endpoint: 'marks', environment: 'production', strategy: { id: itemId, name: 'Marks' }, version: 3, arm: 'a', outputs: { mark: 3, large: true }, outcome: { decision: 'call', action: 'call', reasonCodes: ['BIG'] } } });
    expect(answer.body.decisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body.durationMs).toBeGreaterThanOrEqual(0);
    expect(answer.body.trace).toBeUndefined();
    const traced = await ask('marks', { customer: 'c1' }, { trace: true });
    expect(traced.body.trace.map((step: { nodeId: string; port: string }) => [step.nodeId, step.port])).toEqual([['in', 'next'], ['size', 'else'], ['small', null]]);
    const refused = await ask('marks', { customer: 7, items: [{ amount: 1 }, { amount: 'much' }] });
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(refused.body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual(['/input/customer', '/input/items/1/amount']);
    for (const input of [null, [], 'text', 5]) expect((await ask('marks', input)).status).toBe(400);
    expect((await post('/v1/strategies/marks/decisions', {})).status).toBe(400);
    expect(await ask('nothing', {})).toMatchObject({ status: 404, body: { code: 'not-published' } });
    expect(await ask('marks', {}, {}, '?environment=test')).toMatchObject({ status: 404, body: { code: 'not-published' } });
    expect((await get('/v1/strategies/marks/schema')).body).toMatchObject([{ arm: 'a', version: 3, input: { type: 'object' } }]);
  });

  it('takes hostile inputs without falling', async () => {
    const raw = (payload: string) => app.inject({ method: 'POST', url: '/v1/strategies/marks/decisions', headers: { 'content-type': 'application/json', 'x-csrf-token': token }, payload });
    const token = (await app.inject('/v1/session')).json<{ csrfToken: string }>().csrfToken;
    expect((await raw(`{"input":{"customer":"x","items":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`)).statusCode).toBe(400);
    expect((await raw('{"input":{"customer":"x","__proto__":{"amount":5000}}}')).statusCode).toBe(400);
    expect((await raw('{"input":{"customer":"x","constructor":1}}')).statusCode).toBe(400);
    expect((await raw(`{"input":{"customer":"${'x'.repeat(10_000_000)}"}}`)).statusCode).toBe(413);
    expect((await raw('{"input":{"customer":"x","amount":1e999}}')).statusCode).toBe(400);
    expect((await ask('marks', { customer: 'after' })).status).toBe(200);
  });

  it('answers batches by one revision, each input by itself', async () => {
    const { status, body } = await post('/v1/strategies/marks/decisions/batch', { inputs: [{ customer: 'a' }, { amount: 1 }, { customer: 'b', amount: 5000 }] });
    expect(status).toBe(200);
    expect(body.answers.map((answer: { ok: boolean }) => answer.ok)).toEqual([true, false, true]);
    expect(body.answers[1].problem).toMatchObject({ code: 'validation-failed', faults: [{ path: '/input/customer' }] });
    expect(body.answers[2].outputs).toMatchObject({ large: true });
    const thousand = await post('/v1/strategies/marks/decisions/batch', { inputs: Array.from({ length: 1000 }, (_, i) => ({ customer: `c${i}` })) });
    expect(thousand.body.answers.filter((answer: { ok: boolean }) => answer.ok)).toHaveLength(1000);
    expect((await post('/v1/strategies/marks/decisions/batch', { inputs: Array.from({ length: 1001 }, () => ({ customer: 'c' })) })).status).toBe(400);
    expect((await post('/v1/strategies/marks/decisions/batch', { inputs: [] })).status).toBe(400);
  });

  it('loses no call while it is published and rolled back, and each answer is of one version', async () => {
    const published = await publish('switch', settings(1, { log: { level: 'decisions', durable: false } }));
    let stop = false;
    const seen = new Map<number, number>();
    const wrong: unknown[] = [];
    const work = async (): Promise<void> => {
      while (!stop) {
        const { status, body } = await ask('switch', { customer: 'c' });
        if (status !== 200 || body.version !== body.outputs.mark) wrong.push([status, body]);
        seen.set(body.version, (seen.get(body.version) ?? 0) + 1);
      }
    };
    const workers = Array.from({ length: 8 }, work);
    for (let round = 0; round < 6; round += 1) {
      await publish('switch', settings((round % 2) + 2, { log: { level: 'decisions', durable: false } }));
      const answered = await ask('switch', { customer: 'mine' });
      expect(answered.body.version).toBe((round % 2) + 2);
      await new Promise((resolve) => setTimeout(resolve, 30));
      const back = await post(`/v1/publications/${published.id}/rollback`);
      expect(back.status).toBe(200);
      revisions.set('production/switch', back.body.revision);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    stop = true;
    await Promise.all(workers);
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThanOrEqual(2);
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
  });
});

describe('each setting of a publication', () => {
  it('splits calls by shares, and a key keeps its arm', async () => {
    await publish('split', { mode: 'online', key: 'customer', salt: 's', arms: [{ name: 'champion', itemId, version: 1, share: 80 }, { name: 'challenger', itemId, version: 2, share: 20 }] });
    const { body } = await post('/v1/strategies/split/decisions/batch', { inputs: Array.from({ length: 1000 }, (_, i) => ({ customer: `c${i}` })) });
    const challengers = body.answers.filter((answer: { arm: string; version: number; outputs: { mark: number } }) => {
      expect([answer.arm, answer.version, answer.outputs.mark]).toEqual(answer.arm === 'champion' ? ['champion', 1, 1] : ['challenger', 2, 2]);
      return answer.arm === 'challenger';
    }).length;
    expect(challengers).toBeGreaterThan(150);
    expect(challengers).toBeLessThan(250);
    const again = await Promise.all([1, 2, 3].map(() => ask('split', { customer: 'c17' })));
    expect(new Set(again.map((one) => one.body.arm)).size).toBe(1);
    expect(again[0]!.body.arm).toBe(body.answers[17].arm);
  });

  it('limits the rate', async () => {
    await publish('rated', settings(1, { limits: { perSecond: 2 } }));
    const statuses = (await Promise.all([1, 2, 3, 4].map(() => ask('rated', { customer: 'c' })))).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 429, 429]);
    await publish('rated', settings(1));
    expect((await Promise.all([1, 2, 3, 4].map(() => ask('rated', { customer: 'c' })))).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('caps steps and time', async () => {
    const slow = (limits: object) => publish('slow', { mode: 'online', arms: [{ name: 'a', itemId: slowId, version: 1, share: 100 }], limits });
    await slow({});
    expect((await ask('slow', { n: 1000 })).body.outputs.total).toBe(500_500);
    await slow({ steps: 500 });
    expect(await ask('slow', { n: 1000 })).toMatchObject({ status: 422, body: { code: 'evaluation-failed', details: { version: 1, failure: { nodeId: 'work' } } } });
    await slow({ timeMs: 20, steps: 100_000_000 });
    expect((await ask('slow', { n: 30_000_000 })).status).toBe(422);
    expect((await ask('slow', { n: 10 })).status).toBe(200);
  });

  it('answers only while it is valid', async () => {
    const [hour, now] = [3_600_000, Date.now()];
    const iso = (ms: number) => new Date(ms).toISOString();
    await publish('valid', settings(1, { validFrom: iso(now + hour), validTo: iso(now + 2 * hour) }));
    try {
      expect(await ask('valid', { customer: 'c' })).toMatchObject({ status: 404, body: { code: 'not-published', detail: expect.stringContaining('from') } });
      offsetMs = 1.5 * hour;
      expect((await ask('valid', { customer: 'c' })).status).toBe(200);
      offsetMs = 2.5 * hour;
      expect(await ask('valid', { customer: 'c' })).toMatchObject({ status: 404, body: { detail: expect.stringContaining('until') } });
    } finally {
      offsetMs = 0;
    }
  });

  it('answers in its time zone', async () => {
    const late = Date.UTC(2030, 0, 1, 20, 30);
    const seenIn = async (timeZone: string) => {
      await publish('zoned', settings(1, { timeZone }));
      offsetMs = late - Date.now();
      const { body } = await ask('zoned', { customer: 'c' });
      offsetMs = 0;
      return body.outputs.seenAt;
    };
    expect([await seenIn('UTC'), await seenIn('Asia/Vladivostok')]).toEqual(['2030-01-01', '2030-01-02']);
  });

  it('lets in whom its scope and keys name', async () => {
    const keyOf = async (scopes: string[]) => (await post('/v1/api-keys', { name: scopes.join(' '), scopes })).body as { id: string; key: string };
    const [deciding, editing, other] = [await keyOf(['decisions']), await keyOf(['strategies']), await keyOf(['campaigns', 'decisions:read'])];
    const as = async ({ key }: { key: string }, environment = 'production') => (await app.inject({ method: 'POST', url: `/v1/strategies/guarded/decisions?environment=${environment}`, headers: { authorization: `Bearer ${key}` }, payload: { input: { customer: 'c' } } })).statusCode;
    await publish('guarded', settings(1));
    await publish('guarded', settings(1), 'test');
    expect([await as(deciding), await as(editing), await as(other)]).toEqual([200, 403, 403]);
    expect([await as(deciding, 'test'), await as(editing, 'test'), await as(other, 'test')]).toEqual([200, 200, 403]);
    await publish('guarded', settings(1, { scope: 'campaigns' satisfies Scope }));
    expect([await as(deciding), await as(other)]).toEqual([403, 200]);
    const second = await keyOf(['decisions']);
    await publish('guarded', settings(1, { apiKeys: [second.id] }));
    expect([await as(deciding), await as(second)]).toEqual([403, 200]);
    expect((await ask('guarded', { customer: 'c' })).status).toBe(403);
  });

  it('records by its log level, and repeats what was recorded', async () => {
    await publish('logged', settings(1, { log: { level: 'none' } }));
    const silent = (await ask('logged', { customer: 'c' })).body.decisionId;
    await publish('logged', settings(1, { log: { level: 'decisions' } }));
    const brief = (await ask('logged', { customer: 'secret' })).body.decisionId;
    await publish('logged', settings(2, { log: { level: 'inputs', traceShare: 1 }, timeZone: 'Asia/Vladivostok' }));
    const full = (await ask('logged', { customer: 'c9', amount: 1500 })).body;
    expect((await get(`/v1/strategies/logged/decisions/${full.decisionId}`)).body).toMatchObject({ input: { customer: 'c9', amount: 1500 } });
    await publish('logged', settings(3));

    await drain();
    expect((await get(`/v1/strategies/logged/decisions/${silent}`)).status).toBe(404);
    const recorded = (await get(`/v1/strategies/logged/decisions/${brief}`)).body;
    expect(recorded).toMatchObject({ version: 1, arm: 'a', answer: { outputs: { mark: 1 } } });
    expect(recorded).not.toHaveProperty('input');
    expect(await post(`/v1/strategies/logged/decisions/${brief}/replay`)).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    const whole = (await get(`/v1/strategies/logged/decisions/${full.decisionId}`)).body;
    expect(whole).toMatchObject({ input: { customer: 'c9', amount: 1500 }, version: 2, timeZone: 'Asia/Vladivostok', answer: { outputs: full.outputs, outcome: full.outcome } });
    expect(whole.trace.map((step: { nodeId: string }) => step.nodeId)).toEqual(['in', 'size', 'big']);

    offsetMs = 40 * 86_400_000;
    const replayed = await post(`/v1/strategies/logged/decisions/${full.decisionId}/replay`);
    offsetMs = 0;
    expect(replayed).toMatchObject({ status: 200, body: { same: true, difference: [], version: 2, answer: { outputs: { mark: 2, seenAt: full.outputs.seenAt } } } });
    expect(replayed.body.trace.map((step: { nodeId: string }) => step.nodeId)).toEqual(['in', 'size', 'big']);
    const listed = (await get('/v1/strategies/logged/decisions?environment=production&ok=true')).body;
    expect(listed.map((one: { decisionId: string }) => one.decisionId)).toEqual([full.decisionId, brief]);
    expect((await get('/v1/strategies/logged/decisions?version=1')).body).toHaveLength(1);
    expect((await get(`/v1/strategies/logged/decisions?before=${full.decisionId}&limit=5`)).body).toHaveLength(1);
  });

  it('records failures too', async () => {
    await publish('failing', { mode: 'online', arms: [{ name: 'a', itemId: slowId, version: 1, share: 100 }], limits: { steps: 100 } });
    const failed = await ask('failing', { n: 100_000 });
    const { decisionId } = failed.body.details;
    await drain();
    expect((await get(`/v1/strategies/failing/decisions/${decisionId}`)).body).toMatchObject({ answer: null, failure: { nodeId: 'work' } });
    expect((await post(`/v1/strategies/failing/decisions/${decisionId}/replay`)).body).toMatchObject({ same: true, answer: null, failure: { nodeId: 'work' } });
  });
});
