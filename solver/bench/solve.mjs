// Solves named instances cold, several times each, and prints the least, the median and the most.
// Usage: node solver/bench/solve.mjs [NAME …] [--repeats 3] [--gap 1e-6] [--time-limit 60] [--seed 1] [--method auto] [--patient] [--threads 2]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaignShape, smallDocument } from './instances.mjs';
import { describeMachine } from './machine.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { repeats: { type: 'string', default: '3' }, gap: { type: 'string', default: '1e-6' }, 'time-limit': { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, method: { type: 'string', default: 'auto' }, patient: { type: 'boolean', default: false }, threads: { type: 'string', default: '1' } } });
const names = positionals.length > 0 ? positionals : ['10k-11', '10k-911', '100k-11', '100k-911', '1M-11', '1M-911', '1M-11-roubles', '1M-11-segment', '1M-11-planted'];
for (const name of names) if (!smallDocument(name)) campaignShape(name);
const own = join(import.meta.dirname, 'run-one.mjs');
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const spread = (runs, key, show) => {
  const sorted = runs.map((run) => run[key]).toSorted((a, b) => a - b);
  return sorted.length === 1 ? show(sorted[0]) : `${show(sorted[sorted.length >> 1])} (${show(sorted[0])} … ${show(sorted.at(-1))})`;
};

process.stdout.write(`${describeMachine()}\n| instance | clock: median (least … most) | CPU | gap | objective | bound | passes | memory, data and peak | method |\n|---|---|---|---|---|---|---|---|---|\n`);
let failed = false;
for (const name of names) {
  const runs = [];
  for (let round = 0; round < Number(values.repeats); round += 1) {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--max-old-space-size=8192', own, name, '--gap', values.gap, '--time-limit', values['time-limit'], '--seed', values.seed, '--method', values.method, '--threads', values.threads, ...(values.patient ? ['--patient'] : [])], { encoding: 'utf8' });
    if (status === 0) runs.push(JSON.parse(stdout));
    else process.stderr.write(stderr.split('\n').slice(-12).join('\n'));
  }
  failed ||= runs.length === 0;
  if (runs.length === 0) {
    process.stdout.write(`| ${name} | FAILED |\n`);
    continue;
  }
  const [first] = runs;
  const known = first.optimum === null ? '' : `; optimum ${first.optimum}: plan ${((first.optimum - first.objective) / first.optimum).toExponential(1)} off, bound ${((first.bound - first.optimum) / first.optimum).toExponential(1)}`;
  failed ||= runs.some((run) => run.verified === false);
  process.stdout.write(`| ${name} | ${spread(runs, 'clockMs', seconds)} | ${spread(runs, 'cpuMs', seconds)} | ${spread(runs, 'gap', (gap) => gap === null ? '–' : gap.toExponential(1))} ${first.status}${runs.some((run) => run.verified === false) ? ' NOT VERIFIED' : ''} | ${first.objective}${known} | ${first.bound} | ${first.passes} | ${first.dataMb} → ${Math.max(...runs.map((run) => run.peakMb))} MB | ${first.method} |\n`);
}
process.exit(failed ? 1 : 0);
