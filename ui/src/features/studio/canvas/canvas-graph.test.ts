import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardSize, portPlace, sizeOfNode } from './card-geometry.js';
import { refusalOf } from './connection-check.js';
import { placeOfFinding } from './finding-places.js';
import { findNodes } from './find-nodes.js';
import { layoutGraph } from './graph-layout.js';
import { firstNode, walkFrom } from './graph-walk.js';
import { insertNode, wayToGoOn } from './insert-node.js';
import { freeCorner, shownPositions } from './shown-positions.js';

const node = (id: string, kind: StrategyNode['kind'] = 'calculate', settings: unknown = {}): StrategyNode => ({ id, kind, settings });
const branch = node('size', 'branch', { branches: [{ port: 'large', condition: 'debt > 10' }, { port: 'small', condition: 'debt > 1' }] });
const graph: StrategyGraph = {
  nodes: [node('in', 'input'), branch, node('call'), node('sms'), node('out', 'output')],
  edges: [{ from: 'in', port: 'next', to: 'size' }, { from: 'size', port: 'large', to: 'call' }, { from: 'size', port: 'small', to: 'sms' }, { from: 'call', port: 'next', to: 'out' }],
};
const positions = layoutGraph(graph);

/** Graphs without cycles of whatever shape. */
const graphs = fc.integer({ min: 1, max: 25 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 40 }).map((pairs): StrategyGraph => {
    const edges = new Map(pairs.filter(([from, to]) => from < to).map(([from, to]) => [from, { from: `n${from}`, port: 'next', to: `n${to}` }]));
    return { nodes: Array.from({ length: count }, (_, index) => node(`n${index}`, index === 0 ? 'input' : 'calculate')), edges: [...edges.values()] };
  }),
);

function overlapping(shown: StrategyGraph, at: ReadonlyMap<string, { x: number; y: number }>): string[] {
  return shown.nodes.flatMap((a, index) =>
    shown.nodes.slice(index + 1).flatMap((b) => {
      const [p, q, s, r] = [at.get(a.id)!, at.get(b.id)!, sizeOfNode(a), sizeOfNode(b)];
      return p.x < q.x + r.width && q.x < p.x + s.width && p.y < q.y + r.height && q.y < p.y + s.height ? [`${a.id} ${b.id}`] : [];
    }),
  );
}

describe('the geometry of cards', () => {
  it('gives every way out of several a row, and one way none', () => {
    expect(cardSize(['next']).height).toBe(cardSize([]).height);
    expect(cardSize(['a', 'else']).height).toBeGreaterThan(cardSize(['next']).height);
    expect(portPlace(['a', 'else'], 'else').y).toBeGreaterThan(portPlace(['a', 'else'], 'a').y);
    expect(portPlace(['a', 'else'], 'else').y).toBeLessThan(cardSize(['a', 'else']).height);
  });
});

describe('the layout', () => {
  it('goes from left to right without covering cards, ways in their order, and is the same each time', () => {
    expect(layoutGraph(graph)).toEqual(positions);
    for (const { from, to } of graph.edges) expect(positions.get(to)!.x).toBeGreaterThan(positions.get(from)!.x);
    expect(positions.get('call')!.y).toBeLessThan(positions.get('sms')!.y);
    fc.assert(fc.property(graphs, (one) => {
      expect(overlapping(one, layoutGraph(one))).toEqual([]);
    }), { numRuns: 60 });
  });

  it('bears edges to nowhere and a circle that somebody wrote by hand', () => {
    expect(layoutGraph({ nodes: graph.nodes, edges: [...graph.edges, { from: 'out', port: 'x', to: 'in' }, { from: 'gone', port: 'next', to: 'in' }] }).size).toBe(5);
    expect(layoutGraph({ nodes: [], edges: [] }).size).toBe(0);
  });

  it('leaves nodes where they say, keeps what was shown, and puts new ones where there is room', () => {
    const placed = { ...graph, nodes: graph.nodes.map((one) => ({ ...one, position: positions.get(one.id)! })) };
    const grown = { ...placed, nodes: [...placed.nodes, node('more')], edges: [...placed.edges, { from: 'sms', port: 'next', to: 'more' }] };
    const shown = shownPositions(grown, new Map(), layoutGraph);
    for (const one of placed.nodes) expect(shown.get(one.id)).toBe(one.position);
    expect(overlapping(grown, shown)).toEqual([]);
    expect(shownPositions(graph, positions, () => new Map())).toEqual(positions);
  });
});

describe('pasted nodes', () => {
  it('stand where they cover no card', () => {
    fc.assert(fc.property(graphs, (one) => {
      const at = layoutGraph(one);
      const placed = one.nodes.map((each) => ({ ...each, position: at.get(each.id)! }));
      const corner = freeCorner(one, at, placed, { x: 0, y: 0 });
      const top = { x: Math.min(...placed.map(({ position }) => position.x)), y: Math.min(...placed.map(({ position }) => position.y)) };
      const copies = placed.map((each) => ({ ...each, id: `${each.id}-2`, position: { x: each.position.x + corner.x - top.x, y: each.position.y + corner.y - top.y } }));
      const all = { nodes: [...placed, ...copies], edges: [] };
      expect(overlapping(all, new Map(all.nodes.map((each) => [each.id, each.position])))).toEqual([]);
    }), { numRuns: 40 });
  });
});

describe('connections', () => {
  it('are refused with the reason', () => {
    expect(refusalOf(graph, { from: 'size', port: 'else', to: 'sms' })).toBeNull();
    expect(refusalOf(graph, { from: 'size', port: 'large', to: 'call' })).toBe('same');
    expect(refusalOf(graph, { from: 'call', port: 'next', to: 'in' })).toBe('into-input');
    expect(refusalOf(graph, { from: 'out', port: 'next', to: 'call' })).toBe('out-of-output');
    expect(refusalOf(graph, { from: 'call', port: 'next', to: 'size' })).toBe('cycle');
    expect(refusalOf(graph, { from: 'call', port: 'next', to: 'call' })).toBe('itself');
    expect(refusalOf(graph, { from: 'size', port: 'gone', to: 'call' })).toBe('no-such-way');
    expect(refusalOf(graph, { from: 'gone', port: 'next', to: 'call' })).toBe('gone');
  });
});

describe('insertion', () => {
  it('comes between a way out and what it led to, and makes room', () => {
    const { graph: next, id } = insertNode(graph, { kind: 'calculate', settings: {}, after: { id: 'in', port: 'next' } }, positions);
    expect(next.edges).toContainEqual({ from: 'in', port: 'next', to: id });
    expect(next.edges).toContainEqual({ from: id, port: 'next', to: 'size' });
    const at = new Map(next.nodes.map((one) => [one.id, one.position ?? positions.get(one.id)!]));
    expect(overlapping(next, at)).toEqual([]);
    expect(at.get('size')!.x).toBeGreaterThan(at.get(id)!.x);
  });

  it('leaves what an output cuts off without an edge, and joins nothing to an input', () => {
    const cut = insertNode(graph, { kind: 'output', settings: {}, edge: { from: 'in', port: 'next', to: 'size' } }, positions);
    expect(cut.graph.edges.filter(({ to }) => to === 'size')).toEqual([]);
    expect(insertNode(graph, { kind: 'input', settings: {}, after: { id: 'call', port: 'next' } }, positions).graph.edges).toBe(graph.edges);
  });

  it('begins a body with its first node', () => {
    expect(insertNode({ nodes: [], edges: [] }, { kind: 'calculate', settings: {} }, new Map(), { inLoop: true }).graph.start).toBe('calculate');
    expect(insertNode({ nodes: [], edges: [] }, { kind: 'input', settings: {} }, new Map()).graph).not.toHaveProperty('start');
  });

  it('never covers a card, wherever it is put', () => {
    fc.assert(fc.property(graphs, fc.nat(24), (one, index) => {
      const at = layoutGraph(one);
      const after = one.nodes[index % one.nodes.length]!;
      const { graph: next } = insertNode(one, { kind: 'branch', settings: { branches: [{ port: 'yes' }] }, after: { id: after.id, port: 'next' } }, at);
      const shown = new Map(next.nodes.map((each) => [each.id, each.position ?? at.get(each.id)!]));
      const added = next.nodes.at(-1)!.id;
      expect(overlapping(next, shown).filter((pair) => pair.split(' ').includes(added))).toEqual([]);
    }), { numRuns: 60 });
  });

  it('goes on from the first way that leads nowhere', () => {
    expect(wayToGoOn(graph, branch)).toBe('else');
    expect(wayToGoOn(graph, graph.nodes[0]!)).toBe('next');
    expect(wayToGoOn(graph, graph.nodes[4]!)).toBeUndefined();
  });
});

describe('walking', () => {
  it('follows the edges and goes to the neighbours', () => {
    expect(firstNode(graph, positions)).toBe('in');
    expect(walkFrom(graph, positions, 'in', 'on')).toBe('size');
    expect(walkFrom(graph, positions, 'size', 'on')).toBe('call');
    expect(walkFrom(graph, positions, 'call', 'down')).toBe('sms');
    expect(walkFrom(graph, positions, 'sms', 'up')).toBe('call');
    expect(walkFrom(graph, positions, 'sms', 'back')).toBe('size');
    expect(walkFrom(graph, positions, 'in', 'back')).toBeNull();
    expect(walkFrom(graph, positions, 'sms', 'on')).toBeNull();
    expect(walkFrom({ nodes: [], edges: [] }, new Map(), 'x', 'on')).toBeNull();
  });
});

const inner: StrategyGraph = { nodes: [node('add', 'calculate', { assignments: [{ name: 'total', value: 'total + loan' }] })], edges: [] };
const document: StrategyDocument = { dataModel: { inputs: [{ name: 'debt', type: 'number' }], variables: [], outputs: [] }, graph: { ...graph, nodes: [...graph.nodes, node('each', 'loop', { list: 'loans', element: 'loan', body: inner })] } };

describe('search and findings', () => {
  it('finds nodes by what is seen, then by their settings, inside loops too', () => {
    const ids = (query: string) => findNodes(document, query, (one) => one.kind).map((found) => [...found.place, found.node.id].join('/'));
    expect(ids('out')).toEqual(['out']);
    expect(ids('DEBT')).toEqual(['size']);
    expect(ids('loan total')).toEqual(['each/add']);
    expect(ids('')).toHaveLength(7);
    expect(ids('nothing of the kind')).toEqual([]);
  });

  it('tells where a finding lies', () => {
    expect(placeOfFinding(document, { path: '/graph/nodes/1/settings/branches/0/condition' })).toEqual({ node: 'size', place: [] });
    expect(placeOfFinding(document, { path: '/graph/nodes/5/settings/body/nodes/0/settings' })).toEqual({ node: 'add', place: ['each'] });
    expect(placeOfFinding(document, { path: '/graph/nodes/5/settings/body/nodes/9' })).toEqual({ node: 'each', place: [] });
    expect(placeOfFinding(document, { path: '/dataModel/inputs/0/type' })).toEqual({ part: 'inputs', field: 'debt' });
    expect(placeOfFinding(document, { path: '/dataModel/outputs' })).toEqual({ part: 'outputs', field: null });
    expect(placeOfFinding(document, { path: '/graph/edges/3' })).toBeNull();
    expect(placeOfFinding(document, { path: '' })).toBeNull();
  });
});
