// Installs the packages when they are missing or older than the lock file. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Arbiter needs Node.js 20.19 or later, this is ${process.version}. Install a newer one from nodejs.org.\n`);
  process.exit(1);
}

function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

export function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  process.stdout.write('Installing packages (once, about half a minute) …\n');
  // Through the npm that runs us: on Windows `npm` is a .cmd file that cannot be spawned without a shell.
  const npmCli = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = npmCli
    ? spawnSync(process.execPath, [npmCli, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status === 0) return;
  process.stderr.write('The packages could not be installed: see the messages of npm above. Is the package registry reachable?\n');
  process.exit(result.status ?? 1);
}
