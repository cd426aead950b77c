import type { StrategyDocument } from '@arbiter/contracts';
import { R, type Runtime } from '@arbiter/engine/runtime/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { addProject, createItem, saveItem } from '../projects/api.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { strategyCallsRoutes } from '../strategy-calls/strategy-calls.routes.js';
import { strategyCodeRoutes } from './strategy-code.routes.js';

const strategy = (more: StrategyDocument['graph']['nodes'] = []): StrategyDocument => ({
  dataModel: { inputs: [{ name: 'amount', type: 'number', required: true }], variables: [], outputs: [{ name: 'mark', type: 'number' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'size', kind: 'branch', title: 'Крупная сумма', settings: { branches: [{ port: 'large', condition: 'amount > 1000' }] } },
      ...more,
      { id: 'out', kind: 'output', settings: { assignments: [{ name: 'mark', value: 'amount * 2' }] } },
      { id: 'low', kind: 'output', settings: { assignments: [{ name: 'mark', value: '0' }] } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'size' }, { from: 'size', port: 'large', to: more[0]?.id ?? 'out' }, ...(more[0] ? [{ from: more[0].id, port: 'next', to: 'out' }] : []), { from: 'size', port: 'else', to: 'low' }],
  },
});
const looping: StrategyDocument['graph']['nodes'] = [{ id: 'each', kind: 'loop', settings: { list: '[1, 2]', element: 'one', body: { start: 'b', nodes: [{ id: 'b', kind: 'calculate', settings: { assignments: [{ name: 'mark', value: 'one' }] } }], edges: [] } } }];

describe('what runs for a strategy', () => {
  let server: RepositoryApp;
  let projectId: string;
  beforeAll(async () => {
    server = await openRepositoryApp('PGlite', [strategyCodeRoutes, strategyCallsRoutes, registrationRoutes, projectsRoutes]);
    projectId = (await addProject(server.repository, { name: 'Code' }, { owner: null, now: new Date() })).id;
  }, 60_000);
  afterAll(() => server?.close());
  const item = async (document: unknown, kind: 'strategy' | 'rule-set' = 'strategy'): Promise<string> => (await createItem(server.container, { projectId, kind, name: `Item ${Math.random()}`, document }, null)).item.id;
  const shown = async (id: string, version?: number) => (await server.call('GET', `/v1/items/${id}/executable${version === undefined ? '' : `?version=${version}`}`)).body;

  it('is the text that answers calls: what is shown, evaluated, answers as a run does', async () => {
    const id = await item(strategy());
    const { code, places, revision } = await shown(id);
    expect(revision).toBe(1);
    const evaluate = (await import(`data:text/javascript,${encodeURIComponent(`export default (R) => { ${code}\nreturn evaluate; };`)}`)).default as (runtime: Runtime) => Parameters<Runtime['runStrategy']>[0];
    for (const input of [{ amount: 5000 }, { amount: 5 }, {}]) {
      const { answer, failure } = (await server.call('POST', `/v1/items/${id}/run`, { input })).body;
      const alone = R.runStrategy(evaluate(R), input, { nowMs: 0, timeZone: 'UTC', clock: () => 0 });
      expect(alone).toEqual(answer ? { ok: true, answer } : { ok: false, failure });
    }
    const of = places.find(({ path }: { path: string }) => path === 'size');
    expect(code.slice(of.from, of.to)).toMatch(/^\/\* "Крупная сумма" \(size\), branch \*\//);
  });

  it('shows a version and the draft that has gone on since', async () => {
    const id = await item(strategy());
    expect((await server.call('POST', `/v1/items/${id}/versions`, {})).status).toBe(201);
    await saveItem(server.container, id, { revision: 1, document: strategy(looping) }, null);
    const [version, draft] = [await shown(id, 1), await shown(id)];
    expect(version.code).toBe((await server.call('GET', `/v1/items/${id}/versions/1/code`)).text);
    expect(draft.code).toBe((await server.call('GET', `/v1/items/${id}/code`)).text);
    expect([version.contentHash, version.revision, draft.contentHash, draft.revision]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), null, null, 2]);
    expect(draft.places.map(({ path }: { path: string }) => path)).toContain('each/b');
    expect(version.places.map(({ path }: { path: string }) => path)).not.toContain('each/b');
    expect(version.schema.input).toMatchObject({ type: 'object', required: ['amount'] });
  });

  it('gives the SQL of a batch, or the node that keeps it out of the store', async () => {
    expect((await shown(await item(strategy()))).sql.select).toMatch(/SELECT[\s\S]*in_amount[\s\S]*FROM source/);
    expect((await shown(await item(strategy(looping)))).sql.refused).toMatchObject({ path: expect.stringMatching(/^\/graph\/nodes\/2/), code: 'not-pushable', message: expect.stringContaining('each') });
  });

  it('names what is wrong instead of code', async () => {
    const broken = strategy();
    broken.graph.nodes[1]!.settings = { branches: [{ port: 'large', condition: 'amount >' }] };
    const refused = await server.call('GET', `/v1/items/${await item(broken)}/executable`);
    expect([refused.status, refused.body.code, refused.body.faults[0].path]).toEqual([422, 'item-invalid', '/graph/nodes/1/settings/branches/0/condition']);
    expect((await server.call('GET', `/v1/items/${await item({ rules: [] }, 'rule-set')}/executable`)).status).toBe(409);
    expect((await server.call('GET', '/v1/items/none/code')).status).toBe(404);
  });
});
