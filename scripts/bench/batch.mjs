// Measures batches: 1,000,000 customers of thirty facts in a ClickHouse table through 100 rules (the workload of engine/bench), end to end
// (copy, read, evaluate, write), in threads and inside ClickHouse, beside the bare expressions as a plain SELECT; then memory.
// Usage: node scripts/bench/batch.mjs [customers = 1000000] [threads = processors]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../build.mjs';
import { factKinds, makeRules } from '../../engine/bench/rule-workload.mjs';

const customers = Number(process.argv[2] ?? 1_000_000);
const threads = Number(process.argv[3] ?? cpus().length);
if (!Number.isInteger(customers) || customers < 1 || !Number.isInteger(threads) || threads < 1) throw new Error(`Customers and threads must be whole numbers above 0, not ${process.argv.slice(2).join(' ')}`);

await buildAll({ page: false });
const dist = '../../server/dist';
const { openContainer } = await import(`${dist}/container.js`);
const { parseConfig } = await import(`${dist}/config/config.js`);
const { jobHandlers } = await import(`${dist}/job-handlers.js`);
const { addProject, createItem } = await import(`${dist}/features/projects/api.js`);
const { registerVersion } = await import(`${dist}/features/registration/api.js`);
const { startBatch } = await import(`${dist}/features/batches/api.js`);
const { printBatchSql } = await import(`${dist}/features/batches/sql-part.js`);

const say = (text) => process.stdout.write(`${text}\n`);
const types = { number: 'number', text: 'string', boolean: 'boolean' };
const strategy = {
  dataModel: { inputs: factKinds.map(({ name, kind }) => ({ name, type: types[kind] })), variables: [], outputs: [{ name: 'hits', type: 'number' }, { name: 'first', type: 'number' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'rules', kind: 'rules', settings: { content: { kind: 'rule-set', document: { rules: makeRules(100) } }, results: [{ name: 'hits', value: 'count(events)' }, { name: 'first', value: 'params.index' }] } },
      { id: 'out', kind: 'output', settings: {} },
    ],
    edges: [{ from: 'in', port: 'next', to: 'rules' }, { from: 'rules', port: 'next', to: 'out' }],
  },
};
const cities = "['Astana', 'Berlin', 'Cairo', 'Delhi', 'Essen', 'Fukuoka', 'Ghent', 'Hanoi', 'Izmir', 'Jena', 'Kazan', 'Lima']";
const factSql = { number: (seed) => `toFloat64(cityHash64(number, ${seed}) % 10000) / 10`, text: (seed) => `${cities}[cityHash64(number, ${seed}) % 12 + 1]`, boolean: (seed) => `toBool(cityHash64(number, ${seed}) % 2)` };

const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { demo: false, logLevel: 'warn', solverThreads: threads }));
try {
  const { analytics, jobs } = container;
  await jobs.startWorking(container, jobHandlers);
  await analytics.command(`CREATE TABLE bench_people ENGINE = MergeTree ORDER BY customer AS SELECT concat('c', toString(number)) AS customer, ${factKinds.map(({ name, kind }, seed) => `${factSql[kind](seed)} AS ${name}`).join(', ')} FROM numbers(${customers})`);
  const project = await addProject(container.repository, { name: 'bench' }, { owner: null, now: new Date() });
  const { item } = await createItem(container, { projectId: project.id, kind: 'strategy', name: 'bench', document: strategy }, null);
  const { version } = await registerVersion(container, item.id, {}, null);
  const rate = (ms) => `${(ms / 1000).toFixed(2)} s, ${Math.round((customers * 1000) / ms).toLocaleString('en')} customers/s`;
  say(`${customers.toLocaleString('en')} customers, 100 rules, ${threads} threads, load ${loadavg()[0].toFixed(1)}`);
  for (const method of ['threads', 'threads', 'sql', 'sql']) {
    let most = 0;
    const looking = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    const began = performance.now();
    const job = await startBatch(container, { strategy: { id: item.id, version: version.version }, source: { kind: 'table', table: 'bench_people' }, keyColumn: 'customer', method }, null);
    let copied;
    const { state, error } = await jobs.waitFor(job.id, { onChange: ({ progress }) => (copied ??= progress.step === 'evaluating' ? performance.now() : undefined) });
    const ended = performance.now();
    clearInterval(looking);
    if (state !== 'succeeded') throw new Error(`The batch ended ${state}: ${error?.detail}`);
    say(`${method}: ${rate(ended - began)} (copy of the source about ${(((copied ?? ended) - began) / 1000).toFixed(2)} s), at most ${Math.round(most / 2 ** 20)} MiB, load ${loadavg()[0].toFixed(1)}`);
  }
  const printed = printBatchSql({ hash: '', document: strategy, dependencies: [] }, { relation: `(SELECT 0 AS row_number, customer AS row_key, ${factKinds.map(({ name, kind }) => `${{ number: 'toNullable', text: 'toNullable', boolean: 'toNullable' }[kind]}(${name}) AS in_${name}`).join(', ')} FROM bench_people)` });
  if (!printed.ok) throw new Error(printed.error[0].message);
  const began = performance.now();
  await analytics.query(`SELECT sum(out_hits) AS hits, sum(out_first) AS first FROM (${printed.value.select})`, undefined, { settings: { max_threads: threads } });
  say(`bare SELECT in ClickHouse, nothing written: ${rate(performance.now() - began)}`);
} finally {
  await container.close();
  rmSync(folder, { recursive: true, force: true });
}
