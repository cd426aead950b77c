// `npm run check`: types of every package and of the page, and the boundaries between packages.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['types of the page', ['node_modules/svelte-check/bin/svelte-check', '--workspace', 'ui', '--tsconfig', './tsconfig.json', '--threshold', 'warning', '--output', 'human']],
  ['boundaries', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', 'contracts/src', 'engine/src', 'solver/src', 'reports/src', 'demo/src', 'server/src', 'ui/src', 'tests']],
];

export function checkAll() {
  ensureInstalled();
  // A module of the solver is made from another language.
  spawnSync(process.execPath, [join(root, 'scripts', 'build-kernel.mjs')], { cwd: root, stdio: 'inherit' });
  const failed = [];
  for (const [name, args] of checks) {
    const started = Date.now();
    const { status } = spawnSync(process.execPath, args.map((arg, index) => (index === 0 ? join(root, arg) : arg)), { cwd: root, stdio: 'inherit' });
    process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    if (status !== 0) failed.push(name);
  }
  return { passed: checks.length - failed.length, failed };
}

if (import.meta.url === `file://${process.argv[1]}`) process.exit(checkAll().failed.length ? 1 : 0);
