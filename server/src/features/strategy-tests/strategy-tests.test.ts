import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Coverage, StrategyDocument } from '@arbiter/contracts';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { markedStrategy } from '../../testing/strategy-documents.js';
import { projectFilesRoutes } from '../project-files/project-files.routes.js';
import { addProject, createItem, saveItem } from '../projects/api.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { strategyTestsRoutes } from './strategy-tests.routes.js';

interface Suite { passed: number; failed: number; coverage: Coverage; cases: { name: string; passed: boolean; differences: { path: string; expected: unknown; actual: unknown }[]; trace?: { path: string; note?: unknown }[] }[] }

/** Marks amounts with a table of three rules of which the last can never hit; an earlier branch has a narrow way. */
function tableStrategy(limit = 100): StrategyDocument {
  const table = { hitPolicy: 'F', inputs: [{ expression: 'amount' }], outputs: [{ name: 'r', type: 'number' }], rules: [{ inputs: ['< 100'], outputs: ['1'] }, { inputs: ['-'], outputs: [String(limit)] }, { inputs: ['5'], outputs: ['3'] }] };
  return {
    dataModel: { inputs: [{ name: 'customer', type: 'string', required: true }, { name: 'amount', type: 'number', min: 0, required: true }], variables: [], outputs: [{ name: 'mark', type: 'number' }] },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', settings: {} },
        { id: 'which', kind: 'branch', settings: { branches: [{ port: 'narrow', condition: 'amount = 431.25' }, { port: 'never', condition: 'amount < 0' }] } },
        { id: 'rules', kind: 'rules', settings: { content: { kind: 'decision-table', document: table }, results: [{ name: 'mark', value: 'result' }] } },
        { id: 'out', kind: 'output', settings: { action: '"call"' } },
        { id: 'other', kind: 'output', settings: { assignments: [{ name: 'mark', value: '0' }], action: '"none"' } },
        { id: 'lost', kind: 'output', settings: { assignments: [{ name: 'mark', value: '-1' }] } },
      ],
      edges: [{ from: 'in', port: 'next', to: 'which' }, { from: 'which', port: 'narrow', to: 'other' }, { from: 'which', port: 'never', to: 'lost' }, { from: 'which', port: 'else', to: 'rules' }, { from: 'rules', port: 'next', to: 'out' }],
    },
  };
}

describe.each(repositoryEngines)('strategy tests on %s', (engine) => {
  let server: RepositoryApp;
  let projectId: string;
  beforeAll(async () => {
    server = await openRepositoryApp(engine, [strategyTestsRoutes, registrationRoutes, projectFilesRoutes, projectsRoutes]);
    projectId = (await addProject(server.repository, { name: 'Tests' }, { owner: null, now: new Date() })).id;
  }, 60_000);
  afterAll(() => server?.close());
  const item = async (document: unknown, kind: 'strategy' | 'rule-set' = 'strategy'): Promise<string> => (await createItem(server.container, { projectId, kind, name: `Item ${Math.random()}`, document }, null)).item.id;
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown) => server.call(method, url, payload);

  it('keep cases, run them with traces, tell differences and what was covered', async () => {
    const id = await item(tableStrategy());
    const cases = [
      { name: 'small', input: { customer: 'a', amount: 5 }, expected: { outputs: { mark: 1 }, action: 'call', visits: ['rules'] } },
      { name: 'wrong', input: { customer: 'b', amount: 500 }, expected: { outputs: { mark: 7 } } },
      { name: 'refused', input: { amount: -5 }, expected: { failure: 'input-invalid' } },
    ];
    const added = await call('POST', `/v1/items/${id}/tests`, cases);
    expect([added.status, added.body.length]).toEqual([201, 3]);
    const run: Suite = (await call('POST', `/v1/items/${id}/tests/run`, { traces: true })).body;
    expect(run).toMatchObject({ passed: 2, failed: 1, cases: [{ passed: true }, { name: 'wrong', differences: [{ path: '/outputs/mark', expected: 7, actual: 100 }] }, { passed: true }] });
    expect(run.cases[1]!.trace!.find(({ path }) => path === 'rules')!.note).toMatchObject({ hits: [1], rules: ['2'], on: { amount: 500 } });
    expect(run.coverage).toMatchObject({ nodes: { reached: 4, total: 6 }, ways: { reached: 1, total: 3 }, rules: { reached: 2, total: 3 } });
    expect(run.coverage.missed).toEqual(expect.arrayContaining([{ kind: 'rule', path: 'rules', detail: '2' }, { kind: 'way', path: 'which', detail: 'narrow' }]));
    const one = await call('POST', `/v1/items/${id}/tests/run`, { caseIds: [added.body[0].id] });
    expect(one.body).toMatchObject({ passed: 1, failed: 0 });
    expect(one.body.cases[0].trace).toBeUndefined();
    expect((await call('PUT', `/v1/items/${id}/tests/${added.body[1].id}`, { ...cases[1], expected: { outputs: { mark: 100.4 } }, tolerance: 0.5 })).status).toBe(200);
    expect((await call('POST', `/v1/items/${id}/tests/run`, {})).body.failed).toBe(0);
    expect((await call('DELETE', `/v1/items/${id}/tests/${added.body[0].id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/items/${id}/tests/${added.body[0].id}`)).status).toBe(404);
    expect((await call('GET', `/v1/items/${id}/tests`)).body.map(({ name }: { name: string }) => name)).toEqual(['wrong', 'refused']);
  });

  it('take cases from files and name the lines that are wrong', async () => {
    const id = await item(tableStrategy());
    const file = (format: string, text: string, more: object = {}) => call('POST', `/v1/items/${id}/tests/file`, { format, text, ...more });
    const csv = await file('csv', '\uFEFFname,customer,amount,expected.mark,expected.action\nfirst,a,5,1,call\nsecond,b,431.25,0,call\n', { save: true });
    expect(csv.body).toMatchObject({ passed: 1, failed: 1, cases: [{ name: 'first' }, { name: 'second', differences: [{ path: '/action', expected: 'call', actual: 'none' }] }] });
    expect((await call('GET', `/v1/items/${id}/tests`)).body).toHaveLength(2);
    const lines = await file('ndjson', '{"customer":"a","amount":5}\n\n{"input":{"customer":"a","amount":5},"expected":{"outputs":{"mark":1}},"name":"full"}\r\n');
    expect(lines.body).toMatchObject({ passed: 2, failed: 0, cases: [{ name: 'Line 1' }, { name: 'full' }] });
    const refused = async (format: string, text: string) => {
      const { status, body } = await file(format, text);
      return `${status} ${body.detail}`;
    };
    expect(await refused('csv', 'customer,amount\na,5\nb,many\n')).toMatch(/^400 Row 2, column "amount": "many" is no number/);
    expect(await refused('csv', 'customer,sum\na,5\n')).toMatch(/^400 The column "sum" is neither an input/);
    expect(await refused('csv', 'customer,amount\n"a,5\n')).toMatch(/^400 The file is no CSV/);
    expect(await refused('csv', 'customer,amount\n')).toMatch(/^400 The file holds no cases/);
    expect(await refused('ndjson', '{"customer":"a"}\n{oops\n')).toMatch(/^400 Line 2 is no JSON/);
    expect(await refused('ndjson', '[1]\n')).toMatch(/^400 Line 1 must be an object/);
    expect(await refused('ndjson', '{"input":{},"expected":{"outcome":1}}\n')).toMatch(/^400 Line 1 is no case: at \/expected/);
    expect(await refused('ndjson', '{"customer":"a"}\n'.repeat(10_001))).toMatch(/^413 The file holds 10001 cases/);
    expect((await file('ndjson', '{"__proto__":{"amount":5},"constructor":1}\n')).body).toMatchObject({ cases: [{ passed: false }] });
    expect((await file('csv', 'customer,__proto__\na,5\n')).status).toBe(400);
  });

  it('make the same data for the same seed, and look for inputs that reach everything', async () => {
    const id = await item(tableStrategy());
    const wish = { rows: 50, seed: 3, fields: { amount: { distribution: { kind: 'normal', mean: 100, deviation: 10 } } } };
    const made = (await call('POST', `/v1/items/${id}/tests/generate`, wish)).body;
    expect(made).toHaveLength(50);
    expect((await call('POST', `/v1/items/${id}/tests/generate`, wish)).body).toEqual(made);
    expect((await call('POST', `/v1/items/${id}/tests/generate`, { ...wish, fields: { age: {} } })).body).toMatchObject({ code: 'validation-failed', faults: [{ path: '/fields/age' }] });
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 10);
    const sought = (await call('POST', `/v1/items/${id}/tests/seek`, { seed: 1, tries: 20_000, timeLimitMs: 20_000 })).body;
    clearInterval(counting);
    expect(turns).toBeGreaterThan(3);
    expect(sought.missed.map(({ kind, path, detail, proved }: Record<string, unknown>) => [kind, path, detail, proved])).toEqual(expect.arrayContaining([['way', 'which', 'never', true], ['node', 'lost', null, true], ['rule', 'rules', '2', true]]));
    expect(sought.missed).toHaveLength(3);
    expect(sought.inputs.some(({ input }: { input: { amount: number } }) => input.amount === 431.25)).toBe(true);
    expect((await call('POST', `/v1/items/${id}/tests/seek`, {})).body).toEqual(sought);
  }, 60_000);

  it('let a suite refuse a registration, naming the cases that fail', async () => {
    const id = await item(markedStrategy(1));
    const [added] = (await call('POST', `/v1/items/${id}/tests`, [{ name: 'expects two', input: { customer: 'a', amount: 5 }, expected: { outputs: { mark: 2 } } }])).body;
    expect((await call('PUT', `/v1/items/${id}/test-policy`, { blocksRegistration: true, leastCoverage: 2 })).status).toBe(400);
    expect((await call('PUT', `/v1/items/${id}/test-policy`, { blocksRegistration: true, leastCoverage: 1 })).status).toBe(200);
    const refused = await call('POST', `/v1/items/${id}/versions`, {});
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([422, 'check-failed', expect.stringContaining('"expects two" at /outputs/mark')]);
    expect((await call('GET', `/v1/items/${id}/versions`)).body).toEqual([]);
    await call('PUT', `/v1/items/${id}/tests/${added.id}`, { name: 'expects one', input: { customer: 'a', amount: 5 }, expected: { outputs: { mark: 1 } } });
    const thin = await call('POST', `/v1/items/${id}/versions`, {});
    expect([thin.status, thin.body.detail]).toEqual([422, expect.stringContaining('they take 50 % of the ways out of nodes, 100 % are asked for')]);
    await call('POST', `/v1/items/${id}/tests`, [{ name: 'large', input: { customer: 'a', amount: 5000 }, expected: { action: 'call' } }]);
    const version = await call('POST', `/v1/items/${id}/versions`, {});
    expect(version.status).toBeLessThan(300);
    expect(JSON.stringify(version.body)).toContain('2 of 2 test cases pass');
    const loose = await item(markedStrategy(3));
    await call('POST', `/v1/items/${loose}/tests`, [{ name: 'fails', input: { customer: 'a' }, expected: { outputs: { mark: 2 } } }]);
    expect((await call('POST', `/v1/items/${loose}/versions`, {})).status).toBeLessThan(300);
  });

  it('compare two versions on the same data: decisions that change, and where the ways part', async () => {
    const id = await item(tableStrategy());
    await call('POST', `/v1/items/${id}/versions`, {});
    const changed = tableStrategy(250);
    changed.graph.nodes[1]!.settings = { branches: [{ port: 'narrow', condition: 'amount > 900' }, { port: 'never', condition: 'amount < 0' }] };
    await saveItem(server.container, id, { document: changed, revision: 1 }, null);
    const rows = [{ customer: 'a', amount: 5 }, { customer: 'b', amount: 950 }, { customer: 'c', amount: 500 }];
    const compared = (await call('POST', `/v1/items/${id}/compare`, { left: 1, right: 'draft', rows })).body;
    expect(compared).toMatchObject({ rows: 3, changed: 2, otherWay: 0, moves: [{ from: 'call', to: 'none', rows: 1 }], partings: [{ path: 'which', left: 'else', right: 'narrow', rows: 1 }] });
    expect(compared.examples.map(({ row }: { row: number }) => row)).toEqual([1, 2]);
    const generated = (await call('POST', `/v1/items/${id}/compare`, { left: 1, right: 'draft', generate: { rows: 5_000, seed: 1 } })).body;
    expect(generated.rows).toBe(5_000);
    expect(generated.examples).toHaveLength(100);
    expect((await call('POST', `/v1/items/${id}/compare`, { left: 1, right: 'draft' })).status).toBe(400);
    expect((await call('POST', `/v1/items/${id}/compare`, { left: 1, right: 9, rows })).status).toBe(404);
  }, 30_000);

  it('travel with the project’s file', async () => {
    const id = await item(markedStrategy(5));
    await call('POST', `/v1/items/${id}/tests`, [{ name: 'kept', input: { customer: 'a' }, expected: { outputs: { mark: 5 } } }]);
    await call('PUT', `/v1/items/${id}/test-policy`, { blocksRegistration: true, leastCoverage: 0.5 });
    const file = (await call('GET', `/v1/projects/${projectId}/export`)).body;
    const imported = await call('POST', '/v1/projects/import', { file, name: 'Copy' });
    expect(imported.status).toBeLessThan(300);
    const copy = imported.body.items.find(({ fileId }: { fileId: string }) => fileId === id).id;
    expect(copy).not.toBe(id);
    expect((await call('GET', `/v1/items/${copy}/tests`)).body).toMatchObject([{ name: 'kept', input: { customer: 'a' } }]);
    expect((await call('GET', `/v1/items/${copy}/test-policy`)).body).toEqual({ blocksRegistration: true, leastCoverage: 0.5 });
    // Taken in a second time, nothing is doubled.
    await call('POST', '/v1/projects/import', { file, into: projectId });
    expect((await call('GET', `/v1/items/${id}/tests`)).body).toHaveLength(1);
    const broken = await call('POST', '/v1/projects/import', { file: { ...file, parts: { tests: [{ itemId: id, cases: [{ name: 'x' }] }] } }, name: 'Broken' });
    expect(broken.body).toMatchObject({ code: 'file-invalid', faults: expect.arrayContaining([expect.objectContaining({ path: expect.stringMatching(/^\/parts\/tests\/0\/cases\/0/) })]) });
  });

  it('refuse what is hostile or too much, and cases of what is gone', async () => {
    const id = await item(markedStrategy(1));
    expect((await call('POST', `/v1/items/${id}/tests`, [])).status).toBe(400);
    expect((await call('POST', `/v1/items/${id}/tests`, [{ name: 'x', input: {}, expected: {}, code: 'process.exit()' }])).status).toBe(400);
    const draft = { name: 'many', input: { customer: 'a' }, expected: {} };
    const all = await Promise.all(Array.from({ length: 4 }, () => call('POST', `/v1/items/${id}/tests`, Array.from({ length: 3_000 }, () => draft))));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413]);
    expect((await call('GET', `/v1/items/${id}/tests`)).body).toHaveLength(9_000);
    const rules = await item({ rules: [] }, 'rule-set');
    expect((await call('POST', `/v1/items/${rules}/tests/run`, {})).body).toMatchObject({ code: 'wrong-state' });
    const faulty = await item({ dataModel: { inputs: [], variables: [], outputs: [] }, graph: { nodes: [], edges: [] } });
    expect((await call('POST', `/v1/items/${faulty}/tests/run`, {})).body).toMatchObject({ code: 'item-invalid' });
    expect((await call('DELETE', `/v1/items/${faulty}`)).status).toBeLessThan(300);
    for (const url of ['tests', 'test-policy']) expect((await call('GET', `/v1/items/${faulty}/${url}`)).status).toBe(404);
    expect((await call('PUT', `/v1/items/${faulty}/tests/none`, draft)).status).toBe(404);
    expect((await call('POST', `/v1/items/${faulty}/tests`, [draft])).status).toBe(404);
  }, 30_000);
});
