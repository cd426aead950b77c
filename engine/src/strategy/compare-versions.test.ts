import { describe, expect, it } from 'vitest';
import { diffStrategies } from './diff-strategies.js';
import { edges, node, strategy } from './testing/strategy-fixture.js';

const out = (...assignments: [string, string][]) => ({ assignments: assignments.map(([name, value]) => ({ name, value })) });
const make = () =>
  strategy(
    { inputs: { list: { type: 'list', items: { type: 'number' } } }, variables: { v: { type: 'number', default: 0 } }, outputs: { r: 'number' } },
    [
      node('start', 'input'),
      node('each', 'loop', { list: 'list', element: 'e', body: { start: 'b', nodes: [node('b', 'branch', { branches: [{ port: 'big', condition: 'e > 10' }] }), node('add', 'calculate', out(['v', 'v + e']))], edges: edges('b:big -> add') } }),
      node('end', 'output', out(['r', 'v'])),
    ],
    ['start -> each', 'each -> end'],
  );

describe('the difference of two versions', () => {
  it('is none where only positions differ', () => {
    const moved = make();
    moved.graph.nodes.forEach((one, i) => (one.position = { x: i, y: 2 }));
    (moved.graph.nodes[1]!.settings as { body: { nodes: { position?: unknown }[] } }).body.nodes[0]!.position = { x: 1, y: 1 };
    expect(diffStrategies(make(), moved)).toEqual({ fields: [], nodes: [], edges: [], rest: [], same: true });
  });

  it('tells fields, nodes with the places of their changes, edges', () => {
    const after = make();
    after.dataModel.variables[0]!.default = 5;
    after.dataModel.inputs.push({ name: 'more', type: 'string' });
    (after.graph.nodes[1]!.settings as { body: { nodes: { settings: { branches: { condition: string }[] } }[] } }).body.nodes[0]!.settings.branches[0]!.condition = 'e > 20';
    after.graph.nodes.splice(2, 0, node('new', 'calculate', out(['v', '1'])));
    after.graph.edges = edges('start -> each', 'each -> new', 'new -> end');
    after.limits = { steps: 10 };
    expect(diffStrategies(make(), after)).toEqual({
      fields: [
        { part: 'inputs', name: 'more', change: 'added', changes: [] },
        { part: 'variables', name: 'v', change: 'changed', changes: [{ path: '/default', before: 0, after: 5 }] },
      ],
      nodes: [
        { id: 'each', kind: 'loop', change: 'changed', changes: [{ path: '/settings/body/nodes/b/settings/branches/big/condition', before: 'e > 10', after: 'e > 20' }] },
        { id: 'new', kind: 'calculate', change: 'added', changes: [] },
      ],
      edges: [
        { edge: { from: 'each', port: 'next', to: 'end' }, change: 'removed' },
        { edge: { from: 'each', port: 'next', to: 'new' }, change: 'added' },
        { edge: { from: 'new', port: 'next', to: 'end' }, change: 'added' },
      ],
      rest: [{ path: '/limits', after: { steps: 10 } }],
      same: false,
    });
  });
});
