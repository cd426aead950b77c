// Measures CPU per evaluation of a strategy of 30 nodes with 200 rules and a model of 100 trees, and holds the bar of 40 µs.
// Usage: node engine/bench/strategy.mjs [rounds = 5] [milliseconds of CPU a round = 400]
import { compileStrategy } from '@arbiter/engine/strategy/index';
import { factKinds, makeFacts, makeRules, seededRandom } from './rule-workload.mjs';

const rounds = Number(process.argv[2] ?? 5);
const budgetMs = Number(process.argv[3] ?? 400);
const barMicros = 40;
const numbers = factKinds.filter(({ kind }) => kind === 'number').map(({ name }) => name);

/** A complete tree of depth 6 over the numeric facts. */
function tree(seed) {
  const random = seededRandom(seed);
  const nodes = [];
  for (let i = 0; i < 63; i += 1) nodes.push({ feature: random.pick(numbers), operator: '<', threshold: random.below(1000), yes: 2 * i + 1, no: 2 * i + 2 });
  for (let i = 0; i < 64; i += 1) nodes.push({ value: random.next() - 0.5 });
  return { nodes };
}

const field = ({ name, kind }) => ({ name, type: kind === 'text' ? 'string' : kind });
const calculate = (i) => ({ id: `n${i}`, kind: 'calculate', settings: { assignments: [{ name: `v${i % 5}`, value: `if fact${(2 * i) % 30} > ${i * 20} then v${(i + 1) % 5} + fact${(2 * i + 2) % 30} * 0.5 else v${(i + 2) % 5} - ${i}` }] } });
const branch = (i) => ({ id: `n${i}`, kind: 'branch', settings: { branches: [{ port: 'a', condition: `v${i % 5} > ${i} and fact${(2 * i) % 30} in [0..${i * 30}]` }, { port: 'b', condition: `fact3 = "Kazan" or v0 < -100` }] } });
const middle = Array.from({ length: 26 }, (_, i) => (i % 3 === 2 ? branch(i) : calculate(i)));
const nodes = [
  { id: 'start', kind: 'input', settings: {} },
  { id: 'rules', kind: 'rules', settings: { content: { kind: 'rule-set', document: { rules: makeRules(200) } }, results: [{ name: 'hits', value: 'count(types)' }] } },
  { id: 'model', kind: 'model', settings: { model: { document: { kind: 'trees', name: 'bench', features: numbers.map((name) => ({ name, type: 'number' })), trees: Array.from({ length: 100 }, (_, i) => tree(i)) } }, results: { score: 'score' } } },
  ...middle,
  { id: 'end', kind: 'output', settings: { assignments: [{ name: 'decision', value: 'if score > 0 and hits > 0 then "yes" else "no"' }, { name: 'sum', value: 'v0 + v1 + v2 + v3 + v4' }] } },
];
const ports = ({ kind }) => (kind === 'branch' ? ['a', 'b', 'else'] : kind === 'output' ? [] : ['next']);
const edges = nodes.flatMap((node, i) => ports(node).map((port, k) => ({ from: node.id, port, to: nodes[Math.min(nodes.length - 1, i + 1 + (k === 1 ? 1 : 0))].id })));
const document = {
  dataModel: {
    inputs: factKinds.map(field),
    variables: [...Array.from({ length: 5 }, (_, i) => ({ name: `v${i}`, type: 'number', default: i })), { name: 'hits', type: 'integer' }, { name: 'score', type: 'number' }],
    outputs: [{ name: 'decision', type: 'string' }, { name: 'sum', type: 'number' }],
  },
  graph: { nodes, edges },
};
const compiled = compileStrategy(document, { find: () => undefined });
if (!compiled.ok) {
  process.stderr.write(`${compiled.error.map(({ path, message }) => `${path}: ${message}`).join('\n')}\n`);
  process.exit(2);
}
const strategy = compiled.value;
const factSets = Array.from({ length: 256 }, (_, i) => makeFacts(1000 + i));
const context = { nowMs: 0, timeZone: 'UTC', clock: () => performance.now() };
const first = strategy.evaluate(factSets[0], context);
if (!first.ok) throw new Error(first.failure.message);

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const costs = Array.from({ length: rounds }, () => {
  const start = cpuMs();
  let evaluations = 0;
  while (cpuMs() - start < budgetMs) for (let i = 0; i < 1000; i += 1) strategy.evaluate(factSets[(evaluations += 1) % factSets.length], context);
  return ((cpuMs() - start) * 1000) / evaluations;
}).sort((a, b) => a - b);
const median = costs[costs.length >> 1];
process.stdout.write(`strategy of ${nodes.length} nodes, 200 rules, 100 trees: ${median.toFixed(1)} µs of CPU per evaluation (bar ${barMicros} µs), best ${costs[0].toFixed(1)}\n`);
process.exit(median <= barMicros ? 0 : 1);
