import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics.js';
import { createLog } from './create-log.js';
import { createServer } from './create-server.js';
import { errorPlugin } from './error-plugin.js';
import { pagePlugin } from './page-plugin.js';
import { ProblemError } from './problem-error.js';
import { protectionPlugin } from './protection-plugin.js';
import { requestPlugin } from './request-plugin.js';

let app: FastifyInstance;
let folder: string;
const lines: string[] = [];
const metrics = createMetrics({ processMetrics: false });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Arbiter</title>');
  await writeFile(join(folder, 'assets', 'page-4f2a.js'), 'export {};'.repeat(1000));
  const log = createLog('debug', new Writable({ write: (chunk: Buffer, _encoding, done) => { lines.push(chunk.toString()); done(); } }));
  app = createServer({ log, bodyLimitBytes: 1000, trustedProxies: undefined, checkReplies: true });
  await app.register(errorPlugin);
  await app.register(requestPlugin, { metrics });
  await app.register(protectionPlugin, { shedLoad: false });
  await app.register(multipart, { limits: { fileSize: 100, files: 1 } });
  app.get('/v1/problem', async () => {
    throw new ProblemError('stale-version', 'Campaign c1 is at version 3, the change names 2: read it again.', { details: { version: 3 } });
  });
  app.get('/v1/away', async () => {
    throw new ProblemError('unavailable', 'Redis does not answer.');
  });
  app.get('/v1/bug', async () => {
    throw Object.assign(new Error('password=hunter2 of user 7'), { detail: 'Key (login)=(anna)', parameters: ['anna'] });
  });
  app.post('/v1/echo', { schema: { body: Type.Object({ n: Type.Integer({ minimum: 1 }), kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])) }, { additionalProperties: false }), response: { 200: Type.Object({ n: Type.Integer() }) } } }, async (request) => request.body);
  app.get('/v1/things/:id', { schema: { params: Type.Object({ id: Type.Integer() }), querystring: Type.Object({ limit: Type.Integer({ default: 50, maximum: 100 }), deep: Type.Optional(Type.Boolean()) }), response: { 200: Type.Object({ id: Type.Integer(), limit: Type.Integer(), deep: Type.Optional(Type.Boolean()) }) } } }, async (request) => ({ ...(request.params as object), ...(request.query as object) }));
  app.get('/v1/wrong-reply', { schema: { response: { 200: Type.Object({ n: Type.Integer() }) } } }, async () => ({ n: 'seven' }));
  app.delete('/v1/things/:id', { schema: { response: { 204: Type.Null() } } }, async (_request, reply) => reply.code(204).send(null));
  app.post('/v1/file', async (request) => {
    const file = await request.file();
    return { size: (await file?.toBuffer())?.length };
  });
  app.post('/v1/session', { config: { rateLimit: { max: 2, timeWindow: 60_000 } } }, async () => ({}));
  app.get('/v1/long', async () => ({ text: 'слово '.repeat(5000) }));
  app.get('/v1/events', async (_request, reply) => reply.type('text/event-stream').send('data: x\n\n'.repeat(2000)));
  await app.register(pagePlugin, { folder });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

describe('problems', () => {
  it('are problem documents with the code, the advice and the request', async () => {
    const reply = await app.inject({ url: '/v1/problem', headers: { 'x-request-id': 'abc-1' } });
    expect(reply.statusCode).toBe(409);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.headers['x-request-id']).toBe('abc-1');
    expect(reply.json()).toEqual({ type: '/problems/stale-version', title: 'Conflict', status: 409, code: 'stale-version', detail: 'Campaign c1 is at version 3, the change names 2: read it again.', instance: 'urn:request:abc-1', details: { version: 3 } });
  });

  it('say when to try again', async () => {
    const reply = await app.inject('/v1/away');
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
  });

  it('tell nothing of a bug, and log it without values of rows', async () => {
    lines.length = 0;
    const reply = await app.inject('/v1/bug');
    expect(reply.statusCode).toBe(500);
    expect(reply.json()).toMatchObject({ code: 'internal' });
    expect(reply.body).not.toContain('hunter2');
    expect(lines.join('')).toContain('"code":"internal"');
    expect(lines.join('')).not.toContain('anna');
  });

  it.each([
    ['{"n": 0}', 400, 'validation-failed', '/n', '0'],
    ['{"n": "1"}', 400, 'validation-failed', '/n', '"1"'],
    ['{"n": 1, "colour": "red"}', 400, 'validation-failed', '', 'colour'],
    ['{}', 400, 'validation-failed', '', 'n'],
    ['{"n": 1, "kind": "c"}', 400, 'validation-failed', '/kind', '"c"'],
    ['[]', 400, 'validation-failed', '', 'list'],
  ])('name the place and the value: %s', async (payload, status, code, path, value) => {
    const reply = await app.inject({ method: 'POST', url: '/v1/echo', headers: { 'content-type': 'application/json' }, payload });
    expect(reply.statusCode).toBe(status);
    const body = reply.json<{ code: string; faults: { path: string; message: string }[] }>();
    expect(body.code).toBe(code);
    expect(body.faults[0]?.path).toBe(path);
    expect(body.faults[0]?.message).toContain(value);
  });

  it.each([
    ['{"n":', 'application/json', 400, 'unreadable-body'],
    ['', 'application/json', 400, 'unreadable-body'],
    ['{"__proto__": {"x": 1}, "n": 1}', 'application/json', 400, 'unreadable-body'],
    ['n=1', 'application/x-www-form-urlencoded', 415, 'unsupported-format'],
    [JSON.stringify({ n: 1, text: 'x'.repeat(2000) }), 'application/json', 413, 'too-large'],
  ])('tell unreadable bodies apart: %j', async (payload, type, status, code) => {
    const reply = await app.inject({ method: 'POST', url: '/v1/echo', headers: { 'content-type': type }, payload });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([status, code]);
  });

  it('refuse a file above the limit', async () => {
    const payload = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${'x'.repeat(200)}\r\n--b--\r\n`;
    const reply = await app.inject({ method: 'POST', url: '/v1/file', headers: { 'content-type': 'multipart/form-data; boundary=b' }, payload });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([413, 'too-large']);
  });

  it('limit attempts where a route asks for it', async () => {
    const codes = [];
    for (let attempt = 0; attempt < 3; attempt += 1) codes.push((await app.inject({ method: 'POST', url: '/v1/session' })).statusCode);
    expect(codes).toEqual([200, 200, 429]);
    const reply = await app.inject({ method: 'POST', url: '/v1/session' });
    expect(reply.json()).toMatchObject({ code: 'too-many-requests' });
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('schemas', () => {
  it('convert paths and query strings, and fill in defaults', async () => {
    expect((await app.inject('/v1/things/7?deep=true')).json()).toEqual({ id: 7, limit: 50, deep: true });
    expect((await app.inject('/v1/things/7?limit=1000')).json()).toMatchObject({ code: 'validation-failed', faults: [{ path: '/limit' }] });
    expect((await app.inject('/v1/things/x')).json()).toMatchObject({ code: 'validation-failed', faults: [{ path: '/id' }] });
  });

  it('hold replies to what is documented', async () => {
    expect((await app.inject('/v1/wrong-reply')).statusCode).toBe(500);
    const empty = await app.inject({ method: 'DELETE', url: '/v1/things/7' });
    expect([empty.statusCode, empty.body]).toEqual([204, '']);
  });
});

describe('headers', () => {
  it('keep the page to itself', async () => {
    const { headers } = await app.inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toContain('unsafe-inline');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
  });

  it.each(['a b', 'x'.repeat(65), 'é', '<script>', ''])('take no odd request id: %j', async (id) => {
    const reply = await app.inject({ url: '/v1/problem', headers: { 'x-request-id': id } });
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('compress long text and leave streams of events alone', async () => {
    const long = await app.inject({ url: '/v1/long', headers: { 'accept-encoding': 'gzip' } });
    expect(long.headers['content-encoding']).toBe('gzip');
    const events = await app.inject({ url: '/v1/events', headers: { 'accept-encoding': 'gzip' } });
    expect(events.headers['content-encoding']).toBeUndefined();
  });
});

describe('overload', () => {
  it('is refused with advice, while health still answers', async () => {
    const busy = createServer({ log: createLog('silent'), bodyLimitBytes: 1000, trustedProxies: undefined, checkReplies: true });
    await busy.register(errorPlugin);
    await busy.register(protectionPlugin, { shedLoad: true, mostDelayMs: 60 });
    busy.get('/health/live', async () => ({}));
    busy.get('/v1/work', async () => ({}));
    await busy.ready();
    expect((await busy.inject('/v1/work')).statusCode).toBe(200);
    // The process is held up for longer than it may be, some times in a row.
    const until = Date.now() + 600;
    while (Date.now() < until) {
      const stretch = Date.now() + 150;
      while (Date.now() < stretch);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
    const reply = await busy.inject('/v1/work');
    expect([reply.statusCode, reply.json<{ code: string }>().code, reply.headers['retry-after']]).toEqual([503, 'overloaded', '5']);
    expect((await busy.inject('/health/live')).statusCode).toBe(200);
    await busy.close();
  });
});

describe('the page', () => {
  it('comes at every address of a browser, and is asked for again each time', async () => {
    for (const url of ['/', '/campaigns/c1', '/reports?arm=a']) {
      const reply = await app.inject({ url, headers: { accept: 'text/html,*/*' } });
      expect([reply.statusCode, reply.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(reply.body).toContain('<title>Arbiter</title>');
    }
  });

  it('keeps built files for good', async () => {
    const reply = await app.inject('/assets/page-4f2a.js');
    expect([reply.statusCode, reply.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it.each([['GET', '/v1/nothing'], ['POST', '/campaigns'], ['GET', '/assets/none.js'], ['GET', '/favicon.png'], ['GET', '/..%2f..%2fetc/passwd'], ['GET', '/assets/..%2f..%2f..%2fetc%2fpasswd']] as const)('is not what %s %s asks for', async (method, url) => {
    const reply = await app.inject({ method, url });
    expect(reply.body).not.toContain('root:');
    if (!url.includes('..')) expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([404, 'not-found']);
  });
});

describe('the log and the measurements', () => {
  it('know the route, never the address or the body', async () => {
    lines.length = 0;
    await app.inject('/v1/things/4711?limit=3');
    await app.inject({ method: 'POST', url: '/v1/echo', payload: { n: 1 } });
    const log = lines.join('');
    expect(log).toContain('"route":"/v1/things/:id"');
    expect(log).not.toContain('4711');
    expect(log).not.toContain('limit');
    expect(await metrics.registry.metrics()).toMatch(/arbiter_http_request_seconds_count\{method="GET",route="\/v1\/things\/:id",status="200"\} \d/);
  });
});
