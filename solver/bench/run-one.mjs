// Solves one named instance in this process and prints one line of JSON: run in a process of its own, so that peak memory is its own.
// Usage: node solver/bench/run-one.mjs NAME [--gap 1e-6] [--time-limit 60] [--seed 1] [--method auto] [--threads 2]; threads need the built server
import { parseArgs } from 'node:util';
import { instanceOf, parseProblem, solve, verifyPlan } from '@arbiter/solver';
import { campaignOf, smallDocument } from './instances.mjs';

const { positionals: [name], values: { gap, 'time-limit': limit, seed, method, patient, threads } } = parseArgs({ allowPositionals: true, options: { gap: { type: 'string', default: '1e-6' }, 'time-limit': { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, method: { type: 'string', default: 'auto' }, patient: { type: 'boolean', default: false }, threads: { type: 'string', default: '1' } } });
const document = smallDocument(name, Number(seed));
let [problem, instance, optimum] = [null, null, null];
if (document) {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  [problem, instance] = [parsed.problem, built.instance];
} else {
  const campaign = campaignOf(name, Number(seed));
  [problem, instance, optimum] = [campaign.problem(), campaign.instance(), campaign.optimum];
}
const crew = Number(threads) > 1 ? (await import('../../server/dist/adapters/solver/scan-crew.js')).startScanThreads(Number(threads) - 1) : null;
// Helpers load while data are read elsewhere; here the data are there already.
if (crew) await new Promise((resolve) => setTimeout(resolve, 500));
const memoryMb = () => process.memoryUsage.rss() / 2 ** 20;
const [dataMb, started, cpu] = [memoryMb(), performance.now(), process.cpuUsage()];
let passes = 0;
let firstPlanMs = null;
const outcome = await solve(problem, instance, { now: () => performance.now(), gap: Number(gap), timeLimitMs: 1000 * Number(limit), method, patient, greedy: false, threads: crew, onProgress: ({ phase, objective, elapsedMs }) => {
  if (phase === 'prices') passes += 1;
  if (objective !== null) firstPlanMs ??= elapsedMs;
} });
const clockMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
await crew?.close();
if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
const { result } = outcome;
const verification = result.hasPlan ? verifyPlan(problem, instance, result.assignment) : null;
process.stdout.write(`${JSON.stringify({
  name, status: result.status, clockMs: Math.round(clockMs), cpuMs: Math.round((user + system) / 1000), firstPlanMs: firstPlanMs && Math.round(firstPlanMs), gap: result.gap, objective: result.objective, bound: result.bound,
  optimum, verified: verification ? verification.ok : null, passes: result.passes ?? passes, method: result.method, dataMb: Math.round(dataMb), peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
})}\n`);
