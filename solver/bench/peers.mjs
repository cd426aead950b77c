// The same instances through Arbiter and through other solvers, one after the other on the same machine, each with a time limit.
// Usage: node solver/bench/peers.mjs [NAME …] [--time-limit 180] [--solvers highs-ipm,highs-pdlp,highs-mip,glpk.js,cbc,glpsol] [--gap 1e-6]
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaignShape, smallDocument } from './instances.mjs';
import { describeMachine } from './machine.mjs';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'time-limit': { type: 'string', default: '180' }, solvers: { type: 'string' }, gap: { type: 'string', default: '1e-6' }, seed: { type: 'string', default: '1' } } });
const names = positionals.length > 0 ? positionals : ['10k-11', '100k-11'];
for (const name of names) if (!smallDocument(name)) campaignShape(name);
const folder = import.meta.dirname;
const shared = ['--time-limit', values['time-limit'], '--gap', values.gap, '--seed', values.seed];

/** The last line that a script printed, read as JSON; what went wrong where there is none. */
function run(script, args) {
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['--max-old-space-size=8192', join(folder, script), ...args], { encoding: 'utf8', timeout: 1000 * (Number(values['time-limit']) + 180) });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1));
  return { status: signal ? `nothing in ${values['time-limit']} s` : (stderr.trim().split('\n').findLast((line) => /error/i.test(line)) ?? 'failed').slice(0, 100), clockMs: null, objective: null, bound: null };
}

process.stdout.write(`${describeMachine()}; gap asked ${values.gap}, at most ${values['time-limit']} s each\n`);
for (const name of names) {
  process.stdout.write(`\n${name}\n| solver | status | clock | CPU | times Arbiter's clock | plan | bound | peak memory |\n|---|---|---|---|---|---|---|---|\n`);
  const own = run('run-one.mjs', [name, ...shared]);
  const line = (solver, { status, clockMs, cpuMs, objective, bound, peakMb }) => {
    // Least cost is told with its own sign by Arbiter and negated by the others, who maximise.
    const shown = (value) => (value === null || value === undefined ? '–' : String(Number(Math.abs(value).toPrecision(11))));
    const seconds = (ms) => (ms === null || ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`);
    process.stdout.write(`| ${solver} | ${status} | ${seconds(clockMs)} | ${seconds(cpuMs)} | ${clockMs === null || own.clockMs === null ? '–' : (clockMs / own.clockMs).toFixed(1)} | ${shown(objective)} | ${shown(bound)} | ${peakMb === undefined ? '–' : `${peakMb} MB`} |\n`);
  };
  line('Arbiter', own);
  const solvers = values.solvers?.split(',') ?? (smallDocument(name) ? ['highs-mip', 'glpk.js', 'cbc', 'glpsol'] : ['highs-ipm', 'highs-pdlp', 'highs-simplex', 'glpk.js', 'cbc', 'glpsol']);
  for (const solver of solvers) line(solver, run('peer-one.mjs', [name, solver, ...shared]));
}
