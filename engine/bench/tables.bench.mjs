// Microseconds per evaluation of decision tables, small and large, and of their check and analysis.
// Usage: node engine/bench/tables.bench.mjs [--rows 16000]
import { analyseDecisionTable } from '@arbiter/engine/decision-table/analyse-decision-table';
import { compileDecisionTable } from '@arbiter/engine/decision-table/compile-decision-table';

const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 16_000 : Number(process.argv[at + 1]);
if (!Number.isInteger(rows) || rows < 1) throw new Error(`--rows must be a whole number above 0, not ${process.argv[at + 1]}`);

const scope = new Map([['product', { kind: 'string' }], ['region', { kind: 'string' }], ['amount', { kind: 'number' }], ['age', { kind: 'number' }]]);
/** Products × regions × bands of amounts, as price lists are; each combination stands once. */
function tableOf(count, hitPolicy) {
  const rules = [];
  const bands = 20;
  for (let i = 0; i < count; i += 1) {
    const band = i % bands;
    const region = Math.floor(i / bands) % 20;
    const product = Math.floor(i / (bands * 20));
    rules.push({ inputs: [`"product ${product}"`, `"region ${region}"`, `[${band * 1000}..${(band + 1) * 1000})`, '-'], outputs: [String(i)] });
  }
  return { hitPolicy, inputs: ['product', 'region', 'amount', 'age'].map((expression) => ({ expression })), outputs: [{ name: 'price', type: 'number' }], rules };
}
/** Intervals that overlap one another, all with breakpoints of their own. */
function intervalsOf(count) {
  const rules = [];
  for (let i = 0; i < count; i += 1) rules.push({ inputs: ['-', '-', `[${i * 3}..${i * 3 + 50}]`, `>= ${i % 997}`], outputs: [String(i)] });
  return { ...tableOf(0, 'F'), rules };
}

function measure(name, document) {
  const started = performance.now();
  const compiled = compileDecisionTable(document, { scope });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error.slice(0, 3)));
  const compileMs = performance.now() - started;
  const analysed = performance.now();
  const analysis = analyseDecisionTable(compiled.value.table);
  const analysisMs = performance.now() - analysed;
  const facts = Array.from({ length: 1024 }, (_, i) => ({ product: `product ${(i * 7) % 45}`, region: `region ${(i * 11) % 21}`, amount: ((i * 7919) % 48_000) + 0.5, age: (i * 37) % 1000 }));
  let hits = 0;
  const round = () => {
    for (const one of facts) hits += compiled.value.run(one).hits.length;
  };
  for (let i = 0; i < 20; i += 1) round();
  const best = Math.min(...Array.from({ length: 7 }, () => {
    const from = process.cpuUsage();
    for (let i = 0; i < 10; i += 1) round();
    const used = process.cpuUsage(from);
    return (used.user + used.system) / (10 * facts.length);
  }));
  console.log(`${name.padEnd(28)} ${String(document.rules.length).padStart(6)} rows  ${best.toFixed(2).padStart(8)} µs CPU per evaluation  check and compile ${compileMs.toFixed(0)} ms  analysis ${analysisMs.toFixed(0)} ms (${analysis.gaps.length} gaps, ${analysis.overlaps.length} overlaps${analysis.complete ? '' : ', cut'})  ${hits} hits`);
}

measure('plain conditions, F', tableOf(20, 'F'));
measure('plain conditions, U', tableOf(40, 'U'));
measure('index, F', tableOf(rows, 'F'));
measure('index, U', tableOf(rows, 'U'));
measure('index, C', tableOf(rows, 'C'));
measure('overlapping intervals, F', intervalsOf(rows));
