// Installs a Debian package for the tests where this machine lets us; says so where it does not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

let updated = false;

/** True when one of the files is there, after installing the package if that is possible. */
export function ensureDebianPackage(name, files) {
  if (files.some((file) => file && existsSync(file))) return true;
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) return false;
  process.stdout.write(`Installing ${name} for the tests …\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!updated) spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env: environment });
  updated = true;
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio: 'ignore', env: environment });
  return files.some((file) => file && existsSync(file));
}
