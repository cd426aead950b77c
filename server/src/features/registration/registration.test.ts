import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { callingStrategy, markedStrategy } from '../../testing/strategy-documents.js';
import { projectFilesRoutes } from '../project-files/project-files.routes.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { publicationsRoutes } from '../publications/publications.routes.js';
import { canonicalJson } from './content-hash.js';
import { registrationChecks } from './registration-checks.js';
import { registrationRoutes } from './versions.routes.js';

const rules = (value: unknown) => ({ rules: [{ conditions: { all: [{ fact: 'debt', operator: 'greaterThan', value }] }, event: { type: 'offer' } }] });

describe.each(repositoryEngines)('registration on %s', (engine) => {
  let made: RepositoryApp;
  let projectId: string;
  const call: RepositoryApp['call'] = (...args) => made.call(...args);
  beforeAll(async () => {
    made = await openRepositoryApp(engine, [projectsRoutes, registrationRoutes, projectFilesRoutes, publicationsRoutes]);
    projectId = (await call('POST', '/v1/projects', { name: 'Registered' })).body.id;
  });
  afterAll(() => made?.close());

  const add = async (kind: string, name: string, document: unknown, project = projectId): Promise<string> => (await call('POST', `/v1/projects/${project}/items`, { kind, name, document })).body.item.id;
  const change = async (id: string, document: unknown) => {
    const { revision } = (await call('GET', `/v1/items/${id}`)).body;
    return call('PUT', `/v1/items/${id}`, { revision, document });
  };
  const register = (id: string, body: object = {}) => call('POST', `/v1/items/${id}/versions`, body);

  it('freezes drafts without faults as versions, each content once', async () => {
    const id = await add('strategy', 'Marks', markedStrategy(1));
    const first = await register(id, { comment: 'first', revision: 1 });
    expect(first).toMatchObject({ status: 201, body: { version: 1, kind: 'strategy', comment: 'first', contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(await register(id)).toMatchObject({ status: 200, body: { version: 1, contentHash: first.body.contentHash } });
    await change(id, markedStrategy(2));
    expect(await register(id, { revision: 1 })).toMatchObject({ status: 409, body: { code: 'stale-version' } });
    const second = await register(id);
    expect(second).toMatchObject({ status: 201, body: { version: 2 } });
    expect(second.body.contentHash).not.toBe(first.body.contentHash);
    await change(id, markedStrategy(1));
    expect(await register(id)).toMatchObject({ status: 200, body: { version: 1, contentHash: first.body.contentHash } });
    expect((await call('GET', `/v1/items/${id}/versions`)).body.map((version: { version: number }) => version.version)).toEqual([2, 1]);
    expect((await call('GET', `/v1/items/${id}/versions/2`)).body.document).toEqual(markedStrategy(2));
    expect((await call('GET', `/v1/items/${id}/versions/9`)).status).toBe(404);
    expect((await call('GET', `/v1/items/${id}`)).body.latestVersion).toBe(2);
  });

  it('registers the same draft once, however many ask at the same time', async () => {
    const id = await add('strategy', 'Race', markedStrategy(7));
    const answers = await Promise.all(Array.from({ length: 6 }, () => register(id)));
    expect(answers.map(({ body }) => body.version)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('refuses faults, and what a check finds', async () => {
    const faulty = markedStrategy(1);
    faulty.graph.nodes[1]!.settings = { branches: [{ port: 'big', condition: 'amountt > 1000' }] };
    const id = await add('strategy', 'Faulty', faulty);
    const refused = await register(id);
    expect(refused).toMatchObject({ status: 422, body: { code: 'item-invalid' } });
    expect(refused.body.faults[0].path).toMatch(/^\/graph\/nodes\/1\/settings\/branches\/0\/condition/);
    const good = await add('strategy', 'Checked', markedStrategy(3));
    const check = async () => [{ name: 'suite', ok: false, message: '1 of 2 cases differs', details: { failed: ['case 2'] } }];
    registrationChecks.push(check);
    try {
      expect(await register(good)).toMatchObject({ status: 422, body: { code: 'check-failed', details: { checks: [{ name: 'suite', ok: false }] } } });
    } finally {
      registrationChecks.splice(registrationChecks.indexOf(check), 1);
    }
    expect((await call('GET', `/v1/items/${good}/versions`)).body).toEqual([]);
    registrationChecks.push(async () => [{ name: 'suite', ok: true, message: '2 cases' }]);
    try {
      expect((await register(good)).body.checks).toContainEqual({ name: 'suite', ok: true, message: '2 cases' });
    } finally {
      registrationChecks.pop();
    }
  });

  it('holds rule sets against json-rules-engine', async () => {
    const id = await add('rule-set', 'Compared', rules(5));
    expect((await register(id)).body.checks).toEqual([expect.objectContaining({ name: 'reference', ok: true, details: expect.objectContaining({ compared: 2000 }) })]);
    const inline = markedStrategy(1, { inputs: [{ name: 'debt', type: 'number', default: 0 }] });
    inline.graph.nodes.push({ id: 'rules', kind: 'rules', settings: { content: { kind: 'rule-set', document: rules(5) }, results: [] } });
    inline.graph.edges[0]!.to = 'rules';
    inline.graph.edges.push({ from: 'rules', port: 'next', to: 'size' });
    const registered = await register(await add('strategy', 'With rules', inline));
    expect(registered.body.checks, JSON.stringify(registered.body)).toEqual([expect.objectContaining({ name: 'reference /graph/nodes/4/settings/content/document', ok: true })]);
  });

  it('checks tables, scorecards, trees and models of the repository', async () => {
    const table = { hitPolicy: 'U', inputs: [{ expression: 'age', type: 'number', allowed: '[0..120]' }, { expression: 'region' }], outputs: [{ name: 'limit', type: 'number' }], rules: [{ inputs: ['< 18', '-'], outputs: ['0'] }, { inputs: ['[18..60]', '"EU"'], outputs: ['base * 2'] }] };
    const checked = (await call('POST', '/v1/items/check', { kind: 'decision-table', document: table })).body;
    expect(checked.faults).toEqual([]);
    expect(checked.warnings.map((warning: { code: string }) => warning.code)).toContain('gap');
    const broken = structuredClone(table);
    broken.rules[0]!.inputs[0] = '< < 18';
    expect((await call('POST', '/v1/items/check', { kind: 'decision-table', document: broken })).body.faults[0].path).toMatch(/^\/rules\/0\/inputs\/0/);
    expect((await register(await add('decision-table', 'Limits', table))).status).toBe(201);
    const card = { initialScore: 100, characteristics: [{ name: 'age', expression: 'age', type: 'number', bins: [{ test: '< 25', points: 10 }, { test: '-', points: 30 }] }] };
    expect((await register(await add('scorecard', 'Score', card))).status).toBe(201);
    const tree = { outputs: [{ name: 'way', type: 'string' }], root: { branches: [{ condition: 'debt > 1000', then: { result: ['"hard"'] } }], else: { result: ['"soft"'] } } };
    expect((await register(await add('decision-tree', 'Way', tree))).status).toBe(201);
    for (const kind of ['decision-table', 'scorecard', 'decision-tree', 'model', 'rule-set', 'strategy']) for (const document of [{}, { rules: 7, inputs: 'x', root: [[]], characteristics: [null, 5], outputs: [[]] }]) expect((await call('POST', '/v1/items/check', { kind, document })).body.faults).not.toEqual([]);
  });

  it('never changes what is registered, by the API or in the database', async () => {
    const id = await add('rule-set', 'Frozen', rules(1));
    await register(id);
    for (const method of ['PUT', 'DELETE'] as const) expect(await call(method, `/v1/items/${id}/versions/1`)).toMatchObject({ status: 409, body: { code: 'immutable' } });
    const { repository } = made;
    await expect(repository.updateTable('item_versions').set({ comment: 'other' }).where('item_id', '=', id).execute()).rejects.toThrow(/never changed/);
    await expect(repository.deleteFrom('item_versions').where('item_id', '=', id).execute()).rejects.toThrow(/never changed/);
    await expect(repository.deleteFrom('items').where('id', '=', id).execute()).rejects.toThrow();
    expect((await call('GET', `/v1/items/${id}/versions/1`)).body.document).toEqual(rules(1));
  });

  it('shows code, schema, differences by node, users and dependencies', async () => {
    const inner = await add('strategy', 'Inner', markedStrategy(1));
    await register(inner);
    const outer = await add('strategy', 'Outer', callingStrategy(inner, 1));
    expect((await register(outer)).status).toBe(201);
    const top = await add('strategy', 'Top', callingStrategy(outer, 1));
    await register(top);
    const code = await call('GET', `/v1/items/${outer}/versions/1/code`);
    expect(code.text).toContain('function');
    const alone = await call('GET', `/v1/items/${outer}/versions/1/code?standalone=true`);
    const module = (await import(`data:text/javascript;base64,${Buffer.from(alone.text).toString('base64')}`)) as { decide(input: unknown): unknown };
    expect(module.decide({ customer: 'c', amount: 5000 })).toMatchObject({ ok: true, answer: { outputs: { mark: 2 } } });
    const schema = (await call('GET', `/v1/items/${inner}/versions/1/schema`)).body;
    expect(schema.input).toMatchObject({ type: 'object', required: ['customer'] });
    await change(inner, markedStrategy(2));
    await register(inner);
    const { difference, same } = (await call('GET', `/v1/items/${inner}/versions/2/diff?against=1`)).body;
    expect(same).toBe(false);
    expect(difference.map((one: { node: string }) => one.node).sort()).toEqual(['big', 'small']);
    expect(difference[0]).toMatchObject({ change: 'changed', before: '1', after: '2' });
    expect((await call('GET', `/v1/items/${inner}/versions/2/diff?against=1`)).body.strategy.nodes.map((node: { id: string }) => node.id).sort()).toEqual(['big', 'small']);
    expect((await call('GET', `/v1/items/${inner}/versions/2/diff?against=draft`)).body.same).toBe(true);

    const users = (await call('GET', `/v1/items/${inner}/where-used?version=1`)).body;
    expect(users.filter((user: { by: string }) => user.by === 'version')).toMatchObject([{ id: outer, version: 1, distance: 1 }, { id: top, version: 1, distance: 2 }]);
    expect((await call('GET', `/v1/items/${inner}/where-used?version=2`)).body).toEqual([]);
    const graph = (await call('GET', `/v1/items/${top}/dependencies?version=1`)).body;
    expect(graph.nodes.map((node: { name: string }) => node.name).sort()).toEqual(['Inner', 'Outer', 'Top']);
    expect(graph.edges).toHaveLength(2);
    expect((await call('GET', `/v1/items/${top}/dependencies`)).body.edges).toHaveLength(2);
    const card = (await call('GET', `/v1/items/${inner}/card`)).body;
    expect(card).toMatchObject({ schema: { input: { type: 'object' }, output: { type: 'object' } }, tests: { cases: 0, blocksRegistration: false, leastCoverage: 0 } });
    expect(card).toMatchObject({ item: { name: 'Inner' }, versions: [{ version: 2 }, { version: 1 }], publications: [] });
    expect(card.audit.map((entry: { action: string }) => entry.action)).toContain('item.register');
    expect(await call('DELETE', `/v1/items/${inner}`)).toMatchObject({ status: 409, body: { code: 'referenced', detail: expect.stringContaining('"Outer" (version 1)') } });
  });

  it('refuses strategies that run themselves', async () => {
    const id = await add('strategy', 'Self', markedStrategy(1));
    await register(id);
    expect((await change(id, callingStrategy(id, 1))).body.faults).not.toEqual([]);
    expect((await register(id)).status).toBe(422);
  });

  it('hashes what is pinned, whatever its identifier', async () => {
    const hashes: string[] = [];
    for (const mark of [5, 5, 6]) {
      const inner = await add('strategy', `inner ${hashes.length}`, markedStrategy(mark));
      await register(inner);
      hashes.push((await register(await add('strategy', `outer ${hashes.length}`, callingStrategy(inner, 1)))).body.contentHash);
    }
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
    expect(canonicalJson({ b: [1, { d: null, c: 'ü' }], a: 1e21, x: undefined })).toBe('{"a":1e+21,"b":[1,{"c":"ü","d":null}]}');
  });

  it('exports and imports projects with identical hashes', async () => {
    const project = (await call('POST', '/v1/projects', { name: 'Round trip', tags: ['a'] })).body.id;
    const foreign = await add('strategy', 'Foreign', markedStrategy(41));
    await register(foreign);
    const inner = await add('strategy', 'RT inner', markedStrategy(1), project);
    await register(inner, { comment: 'one' });
    const outer = await add('strategy', 'RT outer', callingStrategy(inner, 1), project);
    await register(outer);
    await change(outer, callingStrategy(foreign, 1));
    await register(outer);
    const testCase = { name: 'small', input: { customer: 'c' }, expected: { outputs: { mark: 1 } } };
    await made.repository.insertInto('test_cases').values({ id: `case-${engine}`, item_id: inner, position: 1, document: JSON.stringify(testCase), created_at: new Date(), updated_at: new Date() }).execute();
    const file = (await call('GET', `/v1/projects/${project}/export`)).body;
    expect(file.parts.tests).toEqual([{ itemId: inner, blocksRegistration: false, leastCoverage: 0, cases: [testCase] }]);
    expect(file.items.map((item: { name: string; foreign?: boolean }) => [item.name, item.foreign ?? false])).toEqual([['RT inner', false], ['RT outer', false], ['Foreign', true]]);
    const hashesOf = (one: { items: { foreign?: boolean; name: string; versions: { contentHash: string }[] }[] }) => Object.fromEntries(one.items.map((item) => [item.name, item.versions.map(({ contentHash }) => contentHash)]));

    const copied = await call('POST', '/v1/projects/import', { file, name: 'Second' });
    expect(copied.status).toBe(201);
    expect(copied.body.items.map((item: { action: string }) => item.action)).toEqual(['added', 'added', 'linked']);
    const again = (await call('GET', `/v1/projects/${copied.body.projectId}/export`)).body;
    expect(hashesOf(again)).toEqual(hashesOf(file));
    const newInner = copied.body.items[0].id;
    expect(newInner).not.toBe(inner);
    expect(again.parts.tests).toEqual([{ itemId: newInner, blocksRegistration: false, leastCoverage: 0, cases: [testCase] }]);
    expect(JSON.stringify(again.items[1].versions[0].document)).toContain(newInner);

    // Over a project that is there: drafts as wished, versions never twice.
    await change(newInner, markedStrategy(99));
    const kept = await call('POST', '/v1/projects/import', { file, into: copied.body.projectId, conflicts: 'keep' });
    expect(kept.body.items.map((item: { action: string; versions: { existed: boolean }[] }) => [item.action, item.versions.every(({ existed }) => existed)])).toEqual([['kept', true], ['kept', true], ['linked', true]]);
    expect((await call('GET', `/v1/items/${newInner}`)).body.document).toEqual(markedStrategy(99));
    await call('POST', '/v1/projects/import', { file, into: copied.body.projectId, conflicts: 'replace' });
    expect((await call('GET', `/v1/items/${newInner}`)).body.document).toEqual(markedStrategy(1));
    const beside = await call('POST', '/v1/projects/import', { file, into: copied.body.projectId, conflicts: 'copy' });
    expect(beside.body.items.map((item: { action: string }) => item.action)).toEqual(['copied', 'copied', 'linked']);
    expect((await call('GET', `/v1/projects/${copied.body.projectId}/items`)).body.total).toBe(4);
  });

  it('refuses hostile files at their places, and writes nothing of them', async () => {
    const project = (await call('POST', '/v1/projects', { name: 'Hostile files' })).body.id;
    const id = await add('strategy', 'HF', markedStrategy(1), project);
    await register(id);
    await register(await add('strategy', 'HF outer', callingStrategy(id, 1), project));
    const file = (await call('GET', `/v1/projects/${project}/export`)).body;
    const before = (await call('GET', '/v1/projects')).body.total;
    const changed = (edit: (copy: any) => void) => {
      const copy = structuredClone(file);
      edit(copy);
      return call('POST', '/v1/projects/import', { file: copy });
    };
    const firstFault = async (edit: (copy: any) => void) => {
      const { status, body } = await changed(edit);
      expect(status).toBe(422);
      return [body.faults[0].path, body.faults[0].code];
    };
    expect(await firstFault((copy) => (copy.items[0].versions[0].document.dataModel.inputs[1].default = 5))).toEqual(['/items/0/versions/0/contentHash', 'hash-mismatch']);
    expect(await firstFault((copy) => copy.items.push(copy.items[0]))).toEqual(['/items/2/id', 'duplicate']);
    expect(await firstFault((copy) => (copy.items[0].versions = []))).toEqual(['/items/1/versions/0/document/graph/nodes/1/settings/strategy', 'unknown-reference']);
    expect(await firstFault((copy) => (copy.items[0].versions[0].document = callingStrategy(copy.items[1].id, 1)))).toEqual([expect.stringMatching(/versions\/0$/), 'cycle']);
    expect((await firstFault((copy) => (copy.formatVersion = 9)))[0]).toBe('/formatVersion');
    expect((await firstFault((copy) => (copy.items[0].kind = 'toString')))[0]).toBe('/items/0/kind');
    expect((await firstFault((copy) => (copy.parts.tests = [{ itemId: 5 }])))[0]).toMatch(/^\/parts\/tests/);
    for (const wrong of [null, 'text', [], { format: 'other' }]) expect((await call('POST', '/v1/projects/import', { file: wrong })).status).toBe(422);
    expect((await call('GET', '/v1/projects')).body.total).toBe(before);
  });
});
