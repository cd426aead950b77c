import { expect, it } from 'vitest';
import { graphColumns } from '../views/strategy/strategy-graph.js';
import { graphBox, strategyGraphLayout } from './strategy-graph-layout.js';

const columns = graphColumns(null);
const row = (cells: Record<string, string | number | null>) => columns.map(({ id }) => cells[id] ?? null);
const node = (id: string, x: number | null, y: number | null) => row({ element: 'node', step: id, node: id, title: id, decisions: 10, x, y });
const edge = (from: string, port: string, to: string, decisions: number) => row({ element: 'edge', step: `${from}:${port}`, node: from, port, to, title: port, decisions });
const edges = [edge('in', 'a', 'x', 4), edge('in', 'b', 'x', 2), edge('in', 'c', 'y', 8), edge('x', 'next', 'out', 6), edge('gone', 'next', 'out', 1)];

it.each([['drawn', [node('in', 0, 140), node('x', 240, 0), node('y', 240, 20), node('out', 480, 140)]], ['not drawn', ['in', 'x', 'y', 'out'].map((id) => node(id, null, null))], ['half drawn', [node('in', 0, 0), node('x', null, null), node('y', 0, 0), node('out', 0, 0)]]])('boxes of a graph that is %s never overlap, and ways run onwards', (_, nodes) => {
  const layout = strategyGraphLayout({ columns, rows: [...nodes, ...edges] });
  for (const [index, a] of layout.nodes.entries()) {
    expect([a.x + graphBox.width <= layout.width, a.y + graphBox.height <= layout.height]).toEqual([true, true]);
    for (const b of layout.nodes.slice(index + 1)) expect(Math.abs(a.x - b.x) >= graphBox.width || Math.abs(a.y - b.y) >= graphBox.height).toBe(true);
  }
  expect(layout.edges).toHaveLength(4);
  for (const { from, to } of layout.edges) expect(from.x).toBeLessThan(to.x);
  expect(layout.edges.map(({ weight }) => weight)).toEqual([0.5, 0.25, 1, 0.75]);
  expect(layout.edges[0]!.labelY).not.toBe(layout.edges[1]!.labelY);
});

it('an empty graph has no size to speak of', () => {
  expect(strategyGraphLayout({ columns, rows: [] })).toMatchObject({ nodes: [], edges: [] });
});
