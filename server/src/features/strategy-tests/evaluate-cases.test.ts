import type { CoverageCount, StrategyDocument } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { addProject, createItem } from '../projects/api.js';
import { strategyTestsRoutes } from './strategy-tests.routes.js';

const document: StrategyDocument = {
  dataModel: { inputs: [{ name: 'amounts', type: 'list', items: { type: 'number' } }], variables: [], outputs: [{ name: 'day', type: 'date' }, { name: 'large', type: 'boolean', default: false }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'each', kind: 'loop', settings: { list: 'amounts', element: 'amount', body: { start: 'size', nodes: [{ id: 'size', kind: 'branch', settings: { branches: [{ port: 'large', condition: 'amount > 100' }] } }, { id: 'mark', kind: 'calculate', settings: { assignments: [{ name: 'large', value: 'true' }] } }], edges: [{ from: 'size', port: 'large', to: 'mark' }] } } },
      { id: 'out', kind: 'output', settings: { assignments: [{ name: 'day', value: 'today()' }], decision: 'if large then "yes" else "no"' } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'each' }, { from: 'each', port: 'next', to: 'out' }],
  },
};

describe('cases that are not kept', () => {
  let server: RepositoryApp;
  let id: string;
  beforeAll(async () => {
    server = await openRepositoryApp('PGlite', [strategyTestsRoutes]);
    const projectId = (await addProject(server.repository, { name: 'Tests' }, { owner: null, now: new Date() })).id;
    id = (await createItem(server.container, { projectId, kind: 'strategy', name: 'Item', document }, null)).item.id;
  }, 60_000);
  afterAll(() => server?.close());

  it('are evaluated at their instant and in their zone, and told what they reach and how often', async () => {
    const row = (amounts: number[], more: object = {}) => ({ name: 'row', input: { amounts }, expected: {}, ...more });
    const late = { now: '2026-03-01T22:30:00Z', timeZone: 'Europe/Moscow' };
    const { status, body } = await server.call('POST', `/v1/items/${id}/tests/evaluate`, { cases: [row([1, 500, 900]), row([2], late), row([]), row(['x' as unknown as number])] });
    expect(status).toBe(200);
    expect(body.cases.map(({ result }: { result: { ok: boolean; answer?: { outcome: { decision: unknown } } } }) => result.answer?.outcome.decision ?? null)).toEqual(['yes', 'no', 'no', null]);
    expect(body.cases[1].result.answer.outputs.day).toBe('2026-03-02');
    const cases = (path: string, detail: string | null = null): number | undefined => (body.reached as CoverageCount[]).find((goal) => goal.path === path && goal.detail === detail)?.cases;
    // Rounds of one evaluation are one case, and the row that was refused reached nothing.
    expect([cases('in'), cases('each', 'next'), cases('each/size'), cases('each/size', 'large'), cases('each/mark')]).toEqual([3, 3, 2, 1, 1]);
    const strange = await server.call('POST', `/v1/items/${id}/tests/evaluate`, { cases: [row([], { timeZone: 'Mars/Base' })] });
    expect([strange.status, strange.body.detail]).toEqual([400, expect.stringContaining('"Mars/Base" is no time zone')]);
  });

  it('come from files with every bad line named', async () => {
    const read = async (format: string, text: string) => (await server.call('POST', `/v1/items/${id}/tests/file/read`, { format, text })).body;
    const lines = await read('ndjson', '{"amounts":[1]}\n{oops\n\n{"input":{"amounts":[2]},"expected":{"decision":"no"},"name":"named"}\n[]\n{"input":{},"expected":{"wrong":1}}');
    expect(lines.cases.map(({ name }: { name: string }) => name)).toEqual(['Line 1', 'named']);
    expect(lines.refused.map(({ line }: { line: number }) => line)).toEqual([2, 5, 6]);
    const table = await read('csv', 'amounts;expected.large\n[1,2];false\nfive;true\n[3];maybe');
    expect([table.cases.length, table.refused]).toEqual([1, [{ line: 2, message: expect.stringContaining('column "amounts"') }, { line: 3, message: expect.stringContaining('"maybe" is no boolean') }]]);
  });

  it('kept ones stand in the order that was asked for, and a run tells which is which', async () => {
    const added = (await server.call('POST', `/v1/items/${id}/tests`, ['a', 'b', 'c'].map((name) => ({ name, input: { amounts: [] }, expected: { decision: name === 'b' ? 'yes' : 'no' } })))).body as { id: string; name: string }[];
    const [a, b, c] = added.map((one) => one.id);
    const ordered = await server.call('PUT', `/v1/items/${id}/tests/order`, { caseIds: [c, a] });
    expect(ordered.body.map(({ name }: { name: string }) => name)).toEqual(['c', 'a', 'b']);
    const { body } = await server.call('POST', `/v1/items/${id}/tests/run`, {});
    expect(body.cases.map((one: { caseId: string; passed: boolean }) => [one.caseId, one.passed])).toEqual([[c, true], [a, true], [b, false]]);
    expect((await server.call('PUT', `/v1/items/${id}/tests/order`, { caseIds: [a, 'other'] })).status).toBe(404);
  });

  it('are compared with both answers of each row that differs, as many as are asked for', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => ({ amounts: [index] }));
    const { body } = await server.call('POST', `/v1/items/${id}/compare`, { left: 'draft', right: 'draft', rows, examples: 5 });
    expect(body).toMatchObject({ rows: 150, changed: 0, examples: [] });
    expect((await server.call('POST', `/v1/items/${id}/compare`, { left: 'draft', right: 'draft', rows, timeZone: 'No/Where' })).status).toBe(400);
  });
});
