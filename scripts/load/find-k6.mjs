// Where k6 is: named by ARBITER_K6, on PATH, or where Go puts what it installs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const howToGetK6 = 'k6 was not found. Install it with Go (go install go.k6.io/k6@latest) or from https://grafana.com/docs/k6/latest/set-up/install-k6/, put it on PATH, or name the program in ARBITER_K6.';

const answers = (command) => spawnSync(command, ['version'], { encoding: 'utf8' }).status === 0;

/** The command, or undefined. A program named in ARBITER_K6 that does not answer is an error: it was meant. */
export function findK6() {
  const named = process.env.ARBITER_K6;
  if (named) {
    if (answers(named)) return named;
    throw new Error(`ARBITER_K6 is ${JSON.stringify(named)}, which does not answer to "version": correct it, or leave it out`);
  }
  if (answers('k6')) return 'k6';
  const { status, stdout } = spawnSync('go', ['env', 'GOPATH'], { encoding: 'utf8' });
  const installed = status === 0 ? join(stdout.trim(), 'bin', process.platform === 'win32' ? 'k6.exe' : 'k6') : '';
  return installed !== '' && existsSync(installed) && answers(installed) ? installed : undefined;
}
