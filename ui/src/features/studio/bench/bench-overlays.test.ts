import type { StrategyGraph } from '@arbiter/contracts';
import type { TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { describe, expect, it } from 'vitest';
import { edgeKey } from '../draft/canvas-overlay.js';
import { addCoverage, coverageOverlay, type CoverageOfRuns } from './coverage-overlay.js';
import { partingOverlay, placeOfFailure, traceOverlay } from './trace-overlay.js';
import { RunTrace } from './trace-steps.js';

const dataModel = { inputs: [{ name: 'a', type: 'number' as const }], variables: [], outputs: [{ name: 'out', type: 'string' as const }] };
const step = (path: string, port: string | null = 'next', written: Record<string, unknown> = {}, more: Partial<TraceStep> = {}): TraceStep => ({ path, nodeId: path.split('/').at(-1)!, port, startMs: 0, durationMs: 2, written, ...more });
const words = { title: 'Run', time: (ms: number) => `${ms} ms`, visits: (count: number) => `${count}×` };

describe('the way of a run on the canvas', () => {
  const trace = new RunTrace({ dataModel }, { a: 5 }, [step('in'), step('each', 'next', { out: 'x' }), step('each[1]/t', 'yes', { out: 'y' }), step('each[2]/t', 'no'), step('sub'), step('sub/inner'), step('bad', null, {}, { error: { code: 'oops', message: 'it fell' } })]);

  it('has times at nodes, what changed on edges, all names in their notes, and nothing of a sub-process', () => {
    const overlay = traceOverlay(trace, { nodeId: 'bad', message: 'it fell' }, words);
    expect([...overlay.nodes].map(([path, { tone, badge }]) => [path, tone, badge])).toEqual([['in', 'path', '2 ms'], ['each', 'path', '2 ms'], ['each/t', 'path', '2× · 4 ms'], ['sub', 'path', '2 ms'], ['bad', 'bad', '2 ms']]);
    expect(overlay.nodes.get('bad')!.note).toBe('it fell');
    expect(overlay.edges.get(edgeKey('in', 'next'))).toEqual({ tone: 'path', label: 'a = 5', note: 'a = 5\nout = —' });
    expect(overlay.edges.get(edgeKey('each', 'next'))).toMatchObject({ label: 'out = "x"', note: 'a = 5\nout = "x"' });
    expect(overlay.edges.get(edgeKey('each/t', 'yes'))).toMatchObject({ label: '1× · out = "y"' });
    expect(overlay.edges.has(edgeKey('sub/inner', 'next'))).toBe(false);
    expect(overlay.dimOthers).toBe(true);
  });

  it('shows a failure within a loop at both', () => {
    const failure = { nodeId: 't', message: 'no', details: { path: 'each[2]/t' } };
    expect(placeOfFailure(failure)).toBe('each/t');
    const marked = traceOverlay(trace, failure, words).nodes;
    expect([marked.get('each')!.tone, marked.get('each/t')!.tone, marked.get('in')!.tone]).toEqual(['bad', 'bad', 'path']);
    expect([placeOfFailure(null), placeOfFailure({ nodeId: null })]).toEqual([null, null]);
  });

  it('shows where two versions part', () => {
    const other = new RunTrace({ dataModel }, { a: 5 }, [step('in'), step('new', null)]);
    const overlay = partingOverlay(trace, other, { title: 'Apart', left: 'v1', right: 'draft' });
    expect([overlay.nodes.get('in')!.tone, overlay.nodes.get('bad')!, overlay.nodes.get('new')!]).toEqual(['path', { tone: 'removed', badge: 'v1' }, { tone: 'added', badge: 'draft' }]);
  });
});

describe('coverage on the canvas', () => {
  const graph: StrategyGraph = {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'each', kind: 'loop', settings: { body: { nodes: [{ id: 'b', kind: 'branch', settings: { branches: [{ port: 'x', condition: '' }] } }], edges: [] } } },
      { id: 'table', kind: 'rules', settings: {} },
      { id: 'lost', kind: 'output', settings: {} },
    ],
    edges: [],
  };
  const share = (reached: number, total: number) => ({ reached, total });
  const first: CoverageOfRuns = {
    cases: 4,
    coverage: { nodes: share(4, 5), ways: share(1, 2), rules: share(1, 3), missed: [{ kind: 'node', path: 'lost', detail: null }, { kind: 'way', path: 'each/b', detail: 'x' }, { kind: 'rule', path: 'table', detail: '1' }, { kind: 'rule', path: 'table', detail: '2' }] },
    reached: [{ kind: 'node', path: 'in', detail: null, cases: 4 }, { kind: 'way', path: 'in', detail: 'next', cases: 4 }, { kind: 'node', path: 'table', detail: null, cases: 3 }, { kind: 'rule', path: 'table', detail: '0', cases: 3 }],
  };
  const second: CoverageOfRuns = { cases: 1, coverage: { nodes: share(5, 5), ways: share(2, 2), rules: share(1, 3), missed: [{ kind: 'rule', path: 'table', detail: '0' }, { kind: 'rule', path: 'table', detail: '2' }] }, reached: [{ kind: 'node', path: 'in', detail: null, cases: 1 }, { kind: 'node', path: 'lost', detail: null, cases: 1 }, { kind: 'rule', path: 'table', detail: '1', cases: 1 }] };
  const said = { title: 'Coverage', never: 'never', count: String, share: (part: number) => `${part * 100} %`, rules: (hit: number, total: number, missed: string) => `${hit} of ${total}, not ${missed}` };

  it('counts nodes and ways, with loops by their path, and lists rules that never hit', () => {
    const overlay = coverageOverlay(graph, first, said);
    expect(overlay.nodes.get('in')).toEqual({ tone: 'good', badge: '4 · 100 %' });
    expect(overlay.nodes.get('lost')).toEqual({ tone: 'warn', badge: 'never' });
    expect(overlay.nodes.get('table')).toEqual({ tone: 'warn', badge: '3 · 1/3', note: '1 of 3, not 2, 3' });
    expect(overlay.edges.get(edgeKey('each/b', 'x'))).toEqual({ tone: 'warn', label: 'never' });
    expect(overlay.edges.get(edgeKey('in', 'next'))).toEqual({ tone: 'good', label: '4 · 100 %' });
  });

  it('adds up over several calls: reached is what any of them reached', () => {
    const sum = addCoverage(addCoverage(null, first), second);
    expect(sum.cases).toBe(5);
    expect(sum.coverage).toEqual({ nodes: share(5, 5), ways: share(2, 2), rules: share(2, 3), missed: [{ kind: 'rule', path: 'table', detail: '2' }] });
    expect(sum.reached.find(({ kind, path }) => kind === 'node' && path === 'in')!.cases).toBe(5);
  });
});
