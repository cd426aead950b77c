import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { hotKeys, printState } from '../decisions/api.js';
import { emptyState } from '@arbiter/engine';
import { DeliveryWorker } from './delivery-worker.js';
import { signatureOf } from '../../adapters/delivery/webhook-sender.js';
import { decided, put, putProfile, stage } from './testing/delivery-stage.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let worker: DeliveryWorker;
let server: Server;
let url: string;
let nowMs = Date.UTC(2026, 2, 4, 9);
let calls: { key: string; body: Record<string, unknown> }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const ok = (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `p-${calls.length}` }));
const minute = 60_000;
const secrets: Record<string, string> = { ARBITER_SECRET_STATUS: 'status-secret' };

beforeAll(async () => {
  // The loop is driven by hand, so that a test sees every step.
  const made = await makeTestContainer({ secretOf: (name) => secrets[name] }, { now: () => new Date(nowMs) });
  container = { ...made, config: { ...made.config, role: 'api' } };
  app = await buildApp(container);
  await app.ready();
  client = new TestClient(app);
  worker = new DeliveryWorker(container);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ key: String(request.headers['idempotency-key']), body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`;
  for (const id of ['c1', 'c2', 'c3']) await putProfile(container, id);
  await stage(container, 'sms', { way: { kind: 'webhook', url, addressAttribute: 'email', timeoutMs: 500 }, statusSecret: 'ARBITER_SECRET_STATUS', attempts: 3 }, { body: 'Hello {name}, {rate} % for you{more|!}' });
}, 120_000);
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await app?.close();
  await container?.close();
});
beforeEach(() => {
  calls = [];
  answer = ok;
  nowMs += 3_600_000;
});
const statusOf = async (id: string, customerId = 'c1') => (await client.get(`/v1/deliveries?customerId=${customerId}`)).json<{ deliveryId: string; status: string; detail: string; attempts: number; dueAt?: string }[]>().find(({ deliveryId }) => deliveryId === id);

describe('a message', () => {
  it('goes out when its time has come, once, and its statuses come back', async () => {
    await decided(container, 'd-once', 'sms', 'c1', { at: new Date(nowMs + 10 * minute).toISOString() });
    expect(await worker.runDue()).toBe(0);
    expect(await statusOf('d-once')).toMatchObject({ status: 'waiting', dueAt: new Date(nowMs + 10 * minute).toISOString() });
    nowMs += 10 * minute;
    await worker.runDue();
    await worker.runDue();
    expect(calls).toMatchObject([{ key: 'd-once', body: { address: 'c1@client.example', body: 'Hello Client c1, 12 % for you!' } }]);
    expect(await statusOf('d-once')).toMatchObject({ status: 'sent', attempts: 1 });
    expect((await client.post('/v1/deliveries/status', { providerId: 'p-1', channel: 'sms', status: 'opened' })).json()).toEqual({ accepted: 1, repeated: 0, unknown: 0 });
    expect((await client.post('/v1/deliveries/status', [{ deliveryId: 'd-once', status: 'delivered' }, { deliveryId: 'd-once', status: 'opened' }, { deliveryId: 'nobody', status: 'sent' }])).json()).toEqual({ accepted: 0, repeated: 2, unknown: 1 });
    while ((await drainOnce(container)) > 0);
    expect(await statusOf('d-once')).toMatchObject({ status: 'opened' });
    expect(await container.analytics.query("SELECT status FROM contacts FINAL WHERE contact_id = 'd-once'")).toEqual([{ status: 'opened' }]);
    // Long after, the hot state has forgotten it; the analytical store has not.
    await container.hotState.putMany([['delivery:d-once', undefined], ['delivery-provider:sms:p-1', undefined]]);
    expect((await client.post('/v1/deliveries/status', [{ providerId: 'p-1', status: 'clicked' }, { deliveryId: 'd-once', status: 'opened' }])).json()).toEqual({ accepted: 1, repeated: 1, unknown: 0 });
  });

  it('takes signed reports of its channel alone', async () => {
    await decided(container, 'd-signed', 'sms', 'c1');
    await worker.runDue();
    const post = (body: string, signature: string) => app.inject({ method: 'POST', url: '/v1/deliveries/status/sms', headers: { 'content-type': 'application/json', 'x-arbiter-signature': signature }, payload: body });
    const body = JSON.stringify({ deliveryId: 'd-signed', status: 'delivered' });
    expect((await post(body, signatureOf('status-secret', nowMs / 1000, body))).json()).toEqual({ accepted: 1, repeated: 0, unknown: 0 });
    expect((await post(body, signatureOf('other', nowMs / 1000, body))).statusCode).toBe(401);
    expect((await post(body, signatureOf('status-secret', nowMs / 1000 - 600, body))).statusCode).toBe(401);
    expect((await post('{"x":1}', signatureOf('status-secret', nowMs / 1000, '{"x":1}'))).statusCode).toBe(400);
    expect((await post(body, '')).statusCode).toBe(401);
  });

  it('is tried again with the same key, later each time, and in the end not', async () => {
    answer = (_request, response) => void response.writeHead(503).end();
    await decided(container, 'd-retry', 'sms', 'c1');
    await worker.runDue();
    expect(await statusOf('d-retry')).toMatchObject({ status: 'waiting', attempts: 1 });
    const waits: number[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const due = Date.parse((await statusOf('d-retry'))!.dueAt!);
      waits.push(due - nowMs);
      nowMs = due;
      await worker.runDue();
    }
    expect(waits[0]).toBeGreaterThanOrEqual(30_000);
    expect(waits[1]).toBeGreaterThanOrEqual(60_000);
    expect(calls.map(({ key }) => key)).toEqual(['d-retry', 'd-retry', 'd-retry']);
    expect(await statusOf('d-retry')).toMatchObject({ status: 'failed', attempts: 3 });
    answer = ok;
    expect((await client.post('/v1/deliveries/d-retry/retry')).status).toBe(200);
    await worker.runDue();
    expect(await statusOf('d-retry')).toMatchObject({ status: 'sent' });
    expect((await client.post('/v1/deliveries/d-retry/retry')).status).toBe(409);
  });

  it('with a missing value is not sent half written', async () => {
    await stage(container, 'push', { way: { kind: 'webhook', url } }, { body: 'Dear {constructor} {__proto__} {nickname}' });
    await decided(container, 'd-missing', 'push', 'c1');
    await worker.runDue();
    expect(calls).toEqual([]);
    expect(await statusOf('d-missing')).toMatchObject({ status: 'failed', detail: expect.stringContaining('{nickname}') });
  });

  it('waits for hours of the customer, and ends with a withdrawn consent, a stop list or a conversion', async () => {
    nowMs = Date.UTC(2026, 2, 9, 20);
    await put(container, 'contact-policies', 'night', { title: 'Night', active: true, timeZone: 'Europe/Moscow', rules: [{ id: 'hours', kind: 'hours', of: { channel: ['sms'] }, workdays: { from: '09:00', to: '21:00' }, daysOff: null }, { id: 'list', kind: 'stop-list', of: {}, list: 'blocked' }] });
    await decided(container, 'd-night', 'sms', 'c1');
    await worker.runDue();
    expect(await statusOf('d-night')).toMatchObject({ status: 'waiting', dueAt: '2026-03-10T06:00:00.000Z' });
    for (const [id, customer, change] of [['d-consent', 'c2', { consents: { consent: { given: false, atMs: nowMs } } }], ['d-listed', 'c3', { stopLists: ['blocked'] }], ['d-paid', 'c4', { converted: { '*': nowMs + 1 } }]] as const) {
      await putProfile(container, customer);
      await decided(container, id, 'sms', customer);
      await container.hotState.putMany([[hotKeys.state(customer), printState({ ...emptyState, ...change }, nowMs)]]);
    }
    nowMs = Date.UTC(2026, 2, 10, 7);
    await worker.runDue();
    expect(calls.map(({ key }) => key)).toEqual(['d-night']);
    for (const [id, customer] of [['d-consent', 'c2'], ['d-listed', 'c3'], ['d-paid', 'c4']] as const) expect(await statusOf(id, customer)).toMatchObject({ status: 'cancelled' });
    await put(container, 'contact-policies', 'night', null);
  });

  it('goes out under a policy whose tests speak of rules that are not looked at again at sending', async () => {
    await put(container, 'contact-policies', 'tested', {
      title: 'Tested', active: true, timeZone: 'Europe/Moscow', rules: [{ id: 'week', kind: 'cap', of: {}, atMost: 1, per: 'week' }],
      tests: [{ name: 'second', at: '2026-03-10T09:00:00Z', offer: { channel: 'sms' }, contacts: [{ at: '2026-03-10T08:00:00Z', channel: 'sms' }], expect: 'week' }],
    });
    await decided(container, 'd-tested', 'sms', 'c1');
    await worker.runDue();
    expect(calls.map(({ key }) => key)).toEqual(['d-tested']);
    await put(container, 'contact-policies', 'tested', null);
  });

  it('expires, waits while its way is off, and is cancelled by hand', async () => {
    await put(container, 'delivery-ways', 'sms', { active: false, way: { kind: 'webhook', url, addressAttribute: 'email', timeoutMs: 500 } });
    await decided(container, 'd-late', 'sms', 'c1', { validUntil: new Date(nowMs + minute).toISOString() });
    await decided(container, 'd-hand', 'sms', 'c1');
    await worker.runDue();
    expect((await client.post('/v1/deliveries/d-hand/give-up')).json()).toMatchObject({ status: 'cancelled' });
    await put(container, 'delivery-ways', 'sms', { active: true, way: { kind: 'webhook', url, addressAttribute: 'email', timeoutMs: 500 } });
    nowMs += minute;
    await worker.runDue();
    expect(calls).toEqual([]);
    expect(await statusOf('d-late')).toMatchObject({ status: 'expired' });
  });

  it('that a silent gateway may have taken is repeated with the same key', async () => {
    answer = () => undefined;
    await decided(container, 'd-cut', 'sms', 'c1');
    await worker.runDue();
    expect(await statusOf('d-cut')).toMatchObject({ status: 'waiting' });
    answer = ok;
    nowMs += minute;
    await worker.runDue();
    expect(calls.map(({ key }) => key)).toEqual(['d-cut', 'd-cut']);
  });
});

it('no sixty seconds see more than the rate, whatever number of processes sends', async () => {
  await stage(container, 'slow', { way: { kind: 'webhook', url }, perMinute: 7 }, { body: 'x' });
  for (let index = 0; index < 20; index += 1) await decided(container, `d-rate-${index}`, 'slow', 'c1');
  const others = [worker, new DeliveryWorker(container), new DeliveryWorker(container)];
  const sent: number[] = [];
  for (let second = 0; second < 200 && calls.length < 20; second += 5) {
    await Promise.all(others.map((one) => one.runDue('slow')));
    while (sent.length < calls.length) sent.push(nowMs);
    nowMs += 5_000;
  }
  expect(calls).toHaveLength(20);
  expect(new Set(calls.map(({ key }) => key)).size).toBe(20);
  for (const at of sent) expect(sent.filter((other) => other >= at && other < at + minute).length).toBeLessThanOrEqual(7);
});

it('batches have each delivery once, at their time, with formulas made harmless', async () => {
  await stage(container, 'post', { way: { kind: 'file', folder: 'letters', everyMinutes: 60, format: 'csv', attributes: ['name'] } }, { body: '=cmd()' });
  nowMs = Date.UTC(2026, 2, 12, 9, 5);
  for (let index = 0; index < 450; index += 1) await decided(container, `d-post-${index}`, 'post', 'c1');
  await Promise.all([worker.runDue('post'), new DeliveryWorker(container).runDue('post')]);
  const folder = join(container.folders.data, 'deliveries', 'letters');
  expect(await readdir(folder).catch(() => [])).toEqual([]);
  nowMs = Date.UTC(2026, 2, 12, 10);
  await Promise.all([worker.runDue('post'), new DeliveryWorker(container).runDue('post')]);
  const files = await readdir(folder);
  expect(files).toEqual(['post-20260312T100000Z-000001.csv']);
  const lines = (await readFile(join(folder, files[0]!), 'utf8')).trim().split('\r\n');
  expect(lines[0]).toBe('delivery_id,customer_id,action_id,channel,address,subject,body,valid_until,terms,context,attribute_name');
  expect(new Set(lines.slice(1).map((line) => line.split(',')[0])).size).toBe(450);
  expect(lines).toHaveLength(451);
  expect(lines[1]).toContain(",'=cmd(),");
  const listed = (await client.get('/v1/deliveries?channel=post&limit=1000')).json<{ deliveryId: string; status: string }[]>();
  expect(new Set(listed.map(({ deliveryId }) => deliveryId)).size).toBe(450);
  expect(listed.every(({ status }) => status === 'sent')).toBe(true);
  expect((await client.get('/v1/deliveries/summary')).json()).toMatchObject({ channels: expect.arrayContaining([expect.objectContaining({ channel: 'post', way: 'file', waiting: 0 })]) });
});

it('offers wait in the inbox until they are fetched, dismissed or over', async () => {
  await stage(container, 'app', { way: { kind: 'pull' } }, { subject: 'For {name}', body: '{rate} %' });
  await put(container, 'placements', 'home', { title: 'Home', active: true, inbound: true, channels: ['app'] });
  await putProfile(container, 'c5');
  await decided(container, 'd-in-1', 'app', 'c5', { validUntil: new Date(nowMs + 60 * minute).toISOString() });
  await decided(container, 'd-in-2', 'app', 'c5');
  await worker.runDue();
  const inbox = async () => (await client.get('/v1/placements/home/inbox?customerId=c5')).json<{ deliveryId: string; status: string }[]>();
  expect((await inbox()).map(({ deliveryId }) => deliveryId).sort()).toEqual(['d-in-1', 'd-in-2']);
  expect((await client.post('/v1/deliveries/d-in-1/status', { status: 'shown' })).json()).toMatchObject({ accepted: 1 });
  expect((await client.post('/v1/deliveries/d-in-2/status', { status: 'dismissed' })).json()).toMatchObject({ accepted: 1 });
  expect(await inbox()).toMatchObject([{ deliveryId: 'd-in-1', status: 'opened', subject: 'For Client c5', body: '12 %' }]);
  nowMs += 60 * minute;
  expect(await inbox()).toEqual([]);
  await worker.runDue();
  expect(await statusOf('d-in-1', 'c5')).toMatchObject({ status: 'opened' });
});

it('a way is saved only where it can work', async () => {
  const save = async (channel: string, document: object) => (await client.put(`/v1/delivery-ways/${channel}`, { version: 0, document })).json<{ faults?: { code: string }[] }>().faults?.map(({ code }) => code);
  const smtp = { kind: 'smtp', host: 'mail.example', port: 25, tls: 'none', from: 'nobody', addressAttribute: 'no_such', user: 'u', passwordSecret: 'ARBITER_SECRET_NONE' };
  expect(await save('nowhere', { active: true, way: smtp })).toEqual(['unknown-channel', 'unknown-attribute', 'secret-missing', 'address-invalid', 'password-in-clear']);
  expect(await save('nowhere', { active: true, way: { kind: 'webhook', url: 'http://169.254.169.254/' } })).toContain('link-local');
});
