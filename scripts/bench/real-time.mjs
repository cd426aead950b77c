// Measures POST /v1/decisions against an empty Fastify and against Fastify with json-rules-engine, in turns in one run: requests per second,
// times at 70 % of our own rate (open load, by k6), CPU by stage, and the Redis profile beside the embedded one.
// Usage: node scripts/bench/real-time.mjs [--rounds 3] [--seconds 8] [--customers 100000] [--profile embedded|redis|both] [--functions N]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from '../build.mjs';
import { root } from '../ensure-installed.mjs';
import { stagesOf } from '../load/cpu-stages.mjs';
import { findK6, howToGetK6 } from '../load/find-k6.mjs';
import { fire } from '../load/fire.mjs';
import { openOwnStores } from '../load/own-stores.mjs';
import { addCustomers, configureWorkload, startProduct, waitForJournal } from '../load/product-server.mjs';
import { profileProcessor } from '../load/profile-processor.mjs';
import { runK6 } from '../load/run-k6.mjs';
import { startProcess } from '../load/start-process.mjs';
import { runAndStop } from '../load/stop-all.mjs';
import { customerOf, decisionRequest, placementId, randomFrom } from '../../load-tests/shared/workload.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '8' }, customers: { type: 'string', default: '100000' }, profile: { type: 'string', default: 'both' }, functions: { type: 'string', default: '0' } } });
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const customers = Number(values.customers);
const say = (text) => process.stdout.write(`${text}\n`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const spread = (list) => `${Math.round(median(list))}/s (${list.map((one) => Math.round(one)).join(', ')})`;
const results = join(root, 'load-results', `real-time-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}`);

/** One of our answers, to see that what is measured is what was meant, and how long it is. */
async function lookAtAnswer(server) {
  const random = randomFrom('look');
  let characters = 0;
  const kinds = {};
  for (let index = 0; index < 50; index += 1) {
    const answer = await server.ask('POST', '/v1/decisions', decisionRequest(random, customers));
    if (answer.placement !== placementId) throw new Error(`The answer is not of the placement: ${JSON.stringify(answer)}`);
    characters += JSON.stringify(answer).length / 50;
    const kind = `${answer.outcome} ${answer.source}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  const { customerId } = customerOf(1);
  const traced = await server.ask('POST', '/v1/decisions', { ...decisionRequest(random, customers), customerId, dryRun: true, trace: true });
  say(`answers have ${Math.round(characters)} characters: ${JSON.stringify(kinds)}; steps of one: ${(traced.trace ?? []).map(({ step }) => step).join(', ')}`);
  return Math.round(characters);
}

async function openProduct(profile) {
  const stores = await openOwnStores(profile);
  await addCustomers(stores.environment, customers);
  const server = await startProduct(stores.environment);
  await configureWorkload(server);
  return { stores, server };
}

/** Rounds over several servers in turns, so that whatever else the machine does meets all of them. */
async function inTurns(servers) {
  const figures = servers.map(() => ({ rates: [], cpuUs: [], childrenUs: [], p99: [], wrong: 0, drained: [] }));
  for (const { address, token } of servers) await fire({ address, token, customers, seconds: Math.min(4, seconds), seed: 'warm' });
  for (const { drain } of servers) await drain?.();
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { address, token, process: own, drain }] of servers.entries()) {
      const before = own.cpuSeconds();
      const fired = await fire({ address, token, customers, seconds, seed: `${round}` });
      // What reaches the analytical store later belongs to these decisions too.
      const drained = drain ? await drain() : 0;
      const after = own.cpuSeconds();
      const one = figures[index];
      one.rates.push(fired.perSecond);
      one.p99.push(fired.p99);
      one.cpuUs.push(((after.own - before.own) * 1e6) / fired.answered);
      one.childrenUs.push(((after.children - before.children) * 1e6) / fired.answered);
      one.wrong += fired.wrong;
      one.drained.push(drained);
    }
  }
  return figures;
}

async function timesAt(k6, server, rate, name) {
  const { summary } = await runK6(k6, 'steady.js', { ADDRESS: server.address, CSRF_TOKEN: server.token, CUSTOMERS: customers, RATE: rate, MINUTES: 20 / 60, RUN: `bench-${Date.now()}` }, { summaryFile: join(results, `${name}.json`), quiet: true });
  const times = summary.metrics['http_req_duration{name:decision}'];
  return { rate, p50: times['p(50)'], p99: times['p(99)'], most: times.max, dropped: summary.metrics.dropped_iterations?.count ?? 0 };
}
const tell = (times) => `at ${times.rate}/s: p50 ${times.p50.toFixed(2)} ms, p99 ${times.p99.toFixed(2)} ms, most ${times.most.toFixed(1)} ms, ${times.dropped} not begun in time`;

/** CPU of one decision by stage, µs, from a profile of the main thread under the same load. */
async function costByStage(stores) {
  const server = await startProduct(stores.environment, ['--inspect=127.0.0.1:0']);
  await fire({ ...server, customers, seconds: 4, seed: 'warm' });
  await waitForJournal(server);
  const end = await profileProcessor(server.inspector());
  const before = server.cpuSeconds();
  const { answered } = await fire({ ...server, customers, seconds, seed: 'stages' });
  await waitForJournal(server);
  const process = ((server.cpuSeconds().own - before.own) * 1e6) / answered;
  const { busyUs, stages, functions } = stagesOf(await end());
  await server.stop();
  const each = (list) => list.map(({ name, us }) => ({ name, us: us / answered }));
  return { process, mainThread: busyUs / answered, stages: each(stages), functions: each(functions) };
}

async function main() {
  await buildAll({ page: false });
  mkdirSync(results, { recursive: true });
  const k6 = findK6();
  if (!k6) say(`Times at an even rate are left out: ${howToGetK6}`);
  const report = {};

  if (values.profile !== 'redis') {
    const { stores, server } = await openProduct('embedded');
    const length = await lookAtAnswer(server);
    const empty = await startProcess([join(root, 'load-tests', 'baselines', 'empty-server.mjs'), String(length)]);
    const plain = await startProcess([join(root, 'load-tests', 'baselines', 'rules-server.mjs'), String(customers)]);
    const [ours, bare, rules] = await inTurns([{ ...server, process: server, drain: () => waitForJournal(server) }, { address: empty.address, process: empty }, { address: plain.address, process: plain }]);
    report.embedded = { ours, empty: bare, rules };
    const rate = median(ours.rates);
    say(`decisions, embedded:               ${spread(ours.rates)}; ${Math.round(median(ours.cpuUs))} µs of the server's CPU and ${Math.round(median(ours.childrenUs))} of ClickHouse's each; journal empty ${Math.max(...ours.drained).toFixed(1)} s after; ${ours.wrong} wrong`);
    say(`empty Fastify:                     ${spread(bare.rates)}; ${Math.round(median(bare.cpuUs))} µs; ${bare.wrong} wrong`);
    say(`Fastify with json-rules-engine:    ${spread(rules.rates)}; ${Math.round(median(rules.cpuUs))} µs; ${rules.wrong} wrong`);
    say(`of empty Fastify: ${(rate / median(bare.rates)).toFixed(2)} (bar 0.50; by CPU ${(median(bare.cpuUs) / median(ours.cpuUs)).toFixed(2)}); times json-rules-engine: ${(rate / median(rules.rates)).toFixed(1)} (bar 10)`);
    if (k6) {
      report.embedded.times = await timesAt(k6, server, Math.round(rate * 0.7), 'embedded-70');
      say(`${tell(report.embedded.times)} (bar: p99 under 10 ms)`);
      await waitForJournal(server);
    }
    await empty.stop();
    await plain.stop();
    await server.stop();
    const cost = await costByStage(stores);
    report.embedded.cost = { ...cost, functions: cost.functions.slice(0, 100) };
    say(`CPU of a decision by stage, µs, under a profiler (main thread ${cost.mainThread.toFixed(0)}, whole process ${cost.process.toFixed(0)}):`);
    for (const { name, us } of cost.stages) if (us >= 0.1) say(`  ${us.toFixed(1).padStart(7)}  ${name}`);
    for (const { name, us } of cost.functions.slice(0, Number(values.functions))) say(`           ${us.toFixed(2).padStart(6)}  ${name}`);
  }

  if (values.profile !== 'embedded') {
    const { server } = await openProduct('redis');
    const length = await lookAtAnswer(server);
    const empty = await startProcess([join(root, 'load-tests', 'baselines', 'empty-server.mjs'), String(length)]);
    const [ours, bare] = await inTurns([{ ...server, process: server, drain: () => waitForJournal(server) }, { address: empty.address, process: empty }]);
    report.redis = { ours, empty: bare };
    const rate = median(ours.rates);
    say(`decisions, Redis and PostgreSQL:   ${spread(ours.rates)}; ${Math.round(median(ours.cpuUs))} µs each; empty Fastify ${spread(bare.rates)}; ${ours.wrong} wrong`);
    say(`of empty Fastify: ${(rate / median(bare.rates)).toFixed(2)} (bar 0.33)`);
    if (k6) {
      report.redis.times = await timesAt(k6, server, Math.round(rate * 0.7), 'redis-70');
      say(tell(report.redis.times));
    }
  }
  writeFileSync(join(results, 'real-time.json'), `${JSON.stringify(report, null, 2)}\n`);
  say(results);
}

await runAndStop(main);
