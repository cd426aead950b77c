import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { deliveryTimerKind } from './delivery-order.js';
import { kill, SendingProcesses } from './testing/sending-processes.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startMs = Date.UTC(2026, 2, 4, 9);
/** Longer than any lease. */
const roundMs = 5 * 60_000;
const kills = 5;
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Park and Miller's generator: the same points of killing in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

/** A gateway that honours keys: it counts every call, and accepts a key once. */
async function serveGateway(seen: () => void, delayMs: () => number) {
  const calls: { key: string; deliveryId: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { deliveryId } = JSON.parse(Buffer.concat(chunks).toString()) as { deliveryId: string };
      const key = String(request.headers['idempotency-key']);
      calls.push({ key, deliveryId });
      seen();
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `p-${key}` })), delayMs());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send` };
}

/** A mail server that keeps what it takes, some of it before the sender hears that it did. */
async function serveMail(seen: () => void, delayMs: () => number) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 100,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(/^X-Delivery-Id: (\S+)/im.exec(Buffer.concat(chunks).toString())![1]!);
        seen();
        setTimeout(() => done(), delayMs());
      });
    },
  });
  // The sender is killed in the middle of its conversations.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { mails, port: (server.server.address() as AddressInfo).port };
}

it('a process killed while it sends: each message reaches a gateway under one key, no mail goes out twice, what is not known is said so', async () => {
  const random = seeded(20_260_304);
  let left = Infinity;
  let reached = () => undefined as void;
  const seen = () => {
    left -= 1;
    if (left === 0) reached();
  };
  const gateway = await serveGateway(seen, () => random(25));
  const mail = await serveMail(seen, () => random(5));
  const sending = await SendingProcesses.open({
    sms: { way: { kind: 'webhook', url: gateway.url, addressAttribute: 'email', timeoutMs: 5_000 } },
    email: { way: { kind: 'smtp', host: '127.0.0.1', port: mail.port, tls: 'none', from: 'bank@bank.example', addressAttribute: 'email' } },
  });
  closers.push(() => sending.close());
  const messages = named('sms', 200);
  const letters = named('mail', 100);
  await sending.decide('sms', messages, startMs);
  await sending.decide('email', letters, startMs);

  let nowMs = startMs;
  for (let round = 0; round < kills; round += 1, nowMs += roundMs) {
    const killed = new Promise<void>((resolve) => (reached = resolve));
    left = 15 + random(40);
    const child = sending.start(nowMs);
    // The answer to what was just received is not given yet.
    await killed;
    await kill(child);
    await pause(30);
  }
  left = Infinity;
  const last = sending.start(nowMs);
  const waiting = async () => (await Promise.all(['sms', 'email'].map((channel) => sending.hotState.timersOf(deliveryTimerKind(channel))))).reduce((sum, one) => sum + one.waiting, 0);
  while ((await waiting()) > 0) await pause(50);
  await kill(last);

  expect(new Set(gateway.calls.map(({ key }) => key))).toEqual(new Set(messages));
  expect(gateway.calls.filter(({ key, deliveryId }) => key !== deliveryId)).toEqual([]);
  // A process was killed in the middle of sending, or this shows nothing.
  expect(gateway.calls.length).toBeGreaterThan(messages.length);
  expect((await sending.statesOf(messages)).every(({ status }) => status === 'sent')).toBe(true);

  expect(new Set(mail.mails).size).toBe(mail.mails.length);
  const states = await sending.statesOf(letters);
  const sent = states.filter(({ status }) => status === 'sent').map(({ order }) => order.deliveryId);
  const unknown = states.filter(({ status }) => status === 'unknown').map(({ order }) => order.deliveryId);
  if (process.env.SHOW_FIGURES) process.stdout.write(`${gateway.calls.length} calls for 200 messages; of 100 mails ${sent.length} sent, ${unknown.length} unknown, ${mail.mails.length} arrived\n`);
  expect(sent.length + unknown.length).toBe(letters.length);
  // No more is left to a person than was under way at the kills.
  expect(unknown.length).toBeGreaterThan(0);
  expect(unknown.length).toBeLessThanOrEqual(kills * 8);
  expect(sent.filter((id) => !mail.mails.includes(id))).toEqual([]);
  expect(mail.mails.filter((id) => !sent.includes(id) && !unknown.includes(id))).toEqual([]);
  const journalled = await sending.journalled();
  expect([...messages, ...letters].filter((id) => journalled.get(id) !== (unknown.includes(id) ? 'unknown' : 'sent'))).toEqual([]);
}, 60_000);

it('a process killed before and after each step of a batch: each delivery stands once in all files together', async () => {
  const random = seeded(7);
  const sending = await SendingProcesses.open({ post: { way: { kind: 'file', folder: 'letters', everyMinutes: 1, format: 'ndjson', attributes: ['name'] } } });
  closers.push(() => sending.close());
  // A batch is taken up, collects, is to be written, was written, is marked, ends.
  const points = [1, 2, 3, 4, 5, 6].flatMap((change) => [{ change, when: 'before' as const, order: random(1_000) }, { change, when: 'after' as const, order: random(1_000) }]).sort((one, other) => one.order - other.order);
  const letters = named('post', 100);
  let nowMs = startMs;
  for (const [round, { change, when }] of points.entries()) {
    // A batch that begins anew goes through all its changes; those that are taken up go on to the next batch.
    await sending.decide('post', letters.slice(round * 8, round * 8 + 8), nowMs - 60_000);
    const child = sending.start(nowMs, { dieAt: { change, when } });
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    nowMs += roundMs;
  }
  await sending.decide('post', letters.slice(points.length * 8), nowMs - 60_000);
  const last = sending.start(nowMs);
  const written = async () => (await sending.statesOf(letters)).filter((state) => state?.status === 'sent').length;
  while ((await written()) < letters.length) await pause(50);
  await kill(last);

  const folder = join(sending.folder, 'deliveries', 'letters');
  const files = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const rows = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).flatMap((text) => text.trim().split('\n').map((line) => (JSON.parse(line) as { delivery_id: string }).delivery_id));
  expect(rows.length).toBe(letters.length);
  expect(new Set(rows)).toEqual(new Set(letters));
  const journalled = await sending.journalled();
  expect(letters.filter((id) => journalled.get(id) !== 'sent')).toEqual([]);
}, 60_000);

const noRedis = whyNoRedis();
it.runIf(noRedis === undefined)('two processes over one Redis keep one rate: no sixty seconds see more, and nothing goes twice', async () => {
  const perMinute = 12;
  const gateway = await serveGateway(() => undefined, () => 1);
  const redis = await startRedisServer();
  closers.push(() => redis.stop());
  const sending = await SendingProcesses.open({ sms: { way: { kind: 'webhook', url: gateway.url, timeoutMs: 5_000 }, perMinute } }, redis.url);
  closers.push(() => sending.close());
  const messages = named('rate', 60);
  await sending.decide('sms', messages, startMs);
  const children = [sending.start(startMs, { driven: true }), sending.start(startMs, { driven: true })];
  await Promise.all(children.map((child) => once(child, 'message')));
  const atMs: number[] = [];
  let nowMs = startMs;
  for (; gateway.calls.length < messages.length && nowMs < startMs + 3_600_000; nowMs += 3_000) {
    await Promise.all(children.map((child, index) => {
      const done = once(child, 'message');
      // Their clocks differ by a part of a second, as those of machines do.
      child.send(nowMs + index * 400);
      return done;
    }));
    while (atMs.length < gateway.calls.length) atMs.push(nowMs);
  }
  expect(gateway.calls.map(({ key }) => key).sort()).toEqual([...messages].sort());
  for (const at of atMs) expect(atMs.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(perMinute);
  if (process.env.SHOW_FIGURES) process.stdout.write(`60 messages at ${perMinute} a minute took ${(nowMs - startMs) / 60_000} minutes\n`);
}, 60_000);
