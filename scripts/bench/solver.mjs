// Measures the optimiser: instances of several sizes cold, then the same small and middling ones through other solvers.
// Usage: node scripts/bench/solver.mjs; for single instances solver/bench/solve.mjs and solver/bench/peers.mjs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../ensure-installed.mjs';

const run = (script, ...args) => spawnSync(process.execPath, [join(root, 'solver', 'bench', script), ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
let failed = run('solve.mjs');
failed |= run('solve.mjs', 'gap-C-10x100', 'gap-D-10x60', 'gap-E-5x60', 'mmkp-100x10x10', 'mmkp-30x5x5-correlated', 'lumpy-1000', '--repeats', '1', '--gap', '1e-4', '--patient');
failed |= run('peers.mjs', '100k-11', '--time-limit', '180', '--solvers', 'highs-ipm,highs-pdlp');
failed |= run('peers.mjs', 'gap-C-10x60', 'mmkp-30x5x5', '--time-limit', '60');
process.exit(failed ? 1 : 0);
