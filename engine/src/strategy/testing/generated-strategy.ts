import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { compileFeel } from '../../feel/index.js';
import { scopeOf } from '../../strategy-data-model/index.js';
import { node } from './strategy-fixture.js';

/** What a generator draws from: whole numbers below a bound. */
export type Draw = (below: number) => number;

const numbers = ['a', 'b', 'p', 'q'];
const texts = ['t', 'u'];

function numberExpression(draw: Draw, depth: number): string {
  const part = (): string => numberExpression(draw, depth - 1);
  switch (depth <= 0 ? draw(3) : draw(8)) {
    case 0: return String(draw(200) - 100);
    case 1: return 'null';
    case 2: return numbers[draw(numbers.length)]!;
    case 3: return `(${part()} + ${part()})`;
    case 4: return `(${part()} - ${part()})`;
    case 5: return `(${part()} * ${part()})`;
    case 6: return `(if ${conditionExpression(draw, depth - 1)} then ${part()} else ${part()})`;
    default: return `max(${part()}, ${draw(10)})`;
  }
}

function conditionExpression(draw: Draw, depth: number): string {
  const number = (): string => numberExpression(draw, depth - 1);
  switch (depth <= 0 ? draw(3) : draw(6)) {
    case 0: return `${number()} ${['<', '<=', '>', '>=', '=', '!='][draw(6)]} ${number()}`;
    case 1: return `${texts[draw(2)]} = "${['x', 'y', ''][draw(3)]}"`;
    case 2: return `${numbers[draw(4)]} in [${-draw(50)}..${draw(50)}]`;
    case 3: return `(${conditionExpression(draw, depth - 1)} and ${conditionExpression(draw, depth - 1)})`;
    case 4: return `(${conditionExpression(draw, depth - 1)} or ${conditionExpression(draw, depth - 1)})`;
    default: return `not(${conditionExpression(draw, depth - 1)})`;
  }
}

/** A sound strategy of branches, calculations, loops and merges: edges lead only to later nodes. */
export function generatedStrategy(draw: Draw): StrategyDocument {
  const count = 3 + draw(12);
  const nodes: StrategyNode[] = [node('n0', 'input')];
  const assignment = () => (draw(3) === 0 ? { name: 'u', value: `if ${conditionExpression(draw, 2)} then "x" else t` } : { name: ['p', 'q'][draw(2)]!, value: numberExpression(draw, 3) });
  for (let i = 1; i < count; i += 1) {
    const kind = draw(5);
    if (kind < 2) nodes.push(node(`n${i}`, 'branch', { branches: Array.from({ length: 1 + draw(3) }, (_, k) => ({ port: `w${k}`, condition: conditionExpression(draw, 3) })) }));
    else if (kind < 4) nodes.push(node(`n${i}`, 'calculate', { assignments: Array.from({ length: 1 + draw(3) }, assignment) }));
    else nodes.push(node(`n${i}`, 'loop', { list: `for i in 1..${1 + draw(3)} return i + ${numbers[draw(4)]}`, element: 'e', accumulators: [{ name: 'p', initial: '0', next: 'p + e' }], ...(draw(2) ? { breakWhen: `p > ${draw(100)}` } : {}), body: { start: 'c', nodes: [node('c', 'calculate', { assignments: [{ name: 'q', value: 'e * 2' }] })], edges: [] } }));
  }
  for (let i = 0; i < 2; i += 1) nodes.push(node(`out${i}`, 'output', { assignments: [{ name: 'r', value: i === 0 ? 'p' : numberExpression(draw, 2) }, { name: 's', value: 'u' }] }));
  const edges = nodes.slice(0, count).flatMap((from, i) => {
    const ports = from.kind === 'branch' ? [...(from.settings as { branches: { port: string }[] }).branches.map(({ port }) => port), 'else'] : ['next'];
    // The first way leads to the very next node, so that every node is reached.
    return ports.map((port, k) => ({ from: from.id, port, to: nodes[k === 0 ? i + 1 : i + 1 + draw(nodes.length - i - 1)]!.id }));
  });
  if (!edges.some(({ to }) => to === 'out1')) nodes.pop();
  return {
    dataModel: {
      inputs: [{ name: 'a', type: 'number' }, { name: 'b', type: 'number', default: 3 }, { name: 't', type: 'string' }],
      variables: [{ name: 'p', type: 'number', default: 1 }, { name: 'q', type: 'number', default: null }, { name: 'u', type: 'string', default: 'y' }],
      outputs: [{ name: 'r', type: 'number' }, { name: 's', type: 'string' }],
    },
    graph: { nodes, edges },
  };
}

/** The same answer the slow way: node by node over a plain object, each expression by itself. Knows the generated kinds only. */
export function interpret(document: StrategyDocument, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const facts: Record<string, unknown> = { a: null, b: 3, t: null, p: 1, q: null, u: 'y', r: null, s: null, error_code: null, error_message: null, e: null, ...input };
  const scope = new Map([...scopeOf(document.dataModel), ['e', { kind: 'any' } as const]]);
  const value = (source: string): unknown => {
    const program = compileFeel(source, { scope });
    if (!program.ok) throw new Error(program.error[0]!.message);
    return program.value(facts);
  };
  const assign = (list: { name: string; value: string }[]): void => list.forEach((one) => (facts[one.name] = value(one.value)));
  type Settings = { assignments: { name: string; value: string }[]; branches: { port: string; condition: string }[]; list: string; accumulators: { initial: string; next: string }[]; breakWhen?: string; body: { nodes: StrategyNode[] } };
  let at = document.graph.nodes[0]!;
  for (;;) {
    const settings = at.settings as Settings;
    let port = 'next';
    if (at.kind === 'branch') port = settings.branches.find(({ condition }) => value(condition) === true)?.port ?? 'else';
    else if (at.kind === 'loop') {
      const list = value(settings.list) as unknown[];
      facts.p = value(settings.accumulators[0]!.initial);
      for (const element of list) {
        facts.e = element;
        assign((settings.body.nodes[0]!.settings as Settings).assignments);
        facts.p = value(settings.accumulators[0]!.next);
        if (settings.breakWhen !== undefined && value(settings.breakWhen) === true) break;
      }
    } else if (at.kind !== 'input') assign(settings.assignments);
    if (at.kind === 'output') return { r: facts.r, s: facts.s };
    const { to } = document.graph.edges.find((edge) => edge.from === at.id && edge.port === port)!;
    at = document.graph.nodes.find((one) => one.id === to)!;
  }
}
