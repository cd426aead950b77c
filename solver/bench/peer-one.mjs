// Gives one named instance to one other solver and prints one line of JSON. Reading and building the program is not counted for the
// libraries; for the programs of a shell it is, since they read a file.
// Usage: node solver/bench/peer-one.mjs NAME highs-ipm|highs-pdlp|highs-simplex|highs-mip|glpk.js|cbc|glpsol [--time-limit 60] [--seed 1] [--gap 1e-6]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programOf, writeMps } from './program.mjs';

const { positionals: [name, solver], values: options } = parseArgs({ allowPositionals: true, options: { 'time-limit': { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, gap: { type: 'string', default: '1e-6' }, relaxed: { type: 'boolean', default: false } } });
const [limit, gap] = [Number(options['time-limit']), Number(options.gap)];
const program = programOf(name, Number(options.seed));
const integer = !options.relaxed && !['highs-ipm', 'highs-pdlp', 'highs-simplex'].includes(solver);

async function byHighs() {
  const { default: load } = await import('highs');
  const highs = await load();
  const { columns: numCols, rows: numRows } = program;
  const model = highs.createModel({
    numCols, numRows, sense: highs.constants.objectiveSense.maximize, colCost: program.cost, colLower: new Float64Array(numCols), colUpper: new Float64Array(numCols).fill(1),
    rowLower: program.rowLower.map((value) => (value === -Infinity ? -highs.infinity : value)), rowUpper: program.rowUpper.map((value) => (value === Infinity ? highs.infinity : value)),
    matrix: { format: 'csc', numCols, numRows, starts: program.starts, indices: program.indices, values: program.values },
    ...(integer ? { integrality: new Int32Array(numCols).fill(highs.constants.variableType.integer) } : {}),
  });
  model.options.set({ output_flag: false, time_limit: limit, ...(integer ? { mip_rel_gap: gap } : { solver: solver.slice('highs-'.length), run_crossover: 'off' }) });
  const started = performance.now();
  model.run();
  const clockMs = performance.now() - started;
  const status = Object.entries(highs.constants.modelStatus).find(([, code]) => code === model.getModelStatus())?.[0] ?? 'unknown';
  const objective = model.getObjectiveValue();
  return { status, clockMs, objective: Number.isFinite(objective) ? objective : null, bound: integer ? model.info.get('mip_dual_bound') : status === 'optimal' ? objective : null };
}

async function byGlpkJs() {
  const { loadGlpk } = await import('@arbiter/solver/exact/glpk');
  const glpk = await loadGlpk();
  const columns = Array.from({ length: program.columns }, (_, j) => ({ cost: program.cost[j], lower: 0, upper: 1, rows: [...program.indices.subarray(program.starts[j], program.starts[j + 1])], coefficients: [...program.values.subarray(program.starts[j], program.starts[j + 1])], integer: true }));
  const rows = Array.from({ length: program.rows }, (_, r) => ({ lower: program.rowLower[r], upper: program.rowUpper[r] }));
  const started = performance.now();
  const answer = glpk.solve({ columns, rows }, { timeLimitMs: 1000 * limit, gap, now: () => performance.now() });
  return { status: answer.status, clockMs: performance.now() - started, objective: answer.status === 'unknown' ? null : answer.objective, bound: answer.status === 'optimal' ? answer.objective * (1 + gap) : null };
}

function byProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-peer-'));
  try {
    const [file, solution] = [join(folder, 'p.mps'), join(folder, 'p.txt')];
    writeMps(program, file, integer);
    const started = performance.now();
    const args = solver === 'cbc' ? [file, 'sec', String(limit), 'ratio', String(gap), 'solve', 'solution', solution] : ['--freemps', file, '--tmlim', String(Math.ceil(limit)), '--mipgap', String(gap), '--cuts', '-w', solution];
    const { stdout, error } = spawnSync(solver, args, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 1000 * (limit + 60) });
    const clockMs = performance.now() - started;
    if (error) return { status: error.code === 'ENOENT' ? 'not installed' : error.message, clockMs, objective: null, bound: null };
    if (solver === 'cbc') {
      const found = /Objective value:\s+(\S+)/.exec(stdout)?.[1];
      const proved = /Result - Optimal solution found/.test(stdout);
      const bound = /Lower bound:\s+(\S+)/.exec(stdout)?.[1] ?? (proved ? found : undefined);
      return { status: proved ? 'optimal' : 'stopped', clockMs, objective: found === undefined ? null : -Number(found), bound: bound === undefined ? null : -Number(bound) };
    }
    const line = /^s (?:mip|bas|ipt) \d+ \d+ (\S+)(?: \S)? (\S+)$/m.exec(readFileSync(solution, 'utf8'));
    return { status: line?.[1] === 'o' ? 'optimal' : 'stopped', clockMs, objective: line && line[1] !== 'u' ? -Number(line[2]) : null, bound: line?.[1] === 'o' ? -Number(line[2]) : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const cpu = process.cpuUsage();
const answer = await (solver.startsWith('highs-') ? byHighs() : solver === 'glpk.js' ? byGlpkJs() : byProgram());
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ name, solver, ...answer, clockMs: Math.round(answer.clockMs), cpuMs: Math.round((user + system) / 1000), peakMb: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
