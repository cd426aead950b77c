import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { plantPlan } from '../features/exports/testing/export-company.js';
import { start } from '../main.js';
import { makeTestConfig } from '../testing/make-test-container.js';
import { runCommandLine } from './run-command-line.js';

afterEach(() => vi.unstubAllEnvs());

async function arbiter(...args: string[]) {
  const [printed, reported]: [string[], string[]] = [[], []];
  const code = await runCommandLine([...args, '--lang', 'en'], { print: (line) => void printed.push(line), report: (line) => void reported.push(line) });
  return { code, reported: reported.join('\n') };
}

it('exports the same file through a server and on the stores themselves, and leaves nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-cli-export-'));
  const [dataDir, first, second, parquet] = ['data', 'first.csv', 'second.csv', 'plan.parquet'].map((name) => join(folder, name)) as [string, string, string, string];
  vi.stubEnv('ARBITER_DATA_DIR', dataDir);
  try {
    const running = await start(await makeTestConfig({ dataDir }));
    try {
      await plantPlan(running.container, 'planned', 1_000);
      vi.stubEnv('ARBITER_URL', running.address);
      const done = await arbiter('export', 'planned', '--what', 'plan', '--out', first);
      expect(done.code, done.reported).toBe(0);
      expect(done.reported).toContain('Rows: 1000');
      expect(await arbiter('export', 'planned', '--what', 'plan', '--format', 'parquet', '--out', parquet)).toMatchObject({ code: 0 });
      expect(readFileSync(parquet).toString('latin1', 0, 4)).toBe('PAR1');
      const refused = await arbiter('export', 'planned', '--out', join(folder, 'list.csv'));
      expect(refused.code).toBe(1);
      expect(refused.reported).toMatch(/is draft: there are contact lists after its launch/);
      expect(refused.reported).not.toMatch(/\n\s+at /);
      expect(readdirSync(running.container.folders.exports)).toEqual([]);
    } finally {
      await running.close();
    }
    vi.stubEnv('ARBITER_URL', '');
    const local = await arbiter('export', 'planned', '--what', 'plan', '--out', second);
    expect(local.code, local.reported).toBe(0);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(readFileSync(first, 'utf8').split('\r\n')).toHaveLength(1_002);
    expect(readdirSync(folder).sort()).toEqual(['data', 'first.csv', 'plan.parquet', 'second.csv']);
    expect(await arbiter('export', 'planned', '--what', 'everything')).toMatchObject({ code: 2, reported: expect.stringContaining('plan, contact-lists, report') });
    expect(await arbiter('export', 'planned', '--what', 'plan', '--week', 'x')).toMatchObject({ code: 2 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
