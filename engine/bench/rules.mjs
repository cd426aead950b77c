// Measures CPU per evaluation of whole rule sets, all engines side by side, and holds the bars.
// Usage: node engine/bench/rules.mjs [rounds = 5] [milliseconds of CPU a round = 400]
import { engines } from './rule-engines.mjs';
import { makeFacts, makeRules } from './rule-workload.mjs';

const rounds = Number(process.argv[2] ?? 5);
const budgetMs = Number(process.argv[3] ?? 400);
const sizes = [10, 100, 1000];
const factSets = Array.from({ length: 64 }, (_, i) => makeFacts(1000 + i));
/** Most that one evaluation may cost, as a share of another engine's. */
const bars = { 100: { 'json-rules-engine, one shared Engine': 400, 'GoRules ZEN, precompiled decision': 40 }, 1000: { 'json-rules-engine, one shared Engine': 700, 'GoRules ZEN, precompiled decision': 20 } };
const own = 'Arbiter, hits and events';

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU microseconds for one evaluation, over at least the budget. */
async function measure(prepared, batch) {
  const start = cpuMs();
  let evaluations = 0;
  let spent = 0;
  while (spent < budgetMs) {
    for (let i = 0; i < batch; i += 1) {
      const facts = factSets[evaluations % factSets.length];
      evaluations += 1;
      if (prepared.waits) await prepared.run(facts);
      else prepared.run(facts);
    }
    spent = cpuMs() - start;
  }
  return (spent * 1000) / evaluations;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const shown = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
const table = new Map();
let failed = false;

for (const size of sizes) {
  const rules = makeRules(size);
  const prepared = new Map();
  let expected;
  for (const [name, make] of Object.entries(engines)) {
    const engine = await make(rules);
    prepared.set(name, engine);
    const matches = [];
    for (const facts of factSets) matches.push((await engine.matched(facts)).toSorted((a, b) => a - b).join());
    expected ??= matches;
    const wrong = matches.findIndex((rules, i) => rules !== expected[i]);
    if (wrong >= 0) throw new Error(`${name} matches the rules ${matches[wrong]} of ${size} on fact set ${wrong}, not ${expected[wrong]}`);
  }
  process.stdout.write(`${size} rules: every engine agrees on which match; ${(expected.reduce((sum, rules) => sum + (rules ? rules.split(',').length : 0), 0) / expected.length).toFixed(1)} match on average\n`);
  const figures = new Map([...prepared.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, engine] of prepared) {
      const figure = await measure(engine, name.includes('json-rules-engine') && size > 100 ? 2 : 16);
      // The first round warms up.
      if (round > 0) figures.get(name).push(figure);
    }
  }
  table.set(size, new Map([...figures].map(([name, values]) => [name, median(values)])));
}

process.stdout.write(`\nCPU µs per evaluation (median of ${rounds} rounds), and how many times the first row's\n`);
process.stdout.write(`| engine | ${sizes.map((size) => `${size} rules`).join(' | ')} |\n|---|${sizes.map(() => '---').join('|')}|\n`);
for (const name of Object.keys(engines)) {
  process.stdout.write(`| ${name} | ${sizes.map((size) => { const value = table.get(size).get(name); return `${shown(value)} (×${shown(value / table.get(size).get(own))})`; }).join(' | ')} |\n`);
}
for (const [size, limits] of Object.entries(bars)) {
  for (const [other, times] of Object.entries(limits)) {
    const ratio = table.get(Number(size)).get(other) / table.get(Number(size)).get(own);
    const held = ratio >= times;
    failed ||= !held;
    process.stdout.write(`${held ? 'held' : 'MISSED'}: ${size} rules at 1/${Math.round(ratio)} of ${other}; the bar is 1/${times}\n`);
  }
}
process.exit(failed ? 1 : 0);
