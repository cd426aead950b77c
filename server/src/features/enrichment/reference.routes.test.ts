import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { enrich } from './enrich.js';

let container: Container;
let app: FastifyInstance;
let headers: Record<string, string> = {};
const call = async (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const reply = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
};

beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  await app.ready();
  headers = { 'x-csrf-token': (await app.inject({ url: '/v1/session' })).json().csrfToken };
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('reference data', () => {
  it('are kept, read by decisions, replaced and forgotten', async () => {
    const url = `/v1/reference/${encodeURIComponent('rate:евро/1')}`;
    expect((await call('GET', url)).status).toBe(404);
    expect(await call('PUT', url, { value: { rate: 0.1 } })).toEqual({ status: 200, body: { key: 'rate:евро/1', value: { rate: 0.1 } } });
    const step = { name: 'rate', kind: 'hot-state' as const, key: 'rate:{context.currency}', timeoutMs: 500 };
    expect((await enrich([step], { customerId: 'c', context: { currency: 'евро/1' } }, { container })).values).toEqual({ rate: { rate: 0.1 } });
    await call('PUT', url, { value: null });
    expect((await call('GET', url)).body).toEqual({ key: 'rate:евро/1', value: null });
    expect((await call('DELETE', url)).status).toBe(204);
    expect((await call('DELETE', url)).status).toBe(404);
  });

  it('come many at once', async () => {
    expect((await call('PUT', '/v1/reference', { entries: Array.from({ length: 1_000 }, (_, index) => ({ key: `balance:${index}`, value: index })) })).body).toEqual({ kept: 1_000 });
    expect((await call('GET', '/v1/reference/balance:999')).body).toEqual({ key: 'balance:999', value: 999 });
  });

  it('are refused when they are too large, or their keys are no text', async () => {
    expect((await call('PUT', '/v1/reference/a', { value: 'x'.repeat(70_000) })).body).toMatchObject({ code: 'validation-failed', faults: [{ path: '/value' }] });
    expect((await call('PUT', '/v1/reference', { entries: [{ key: 'b', value: 'x'.repeat(70_000) }] })).body).toMatchObject({ faults: [{ path: '/entries/0/value' }] });
    expect((await call('PUT', '/v1/reference/a%00b', { value: 1 })).status).toBe(400);
    expect((await call('PUT', '/v1/reference', { entries: [] })).status).toBe(400);
    expect((await call('PUT', '/v1/reference/a', {})).status).toBe(400);
  });
});

describe('placements', () => {
  it('name only what is there', async () => {
    const document = { title: 'Banner', active: true, inbound: true, channels: ['web'], offers: ['a1', 'a2'], ruleSetId: 'none', strategy: { environment: 'production', endpoint: 'nbo' }, enrichment: [{ name: 's', kind: 'http', source: 'gone', path: '/x', timeoutMs: 10 }] };
    const codesOf = async () => ((await call('PUT', '/v1/placements/banner', { version: 0, document })).body as { faults?: { path: string; code: string }[] }).faults?.map(({ path, code }) => `${path} ${code}`);
    expect(await codesOf()).toEqual(['/document/channels/0 unknown-channel', '/document/offers/0 unknown-action', '/document/offers/1 unknown-action', '/document/strategy not-published', '/document/ruleSetId unknown-rule-set', '/document/enrichment/0/source unknown-source']);
    for (const id of ['web', 'sms']) await call('PUT', `/v1/channels/${id}`, { title: { ru: id, en: id } });
    for (const [id, channel] of [['a1', 'web'], ['a2', 'sms']]) await call('PUT', `/v1/actions/${id}`, { title: { ru: 'x', en: 'x' }, channel, stage: 'offer', costMinor: 0 });
    expect(await codesOf()).toEqual(['/document/offers/1 wrong-channel', '/document/strategy not-published', '/document/ruleSetId unknown-rule-set', '/document/enrichment/0/source unknown-source']);
    const good = { title: 'Banner', active: true, inbound: true, channels: ['web'], offers: ['a1'] };
    expect(await call('PUT', '/v1/placements/banner', { version: 0, document: good })).toMatchObject({ status: 200, body: { version: 1, document: good } });
  });
});
