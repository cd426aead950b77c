// Plans over weeks: node --max-old-space-size=8192 solver/bench/paths.mjs [customers] [gap] [weeks] [contacts]
// Reads dist: build first (node scripts/build.mjs --no-page). Prints gap, clock, processor time and memory of `solve`, greedy left out.
import { weeklyProblem } from '../dist/fixtures/weekly-problems.js';
import { solve, verifyPlan } from '../dist/index.js';

const [customers, gap, weeks, most] = [100_000, 1e-3, 12, 3].map((otherwise, z) => Number(process.argv[2 + z] ?? otherwise));
const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const { problem, instance } = weeklyProblem({ customers, weeks, most, gap: true, seed: 1 });
const before = { clock: performance.now(), cpu: processorSeconds(), memory: process.memoryUsage().rss };
let first = null;
const outcome = await solve(problem, instance, {
  now: () => performance.now(),
  gap,
  greedy: false,
  timeLimitMs: 300_000,
  onProgress: (step) => {
    if (step.gap !== null && step.gap <= 1e-3) first ??= performance.now() - before.clock;
  },
});
if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
const after = { clock: performance.now(), cpu: processorSeconds() };
const { result } = outcome;
const verification = verifyPlan(problem, instance, result.assignment);
console.log(
  JSON.stringify({
    customers,
    candidates: instance.option.length,
    limits: result.limits.length,
    status: result.status,
    objective: result.objective,
    bound: result.bound,
    gap: result.gap,
    verified: verification.ok,
    clockSeconds: (after.clock - before.clock) / 1000,
    clockToThousandthSeconds: first === null ? null : first / 1000,
    processorSeconds: after.cpu - before.cpu,
    instanceMb: Math.round(before.memory / 1e6),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1e3),
    method: result.method,
  }),
);
