import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from './app.js';
import type { Container } from './container.js';
import { projectRoot } from './project-root.js';
import { makeTestContainer } from './testing/make-test-container.js';

let container: Container;
let app: FastifyInstance;

beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  await app.ready();
});

afterAll(async () => {
  await app.close();
  await container.close();
});

describe('the whole application on embedded stores', () => {
  it('lives and is ready, with each component measured', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ ok: true });
    const reply = await app.inject('/health/ready');
    expect(reply.statusCode).toBe(200);
    expect(reply.json<{ components: { name: string; ok: boolean }[] }>().components.map(({ name, ok }) => [name, ok])).toEqual([['repository', true], ['analytics', true], ['hotState', true], ['jobQueue', true]]);
  });

  it('documents every route with its scope, its tag and its reply', async () => {
    const document = (await app.inject('/docs/openapi.json')).json<{ paths: Record<string, Record<string, { summary?: string; tags?: string[]; responses?: Record<string, { description?: string; content?: object }> }>> }>();
    expect((await app.inject('/docs')).statusCode).toBe(200);
    const bare: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) if (!operation.summary || !operation.tags?.length) bare.push(`${method} ${path}`);
    }
    expect(bare).toEqual([]);
    expect(Object.keys(document.paths)).toContain('/health/ready');
  });

  it('keeps docs/openapi.json up to date (written by: node scripts/write-openapi.mjs)', async () => {
    const file = join(projectRoot, 'docs', 'openapi.json');
    const written: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    const fresh = (await app.inject('/docs/openapi.json')).json<object>();
    expect(isDeepStrictEqual(written, fresh), 'docs/openapi.json is not what the routes say; run: node scripts/write-openapi.mjs').toBe(true);
  });

  it('measures', async () => {
    const reply = await app.inject('/metrics');
    expect(reply.headers['content-type']).toContain('text/plain');
    expect(reply.body).toContain('arbiter_decisions_total');
  });

  it('is not ready while a component is away, and says which', async () => {
    const pid = container.engineProcessId();
    expect(pid).toBeDefined();
    const analytics = container.analytics;
    const away: Container = { ...container, checkComponents: async () => [{ name: 'analytics', engine: 'chDB', ok: false, latencyMs: 1, error: 'connect ECONNREFUSED 10.0.0.7:8123' }], config: { ...container.config, signInRequired: true } };
    const other = await buildApp(away);
    const reply = await other.inject('/health/ready');
    expect(reply.statusCode).toBe(503);
    expect(reply.json()).toMatchObject({ ok: false, components: [{ name: 'analytics', ok: false, error: 'does not answer' }] });
    await other.close();
    await analytics.ping();
  });
});
