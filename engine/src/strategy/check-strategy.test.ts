import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { checkStrategy, inspectStrategy } from './check-strategy.js';
import { compiled, context, dependenciesOf, edges, node, outputsOf, strategy } from './testing/strategy-fixture.js';

const out = (...assignments: [string, string][]) => ({ assignments: assignments.map(([name, value]) => ({ name, value })) });
const branch = (...branches: [string, string][]) => ({ branches: branches.map(([port, condition]) => ({ port, condition })) });
const none = dependenciesOf();
const faultsOf = (document: unknown, dependencies = none, id?: string) => {
  const result = checkStrategy(document, dependencies, id === undefined ? {} : { id });
  return result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`);
};
const messagesOf = (document: unknown) => inspectStrategy(document, none).faults.map(({ message }) => message).join('\n');
const model = { inputs: { a: 'number', text: 'string' }, variables: { v: 'number', w: { type: 'number', default: 0 } }, outputs: { r: 'number' } } as const;
const simple = (nodes: StrategyNode[], links: string[]): StrategyDocument => strategy(model, nodes, links);

describe('the check of a graph', () => {
  it('wants one input node, an output node, and an edge at every way out', () => {
    expect(faultsOf(simple([node('end', 'output')], []))).toEqual(['/graph/nodes no-start']);
    expect(faultsOf(simple([node('start', 'input')], []))).toEqual(['/graph/nodes no-end', '/graph/nodes/0 no-edge']);
    expect(faultsOf(simple([node('start', 'input'), node('two', 'input'), node('end', 'output')], ['start -> end', 'two -> end']))).toContain('/graph/nodes/1 two-starts');
    expect(faultsOf(simple([node('start', 'input'), node('b', 'branch', branch(['yes', 'a > 1'])), node('end', 'output')], ['start -> b', 'b:yes -> end']))).toEqual(['/graph/nodes/1 no-edge']);
  });

  it('wants edges from and to what exists, one at each way out', () => {
    const nodes = [node('start', 'input'), node('end', 'output')];
    expect(faultsOf(simple(nodes, ['start -> end', 'start -> end']))).toEqual(['/graph/edges/1 two-edges']);
    expect(faultsOf(simple(nodes, ['start -> end', 'ghost -> end']))).toEqual(['/graph/edges/1/from no-node']);
    expect(faultsOf(simple(nodes, ['start -> ghost']))).toContain('/graph/edges/0/to no-node');
    expect(faultsOf(simple(nodes, ['start -> end', 'start:other -> end']))).toEqual(['/graph/edges/1/port no-port']);
    expect(faultsOf(simple(nodes, ['start -> end', 'end -> start']))).toEqual(['/graph/edges/1/to into-start', '/graph/edges/1/port no-port']);
    expect(faultsOf(simple(nodes, ['start -> end', 'start:error -> end']))).toEqual(['/graph/edges/1/port no-port']);
    expect(faultsOf(simple([node('start', 'input'), node('start', 'output')], ['start -> start']))).toContain('/graph/nodes/1/id duplicate-id');
  });

  it('names cycles along their way and nodes out of reach', () => {
    const cyclic = simple([node('start', 'input'), node('x', 'calculate', out(['w', '1'])), node('y', 'branch', branch(['back', 'a > 1'])), node('end', 'output')], ['start -> x', 'x -> y', 'y:back -> x', 'y:else -> end']);
    expect(faultsOf(cyclic)).toEqual(['/graph/nodes/1 cycle']);
    expect(messagesOf(cyclic)).toContain('x → y → x');
    const apart = simple([node('start', 'input'), node('end', 'output'), node('alone', 'output')], ['start -> end']);
    expect(faultsOf(apart)).toEqual(['/graph/nodes/2 unreachable']);
    const alone = simple([node('start', 'input'), node('end', 'output'), node('p', 'calculate', out(['w', '1'])), node('q', 'calculate', out(['w', '1']))], ['start -> end', 'p -> q', 'q -> p']);
    expect(faultsOf(alone)).toEqual(['/graph/nodes/2 unreachable', '/graph/nodes/3 unreachable']);
  });

  it('finds names that are read before they have a value, with the way', () => {
    const document = simple(
      [node('start', 'input'), node('b', 'branch', branch(['yes', 'a > 1'])), node('set', 'calculate', out(['v', '1'])), node('use', 'calculate', out(['w', 'v + 1'])), node('end', 'output', out(['r', 'w']))],
      ['start -> b', 'b:yes -> set', 'b:else -> use', 'set -> use', 'use -> end'],
    );
    expect(faultsOf(document)).toEqual(['/graph/nodes/3/settings/assignments/0/value missing-default']);
    expect(messagesOf(document)).toMatch(/Node "use": "v" is read here.*start → b → use/);
    document.dataModel.variables[0]!.default = null;
    expect(faultsOf(document)).toEqual([]);
  });

  it('warns of outputs that stay empty, and refuses where they are required', () => {
    const document = simple([node('start', 'input'), node('end', 'output')], ['start -> end']);
    expect(inspectStrategy(document, none).warnings).toMatchObject([{ path: '/dataModel/outputs/0', code: 'output-not-set' }]);
    document.dataModel.outputs[0]!.required = true;
    expect(faultsOf(document)).toEqual(['/dataModel/outputs/0 output-not-set']);
  });

  it('finds unknown names, wrong types, and writes to what cannot be written', () => {
    const one = (name: string, value: string) => faultsOf(simple([node('start', 'input'), node('c', 'calculate', out([name, value])), node('end', 'output', out(['r', '1']))], ['start -> c', 'c -> end'])).map((fault) => fault.replace('/graph/nodes/1/settings/assignments/0', ''));
    expect(one('w', 'nowhere + 1')).toHaveLength(1);
    expect(one('w', '"x"')).toEqual(['/name type-mismatch']);
    expect(one('w', 'text')).toEqual(['/name type-mismatch']);
    expect(one('a', '1')).toEqual(['/name not-writable']);
    expect(one('ghost', '1')).toEqual(['/name unknown-name']);
    expect(one('w', '1 +')).toHaveLength(1);
    expect(one('w', 'a')).toEqual([]);
    expect(faultsOf(simple([node('start', 'input'), node('b', 'branch', branch(['yes', 'a'])), node('end', 'output')], ['start -> b', 'b:yes -> end', 'b:else -> end']))).toEqual(['/graph/nodes/1/settings/branches/0/condition type-mismatch']);
  });

  it('checks error policies', () => {
    const policy = (onError: unknown, ...links: string[]) => faultsOf(simple([node('start', 'input'), node('c', 'calculate', out(['v', '1']), onError as never), node('end', 'output', out(['r', '1']))], ['start -> c', 'c -> end', ...links]));
    expect(policy({ then: 'edge' })).toEqual(['/graph/nodes/1 no-edge']);
    expect(policy({ then: 'edge' }, 'c:error -> end')).toEqual([]);
    expect(policy({ then: 'default', values: { v: 'x', a: 1, ghost: 1 } })).toEqual(['/graph/nodes/1/onError/values/v wrong-type', '/graph/nodes/1/onError/values/a unknown-name', '/graph/nodes/1/onError/values/ghost unknown-name']);
    expect(policy({ then: 'fail', values: { v: 1 } })).toEqual(['/graph/nodes/1/onError/values values-not-used']);
    const later = simple([node('start', 'input'), node('c', 'calculate', out(['v', '1']), { then: 'edge' }), node('end', 'output', out(['r', 'v']))], ['start -> c', 'c -> end', 'c:error -> end']);
    expect(faultsOf(later)).toEqual(['/graph/nodes/2/settings/assignments/0/value missing-default']);
  });

  it('checks loops inside and out', () => {
    const loop = (settings: object) => faultsOf(simple([node('start', 'input'), node('l', 'loop', { list: '[1, 2]', element: 'e', body: { start: 's', nodes: [node('s', 'calculate', out(['w', 'e']))], edges: [] }, ...settings }), node('end', 'output', out(['r', 'w']))], ['start -> l', 'l -> end'])).map((fault) => fault.replace('/graph/nodes/1/settings', ''));
    expect(loop({})).toEqual([]);
    expect(loop({ element: 'a' })).toContain('/body duplicate-name');
    expect(loop({ list: '5' })).toEqual(['/list type-mismatch']);
    expect(loop({ body: { start: 'x', nodes: [], edges: [] } })).toEqual(['/body/start no-start']);
    expect(loop({ body: { start: 's', nodes: [node('s', 'output')], edges: [] } })).toEqual(['/body/nodes/0/kind not-inside']);
    expect(loop({ body: { start: 's', nodes: [node('s', 'calculate', out(['e', '1']))], edges: [] } })).toEqual(['/body/nodes/0/settings/assignments/0/name not-writable']);
    expect(loop({ body: { start: 's', nodes: [node('s', 'calculate', out(['v', '1'])), node('t', 'calculate', out(['w', 'v']))], edges: edges('s -> t', 't -> s') } })).toEqual(['/body/nodes/0 cycle']);
    expect(loop({ accumulators: [{ name: 'v', initial: '0', next: 'v + "x"' }] }).length).toBeGreaterThan(0);
  });

  it('checks shares of a split and references of a sub-process', () => {
    const test = (arms: object[]) => faultsOf(simple([node('start', 'input'), node('t', 'ab-test', { key: 'text', salt: 's', arms }), node('end', 'output')], ['start -> t', 't:x -> end', 't:y -> end']));
    expect(test([{ port: 'x', share: 5000 }, { port: 'y', share: 4000 }])).toEqual(['/graph/nodes/1/settings/arms shares']);
    expect(test([{ port: 'x', share: 5000, champion: true }, { port: 'y', share: 5000, champion: true }])).toEqual(['/graph/nodes/1/settings/arms champions']);
    expect(faultsOf(simple([node('start', 'input'), node('s', 'sub-process', { strategy: { kind: 'strategy', id: 'x', version: 1 }, inputs: [], outputs: [] }), node('end', 'output')], ['start -> s', 's -> end']))).toEqual(['/graph/nodes/1/settings/strategy missing-reference']);
  });

  it('refuses a strategy that comes to run itself, through any depth', () => {
    const calling = (id: string) => simple([node('start', 'input'), node('s', 'sub-process', { strategy: { kind: 'strategy', id, version: 1 }, inputs: [], outputs: [] }), node('end', 'output')], ['start -> s', 's -> end']);
    const items = (...pairs: [string, StrategyDocument][]) => dependenciesOf(pairs.map(([id, document]) => ({ kind: 'strategy' as const, id, version: 1, document })));
    expect(faultsOf(calling('b'), items(['b', calling('c')], ['c', calling('b')]))).toEqual(['/graph/nodes/1/settings/strategy recursion']);
    expect(faultsOf(calling('b'), items(['b', calling('a')], ['a', simple([node('start', 'input'), node('end', 'output')], ['start -> end'])]), 'a')).toEqual(['/graph/nodes/1/settings/strategy recursion']);
    const chain = Array.from({ length: 30 }, (_, i): [string, StrategyDocument] => [`n${i}`, calling(`n${i + 1}`)]);
    expect(faultsOf(calling('n0'), items(...chain))).toEqual(['/graph/nodes/1/settings/strategy recursion']);
  });
});

describe('hostile documents', () => {
  it.each([null, 5, 'x', [[]], {}, { dataModel: { inputs: [], variables: [], outputs: [] } }, { dataModel: 1, graph: 2 }])('are refused: %j', (document) => {
    expect(faultsOf(document).length).toBeGreaterThan(0);
  });

  it('may nest without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) deep = { a: [deep] };
    const document = simple([node('start', 'input', deep), node('end', 'output')], ['start -> end']);
    expect(faultsOf(document)).toEqual([' too-deep']);
    let body: unknown = { start: 's', nodes: [node('s', 'calculate', out(['w', '1']))], edges: [] };
    for (let i = 0; i < 12; i += 1) body = { start: 's', nodes: [node('s', 'loop', { list: '[1]', element: `e${i}`, body })], edges: [] };
    expect(faultsOf(simple([node('start', 'input'), node('l', 'loop', { list: '[1]', element: 'e', body }), node('end', 'output')], ['start -> l', 'l -> end']))[0]).toMatch(/too-deep$/);
  });

  it('hold names of prototypes', () => {
    expect(faultsOf(simple([node('constructor', 'input'), node('toString', 'output', out(['r', '1']))], ['constructor -> toString']))).toEqual([]);
    expect(outputsOf(simple([node('constructor', 'input'), node('toString', 'output', out(['r', '1']))], ['constructor -> toString']), {})).toEqual({ r: 1 });
    expect(faultsOf(simple([{ ...node('start', 'input'), kind: 'constructor' as never }, node('end', 'output')], ['start -> end'])).length).toBeGreaterThan(0);
    expect(faultsOf(simple([node('start', 'input'), node('end', 'output')], ['start:__proto__ -> end'])).length).toBeGreaterThan(0);
    expect(faultsOf(JSON.parse('{"__proto__":{},"dataModel":{"inputs":[],"variables":[],"outputs":[]},"graph":{"nodes":[],"edges":[]}}')).length).toBeGreaterThan(0);
    const values = JSON.parse('{"__proto__":1}') as Record<string, unknown>;
    expect(faultsOf(simple([node('start', 'input'), node('c', 'calculate', out(['v', '1']), { then: 'default', values }), node('end', 'output')], ['start -> c', 'c -> end'])).length).toBeGreaterThan(0);
  });

  it('hold code in titles and texts', () => {
    const evil = '*/ process.exit(1); /*\n\u2028`${process.exit(1)}` </script> \\';
    const document = strategy(
      { inputs: { a: 'string' }, outputs: { r: { type: 'string', title: evil } } },
      [{ ...node('start', 'input'), title: evil, note: evil }, { ...node('end', 'output', out(['r', `a + ${JSON.stringify(evil).replace('\\u2028', '\u2028')}`])), title: evil }],
      ['start -> end'],
    );
    document.description = `*/ \n process.exit(1)\r${evil}`;
    expect(outputsOf(document, { a: 'x' }).r).toMatch(/^x\*\/ process/);
  });

  it('may be long: 2,000 nodes in a chain', () => {
    const nodes = [node('start', 'input'), ...Array.from({ length: 1998 }, (_, i) => node(`n${i}`, 'calculate', out(['w', 'w + 1']))), node('end', 'output', out(['r', 'w']))];
    const links = nodes.slice(1).map((to, i) => `${nodes[i]!.id} -> ${to.id}`);
    expect(outputsOf(simple(nodes, links), {})).toEqual({ r: 1998 });
  });

  it('may run long: caps end it', () => {
    const endless = simple([node('start', 'input'), node('c', 'calculate', out(['w', 'count(for x in 1..1000, y in 1..1000, z in 1..1000 return x)'])), node('end', 'output')], ['start -> c', 'c -> end']);
    expect(compiled(endless).evaluate({}, context({ limits: { steps: 10_000 } }))).toMatchObject({ ok: false, failure: { code: 'step-limit', nodeId: 'c' } });
    const recursive = simple([node('start', 'input'), node('c', 'calculate', out(['w', '{ f: function(n) f(n + 1), r: f(1) }.r'])), node('end', 'output')], ['start -> c', 'c -> end']);
    const result = checkStrategy(recursive, none);
    if (result.ok) expect(compiled(recursive).evaluate({}, context()).ok).toBeTypeOf('boolean');
  });

  it('may be fed ten million characters', () => {
    const document = strategy({ inputs: { a: 'string' }, outputs: { r: 'number' } }, [node('start', 'input'), node('end', 'output', out(['r', 'string length(a)']))], ['start -> end']);
    expect(outputsOf(document, { a: 'x'.repeat(10_000_000) })).toEqual({ r: 10_000_000 });
  });
});
