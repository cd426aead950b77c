// Runs one k6 scenario and reads its summary.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../ensure-installed.mjs';
import { atEnd } from './stop-all.mjs';

/**
 * @param file in load-tests
 * @param environment what the scenario reads by __ENV
 * @returns whether its thresholds hold, and k6's own summary
 */
export async function runK6(k6, file, environment, { summaryFile, quiet = false }) {
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const child = spawn(k6, ['run', '--no-usage-report', '--no-color', ...(quiet ? ['--quiet'] : []), '--summary-export', summaryFile, ...variables, join(root, 'load-tests', file)], { stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'], detached: process.platform !== 'win32' });
  const exit = once(child, 'exit');
  atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await exit;
  });
  const [code] = await exit;
  // 99: a threshold does not hold.
  if (code !== 0 && code !== 99) throw new Error(`k6 ended with ${code}`);
  return { passed: code === 0, summary: JSON.parse(readFileSync(summaryFile, 'utf8')) };
}
