import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryGateway, MessageSender, OutboundMessage } from '../../ports/delivery.js';
import { openDeliveryGateway } from './open-delivery-gateway.js';
import type { WebhookWay } from './webhook-sender.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
let clockMs = 0;
const atMs = Date.UTC(2026, 2, 1);

async function serve(handler: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const secrets: Record<string, string> = { ARBITER_SECRET_SIGN: 'sign', ARBITER_SECRET_TOKEN: 'token' };
function open(way: Omit<WebhookWay, 'kind'>): MessageSender {
  const gateway: DeliveryGateway = openDeliveryGateway({ config: { secretOf: (name) => secrets[name], dataDir: '/nowhere', httpLimits: { timeoutMs: 1_000, connections: 4 } }, now: () => new Date(atMs), clock: () => clockMs });
  closers.push(() => gateway.close());
  return gateway.open('sms', { kind: 'webhook', timeoutMs: 300, ...way }) as MessageSender;
}
const message: OutboundMessage = { deliveryId: 'd-1', customerId: 'c1', channel: 'sms', actionId: 'offer', address: '+70000000000', subject: undefined, body: 'Здравствуйте', format: 'text', terms: { rate: 12 }, context: {}, validUntil: undefined };
const send = (sender: MessageSender) => sender.send(message, { idempotencyKey: 'key-1', signal: AbortSignal.timeout(5_000) });

describe('a gateway', () => {
  it('gets the message with its key, a signature and the token', async () => {
    let seen: { request: IncomingMessage; body: string } | undefined;
    const url = await serve((request, response, body) => {
      seen = { request, body };
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"messageId":"m-77"}');
    });
    expect(await send(open({ url: `${url}/send?route=1`, secret: 'ARBITER_SECRET_SIGN', bearerSecret: 'ARBITER_SECRET_TOKEN' }))).toMatchObject({ outcome: 'sent', providerId: 'm-77' });
    const { request, body } = seen!;
    expect(request.url).toBe('/send?route=1');
    expect(request.headers).toMatchObject({ 'idempotency-key': 'key-1', authorization: 'Bearer token', 'content-type': 'application/json' });
    expect(JSON.parse(body)).toMatchObject({ deliveryId: 'd-1', address: '+70000000000', body: 'Здравствуйте', terms: { rate: 12 } });
    const seconds = atMs / 1000;
    expect(request.headers['x-arbiter-signature']).toBe(`t=${seconds},v1=${createHmac('sha256', 'sign').update(`${seconds}.${body}`).digest('hex')}`);
  });

  it.each([
    [200, {}, 'sent', undefined], [400, {}, 'refused', undefined], [422, {}, 'refused', undefined], [401, {}, 'retry', undefined], [404, {}, 'retry', undefined], [409, {}, 'retry', undefined], [500, {}, 'retry', undefined], [503, { 'retry-after': '120' }, 'retry', 120_000],
    [429, { 'retry-after': new Date(atMs + 30_000).toUTCString() }, 'retry', 30_000], [429, { 'retry-after': '999999999' }, 'retry', 3_600_000], [429, { 'retry-after': 'soon' }, 'retry', undefined],
  ])('that answers %i with %j means %s', async (status, headers, outcome, afterMs) => {
    const url = await serve((_request, response) => response.writeHead(status, headers).end());
    const answer = await send(open({ url }));
    expect(answer.outcome).toBe(outcome);
    expect('afterMs' in answer ? answer.afterMs : undefined).toBe(afterMs);
  });

  it('that is silent, slow or breaks off leaves it open whether it took the message', async () => {
    for (const handler of [
      () => undefined,
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        const timer = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(timer));
      },
      (request: IncomingMessage) => request.socket.destroy(),
    ]) expect(await send(open({ url: await serve(handler) }))).toMatchObject({ outcome: 'unknown' });
  });

  it('that redirects is not followed, and link-local addresses are not called', async () => {
    let called = 0;
    const other = await serve((_request, response) => {
      called += 1;
      response.end();
    });
    const url = await serve((_request, response) => response.writeHead(307, { location: other }).end());
    expect(await send(open({ url }))).toMatchObject({ outcome: 'retry', detail: expect.stringContaining('307') });
    expect(called).toBe(0);
    expect(() => open({ url: 'http://169.254.169.254/latest' })).toThrow('link-local');
  });

  it('that fails again and again is left alone for a while', async () => {
    let called = 0;
    const url = await serve((_request, response) => {
      called += 1;
      response.writeHead(500).end();
    });
    const sender = open({ url });
    for (let turn = 0; turn < 30; turn += 1) expect((await send(sender)).outcome).toBe('retry');
    expect(called).toBe(20);
    clockMs += 11_000;
    await send(sender);
    expect(called).toBe(21);
  });

  it('needs its secrets', () => {
    expect(() => open({ url: 'http://gateway.example', secret: 'ARBITER_SECRET_NONE' })).toThrow('ARBITER_SECRET_NONE');
  });
});
