import type { StrategyDocument, StrategyGraph } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { addNode, changeNode, closesCycle, connect, disconnect, freeNodeId, removeNodes, renamePort } from './graph-edits.js';
import { graphAt, withGraphAt } from './graph-place.js';

const graph: StrategyGraph = {
  start: 'b',
  nodes: [{ id: 'a', kind: 'input', settings: {} }, { id: 'b', kind: 'branch', settings: {} }, { id: 'c', kind: 'output', settings: {} }],
  edges: [{ from: 'a', port: 'next', to: 'b' }, { from: 'b', port: 'else', to: 'c' }],
};

describe('edits of a graph', () => {
  it('finds free identifiers', () => {
    expect(freeNodeId(graph, 'd')).toBe('d');
    expect(freeNodeId(graph, 'a')).toBe('a-2');
    expect(freeNodeId(addNode(graph, { id: 'a-2', kind: 'output', settings: {} }), 'a')).toBe('a-3');
    expect(freeNodeId(graph, 'узел')).toBe('node');
  });

  it('takes nodes away with their edges and the start', () => {
    expect(removeNodes(graph, new Set(['b']))).toEqual({ nodes: [graph.nodes[0], graph.nodes[2]], edges: [] });
    expect(removeNodes(graph, new Set(['c'])).start).toBe('b');
  });

  it('gives a way out one edge', () => {
    expect(connect(graph, { from: 'b', port: 'else', to: 'a' }).edges).toEqual([graph.edges[0], { from: 'b', port: 'else', to: 'a' }]);
    expect(disconnect(graph, 'b', 'else').edges).toEqual([graph.edges[0]]);
    expect(renamePort(graph, 'b', 'else', 'rest').edges[1]).toEqual({ from: 'b', port: 'rest', to: 'c' });
  });

  it('sees cycles, the one of a single node too', () => {
    expect(closesCycle(graph, 'c', 'a')).toBe(true);
    expect(closesCycle(graph, 'a', 'a')).toBe(true);
    expect(closesCycle(graph, 'a', 'c')).toBe(false);
  });

  it('keeps what did not change', () => {
    expect(changeNode(graph, 'a', (node) => node)).toBe(graph);
    expect(changeNode(graph, 'a', (node) => ({ ...node, title: 'A' })).nodes[1]).toBe(graph.nodes[1]);
  });

  it('reaches into loops', () => {
    const inner: StrategyGraph = { nodes: [{ id: 'x', kind: 'calculate', settings: {} }], edges: [], start: 'x' };
    const document: StrategyDocument = { dataModel: { inputs: [], variables: [], outputs: [] }, graph: { nodes: [...graph.nodes, { id: 'each', kind: 'loop', settings: { list: 'l', body: inner } }], edges: [] } };
    expect(graphAt(document, ['each'])).toBe(inner);
    expect(graphAt(document, ['gone'])).toBeUndefined();
    const changed = withGraphAt(document, ['each'], (body) => changeNode(body, 'x', (node) => ({ ...node, title: 'X' })));
    expect(graphAt(changed, ['each'])!.nodes[0]!.title).toBe('X');
    expect(changed.graph.nodes[0]).toBe(document.graph.nodes[0]);
    expect(withGraphAt(document, ['gone'], (body) => ({ ...body, start: 'x' }))).toBe(document);
  });
});
