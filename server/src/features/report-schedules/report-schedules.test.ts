import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportSchedule, ReportScheduleDocument, ReportSending } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import S3rver from 's3rver';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { configurationOf, saveConfiguration } from '../configuration/api.js';
import { ReportScheduler } from './report-scheduler.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let scheduler: ReportScheduler;
let mails: { to: string[]; text: string }[] = [];
let onMail: (done: (error?: Error | null, text?: string) => void) => void = (done) => done(null, 'queued');
let s3Url: string;
let nowMs = Date.UTC(2026, 5, 1, 3);
const secrets: Record<string, string> = { ARBITER_SECRET_KEY: 'S3RVER', ARBITER_SECRET_SECRET: 'S3RVER' };
const closers: (() => unknown)[] = [];
const hour = 3_600_000;

const document = (changes: Partial<ReportScheduleDocument> = {}): ReportScheduleDocument => ({
  title: 'Платежи каждое утро',
  subject: { kind: 'table', title: 'Платежи', request: { source: { kind: 'explore', query: { dataset: 'payments', measures: ['paid'], dimensions: [{ id: 'paid_on', grain: 'month' }] } } } },
  format: 'csv', language: 'ru', at: { every: 'day', time: '08:00', timeZone: 'Europe/Moscow' }, to: { kind: 'e-mail', way: 'mail', addresses: ['boss@example.com'] }, enabled: true, ...changes,
});
const make = async (changes: Partial<ReportScheduleDocument> = {}) => (await client.post('/v1/report-schedules', { document: document(changes) })).json<ReportSchedule>();
const sendingsOf = async (id: string) => (await client.get(`/v1/report-schedules/${id}/sendings`)).json<ReportSending[]>();
const put = async (id: string, way: object) => saveConfiguration(container.repository, { kind: 'delivery-ways', id, document: { active: true, way }, base: 0, author: null, at: container.now() });

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-report-s3-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const made = await makeTestContainer({ secretOf: (name) => secrets[name] }, { now: () => new Date(nowMs) });
  // The clock is looked at by hand.
  container = { ...made, config: { ...made.config, role: 'api' } };
  closers.push(() => container.close());
  const mailServer = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        onMail(done as never);
      });
    },
  });
  mailServer.on('error', () => undefined);
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => mailServer.close(() => resolve())));
  const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: folder, configureBuckets: [{ name: 'reports', configs: [] }] });
  s3Url = `http://127.0.0.1:${(await s3.run()).port}`;
  closers.push(() => s3.close());
  app = await buildApp(container);
  await app.ready();
  closers.push(() => app.close());
  client = new TestClient(app);
  scheduler = new ReportScheduler(container);
  await put('mail', { kind: 'smtp', host: '127.0.0.1', port: (mailServer.server.address() as AddressInfo).port, tls: 'none', from: 'Reports <reports@bank.example>', addressAttribute: 'email' });
  await put('store', { kind: 's3', endpoint: s3Url, region: 'us-east-1', bucket: 'reports', prefix: 'arbiter', accessKeySecret: 'ARBITER_SECRET_KEY', secretKeySecret: 'ARBITER_SECRET_SECRET', everyMinutes: 60, format: 'csv' });
  await configurationOf(container).refresh();
}, 120_000);
afterAll(async () => {
  await scheduler?.stop();
  for (const close of closers.splice(0).reverse()) await close();
});
beforeEach(async () => {
  mails = [];
  onMail = (done) => done(null, 'queued');
  await container.repository.deleteFrom('report_schedules').execute();
});

describe('a scheduled report', () => {
  it('goes to each address at its time, once, with two processes at work', async () => {
    const { id, nextAt } = await make({ to: { kind: 'e-mail', way: 'mail', addresses: ['boss@example.com', 'second@example.com'] } });
    expect(nextAt).toBe('2026-06-01T05:00:00.000Z');
    await scheduler.look();
    expect(mails).toEqual([]);
    nowMs = Date.parse('2026-06-01T05:00:00Z');
    const other = new ReportScheduler(container);
    await Promise.all([scheduler.look(), other.look()]);
    await Promise.all([scheduler.look(), other.look()]);
    await other.stop();
    expect(mails.map(({ to }) => to).sort()).toEqual([['boss@example.com'], ['second@example.com']]);
    expect(mails[0]?.text).toMatch(/Content-Disposition: attachment/);
    expect(mails[0]?.text).toContain('text/csv');
    expect(await sendingsOf(id)).toMatchObject([{ dueAt: '2026-06-01T05:00:00.000Z', state: 'sent', recipients: [{ outcome: 'sent' }, { outcome: 'sent' }] }]);
    const [listed] = (await client.get('/v1/report-schedules')).json<ReportSchedule[]>();
    expect(listed).toMatchObject({ nextAt: '2026-06-02T05:00:00.000Z', last: { outcome: 'sent' }, ownerLogin: 'local-owner' });
  });

  it('that was missed for days is sent once, the latest', async () => {
    const { id } = await make();
    nowMs += 4 * 24 * hour;
    await scheduler.look();
    await scheduler.look();
    expect(mails).toHaveLength(1);
    expect(await sendingsOf(id)).toHaveLength(1);
  });

  it('that was under way when its process died is unknown at that address and goes on to the others', async () => {
    const { id } = await make({ to: { kind: 'e-mail', way: 'mail', addresses: ['a@example.com', 'b@example.com', 'c@example.com'] } });
    const recipients = [{ address: 'a@example.com', outcome: 'sent', detail: '' }, { address: 'b@example.com', outcome: 'sending', detail: '' }, { address: 'c@example.com', outcome: 'waiting', detail: '' }];
    await container.repository.insertInto('report_sendings').values({ id: 's-dead', schedule_id: id, due_at: null, state: 'sending', detail: '', recipients: JSON.stringify(recipients), taken_by: 'dead', beat_at: new Date(nowMs - 30_000), asked_by: null, created_at: new Date(nowMs), ended_at: null }).execute();
    await scheduler.look();
    expect(mails).toEqual([]);
    nowMs += 120_000;
    await scheduler.look();
    expect(mails.map(({ to }) => to)).toEqual([['c@example.com']]);
    expect(await sendingsOf(id)).toMatchObject([{ state: 'unknown', recipients: [{ outcome: 'sent' }, { outcome: 'unknown' }, { outcome: 'sent' }] }]);
  });

  it('is refused by its server for good: failed, with what it said', async () => {
    onMail = (done) => done(Object.assign(new Error('Mailbox full of policies'), { responseCode: 550 }));
    const { id } = await make();
    expect((await client.post(`/v1/report-schedules/${id}/sendings`, {})).status).toBe(202);
    expect((await client.post(`/v1/report-schedules/${id}/sendings`, {})).status).toBe(409);
    await scheduler.look();
    expect(await sendingsOf(id)).toMatchObject([{ dueAt: null, state: 'failed', detail: expect.stringContaining('Mailbox full of policies') as string }]);
  });

  it('goes to S3 under the name of its time, whole', async () => {
    // S3 takes no signature of another day.
    nowMs = Date.now();
    const { id } = await make({ format: 'xlsx', to: { kind: 's3', way: 'store', prefix: 'daily/../..' } });
    await client.post(`/v1/report-schedules/${id}/sendings`, {});
    await scheduler.look();
    const [sending] = await sendingsOf(id);
    expect(sending).toMatchObject({ state: 'sent', detail: expect.stringContaining('s3:') as string });
    const key = sending?.detail.replace('s3://reports/', '') ?? '';
    expect(key).toMatch(/^arbiter\/daily\/Платежи каждое утро \d{4}-\d\d-\d\dT\d{4}\.xlsx$/);
    const object = await fetch(`${s3Url}/reports/${key.split('/').map(encodeURIComponent).join('/')}`);
    expect([object.status, object.headers.get('content-type')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
    expect(Buffer.from(await object.arrayBuffer()).subarray(0, 2).toString()).toBe('PK');
  });

  it('whose owner lost the right to read reports fails with the reason', async () => {
    const { id } = await make();
    await container.repository.insertInto('users').values({ id: 'gone', login: 'gone', password_hash: null, role: 'of-a-newer-version', language: 'ru' }).execute();
    await container.repository.updateTable('report_schedules').set({ owner: 'gone' }).where('id', '=', id).execute();
    nowMs += 24 * hour;
    await scheduler.look();
    expect(mails).toEqual([]);
    expect(await sendingsOf(id)).toMatchObject([{ state: 'failed', detail: expect.stringContaining('may not read reports any more') as string }]);
  });

  it('paused has no next time, and a change names the version that it is based on', async () => {
    const { id, version } = await make();
    const paused = (await client.put(`/v1/report-schedules/${id}`, { version, document: document({ enabled: false }) })).json<ReportSchedule>();
    expect(paused).toMatchObject({ nextAt: null, version: 2 });
    expect((await client.put(`/v1/report-schedules/${id}`, { version, document: document() })).json()).toMatchObject({ code: 'stale-version' });
    nowMs += 48 * hour;
    await scheduler.look();
    expect(await sendingsOf(id)).toEqual([]);
    expect((await client.delete(`/v1/report-schedules/${id}`)).status).toBe(204);
  });

  it('that could never be sent is refused with each fault', async () => {
    const wrong = document({ at: { every: 'week', time: '08:00', timeZone: 'Europe/Moscow' }, to: { kind: 'e-mail', way: 'store', addresses: ['a@example.com'] }, subject: { kind: 'campaign', campaignId: 'none' } });
    const faults = (await client.post('/v1/report-schedules', { document: wrong })).json<{ faults: { path: string }[] }>().faults.map(({ path }) => path);
    expect(faults).toEqual(['/document/at/weekday', '/document/to/way', '/document/subject/campaignId']);
    expect((await client.post('/v1/report-schedules', { document: document({ at: { every: 'day', time: '08:00', timeZone: 'Mars/Olympus' } }) })).status).toBe(400);
    expect((await client.post('/v1/report-schedules/next-times', { every: 'month', day: 31, time: '08:00', timeZone: 'Europe/Moscow' })).json<string[]>()).toHaveLength(3);
  });
});
