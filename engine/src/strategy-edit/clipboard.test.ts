import { nodeKinds, type StrategyDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipText, copyNodes, pasteNodes, readClip } from './clipboard.js';
import { graphAt } from './graph-place.js';
import { namesIn } from './names-in.js';

const field = (name: string) => ({ name, type: 'number' as const });
const source: StrategyDocument = {
  dataModel: { inputs: [field('amount'), field('region')], variables: [field('score')], outputs: [field('way')] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {}, position: { x: 0, y: 0 } },
      { id: 'size', kind: 'branch', title: 'Large debt', settings: { branches: [{ port: 'large', condition: 'amount > 10 and client.region != "region"' }] }, position: { x: 100, y: 40 } },
      { id: 'calc', kind: 'calculate', settings: { assignments: [{ name: 'score', value: '1' }] }, position: { x: 300, y: 20 } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'size' }, { from: 'size', port: 'large', to: 'calc' }],
  },
};
const empty: StrategyDocument = { dataModel: { inputs: [], variables: [], outputs: [] }, graph: { nodes: [], edges: [] } };

describe('the clipboard of a strategy', () => {
  it('takes the nodes, the edges among them and the fields that they name', () => {
    const clip = copyNodes(source, [], new Set(['size', 'calc']))!;
    expect(clip.nodes.map(({ id }) => id)).toEqual(['size', 'calc']);
    expect(clip.edges).toEqual([{ from: 'size', port: 'large', to: 'calc' }]);
    expect(clip.dataModel).toEqual({ inputs: [field('amount')], variables: [field('score')], outputs: [] });
    expect(copyNodes(source, [], new Set(['gone']))).toBeNull();
    expect(copyNodes(source, ['nowhere'], new Set(['size']))).toBeNull();
  });

  it('gives fresh identifiers beside the nodes that are there, and keeps their edges', () => {
    const clip = copyNodes(source, [], new Set(['size', 'calc']))!;
    const { document, ids, fields } = pasteNodes(source, [], clip);
    expect(ids).toEqual(['size-2', 'calc-2']);
    expect(fields).toEqual([]);
    expect(document.dataModel).toBe(source.dataModel);
    expect(document.graph.edges).toEqual([...source.graph.edges, { from: 'size-2', port: 'large', to: 'calc-2' }]);
    expect(document.graph.nodes.at(-2)!.position).toEqual({ x: 148, y: 88 });
  });

  it('brings the fields that another strategy lacks, and leaves those that it has', () => {
    const clip = readClip(clipText(copyNodes(source, [], new Set(['size', 'calc']))!))!;
    const target: StrategyDocument = { ...empty, dataModel: { inputs: [], variables: [{ name: 'amount', type: 'string' }], outputs: [] } };
    const { document, ids, fields } = pasteNodes(target, [], clip, { x: 0, y: 0 });
    expect(ids).toEqual(['size', 'calc']);
    expect(fields).toEqual(['score']);
    expect(document.dataModel).toEqual({ inputs: [], variables: [{ name: 'amount', type: 'string' }, field('score')], outputs: [] });
    expect(document.graph.nodes.map(({ position }) => position)).toEqual([{ x: 0, y: 20 }, { x: 200, y: 0 }]);
  });

  it('brings no second input, and none into a loop', () => {
    const clip = copyNodes(source, [], new Set(['in', 'size']))!;
    expect(pasteNodes(source, [], clip)).toMatchObject({ ids: ['size-2'], left: ['in'] });
    expect(pasteNodes(empty, [], clip)).toMatchObject({ ids: ['in', 'size'], left: [] });
    const loop: StrategyDocument = { ...empty, graph: { nodes: [{ id: 'each', kind: 'loop', settings: { list: 'l', element: 'e', body: { nodes: [], edges: [] } } }], edges: [] } };
    const pasted = pasteNodes(loop, ['each'], clip);
    expect(pasted).toMatchObject({ ids: ['size'], left: ['in'] });
    expect(graphAt(pasted.document, ['each'])!.start).toBe('size');
    const alone = copyNodes(source, [], new Set(['in']))!;
    expect(pasteNodes(source, [], alone)).toEqual({ document: source, ids: [], fields: [], left: ['in'] });
  });

  it('refuses whatever else a clipboard holds', () => {
    const good = JSON.parse(clipText(copyNodes(source, [], new Set(['size']))!)) as { nodes: unknown[]; edges: unknown[]; dataModel: unknown };
    const bad: unknown[] = [
      'arbiter-nodes/1', { ...good, nodes: [] }, { ...good, nodes: [{ id: '__proto__ x', kind: 'branch', settings: {} }] }, { ...good, nodes: [{ id: 'a', kind: 'shell', settings: {} }] },
      { ...good, nodes: [good.nodes[0], good.nodes[0]] }, { ...good, edges: [{ from: 'a', to: 'b' }] }, { ...good, dataModel: {} }, { ...good, dataModel: { inputs: [{ name: 'a b', type: 'number' }], variables: [], outputs: [] } },
    ];
    for (const one of bad) expect(readClip(JSON.stringify(one))).toBeNull();
    expect(readClip('{"format":"arbiter-nodes/1"')).toBeNull();
    expect(readClip('a text that somebody copied')).toBeNull();
    expect(readClip(JSON.stringify({ ...good, evil: 1 }))).not.toHaveProperty('evil');
  });

  it('never gives an identifier twice, nor an edge to nowhere, however often it is pasted', () => {
    const nodes = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-c]{1,2}(-[23])?$/), kind: fc.constantFrom(...nodeKinds), settings: fc.constant({}) }), { selector: ({ id }) => id, minLength: 1, maxLength: 8 });
    fc.assert(fc.property(nodes, fc.array(fc.tuple(fc.nat(7), fc.nat(7))), fc.integer({ min: 1, max: 3 }), (all, pairs, times) => {
      const edges = pairs.flatMap(([from, to]) => (all[from] && all[to] ? [{ from: all[from].id, port: 'next', to: all[to].id }] : []));
      let document: StrategyDocument = { ...empty, graph: { nodes: all, edges } };
      const clip = readClip(clipText(copyNodes(document, [], new Set(all.map(({ id }) => id)))!))!;
      for (let time = 0; time < times; time += 1) ({ document } = pasteNodes(document, [], clip));
      const ids = document.graph.nodes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { from, to } of document.graph.edges) expect(ids.includes(from) && ids.includes(to)).toBe(true);
      expect(document.graph.nodes.filter(({ kind }) => kind === 'input').length).toBeLessThanOrEqual(Math.max(1, all.filter(({ kind }) => kind === 'input').length));
    }));
  });

  it('finds names in expressions, not in quoted texts nor among members', () => {
    expect([...namesIn({ value: 'if долг > 0 then loan.term else "amount"' })].sort()).toEqual(['else', 'if', 'loan', 'then', 'value', 'долг']);
  });
});
