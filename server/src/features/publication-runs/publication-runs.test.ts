import type { Batch, Job, Publication, PublicationRun, PublicationSettings } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { markedStrategy } from '../../testing/strategy-documents.js';
import { TestClient } from '../../testing/test-client.js';
import { faultOfSchedule, lastDue, nextDue } from '../publications/schedule.js';
import { PublicationScheduler } from './publication-scheduler.js';

describe('schedules', () => {
  const every = (cron: string, timeZone: string, from: string, to: string): string[] => {
    const due: string[] = [];
    for (let at = new Date(from); at < new Date(to); ) {
      at = nextDue({ cron, timeZone }, at);
      if (at < new Date(to)) due.push(at.toISOString());
    }
    return due;
  };

  it('run once a day over both changes of daylight saving time', () => {
    expect(every('30 2 * * *', 'Europe/Berlin', '2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-03-30T00:30:00.000Z']);
    expect(every('30 2 * * *', 'Europe/Berlin', '2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z')).toEqual(['2026-10-24T00:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
    // Looked at minute by minute, each is due exactly once.
    for (const day of ['2026-03-28', '2026-10-24']) {
      const schedule = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
      const seen: string[] = [];
      let last = new Date(`${day}T12:00:00Z`);
      for (let minute = 0; minute < 24 * 60; minute += 1) {
        const due = lastDue(schedule, last, new Date(Date.parse(`${day}T12:00:00Z`) + minute * 60_000));
        if (due) seen.push((last = due).toISOString());
      }
      expect(seen).toHaveLength(1);
    }
  });

  it('make up for what was missed once, and take the very instant', () => {
    const schedule = { cron: '0 * * * *', timeZone: 'Asia/Kolkata' };
    const after = new Date('2026-05-01T00:30:00Z');
    expect(lastDue(schedule, after, new Date('2026-05-01T09:45:00Z'))?.toISOString()).toBe('2026-05-01T09:30:00.000Z');
    expect(lastDue(schedule, after, new Date('2026-05-01T01:29:59.999Z'))).toBeUndefined();
    expect(lastDue(schedule, after, new Date('2026-05-01T01:30:00Z'))?.toISOString()).toBe('2026-05-01T01:30:00.000Z');
  });

  it('are refused where they are never due, too frequent, or drawn at random', () => {
    const fault = (cron: string) => faultOfSchedule({ cron, timeZone: 'UTC' })?.code;
    expect(['0 6 * * 1-5', '*/5 * * * *', '0 0 L * *', '@daily', '0 9 * MAR THU'].map(fault)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(['* * * * * *', '0 0 30 2 *', 'H * * * *', '0 H(1-5) * * *', '61 * * * *', '', '@sometimes'].map(fault)).toEqual(Array.from({ length: 7 }, () => 'cron-invalid'));
  });
});

describe('publications in batch and on schedule', () => {
  let container: Container;
  let app: FastifyInstance;
  let client: TestClient;
  let strategy: { id: string; version: number };
  let nowMs = Date.parse('2026-03-01T00:00:00Z');
  const arms = (share = 100) => [{ name: 'main', itemId: strategy.id, version: strategy.version, share }];
  const table = { kind: 'table' as const, table: 'run_people' };

  beforeAll(async () => {
    container = await makeTestContainer();
    Object.assign(container, { now: () => new Date(nowMs) });
    app = await buildApp(container);
    client = new TestClient(app);
    await container.jobs.startWorking(container, jobHandlers);
    await container.analytics.command("CREATE TABLE run_people ENGINE = MergeTree ORDER BY customer AS SELECT concat('c', toString(number)) AS customer, toFloat64(number * 10) AS amount FROM numbers(200)");
    strategy = await registerTestStrategy(container, markedStrategy(1));
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await container?.close();
  });
  const publish = async (endpoint: string, settings: Partial<PublicationSettings>) => {
    const reply = await client.post('/v1/publications', { endpoint, environment: 'production', settings: { mode: 'batch', arms: arms(), ...settings } });
    return { status: reply.status, body: reply.json<Publication & { faults?: { path: string; code: string }[] }>() };
  };
  const runs = async (id: string) => (await client.get(`/v1/publications/${id}/runs`)).json<{ nextAt: string | null; runs: PublicationRun[] }>();

  it('run the published version over a source, the publication’s or the call’s', async () => {
    const { body } = await publish('nightly', { batch: { source: table, keyColumn: 'customer' } });
    const begun = await client.post(`/v1/publications/${body.id}/batches`, {});
    expect(begun.status).toBe(202);
    expect((await container.jobs.waitFor(begun.json<Job>().id)).error).toBeNull();
    const batch = (await client.get(`/v1/batches/${begun.json<Job>().subjectId}`)).json<Batch>();
    expect(batch).toMatchObject({ state: 'succeeded', strategy: { id: strategy.id, version: 1 }, rows: { read: 200, answered: 200, rejected: 0 }, keyColumn: 'customer' });
    const other = await client.post(`/v1/publications/${body.id}/batches`, { source: { kind: 'query', statement: 'SELECT customer, amount FROM run_people LIMIT 7' }, method: 'threads' });
    await container.jobs.waitFor(other.json<Job>().id);
    expect((await client.get(`/v1/batches/${other.json<Job>().subjectId}`)).json<Batch>()).toMatchObject({ method: 'threads', rows: { read: 7, answered: 7 } });
    expect((await runs(body.id)).runs.map(({ dueAt, batch: ran, error }) => [dueAt, ran?.state, error])).toEqual([[null, 'succeeded', null], [null, 'succeeded', null]]);
    // It answers no calls, and stops with the publication.
    expect((await client.post('/v1/strategies/nightly/decisions', { input: { customer: 'a' } })).json()).toMatchObject({ code: 'not-published' });
    await client.post(`/v1/publications/${body.id}/stop`, {});
    expect((await client.post(`/v1/publications/${body.id}/batches`, {})).json()).toMatchObject({ code: 'wrong-state' });
  }, 60_000);

  it('refuse settings that mean nothing to them, each at its place', async () => {
    const faults = async (settings: Partial<PublicationSettings>) => (await publish('wrong', settings)).body.faults?.map(({ path }) => path);
    expect(await faults({ arms: [{ ...arms(50)[0]!, name: 'a' }, { ...arms(50)[0]!, name: 'b' }] })).toEqual(['/settings/arms']);
    expect(await faults({ key: 'customer', salt: 's', limits: { steps: 5 }, log: { level: 'none' }, scope: 'decisions', apiKeys: ['k'] })).toEqual(['key', 'salt', 'limits', 'log', 'scope', 'apiKeys'].map((name) => `/settings/${name}`));
    expect(await faults({ mode: 'online', batch: { source: table } })).toEqual(['/settings/batch']);
    expect(await faults({ mode: 'scheduled', schedule: { cron: '0 6 * * *', timeZone: 'UTC' } })).toEqual(['/settings/batch/source']);
    expect(await faults({ mode: 'scheduled', batch: { source: table }, schedule: { cron: '0 6 * * * *', timeZone: 'UTC' } })).toEqual(['/settings/schedule/cron']);
    const online = await publish('calls', { mode: 'online' });
    expect((await client.post(`/v1/publications/${online.body.id}/batches`, { source: table })).json()).toMatchObject({ code: 'wrong-state' });
    const bare = await publish('bare', {});
    expect((await client.post(`/v1/publications/${bare.body.id}/batches`, {})).json()).toMatchObject({ code: 'validation-failed', detail: expect.stringContaining('names no source') });
    expect((await client.post(`/v1/publications/${bare.body.id}/batches`, { source: { kind: 'table', table: 'nobody' } })).status).toBe(404);
    expect((await runs(bare.body.id)).runs).toEqual([]);
  });

  it('begin at each instant of the schedule once among all processes, and make up for missed ones once', async () => {
    nowMs = Date.parse('2026-03-27T12:00:00Z');
    const { body } = await publish('dawn', { mode: 'scheduled', batch: { source: table, method: 'threads' }, schedule: { cron: '30 2 * * *', timeZone: 'Europe/Berlin' } });
    const others = [new PublicationScheduler(container), new PublicationScheduler({ ...container }), new PublicationScheduler({ ...container })];
    const look = () => Promise.all(others.map((one) => one.look()));
    await look();
    expect(await runs(body.id)).toEqual({ nextAt: '2026-03-28T01:30:00.000Z', runs: [] });
    for (const at of ['2026-03-28T01:29:59Z', '2026-03-28T01:30:00Z', '2026-03-28T01:31:00Z', '2026-03-28T20:00:00Z']) {
      nowMs = Date.parse(at);
      await look();
    }
    const due = async () => (await runs(body.id)).runs.map(({ dueAt }) => dueAt);
    expect(await due()).toEqual(['2026-03-28T01:30:00.000Z']);
    // Three days without a process.
    nowMs = Date.parse('2026-03-31T20:00:00Z');
    await look();
    await look();
    expect(await due()).toEqual(['2026-03-31T00:30:00.000Z', '2026-03-28T01:30:00.000Z']);
    const [last] = (await runs(body.id)).runs;
    expect((await container.jobs.waitFor(last!.batch!.jobId)).error).toBeNull();
    const zone = await container.repository.selectFrom('batches').select('time_zone').where('id', '=', last!.batch!.id).executeTakeFirst();
    expect(zone).toEqual({ time_zone: 'Europe/Berlin' });
    // A deleted batch is not run again, and what passes while it is stopped is not made up for.
    expect((await client.delete(`/v1/batches/${last!.batch!.id}`)).status).toBe(204);
    await look();
    expect((await runs(body.id)).runs[0]).toMatchObject({ dueAt: '2026-03-31T00:30:00.000Z', batch: null, error: null });
    await client.post(`/v1/publications/${body.id}/stop`, {});
    nowMs = Date.parse('2026-04-05T12:00:00Z');
    await look();
    expect((await runs(body.id)).nextAt).toBeNull();
    await client.post(`/v1/publications/${body.id}/start`, {});
    await look();
    expect(await due()).toHaveLength(2);
    expect((await runs(body.id)).nextAt).toBe('2026-04-06T00:30:00.000Z');
  }, 60_000);

  it('keep to their validity, and keep what kept a run from beginning', async () => {
    nowMs = Date.parse('2026-05-01T00:00:00Z');
    const { body } = await publish('short', { mode: 'scheduled', batch: { source: { kind: 'table', table: 'not_there' } }, schedule: { cron: '0 * * * *', timeZone: 'UTC' }, validFrom: '2026-05-01T03:00:00Z', validTo: '2026-05-01T05:00:00Z' });
    expect((await runs(body.id)).nextAt).toBe('2026-05-01T03:00:00.000Z');
    expect((await client.post(`/v1/publications/${body.id}/batches`, { source: table })).json()).toMatchObject({ code: 'not-published' });
    const scheduler = new PublicationScheduler(container);
    for (let hour = 1; hour < 8; hour += 1) {
      nowMs = Date.parse(`2026-05-01T0${hour}:30:00Z`);
      await scheduler.look();
      await scheduler.look();
    }
    expect((await runs(body.id)).runs.map(({ dueAt, batch, error }) => [dueAt, batch, error?.code])).toEqual([['2026-05-01T04:00:00.000Z', null, 'not-found'], ['2026-05-01T03:00:00.000Z', null, 'not-found']]);
    expect((await runs(body.id)).nextAt).toBeNull();
  });
});
