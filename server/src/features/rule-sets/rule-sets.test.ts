import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { addProject, createItem, whereUsed } from '../projects/api.js';
import { registerVersion } from '../registration/api.js';
import { isRuleSet } from './api.js';
import { ruleSetsRoutes } from './rule-sets.routes.js';

let container: Container;
let app: FastifyInstance;
const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  const reply = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, body: reply.json() };
};
const document = (value: unknown) => ({ rules: [{ conditions: { all: [{ fact: 'debt', operator: 'greaterThan', value }] }, event: { type: 'offer', params: { actionId: 'sms' } } }] });

beforeAll(async () => {
  container = await makeTestContainer();
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  await app.register(ruleSetsRoutes(container));
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

describe('rule sets', () => {
  it('are saved in versions, and a save must name the one it is based on', async () => {
    const made = await call('POST', '/v1/rule-sets', { name: 'Reminders', document: document(100) });
    expect(made).toMatchObject({ status: 201, body: { name: 'Reminders', version: 1 } });
    const { id } = made.body;
    expect(await call('PUT', `/v1/rule-sets/${id}`, { name: 'Reminders', document: document(200), version: 1 })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await call('PUT', `/v1/rule-sets/${id}`, { name: 'Reminders', document: document(300), version: 1 })).toMatchObject({ status: 409, body: { code: 'stale-version', details: { version: 2 } } });
    expect((await call('GET', `/v1/rule-sets/${id}`)).body.document).toEqual(document(200));
    expect((await call('GET', '/v1/rule-sets')).body).toMatchObject([{ id, name: 'Reminders', version: 2 }]);
    const versions = await container.repository.selectFrom('rule_set_versions').select('version').where('rule_set_id', '=', id).execute();
    expect(versions.map((row) => row.version).sort()).toEqual([1, 2]);
  });

  it('are refused with each fault at its place', async () => {
    const faulty = { rules: [{ conditions: { all: [{ fact: 'a', operator: 'eq', value: 1 }] }, event: {} }] };
    const refused = await call('POST', '/v1/rule-sets', { name: 'x', document: faulty });
    expect(refused).toMatchObject({ status: 422, body: { code: 'rule-set-invalid' } });
    expect(refused.body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual(['/document/rules/0/conditions/all/0/operator', '/document/rules/0/event/type']);
    expect(await call('POST', '/v1/rule-sets/check', { document: faulty })).toMatchObject({ status: 200, body: { ok: false } });
    expect(await call('POST', '/v1/rule-sets/check', { document: document(1) })).toEqual({ status: 200, body: { ok: true, faults: [], warnings: [] } });
    expect((await call('GET', '/v1/rule-sets/none')).status).toBe(404);
    expect((await call('PUT', '/v1/rule-sets/none', { name: 'x', document: document(1), version: 1 })).status).toBe(404);
    expect((await call('POST', '/v1/rule-sets', { name: '', document: document(1) })).status).toBe(400);
  });

  it('are tried on facts', async () => {
    const { id } = (await call('POST', '/v1/rule-sets', { name: 'Try', document: document(100) })).body;
    const offered = { type: 'offer', params: { actionId: 'sms' } };
    expect((await call('POST', `/v1/rule-sets/${id}/try`, { facts: { debt: 150 } })).body).toEqual({ ok: true, events: [offered], failureEvents: [], error: null });
    expect((await call('POST', `/v1/rule-sets/${id}/try`, { facts: { debt: 50 } })).body).toEqual({ ok: true, events: [], failureEvents: [offered], error: null });
    expect((await call('POST', `/v1/rule-sets/${id}/try`, { facts: {} })).body).toMatchObject({ ok: false, error: { code: 'fact-missing', fact: 'debt' } });
  });

  it('of projects are there too once they are registered, and are changed where they are', async () => {
    const project = await addProject(container.repository, { name: 'Rules' }, { owner: null, now: container.now() });
    const { item } = await createItem(container, { projectId: project.id, kind: 'rule-set', name: 'Of a project', document: document(100) }, null);
    expect((await call('GET', `/v1/rule-sets/${item.id}`)).status).toBe(404);
    await registerVersion(container, item.id, {}, null);
    expect((await call('GET', '/v1/rule-sets')).body).toContainEqual(expect.objectContaining({ id: item.id, version: 1, projectId: project.id }));
    expect((await call('GET', `/v1/rule-sets/${item.id}`)).body).toMatchObject({ version: 1, document: document(100) });
    expect((await call('POST', `/v1/rule-sets/${item.id}/try`, { facts: { debt: 150 } })).body.ok).toBe(true);
    expect(await call('PUT', `/v1/rule-sets/${item.id}`, { name: 'x', document: document(1), version: 1 })).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect(await isRuleSet(container.repository, item.id)).toBe(true);
    const at = container.now();
    await container.repository.insertInto('campaigns').values({ id: 'c1', draft: JSON.stringify({ name: 'Autumn', ruleSetId: item.id }), origin: 'own', state: 'draft', version: 1, created_at: at, updated_at: at }).execute();
    expect(await whereUsed(container.repository, item.id)).toMatchObject([{ by: 'campaign', id: 'c1', name: 'Autumn', uses: 1 }]);
    await container.repository.deleteFrom('campaigns').where('id', '=', 'c1').execute();
  });
});
