import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SourceSettings } from '@arbiter/contracts';
import type { SqlRequest } from '@arbiter/engine/strategy/strategy-services';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { startPostgresServer, whyNoPostgres } from '../../testing/postgres-server.js';
import { createStrategyServices } from './api.js';
import { SharedCalls } from './shared-calls.js';
import { sourcesRoutes } from './sources.routes.js';

let container: Container;
let app: FastifyInstance;
const secrets: Record<string, string> = { ARBITER_SECRET_TOKEN: 'very-secret-word' };
const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const reply = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, text: reply.body, body: reply.body === '' ? null : reply.json() };
};
const put = (name: string, settings: SourceSettings | object, version = 0) => call('PUT', `/v1/sources/${name}`, { settings, version });
const request = (changes: Partial<SqlRequest>): SqlRequest => ({ source: 'analytics', statement: 'SELECT 1 AS one', parameters: {}, rowLimit: 10, timeoutMs: 3_000, ...changes });

beforeAll(async () => {
  container = await makeTestContainer({ secretOf: (name) => secrets[name] });
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  app.addHook('onRequest', async (incoming) => {
    incoming.principal = null;
  });
  await app.register(errorPlugin);
  await app.register(sourcesRoutes(container));
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('sources', () => {
  it('are registered, changed over the version they are based on, and removed', async () => {
    const settings = { kind: 'http', baseUrl: 'http://scoring.example/v1', secretHeaders: [{ name: 'Authorization', secret: 'ARBITER_SECRET_TOKEN', prefix: 'Bearer ' }, { name: 'X-Other', secret: 'ARBITER_SECRET_NONE' }] };
    const made = await put('scoring', settings);
    expect(made).toMatchObject({ status: 200, body: { name: 'scoring', kind: 'http', version: 1, settings, missingSecrets: ['ARBITER_SECRET_NONE'] } });
    expect(made.text).not.toContain('very-secret-word');
    expect((await put('scoring', settings)).body).toMatchObject({ code: 'stale-version', details: { version: 1 } });
    expect((await put('scoring', { ...settings, baseUrl: 'http://scoring.example/v2' }, 1)).body).toMatchObject({ version: 2 });
    expect((await put('nowhere', settings, 3)).status).toBe(404);
    expect((await call('GET', '/v1/sources')).body.map(({ name }: { name: string }) => name)).toEqual(['analytics', 'scoring']);
    expect((await call('DELETE', '/v1/sources/scoring')).status).toBe(204);
    expect((await call('DELETE', '/v1/sources/scoring')).status).toBe(404);
    expect((await put('analytics', settings)).body).toMatchObject({ code: 'referenced' });
    const trail = await container.repository.selectFrom('audit').selectAll().execute();
    expect(trail.map(({ action }) => action)).toEqual(['source.create', 'source.change', 'source.delete']);
    expect(JSON.stringify(trail)).not.toContain('secret');
  });

  it.each([
    [{ kind: 'postgresql', url: 'postgres://u:pass-word@db.example/crm' }, 'secret-in-settings'],
    [{ kind: 'postgresql', url: 'postgres://u@db.example/crm?sslrootcert=/etc/passwd' }, 'address-invalid'],
    [{ kind: 'postgresql', url: 'postgres://db.example' }, 'address-invalid'],
    [{ kind: 'clickhouse', url: 'http://u:pass-word@ch.example:8123', database: 'd' }, 'secret-in-settings'],
    [{ kind: 'clickhouse', url: 'http://169.254.169.254', database: 'd' }, 'address-forbidden'],
    [{ kind: 'http', baseUrl: 'http://169.254.169.254/latest' }, 'address-forbidden'],
    [{ kind: 'http', baseUrl: 'http://[::ffff:169.254.169.254]/' }, 'address-forbidden'],
    [{ kind: 'http', baseUrl: 'http://2852039166/' }, 'address-forbidden'],
    [{ kind: 'http', baseUrl: 'http://x.example/', headers: [{ name: 'Authorization', value: 'Bearer x' }] }, 'secret-in-settings'],
    [{ kind: 'http', baseUrl: 'http://x.example/', headers: [{ name: 'X-A', value: '1' }, { name: 'x-a', value: '2' }] }, 'duplicate-name'],
  ])('are refused: %j', async (settings, code) => {
    const refused = await put('bad', settings);
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation-failed' } });
    expect(refused.body.faults.map((fault: { code: string }) => fault.code)).toContain(code);
    expect(refused.text).not.toContain('pass-word');
  });

  it('that are files or name other variables are refused by their shape', async () => {
    for (const settings of [{ kind: 'http', baseUrl: 'file:///etc/passwd' }, { kind: 'postgresql', url: 'postgres://u@h/d', passwordSecret: 'DATABASE_URL' }, { kind: 'clickhouse', url: 'gopher://x', database: 'd' }, { kind: 'clickhouse', url: 'http://x', database: 'a`b' }]) {
      expect((await put('bad', settings)).status).toBe(400);
    }
    expect((await put('__proto__', { kind: 'http', baseUrl: 'http://x' })).status).toBe(400);
  });

  it('in use are kept', async () => {
    await put('used', { kind: 'http', baseUrl: 'http://used.example' });
    const at = new Date();
    await container.repository.insertInto('projects').values({ id: 'p', name: 'P', description: '', owner: null, tags: '[]', revision: 1, created_at: at, updated_at: at }).execute();
    const draft = { dataModel: {}, graph: { nodes: [{ id: 'l', kind: 'loop', settings: { body: { nodes: [{ id: 'h', kind: 'http', settings: { service: 'used' } }] } } }] } };
    await container.repository.insertInto('items').values({ id: 'i', project_id: 'p', kind: 'strategy', name: 'Collect', description: '', draft: JSON.stringify(draft), revision: 1, updated_by: null }).execute();
    expect((await call('DELETE', '/v1/sources/used')).body).toMatchObject({ code: 'referenced', details: { users: [{ id: 'i', name: 'Collect' }] } });
    await container.repository.deleteFrom('items').execute();
    expect((await call('DELETE', '/v1/sources/used')).status).toBe(204);
  });

  it('check statements and tell whether they answer', async () => {
    expect((await call('POST', '/v1/sources/analytics/check', { statement: 'SELECT {a} AS a', parameters: { a: { type: 'text' } } })).body).toEqual({ ok: true, faults: [] });
    expect((await call('POST', '/v1/sources/analytics/check', { statement: "SELECT file('/etc/passwd')" })).body).toMatchObject({ ok: false, faults: [{ path: '/statement', code: 'sql-refused' }] });
    expect((await call('POST', '/v1/sources/nowhere/check', { statement: 'SELECT 1' })).status).toBe(404);
    expect((await call('POST', '/v1/sources/analytics/try')).body).toMatchObject({ ok: true, message: null });
    await put('away', { kind: 'http', baseUrl: 'http://127.0.0.1:1' });
    expect((await call('POST', '/v1/sources/away/try')).body).toMatchObject({ ok: false });
  });
});

describe('what statements may read', () => {
  it('is told with tables and columns', async () => {
    const { body } = await call('GET', '/v1/sources/analytics/schema');
    expect(body.dialect).toBe('clickhouse');
    const customers = body.tables.find(({ name }: { name: string }) => name === 'customers');
    expect(customers.columns.map(({ name }: { name: string }) => name)).toContain('customer_id');
    expect(body.tables.map(({ name }: { name: string }) => name)).not.toContain('schema_migrations');
    expect((await call('GET', '/v1/sources/nowhere/schema')).status).toBe(404);
    await put('service', { kind: 'http', baseUrl: 'http://127.0.0.1:1' });
    expect((await call('GET', '/v1/sources/service/schema')).body).toMatchObject({ code: 'wrong-state' });
  });

  it('is seen by its first rows', async () => {
    const seen = await call('POST', '/v1/sources/analytics/preview', { statement: 'SELECT number AS n, {word} AS word FROM numbers(1000)', parameters: { word: { type: 'text', value: "it's" } }, rowLimit: 3 });
    expect(seen.body).toMatchObject({ more: true, rows: [{ n: 0, word: "it's" }, { n: 1, word: "it's" }, { n: 2, word: "it's" }] });
    expect(seen.body.columns.map(({ name }: { name: string }) => name)).toEqual(['n', 'word']);
    expect((await call('POST', '/v1/sources/analytics/preview', { statement: 'SELECT 1 AS one' })).body).toMatchObject({ more: false, rows: [{ one: 1 }] });
    expect((await call('POST', '/v1/sources/analytics/preview', { statement: 'SELECT {gone} AS x' })).body).toMatchObject({ code: 'validation-failed', faults: [{ path: '/statement', code: 'sql-refused' }] });
    expect((await call('POST', '/v1/sources/analytics/preview', { statement: 'DROP TABLE customers' })).status).toBe(400);
    expect((await call('POST', '/v1/sources/analytics/preview', { statement: 'SELECT count() FROM numbers(1000000) AS a, numbers(1000000) AS b WHERE sipHash64(a.number, b.number) = 1', timeoutMs: 300 })).body).toMatchObject({ code: 'unavailable' });
    expect((await call('POST', '/v1/sources/analytics/preview', { statement: 'SELECT 1', rowLimit: 100_000 })).status).toBe(400);
  });
});

describe('services of strategies', () => {
  it('read the analytical store', async () => {
    const { sql } = container.strategyServices;
    expect(await sql(request({ statement: 'SELECT {x} AS x', parameters: { x: { type: 'text', value: "'; drop table customers; --" } } }), undefined)).toEqual([{ x: "'; drop table customers; --" }]);
    await expect(sql(request({ statement: 'SELECT * FROM system.tables' }), undefined)).rejects.toMatchObject({ name: 'StrategyFailure', code: 'sql-refused', details: { retry: false } });
    await expect(sql(request({ source: 'nowhere' }), undefined)).rejects.toMatchObject({ code: 'source-unknown' });
    await expect(sql(request({ source: 'away' }), undefined)).rejects.toMatchObject({ code: 'source-unknown' });
  });

  it('call registered services alone, with their secrets, and see changes at once', async () => {
    const server = createServer((incoming, response) => response.writeHead(incoming.url === '/v2/fail' ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ url: incoming.url, token: incoming.headers.authorization ?? null })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { http } = container.strategyServices;
    const get = { method: 'GET' as const, headers: {}, timeoutMs: 1_000, cacheMs: 0 };
    await expect(http({ ...get, service: 'live', url: '/x' }, undefined)).rejects.toMatchObject({ code: 'source-unknown' });
    await put('live', { kind: 'http', baseUrl: `${origin}/v1`, secretHeaders: [{ name: 'Authorization', secret: 'ARBITER_SECRET_TOKEN', prefix: 'Bearer ' }] });
    expect((await http({ ...get, service: 'live', url: '/x' }, undefined)).body).toEqual({ url: '/v1/x', token: 'Bearer very-secret-word' });
    expect((await http({ ...get, url: `${origin}/v1/y` }, undefined)).body).toMatchObject({ url: '/v1/y' });
    await expect(http({ ...get, url: `${origin}/v11` }, undefined)).rejects.toMatchObject({ code: 'http-refused', details: { retry: false } });
    await expect(http({ ...get, url: 'http://169.254.169.254/' }, undefined)).rejects.toMatchObject({ code: 'http-refused' });
    await expect(http({ ...get, service: 'analytics', url: '/' }, undefined)).rejects.toMatchObject({ code: 'http-refused' });
    await put('live', { kind: 'http', baseUrl: `${origin}/v2` }, 1);
    expect((await http({ ...get, service: 'live', url: '/x' }, undefined)).body).toEqual({ url: '/v2/x', token: null });
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await expect(http({ ...get, method: 'POST', service: 'live', url: '/x' }, undefined)).rejects.toMatchObject({ code: 'http-unreachable', details: { retry: false } });
  });

  it('name a secret that the server does not have', async () => {
    await put('bare', { kind: 'postgresql', url: 'postgres://u@127.0.0.1:1/d', passwordSecret: 'ARBITER_SECRET_NONE' });
    await expect(container.strategyServices.sql(request({ source: 'bare' }), undefined)).rejects.toThrow('ARBITER_SECRET_NONE');
  });

  it.runIf(whyNoPostgres() === undefined)('read PostgreSQL, and identical statements of one turn once', async () => {
    const server = await startPostgresServer();
    try {
      await put('crm', { kind: 'postgresql', url: server.url, limits: { connections: 2 } });
      const { sql } = container.strategyServices;
      const rows = await Promise.all(Array.from({ length: 20 }, () => sql(request({ source: 'crm', statement: 'SELECT random() AS r' }), undefined)));
      expect(new Set(rows.map(([row]) => row?.r)).size).toBe(1);
      const others = await Promise.all(Array.from({ length: 20 }, (_, index) => sql(request({ source: 'crm', statement: 'SELECT :i AS i', parameters: { i: { type: 'integer', value: index } } }), undefined)));
      expect(others.map(([row]) => row?.i)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    } finally {
      await call('DELETE', '/v1/sources/crm');
      await server.stop();
    }
  });

  it('never allow a contact that nobody looked at', () => {
    const services = createStrategyServices(container.sources);
    expect(() => services.contactPolicy({ customer: 'c', channel: 'sms', action: 'a', atMs: 0 })).toThrow(expect.objectContaining({ code: 'contact-policy-unavailable' }));
    expect(() => services.channel({ customer: 'c', action: 'a', channels: [], atMs: 0 })).toThrow(expect.objectContaining({ code: 'contact-policy-unavailable' }));
  });
});

describe('shared calls', () => {
  it('end when the last caller has left, and not before', async () => {
    const calls = new SharedCalls<number>();
    const stopped: unknown[] = [];
    const begin = (signal: AbortSignal) => new Promise<number>((_, reject) => signal.addEventListener('abort', () => {
      stopped.push(signal.reason);
      reject(signal.reason as Error);
    }));
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [calls.run('k', one.signal, begin), calls.run('k', other.signal, begin)];
    one.abort(new Error('first'));
    await expect(asked[0]).rejects.toThrow('first');
    expect(stopped).toHaveLength(0);
    other.abort(new Error('last'));
    await expect(asked[1]).rejects.toThrow('last');
    expect(stopped).toHaveLength(1);
  });
});
