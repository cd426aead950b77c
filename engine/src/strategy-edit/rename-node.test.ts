import type { StrategyGraph } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { faultOfNodeId, renameNode } from './rename-node.js';

const graph: StrategyGraph = {
  start: 'a',
  nodes: [{ id: 'a', kind: 'calculate', settings: {} }, { id: 'b', kind: 'ab-test', settings: { arms: [] } }, { id: 'c', kind: 'output', settings: {} }],
  edges: [{ from: 'a', port: 'next', to: 'b' }, { from: 'b', port: 'x', to: 'c' }],
};

describe('another identifier of a node', () => {
  it('is followed by edges and the start', () => {
    const next = renameNode(graph, 'a', 'first');
    expect(next.start).toBe('first');
    expect(next.edges).toEqual([{ from: 'first', port: 'next', to: 'b' }, graph.edges[1]]);
    expect(next.nodes[1]).toBe(graph.nodes[1]);
  });

  it('keeps everybody in the arm of a split', () => {
    expect(renameNode(graph, 'b', 'split').nodes[1]).toEqual({ id: 'split', kind: 'ab-test', settings: { arms: [], experiment: 'b' } });
    const told = renameNode(renameNode(graph, 'b', 'split'), 'split', 'other');
    expect(told.nodes[1]!.settings).toEqual({ arms: [], experiment: 'b' });
  });

  it('that cannot be taken changes nothing', () => {
    expect(faultOfNodeId(graph, 'a', 'b')).toBe('taken');
    expect(faultOfNodeId(graph, 'a', 'узел')).toBe('pattern');
    expect(faultOfNodeId(graph, 'a', 'a')).toBeUndefined();
    for (const wanted of ['a', 'b', 'a b', '']) expect(renameNode(graph, 'a', wanted)).toBe(graph);
    expect(renameNode(graph, 'gone', 'x')).toBe(graph);
  });
});
