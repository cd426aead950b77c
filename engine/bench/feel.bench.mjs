// CPU nanoseconds per evaluation of FEEL expressions, typed and untyped, beside feelin.
// Usage: node scripts/build.mjs --no-page && node engine/bench/feel.bench.mjs [milliseconds per measurement, 300]
import { compileFeel, compileFeelCondition, FeelDate, makeFeelContext } from '@arbiter/engine/feel/index';
import { evaluate } from 'feelin';

const budgetMs = Number(process.argv[2] ?? 300);
const scope = new Map([['age', { kind: 'number' }], ['income', { kind: 'number' }], ['segment', { kind: 'string' }], ['since', { kind: 'date' }], ['debts', { kind: 'list', items: { kind: 'number' } }]]);
const untyped = new Map([...scope.keys()].map((name) => [name, { kind: 'any' }]));
const facts = Array.from({ length: 64 }, (_, i) => ({ age: i % 7 === 0 ? null : 15 + i, income: 700 + i * 20, segment: ['mass', 'vip', 'private'][i % 3], since: FeelDate.ofDays(18_000 + i * 10), debts: [i, 2 * i, 3 * i] }));
const x = makeFeelContext({ nowMs: Date.UTC(2025, 0, 1), timeZone: 'UTC', steps: Number.MAX_SAFE_INTEGER });

function nanoseconds(run) {
  let sink = 0;
  let rounds = 0;
  for (let i = 0; i < 2000; i++) sink += run(facts[i & 63], x) === null ? 1 : 0;
  const until = performance.now() + budgetMs;
  const start = process.cpuUsage();
  while (performance.now() < until) {
    for (let i = 0; i < 1024; i++) sink += run(facts[i & 63], x) === null ? 1 : 0;
    rounds += 1024;
  }
  const { user, system } = process.cpuUsage(start);
  return { ns: ((user + system) * 1000) / rounds, sink };
}

const made = (compiled) => {
  if (!compiled.ok) throw new Error(compiled.error[0].message);
  return compiled.value;
};
for (const source of [
  'if age >= 18 and income > 1000 then income * 0.3 else null',
  'age in [18..65] and segment in ("vip", "private")',
  'since < date("2019-11-01")',
  'sum(debts) > 100',
  'some debt in debts satisfies debt > 150',
  '"client " + segment',
  'round half up(income * 0.1234, 2)',
  'contains(segment, "v") or string length(segment) > 5',
]) {
  const plain = Object.fromEntries(Object.entries(facts[5]).map(([key, value]) => [key, value instanceof FeelDate ? value.toString() : value]));
  const typed = nanoseconds(made(compileFeel(source, { scope }))).ns;
  const condition = nanoseconds(made(compileFeelCondition(source, { scope }))).ns;
  const dynamic = nanoseconds(made(compileFeel(source, { scope: untyped }))).ns;
  const reference = nanoseconds(() => evaluate(source, plain).value).ns;
  console.log(`${typed.toFixed(0).padStart(6)} ns typed ${condition.toFixed(0).padStart(6)} ns condition ${dynamic.toFixed(0).padStart(6)} ns untyped ${reference.toFixed(0).padStart(8)} ns feelin   ${source}`);
}
