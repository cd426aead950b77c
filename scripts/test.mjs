// `npm test`: installs what it needs, checks, builds, runs every test, journeys in a real browser included,
// and ends with one line that counts them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureDebianPackage } from './ensure-debian-package.mjs';
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const { checkAll } = await import('./check.mjs');
const { buildAll } = await import('./build.mjs');

ensureDebianPackage('postgresql', ['/usr/lib/postgresql/15/bin/postgres', '/usr/lib/postgresql/16/bin/postgres', '/usr/lib/postgresql/17/bin/postgres', '/usr/local/bin/postgres']);
ensureDebianPackage('redis-server', ['/usr/bin/redis-server', '/usr/local/bin/redis-server']);
const browser = ensureDebianPackage('chromium', [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']);

const totals = { passed: 0, failed: 0, skipped: 0 };
const folder = mkdtempSync(join(tmpdir(), 'arbiter-tests-'));

function runTests(name, config) {
  const report = join(folder, `${name}.json`);
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' } });
  const counts = readCounts(report);
  writeSlowest(name, counts.testResults ?? []);
  totals.passed += counts.numPassedTests;
  totals.skipped += counts.numPendingTests;
  // A file that could not be loaded has no tests to count, and still is a failure.
  totals.failed += Math.max(counts.numFailedTests, status === 0 ? 0 : 1);
}

/** Where the time goes: what makes the whole run long shows itself in every run. */
function writeSlowest(name, files) {
  const slowest = files.map(({ name: file, startTime, endTime }) => ({ file: relative(root, file), seconds: (endTime - startTime) / 1000 })).sort((a, b) => b.seconds - a.seconds).slice(0, 15);
  if (slowest.length) process.stdout.write(`\nSlowest files of the ${name}:\n${slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`).join('\n')}\n`);
}

function readCounts(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, numFailedTests: 1 };
  }
}

try {
  await buildAll();
  const checks = checkAll();
  totals.passed += checks.passed;
  totals.failed += checks.failed.length;
  runTests('units', 'vitest.config.ts');
  if (browser) runTests('journeys', 'tests/e2e/vitest.config.ts');
  else process.stdout.write('No Chromium here and no right to install one: the browser journeys were not run. Set CHROMIUM_PATH to run them.\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}\n`);
process.exit(totals.failed ? 1 : 0);
