import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { strategyChanges } from './strategy-changes.js';

const node = (id: string, value = '1', x = 0): StrategyNode => ({ id, kind: 'calculate', position: { x, y: 0 }, settings: { assignments: [{ name: 'a', value }] } });
const strategy = (nodes: StrategyNode[], edges: [string, string][], more: Partial<StrategyDocument> = {}): StrategyDocument => ({ dataModel: { inputs: [], variables: [], outputs: [] }, graph: { nodes, edges: edges.map(([from, to]) => ({ from, port: 'next', to })) }, ...more });

describe('changes of a strategy', () => {
  it('are told by node, way and field, and drawn with what was taken away', () => {
    const before = strategy([node('a'), node('b'), node('c')], [['a', 'b'], ['b', 'c']], { dataModel: { inputs: [{ name: 'age', type: 'number' }], variables: [], outputs: [] } });
    const after = strategy([node('a', '2'), node('c', '1', 90), node('d')], [['a', 'd'], ['d', 'c']], { limits: { steps: 5 } });
    const { list, union, nodes, edges } = strategyChanges(before, after);
    expect(list.map(({ of, change, name, edge }) => [of, change, name, edge?.port ?? ''].join(' ').trim())).toEqual(['node changed a', 'node added d', 'node removed b', 'edge changed a next', 'field removed age', 'strategy changed']);
    expect(list[0]!.changes).toEqual([{ path: '/settings/assignments/a/value', before: '1', after: '2' }]);
    expect(union.graph.nodes.map(({ id }) => id)).toEqual(['a', 'c', 'd', 'b']);
    expect([...nodes]).toEqual([['a', 'changed'], ['d', 'added'], ['b', 'removed']]);
    expect([...edges]).toEqual([['a next', 'changed'], ['d next', 'added'], ['b next', 'removed']]);
  });

  it('are nothing where nodes were only moved', () => {
    const one = strategy([node('a')], []);
    const moved = strategy([node('a', '1', 70)], []);
    expect(strategyChanges(one, moved)).toMatchObject({ list: [] });
    expect(strategyChanges(one, moved).union.graph).toBe(moved.graph);
  });

  it('reach into loops, and mark the loops around', () => {
    const loop = (body: StrategyNode[]): StrategyNode => ({ id: 'each', kind: 'loop', settings: { list: 'l', element: 'e', body: { nodes: body, edges: [] } } });
    const { list, nodes, union } = strategyChanges(strategy([loop([node('x'), node('y')])], []), strategy([loop([node('x', '5')])], []));
    expect(list.map(({ change, name, loops }) => [change, ...loops, name].join(' '))).toEqual(['changed each x', 'removed each y']);
    expect([...nodes]).toEqual([['each/x', 'changed'], ['each/y', 'removed'], ['each', 'changed']]);
    expect(JSON.stringify(union)).toContain('"id":"y"');
  });
});
