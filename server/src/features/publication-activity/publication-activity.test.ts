import type { PublicationActivity, PublicationsActivity, PublicationSettings } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { slowStrategy } from '../../testing/strategy-documents.js';
import { TestClient } from '../../testing/test-client.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { CallCountSums } from '../publications/call-counts.js';
import { activityWindow, startOfDay } from './activity-window.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let itemId: string;

const post = async (url: string, body: object = {}): Promise<{ status: number; body: any }> => {
  const { status, json } = await client.post(url, body);
  return { status, body: json<any>() };
};
/** More steps than the publications here allow. */
const long = { n: 1000 };
const publish = async (endpoint: string, more: Partial<PublicationSettings> = {}): Promise<string> => {
  const { status, body } = await post('/v1/publications', { endpoint, environment: 'test', settings: { mode: 'online', arms: [{ name: 'a', itemId, version: 1, share: 100 }], ...more } });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.id as string;
};
const ask = (endpoint: string, input: unknown) => post(`/v1/strategies/${endpoint}/decisions?environment=test`, { input });
const drained = async (): Promise<void> => {
  while ((await drainOnce(container)) > 0);
};
const activity = async (query = ''): Promise<PublicationsActivity> => {
  const { status, text, json } = await client.get(`/v1/publications/activity${query}`);
  expect(status, text).toBe(200);
  return json<PublicationsActivity>();
};
const figuresOf = async (id: string) => (await activity()).publications.find((one) => one.id === id)!;
const detailsOf = async (id: string): Promise<PublicationActivity> => (await client.get(`/v1/publications/${id}/activity?minutes=60`)).json<PublicationActivity>();

beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  await app.ready();
  client = new TestClient(app);
  const project = (await post('/v1/projects', { name: 'Counted' })).body.id as string;
  const made = await post(`/v1/projects/${project}/items`, { kind: 'strategy', name: 'Fails when long', document: slowStrategy() });
  itemId = made.body.item.id as string;
  expect(made.body.faults, JSON.stringify(made.body.faults)).toEqual([]);
  expect((await post(`/v1/items/${itemId}/versions`)).status).toBe(201);
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('live figures of publications', () => {
  it('equal what was asked: answered, failed, refused and throttled calls, each once', async () => {
    const id = await publish('hundred', { limits: { perSecond: 95, steps: 500 } });
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1) statuses.push((await ask('hundred', index % 4 === 3 ? long : index % 10 === 4 ? { n: 'none' } : { n: 1 })).status);
    const batch = await post('/v1/strategies/hundred/decisions/batch?environment=test', { inputs: Array.from({ length: 60 }, (_, index) => (index < 10 ? long : index < 15 ? { unknown: 1 } : { n: 1 })) });
    expect(batch.status).toBe(200);
    const tooMany = await post('/v1/strategies/hundred/decisions/batch?environment=test', { inputs: Array.from({ length: 96 }, () => ({ n: 1 })) });
    expect(tooMany.status).toBe(429);
    await drained();
    const counted = (status: number): number => statuses.filter((one) => one === status).length;
    const wanted = { answered: counted(200) + 45, failed: counted(422) + 10, refused: counted(400) + 5, throttled: counted(429) + 96, broken: 0 };
    const figures = await figuresOf(id);
    expect(figures.calls).toEqual(wanted);
    expect(wanted).toMatchObject({ failed: 15, refused: 7 });
    const all = 20 + 60 + 96;
    expect(figures.today).toEqual({ calls: all, errors: all - wanted.answered });
    expect(figures.lastMinute).toEqual(figures.today);
    expect(figures.course.reduce((sum, { calls }) => sum + calls, 0)).toBe(all);
    expect(figures.mix.reduce((sum, { calls }) => sum + calls, 0)).toBe(wanted.answered + wanted.failed);
    expect(figures.mix.find(({ name }) => name === '$failed')?.calls).toBe(wanted.failed);
    expect(figures.times!.p50).toBeLessThanOrEqual(figures.times!.p99);
    // What is recorded is what the log shows.
    const log = (await client.get('/v1/strategies/hundred/decisions?environment=test&limit=500')).json<{ failure: unknown }[]>();
    expect(log.filter(({ failure }) => failure === null)).toHaveLength(wanted.answered);
    expect(log.filter(({ failure }) => failure !== null)).toHaveLength(wanted.failed);
    const { arms, course } = await detailsOf(id);
    expect(arms.find(({ arm }) => arm === 'a')).toMatchObject({ version: 1, calls: { answered: wanted.answered, failed: wanted.failed } });
    expect(course.reduce((sum, { calls }) => sum + calls.throttled, 0)).toBe(96);
    // Asked again nothing is counted twice.
    expect((await figuresOf(id)).calls).toEqual(wanted);
  });

  it('count what the log level does not record, and keep its times', async () => {
    const id = await publish('silent', { log: { level: 'none' }, limits: { steps: 500 } });
    for (let index = 0; index < 12; index += 1) await ask('silent', index < 3 ? long : { n: 1 });
    await drained();
    expect(await figuresOf(id)).toMatchObject({ calls: { answered: 9, failed: 3, refused: 0 }, unrecorded: 12, mix: [] });
    expect((await figuresOf(id)).times).not.toBeNull();
  });

  it('add up over processes, and a write that is repeated counts once', async () => {
    const id = await publish('shared');
    await ask('shared', { n: 'none' });
    const other = new CallCountSums();
    const row = { publication_id: id, source: 'call' as const, result: 'refused' as const, strategy_id: itemId, strategy_version: 1, arm: 'a', durationMs: 1.2345 };
    other.add(row, 4);
    let isDown = true;
    const write = async (rows: readonly object[]): Promise<void> => {
      await container.analytics.insert('strategy_call_counts', rows);
      if (isDown) throw new Error('the answer was lost');
    };
    await expect(other.flush(write)).rejects.toThrow('lost');
    isDown = false;
    other.add(row, 2);
    await other.flush(write);
    await other.flush(write);
    expect((await figuresOf(id)).calls.refused).toBe(7);
  });

  it('tell publications that nobody called, the next instant of a schedule, and refuse a zone that is none', async () => {
    const id = await publish('nightly', { mode: 'scheduled', schedule: { cron: '30 2 * * *', timeZone: 'Europe/Moscow' }, batch: { source: { kind: 'table', table: 'debtors' } } });
    const figures = await figuresOf(id);
    expect(figures).toMatchObject({ calls: { answered: 0 }, times: null, mix: [] });
    expect(figures.nextAt).toMatch(/T23:30:00\.000Z$/);
    expect(figures.course).toHaveLength(60);
    expect((await activity(`?itemId=${itemId}&state=stopped`)).publications).toEqual([]);
    expect((await client.get('/v1/publications/activity?timeZone=Mars')).status).toBe(400);
    expect((await client.get('/v1/publications/none/activity')).status).toBe(404);
  });

  it('checks settings without publishing them', async () => {
    const check = async (settings: object) => (await post('/v1/publications/check', { settings })).body as { faults: { path: string }[]; nextTimes: string[] };
    const wrong = await check({ mode: 'online', arms: [{ name: 'a', itemId, version: 7, share: 60 }, { name: 'b', itemId, version: 1, share: 30 }] });
    expect(wrong.faults.map(({ path }) => path)).toEqual(['/settings/arms/0', '/settings/arms', '/settings/key']);
    const timed = await check({ mode: 'scheduled', arms: [{ name: 'a', itemId, version: 1, share: 100 }], schedule: { cron: '0 6 * * 1', timeZone: 'UTC' }, batch: { source: { kind: 'table', table: 'debtors' } } });
    expect(timed.faults).toEqual([]);
    expect(timed.nextTimes).toHaveLength(5);
    expect((await check({ mode: 'scheduled', arms: [{ name: 'a', itemId, version: 1, share: 100 }], schedule: { cron: 'never', timeZone: 'UTC' } })).nextTimes).toEqual([]);
  });
});

describe('the window of figures', () => {
  it('is whole buckets that end with the present one', () => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 35);
    const hour = activityWindow(now, 60, 0);
    expect(hour).toMatchObject({ bucketSeconds: 60, buckets: 60, to: Date.UTC(2026, 0, 1, 12, 1) / 1000, minuteFrom: Date.UTC(2026, 0, 1, 11, 59, 40) / 1000 });
    expect(hour.to - hour.from).toBe(3600);
    expect(activityWindow(now, 1, 0)).toMatchObject({ bucketSeconds: 10, buckets: 6 });
    expect(activityWindow(now, 1440, 0).bucketSeconds % 10).toBe(0);
  });

  it('begins the day where the zone does, whatever the clock did since', () => {
    expect(startOfDay(Date.UTC(2026, 0, 1, 12), 'Europe/Moscow')).toBe(Date.UTC(2025, 11, 31, 21));
    expect(startOfDay(Date.UTC(2026, 0, 1, 12), 'Asia/Kolkata')).toBe(Date.UTC(2025, 11, 31, 18, 30));
    // 29 March 2026: Berlin leaves out an hour after midnight.
    expect(startOfDay(Date.UTC(2026, 2, 29, 10), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 28, 23));
  });
});
