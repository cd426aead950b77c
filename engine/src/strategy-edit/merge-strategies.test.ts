import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connect, removeNodes } from './graph-edits.js';
import type { MergeChoice } from './merge-json.js';
import { mergeJson } from './merge-json.js';
import { mergePlaceOf } from './merge-place.js';
import { mergeStrategies } from './merge-strategies.js';
import { sameJson } from './same-json.js';

const branch = (id: string, branches: object[] = [{ port: 'yes', condition: 'a > 1' }, { port: 'no', condition: 'a < 1' }]): StrategyNode => ({ id, kind: 'branch', position: { x: 0, y: 0 }, settings: { branches } });
const calculate = (id: string, value = '1'): StrategyNode => ({ id, kind: 'calculate', position: { x: 0, y: 0 }, settings: { assignments: [{ name: 'a', value }, { name: 'b', value: '2' }] } });
const base: StrategyDocument = {
  dataModel: { inputs: [{ name: 'age', type: 'number' }, { name: 'income', type: 'number' }], variables: [], outputs: [] },
  graph: {
    nodes: [{ id: 'in', kind: 'input', settings: {} }, branch('check'), calculate('sum'), { id: 'out', kind: 'output', settings: { assignments: [] } }],
    edges: [{ from: 'in', port: 'next', to: 'check' }, { from: 'check', port: 'yes', to: 'sum' }, { from: 'check', port: 'else', to: 'out' }, { from: 'sum', port: 'next', to: 'out' }],
  },
};

const changed = (document: StrategyDocument, id: string, change: (node: StrategyNode) => StrategyNode): StrategyDocument => ({ ...document, graph: { ...document.graph, nodes: document.graph.nodes.map((node) => (node.id === id ? change(node) : node)) } });
const without = (document: StrategyDocument, id: string): StrategyDocument => ({ ...document, graph: removeNodes(document.graph, new Set([id])) });
const added = (document: StrategyDocument, node: StrategyNode): StrategyDocument => ({ ...document, graph: { ...document.graph, nodes: [...document.graph.nodes, node] } });
const linked = (document: StrategyDocument, from: string, port: string, to: string): StrategyDocument => ({ ...document, graph: connect(document.graph, { from, port, to }) });
const node = (document: StrategyDocument, id: string): StrategyNode | undefined => document.graph.nodes.find((one) => one.id === id);
const settings = (document: StrategyDocument, id: string) => node(document, id)!.settings as Record<string, Record<string, unknown>[]>;

describe('merge of strategies', () => {
  it('merges one node by place: another title, another condition, another branch', () => {
    const mine = changed(base, 'check', (one) => ({ ...one, title: 'Check', settings: { branches: [{ port: 'yes', condition: 'a > 5' }, { port: 'no', condition: 'a < 1' }] } }));
    const theirs = changed(base, 'check', (one) => ({ ...one, note: 'Why', settings: { branches: [{ port: 'yes', condition: 'a > 1' }, { port: 'no', condition: 'a < 0' }, { port: 'maybe', condition: 'true' }] } }));
    const { document, conflicts } = mergeStrategies(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(node(document, 'check')).toMatchObject({ title: 'Check', note: 'Why', settings: { branches: [{ condition: 'a > 5' }, { condition: 'a < 0' }, { port: 'maybe' }] } });
    expect(node(document, 'sum')).toBe(node(base, 'sum'));
  });

  it('puts the same place to a person, and takes what was chosen', () => {
    const edit = (value: string) => changed(base, 'sum', (one) => ({ ...one, settings: { assignments: [{ name: 'a', value }, { name: 'b', value: '2' }] } }));
    const { document, conflicts } = mergeStrategies(base, edit('10'), edit('20'));
    expect(conflicts).toEqual([{ id: '/graph/nodes/sum/settings/assignments/a/value', path: ['graph', 'nodes', 'sum', 'settings', 'assignments', 'a', 'value'], base: '1', mine: '10', theirs: '20' }]);
    expect(mergePlaceOf(conflicts[0]!.path)).toEqual({ loops: [], of: 'node', name: 'sum', within: ['settings', 'assignments', 'a', 'value'] });
    expect(settings(document, 'sum').assignments![0]!.value).toBe('10');
    expect(settings(mergeStrategies(base, edit('10'), edit('20'), new Map<string, MergeChoice>([[conflicts[0]!.id, 'theirs']])).document, 'sum').assignments![0]!.value).toBe('20');
  });

  it('lets both keep new nodes that came under one identifier', () => {
    const mine = linked(added(base, calculate('calculate', 'mine')), 'check', 'no', 'calculate');
    const theirs = linked(added(base, calculate('calculate', 'theirs')), 'sum', 'next', 'calculate');
    const { document, conflicts, renamed } = mergeStrategies(base, mine, theirs);
    expect([conflicts, renamed]).toEqual([[], [{ place: [], from: 'calculate', to: 'calculate-2' }]]);
    expect(document.graph.edges).toEqual(expect.arrayContaining([{ from: 'check', port: 'no', to: 'calculate-2' }, { from: 'sum', port: 'next', to: 'calculate' }]));
    expect([settings(document, 'calculate').assignments![0]!.value, settings(document, 'calculate-2').assignments![0]!.value]).toEqual(['theirs', 'mine']);
  });

  it('takes a node away against another edit only when a person says so, and brings its edges back when not', () => {
    const gone = without(base, 'sum');
    const edited = changed(base, 'sum', (one) => ({ ...one, title: 'Sum' }));
    const { document, conflicts } = mergeStrategies(base, gone, edited);
    expect(conflicts).toMatchObject([{ id: '/graph/nodes/sum', mine: undefined, theirs: { title: 'Sum' } }]);
    expect(document).toEqual(gone);
    expect(mergeStrategies(base, gone, edited, new Map([['/graph/nodes/sum', 'theirs']])).document.graph.edges).toEqual(expect.arrayContaining(base.graph.edges));
    expect(mergeStrategies(base, edited, gone).document.graph.edges).toEqual(expect.arrayContaining(base.graph.edges));
    // Moving is no edit, connecting is one.
    expect(mergeStrategies(base, gone, changed(base, 'sum', (one) => ({ ...one, position: { x: 9, y: 9 } })))).toMatchObject({ conflicts: [], document: gone });
    expect(mergeStrategies(base, gone, linked(base, 'check', 'no', 'sum')).conflicts).toMatchObject([{ id: '/graph/nodes/sum' }]);
    // Where the other one led the way elsewhere already, nothing collides.
    expect(mergeStrategies(base, gone, linked(base, 'check', 'yes', 'out')).conflicts).toEqual([]);
  });

  it('tells a way out that was led to two nodes', () => {
    const { conflicts } = mergeStrategies(base, linked(base, 'check', 'yes', 'out'), linked(base, 'check', 'yes', 'in'));
    expect(conflicts.map(({ path }) => mergePlaceOf(path))).toEqual([{ loops: [], of: 'edge', name: 'check yes', within: ['to'] }]);
    expect(mergeStrategies(base, linked(base, 'check', 'yes', 'out'), linked(base, 'sum', 'next', 'in')).conflicts).toEqual([]);
  });

  it('never asks where nodes stand', () => {
    const moved = (x: number) => changed(base, 'sum', (one) => ({ ...one, position: { x, y: 1 } }));
    expect(mergeStrategies(base, moved(1), moved(2))).toMatchObject({ conflicts: [], document: moved(1) });
    expect(node(mergeStrategies(base, base, moved(2)).document, 'sum')!.position).toEqual({ x: 2, y: 1 });
  });

  it('merges fields, loops inside loops, limits and texts', () => {
    const loop = (inner: StrategyNode): StrategyNode => ({ id: 'each', kind: 'loop', settings: { list: 'l', element: 'e', body: { start: inner.id, nodes: [inner], edges: [] } } });
    const with_ = (document: StrategyDocument, inner: StrategyNode) => added(document, { ...loop(loop(inner)), id: 'outer' });
    const mine: StrategyDocument = { ...with_(base, calculate('x', '7')), description: 'D', dataModel: { ...base.dataModel, inputs: [{ name: 'age', type: 'integer' }, { name: 'income', type: 'number' }, { name: 'city', type: 'string' }] } };
    const before = with_(base, calculate('x'));
    const theirs: StrategyDocument = { ...with_(base, { ...calculate('x'), title: 'X' }), limits: { steps: 5 }, dataModel: { ...base.dataModel, inputs: [{ name: 'age', type: 'number', required: true }] } };
    const { document, conflicts } = mergeStrategies(before, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(document).toMatchObject({ description: 'D', limits: { steps: 5 }, dataModel: { inputs: [{ name: 'age', type: 'integer', required: true }, { name: 'city' }] } });
    expect(JSON.stringify(document)).toContain('"title":"X"');
    const collide = mergeStrategies(before, with_(base, calculate('x', '8')), with_(base, calculate('x', '9'))).conflicts;
    expect(collide.map(({ path }) => mergePlaceOf(path))).toEqual([{ loops: ['outer', 'each'], of: 'node', name: 'x', within: ['settings', 'assignments', 'a', 'value'] }]);
    const code = (text: string) => changed(added(base, { id: 'py', kind: 'python', settings: {} }), 'py', (one) => ({ ...one, settings: { code: text } }));
    expect(mergeStrategies(code('a\nb\nc\nd'), code('A\nb\nc\nd'), code('a\nb\nc\nD')).document).toEqual(code('A\nb\nc\nD'));
    expect(mergeStrategies(code('a\nb'), code('A\nb'), code('X\nb')).conflicts).toHaveLength(1);
  });

  it('does not mix settings of different kinds', () => {
    const rules = (content: object) => added(base, { id: 'r', kind: 'rules', settings: { content } });
    const conflicts = mergeStrategies(rules({ kind: 'rule-set', document: { rules: [], name: 'a' } }), rules({ kind: 'scorecard', document: { initialScore: 0 } }), rules({ kind: 'rule-set', document: { rules: [], name: 'b' } })).conflicts;
    expect(conflicts.map(({ id }) => id)).toEqual(['/graph/nodes/r/settings/content']);
  });

  it('merges rows of lists that nothing names', () => {
    const row = (...inputs: string[]) => ({ inputs, outputs: ['1'] });
    const table = (...rules: object[]) => ({ hitPolicy: 'F', rules });
    const [a, b, c] = [row('a'), row('b'), row('c')];
    expect(mergeJson(table(a, b, c), table(a, row('B'), c), table(a, b, c, row('d')))).toMatchObject({ conflicts: [], document: table(a, row('B'), c, row('d')) });
    expect(mergeJson(table(a, b, c), table(row('A'), b, c), table(a, row('B'), c))).toMatchObject({ conflicts: [], document: table(row('A'), row('B'), c) });
    expect(mergeJson(table(a, b, c), table(a, c), table(a, row('B'), c)).conflicts).toMatchObject([{ path: ['rules', '1-1'], mine: [], theirs: [row('B')] }]);
    expect(mergeJson(table(a), table(a, row('x')), table(a, row('y'))).conflicts).toMatchObject([{ path: ['rules', '1+'] }]);
  });
});

/** Random edits of a small strategy, each aimed at places that others aim at too. */
type Edit = (document: StrategyDocument) => StrategyDocument;
const ids = ['check', 'sum', 'out', 'new', 'other'];
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ id: fc.constantFrom(...ids), title: fc.constantFrom('A', 'B') }).map(({ id, title }): Edit => (document) => changed(document, id, (one) => ({ ...one, title }))),
  fc.record({ id: fc.constantFrom(...ids), x: fc.integer({ min: 0, max: 3 }) }).map(({ id, x }): Edit => (document) => changed(document, id, (one) => ({ ...one, position: { x, y: 0 } }))),
  fc.record({ id: fc.constantFrom('new', 'other'), value: fc.constantFrom('1', '2') }).map(({ id, value }): Edit => (document) => (node(document, id) ? document : added(document, calculate(id, value)))),
  fc.constantFrom(...ids).map((id): Edit => (document) => without(document, id)),
  fc.record({ from: fc.constantFrom(...ids), port: fc.constantFrom('yes', 'next', 'else'), to: fc.constantFrom(...ids) }).map(({ from, port, to }): Edit => (document) => (node(document, from) && node(document, to) ? linked(document, from, port, to) : document)),
  fc.record({ at: fc.nat(3), value: fc.constantFrom('x', 'y') }).map(({ at, value }): Edit => (document) => changed(document, 'sum', (one) => ({ ...one, settings: { assignments: (one.settings as { assignments: object[] }).assignments.map((each, index) => (index === at ? { ...each, value } : each)) } }))),
  fc.record({ name: fc.constantFrom('age', 'city'), type: fc.constantFrom('string' as const, 'integer' as const) }).map(({ name, type }): Edit => (document) => ({ ...document, dataModel: { ...document.dataModel, inputs: [...document.dataModel.inputs.filter((field) => field.name !== name), { name, type }] } })),
);
const edited = fc.array(edit, { maxLength: 6 }).map((edits) => edits.reduce((document, one) => one(document), base));
/** The same whatever the order of lists is, and wherever nodes stand. */
const unordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unordered).map((one) => JSON.stringify(one)).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'position').sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, unordered(one)]));
};

describe('merge of any two drafts', () => {
  it('gives back what only one of them changed', () => {
    fc.assert(fc.property(edited, edited, (from, to) => {
      expect(mergeStrategies(from, to, from)).toEqual({ document: to, conflicts: [], renamed: [] });
      expect(mergeStrategies(from, from, to)).toEqual({ document: to, conflicts: [], renamed: [] });
      expect(mergeStrategies(from, to, to).document).toEqual(to);
    }));
  });

  it('is the same from both sides where nothing collides', () => {
    fc.assert(fc.property(edited, edited, (mine, theirs) => {
      const [one, other] = [mergeStrategies(base, mine, theirs), mergeStrategies(base, theirs, mine)];
      // An edge to a node that one of them took away is a question only while that node stays, which is each side's own first answer.
      const ids = ({ conflicts }: typeof one) => conflicts.map(({ id }) => id).filter((id) => !id.startsWith('/graph/edges/')).sort();
      expect(ids(one)).toEqual(ids(other));
      if (one.conflicts.length + other.conflicts.length + one.renamed.length === 0) expect(unordered(one.document)).toEqual(unordered(other.document));
    }), { numRuns: 400 });
  });

  it('takes the chosen side at every place, and loses no node that anybody added', () => {
    fc.assert(fc.property(edited, edited, (mine, theirs) => {
      const { conflicts, document, renamed } = mergeStrategies(base, mine, theirs);
      const all = (choice: MergeChoice) => mergeStrategies(base, mine, theirs, new Map(conflicts.map(({ id }) => [id, choice])));
      expect(all('mine').document).toEqual(document);
      // A node that stays may bring an edge up that was no question while it was gone, and one that goes may end such a question.
      const places = (list: typeof conflicts) => list.filter(({ id }) => !id.startsWith('/graph/edges/'));
      expect(places(all('theirs').conflicts)).toEqual(places(conflicts));
      const isNew = ({ id }: StrategyNode) => !node(base, id);
      const names = new Map(renamed.map(({ from, to }) => [from, to]));
      for (const one of mine.graph.nodes.filter(isNew)) expect(node(document, names.get(one.id) ?? one.id)).toMatchObject({ settings: one.settings });
      for (const one of theirs.graph.nodes.filter(isNew)) expect(sameJson(node(document, one.id)!.settings, one.settings)).toBe(true);
      const there = new Set(document.graph.nodes.map(({ id }) => id));
      expect(there.size).toBe(document.graph.nodes.length);
      for (const { from, to } of document.graph.edges) expect(there.has(from) && there.has(to)).toBe(true);
      expect(new Set(document.graph.edges.map(({ from, port }) => `${from} ${port}`)).size).toBe(document.graph.edges.length);
    }), { numRuns: 400 });
  });
});
