import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from './projects.routes.js';

const rule = (value: unknown) => ({ rules: [{ conditions: { all: [{ fact: 'debt', operator: 'greaterThan', value }] }, event: { type: 'offer', params: { z: 1, a: 2 } } }] });

describe.each(repositoryEngines)('projects and items on %s', (engine) => {
  let made: RepositoryApp;
  const call: RepositoryApp['call'] = (...args) => made.call(...args);
  beforeAll(async () => {
    made = await openRepositoryApp(engine, [projectsRoutes]);
  });
  afterAll(() => made?.close());

  const newProject = async (name: string, more: object = {}) => (await call('POST', '/v1/projects', { name, ...more })).body;
  const newRules = async (projectId: string, name: string, document: unknown = rule(1)) => (await call('POST', `/v1/projects/${projectId}/items`, { kind: 'rule-set', name, document })).body.item;

  it('are searched, filtered, sorted and paged', async () => {
    await newProject('Взыскание 100%', { tags: ['долги', 'soft'], description: 'мягкое' });
    await newProject('Next best offer', { tags: ['soft'] });
    const third = await newProject('Claims');
    const names = async (query: string) => {
      const { body } = await call('GET', `/v1/projects?${query}`);
      return [body.total, ...body.projects.map((project: { name: string }) => project.name)];
    };
    expect(await names('sort=name&order=asc')).toEqual([3, 'Claims', 'Next best offer', 'Взыскание 100%']);
    expect(await names('sort=name&order=asc&limit=1&offset=1')).toEqual([3, 'Next best offer']);
    expect(await names(`search=${encodeURIComponent('ВЗЫСК')}`)).toEqual([1, 'Взыскание 100%']);
    expect(await names(`search=${encodeURIComponent('100%')}`)).toEqual([1, 'Взыскание 100%']);
    expect(await names(`search=${encodeURIComponent('_')}`)).toEqual([0]);
    expect(await names('tag=soft&sort=name')).toEqual([2, 'Взыскание 100%', 'Next best offer']);
    expect((await call('PUT', `/v1/projects/${third.id}`, { revision: 1, archived: true, owner: 'anna' })).body).toMatchObject({ archived: true, owner: 'anna', revision: 2 });
    expect(await names('archived=yes')).toEqual([1, 'Claims']);
    expect(await names('owner=anna&archived=all')).toEqual([1, 'Claims']);
    expect(await call('POST', `/v1/projects/${third.id}/items`, { kind: 'model', name: 'x' })).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect(await call('PUT', `/v1/projects/${third.id}`, { revision: 1, name: 'x' })).toMatchObject({ status: 409, body: { code: 'stale-version', details: { present: { revision: 2 } } } });
    expect((await call('POST', '/v1/projects', { name: ' ' })).status).toBe(400);
    expect((await call('GET', '/v1/projects/none')).status).toBe(404);
  });

  it('save incomplete drafts and say what is wrong where, keeping keys in their order', async () => {
    const project = await newProject('Drafts');
    const empty = await call('POST', `/v1/projects/${project.id}/items`, { kind: 'strategy', name: 'Empty' });
    expect(empty).toMatchObject({ status: 201, body: { item: { revision: 1, latestVersion: null, kind: 'strategy' } } });
    const faulty = { rules: [{ event: { type: '', params: {} }, conditions: { all: [{ fact: 'a', operator: 'eq', value: 1 }] } }] };
    const saved = await call('POST', `/v1/projects/${project.id}/items`, { kind: 'rule-set', name: 'Faulty', document: faulty });
    expect(saved.status).toBe(201);
    expect(saved.body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual(['/rules/0/conditions/all/0/operator', '/rules/0/event/type']);
    expect(saved.body.item.faults).toBe(2);
    expect(JSON.stringify((await call('GET', `/v1/items/${saved.body.item.id}`)).body.document)).toBe(JSON.stringify(faulty));
    expect((await call('POST', '/v1/items/check', { kind: 'rule-set', document: rule(1) })).body).toEqual({ faults: [], warnings: [] });
    const dangling = { graph: { nodes: [{ id: 'r', kind: 'rules', settings: { use: { kind: 'rule-set', id: 'none', version: 3 } } }] } };
    expect((await call('POST', '/v1/items/check', { kind: 'strategy', document: dangling })).body.faults).toContainEqual(expect.objectContaining({ path: '/graph/nodes/0/settings/use', code: 'unknown-reference' }));
  });

  it('refuse a second save with what differs, and lose nothing', async () => {
    const project = await newProject('Locking');
    const item = await newRules(project.id, 'Rules');
    const saves = await Promise.all([2, 3].map((value) => call('PUT', `/v1/items/${item.id}`, { revision: 1, document: rule(value), keepRefused: true })));
    const won = saves.find(({ status }) => status === 200)!;
    const lost = saves.find(({ status }) => status === 409)!;
    expect(won.body.item.revision).toBe(2);
    expect(lost.body.code).toBe('stale-version');
    const { present, difference, conflictId } = lost.body.details;
    expect(present).toMatchObject({ id: item.id, revision: 2 });
    expect(present.document).toEqual(won.body.item.document);
    expect(difference).toHaveLength(1);
    expect(difference[0]).toMatchObject({ path: '/rules/0/conditions/all/0/value', change: 'changed', before: present.document.rules[0].conditions.all[0].value });
    expect((await call('GET', `/v1/items/${item.id}/conflicts`)).body).toMatchObject([{ id: conflictId, baseRevision: 1 }]);
    const kept = (await call('GET', `/v1/items/${item.id}/conflicts/${conflictId}`)).body;
    expect(kept.difference).toEqual(difference);
    const copy = await call('POST', `/v1/items/${item.id}/copy`, { name: 'Mine', document: kept.document });
    expect(copy).toMatchObject({ status: 201, body: { item: { name: 'Mine', document: kept.document } } });
    expect((await call('DELETE', `/v1/items/${item.id}/conflicts/${conflictId}`)).status).toBe(204);
    expect((await call('GET', `/v1/items/${item.id}/conflicts`)).body).toEqual([]);
  });

  it('are not deleted while something refers to them', async () => {
    const [here, there] = [await newProject('Here'), await newProject('There')];
    const rules = await newRules(here.id, 'Shared');
    const using = { graph: { nodes: [{ id: 'r', kind: 'rules', settings: { use: { kind: 'rule-set', id: rules.id, version: 1 } } }] } };
    const user = (await call('POST', `/v1/projects/${there.id}/items`, { kind: 'strategy', name: 'User', document: using })).body.item;
    for (const address of [`/v1/items/${rules.id}`, `/v1/projects/${here.id}`]) {
      expect(await call('DELETE', address)).toMatchObject({ status: 409, body: { code: 'referenced', detail: expect.stringContaining('strategy "User" (draft)'), details: { users: [{ by: 'draft', id: user.id }] } } });
    }
    expect((await call('DELETE', `/v1/projects/${there.id}`)).status).toBe(204);
    expect((await call('GET', `/v1/items/${user.id}`)).status).toBe(404);
    expect((await call('DELETE', `/v1/items/${rules.id}`)).status).toBe(204);
    expect((await call('GET', `/v1/items/${rules.id}`)).status).toBe(404);
    expect((await call('GET', `/v1/items?search=Shared`)).body.total).toBe(0);
  });

  it('refuse hostile documents and stand', async () => {
    const project = await newProject('Hostile');
    const post = (payload: string) => made.app.inject({ method: 'POST', url: `/v1/projects/${project.id}/items`, headers: { 'content-type': 'application/json' }, payload });
    const deep = `{"kind":"strategy","name":"deep","document":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect((await post(deep)).json()).toMatchObject({ status: 400, faults: [{ path: '/document', code: 'too-deep' }] });
    expect((await post('{"kind":"strategy","name":"p","document":{"__proto__":{"polluted":true}}}')).statusCode).toBe(400);
    for (const document of ['[]', 'null', '"text"', '7']) expect((await post(`{"kind":"strategy","name":"p","document":${document}}`)).json()).toMatchObject({ status: 400, faults: [{ path: '/document', code: 'wrong-type' }] });
    const nul = (await post(`{"kind":"rule-set","name":"nul","document":{"rules":[],"name":"a\\u0000b"}}`)).json();
    expect(nul.item.document.name).toBe('a\u0000b');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
