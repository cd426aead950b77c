// `npm run load [SCENARIO …] [--minutes N] [--rate N] [--customers N] [--profile embedded|redis]`: starts a server of its own with the
// workload of load-tests/shared, runs k6 against it, and counts at the end whether every acknowledged decision reached ClickHouse.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './ensure-installed.mjs';
import { findK6, howToGetK6 } from './load/find-k6.mjs';
import { writeSummary } from './load/write-summary.mjs';
import { openOwnStores, profiles } from './load/own-stores.mjs';
import { runK6 } from './load/run-k6.mjs';
import { runAndStop } from './load/stop-all.mjs';

const known = readdirSync(join(root, 'load-tests')).filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3)).sort();
/** Minutes and requests per second where nothing else is asked for. */
const defaults = { steady: [1, 1000], spike: [1, 5000], soak: [10, 1000], batch: [0.5, 500], 'report-under-load': [1, 500] };
const usage = `npm run load [${known.join(' | ')} …] [--minutes N] [--rate N] [--customers N] [--profile ${profiles.join(' | ')}]`;

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string' }, rate: { type: 'string' }, customers: { type: 'string', default: '100000' }, profile: { type: 'string', default: 'embedded' }, help: { type: 'boolean' } } });
  const numberOf = (name) => {
    if (values[name] === undefined) return undefined;
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} is ${JSON.stringify(values[name])}, but must be a number above 0`);
    return value;
  };
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}. There are: ${known.join(', ')}`);
  if (!profiles.includes(values.profile)) throw new Error(`--profile is ${JSON.stringify(values.profile)}, but must be one of ${profiles.join(', ')}`);
  return { scenarios: positionals.length > 0 ? positionals : known.filter((name) => name !== 'soak'), minutes: numberOf('minutes'), rate: numberOf('rate'), customers: Math.round(numberOf('customers')), profile: values.profile, help: values.help };
}

async function main() {
  let asked;
  try {
    asked = readArguments();
  } catch (error) {
    process.stderr.write(`${error.message}\n${usage}\n`);
    return 2;
  }
  if (asked.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const k6 = findK6();
  if (!k6) {
    process.stderr.write(`${howToGetK6}\n`);
    return 1;
  }
  ensureInstalled();
  const { buildAll } = await import('./build.mjs');
  await buildAll({ page: false });
  const { addCustomers, configureWorkload, countDecisions, startProduct, waitForJournal } = await import('./load/product-server.mjs');

  const startedAt = new Date();
  const results = join(root, 'load-results', startedAt.toISOString().replaceAll(':', '-').slice(0, 19));
  mkdirSync(results, { recursive: true });
  const stores = await openOwnStores(asked.profile);
  process.stdout.write(`Preparing ${asked.customers} customers (profile ${asked.profile}) …\n`);
  await addCustomers(stores.environment, asked.customers);
  const server = await startProduct(stores.environment);
  await configureWorkload(server);

  const runs = [];
  let acknowledged = 0;
  for (const name of asked.scenarios) {
    const [minutes, rate] = defaults[name] ?? [1, 500];
    const settings = { minutes: asked.minutes ?? minutes, rate: asked.rate ?? rate };
    process.stdout.write(`\n## ${name}: ${settings.minutes} min, ${settings.rate}/s\n`);
    const memory = watchMemory(server);
    const cpuBefore = server.cpuSeconds();
    const { passed, summary } = await runK6(k6, `${name}.js`, { ADDRESS: server.address, CSRF_TOKEN: server.token, CUSTOMERS: asked.customers, RATE: settings.rate, MINUTES: settings.minutes, RUN: `${name}-${startedAt.getTime()}` }, { summaryFile: join(results, `${name}.json`) });
    const cpuAfter = server.cpuSeconds();
    const decisions = summary.metrics.acknowledged_decisions?.count ?? 0;
    acknowledged += decisions;
    const drainedInSeconds = await waitForJournal(server);
    runs.push({ name, ...settings, passed, decisions, cpuSeconds: { server: cpuAfter.own - cpuBefore.own, clickhouse: cpuAfter.children - cpuBefore.children }, drainedInSeconds, memory: memory.stop(), metrics: summary.metrics });
  }
  await server.stop();
  const rows = await countDecisions(stores.environment);
  const summary = { startedAt: startedAt.toISOString(), profile: asked.profile, customers: asked.customers, machine: { cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version }, runs, acknowledged, rows, complete: rows === acknowledged };
  writeFileSync(join(results, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  process.stdout.write(`\n${writeSummary(join(results, 'summary.md'), summary)}\n${results}\n`);
  return summary.complete && runs.every(({ passed, memory }) => passed && memory.flat !== false) ? 0 : 1;
}

/** Looks at the server's memory each second. Over a run of five minutes and more it must be flat: the last third no more than 15 % above the second. */
function watchMemory(server) {
  const samples = [];
  const look = () => {
    const mebibytes = server.residentMiB();
    if (mebibytes !== undefined) samples.push(mebibytes);
  };
  look();
  const timer = setInterval(look, 1000);
  const mean = (list) => Math.round(list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length));
  return {
    stop() {
      clearInterval(timer);
      look();
      const third = Math.floor(samples.length / 3);
      const [second, last] = [mean(samples.slice(third, 2 * third)), mean(samples.slice(2 * third))];
      return { firstMiB: samples[0], secondThirdMiB: second, lastThirdMiB: last, mostMiB: samples.length > 0 ? Math.max(...samples) : undefined, flat: samples.length < 300 ? undefined : last <= second * 1.15 };
    },
  };
}

await runAndStop(main);
