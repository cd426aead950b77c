import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SolveMessage, SolveTask } from './solve-messages.js';
import { type SolveEnd, runSolveThread } from './solve-thread.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-solve-thread-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Dear actions under two budgets, which a search is long over. */
async function hardProblem(customers: number): Promise<string> {
  const rows = ['customer,action,value,cost,weight'];
  let seed = 7;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (let i = 0; i < customers; i++) for (let a = 0; a < 4; a++) rows.push(`c${i},a${a},${(10 + 90 * random()).toFixed(3)},${(20 + 80 * random()).toFixed(3)},${(20 + 80 * random()).toFixed(3)}`);
  await writeFile(join(folder, 'rows.csv'), rows.join('\n'));
  const file = join(folder, 'problem.json');
  const actions = Array.from({ length: 4 }, (_, a) => ({ id: `a${a}` }));
  await writeFile(file, JSON.stringify({ format: 'arbiter-problem/1', objective: { maximise: 'value' }, actions, candidates: { file: 'rows.csv' }, limits: [{ id: 'cost', sum: 'cost', atMost: customers * 13.37 }, { id: 'weight', sum: 'weight', atMost: customers * 14.41 }] }));
  return file;
}

async function run(changes: Partial<SolveTask>, until?: (message: SolveMessage) => boolean): Promise<{ end: SolveEnd; tookMs: number; said: string[] }> {
  const controller = new AbortController();
  const said: string[] = [];
  let abortedMs = NaN;
  const task = { file: '', candidates: null, customers: null, history: null, fixed: null, previous: null, keep: null, assignments: null, out: null, gap: 0, timeLimitMs: 60_000, diagnose: false, seed: 1, method: 'auto' as const, threads: 1, memoryBytes: null, ...changes };
  const end = await runSolveThread(task, controller.signal, (message) => {
    if (message.kind === 'said') said.push(message.line);
    if (!controller.signal.aborted && until?.(message)) {
      abortedMs = performance.now();
      controller.abort();
    }
  }, () => said.push('stopping'));
  return { end, tookMs: performance.now() - abortedMs, said };
}

describe('runSolveThread', () => {
  it('ends at once while it reads', async () => {
    const { end, tookMs } = await run({ file: await hardProblem(60_000) }, (message) => message.kind === 'said' && message.line.startsWith('memory'));
    expect(['killed', 'stopped']).toContain(end.kind);
    expect(tookMs).toBeLessThan(2_000);
  });

  it('ends the search at once: with its best plan, or with none', async () => {
    const plan = join(folder, 'plan.csv');
    const { end, tookMs } = await run({ file: await hardProblem(3_000), assignments: plan }, (message) => message.kind === 'progress' && message.objective !== null);
    expect(tookMs).toBeLessThan(5_000);
    expect(['killed', 'answer']).toContain(end.kind);
    if (end.kind === 'answer') {
      expect(end.short.verified).toBe(true);
      expect((await readFile(plan, 'utf8')).split('\r\n')[0]).toBe('customer,action');
    }
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('says how much memory it wants, and refuses what there is no room for before the rows are read', async () => {
    const file = await hardProblem(2_000);
    const { end, said } = await run({ file, memoryBytes: 2 ** 24 });
    expect(said).toEqual([]);
    expect(end.kind === 'no-memory' && end.message).toMatch(/^\d+ candidates of \d+ customers take about \d+ MB of memory, more than --memory 16 MB allows/);
    const allowed = await run({ file, memoryBytes: 2 ** 32, timeLimitMs: 2_000 });
    expect(allowed.said[0]).toMatch(/^memory {4}(79|80|81)\d\d candidates .* --memory allows 4\.0 GB/);
    expect(allowed.end.kind).toBe('answer');
  });

  it.each([
    ['customer,action\nc1,a0\n', 'no column "value"'],
    ['customer,action,value,cost,weight\nc1,a0,x,1,1\n', 'rows.csv, row 1: "value" is "x"'],
    ['customer,action,value,cost,weight\nc1,a0,1,1,1\nc1,a9,1,1,1\n', 'rows.csv, row 2: the action is "a9"'],
    ['customer,action,value,cost,weight\nc1,a0,1,1,1\nc1,a0,2,1,1\n', 'rows.csv: Customer "c1" has action "a0" twice'],
    ['customer,action,value,cost,weight\nc1,a0,1,1,1\n,a1,2,1,1\n', 'rows.csv, row 2: the customer is null'],
    ['customer,action,value,cost,weight\nc1,a0,1e999,1,1\n', 'rows.csv, row 1: "value" is Infinity'],
    ['customer,action,value,cost,weight\nc1,a0,NaN,1,1\n', 'rows.csv, row 1: "value" is "NaN"'],
    ['customer,action,value,cost,weight\nc1,a0,1,1\n', 'line 2: 4 cells where the header names 5 columns'],
    ['', 'rows.csv: it is empty'],
    ['PAR1', 'it is a Parquet file'],
  ])('names file, row and value of what is wrong in %j', async (rows, message) => {
    const file = await hardProblem(1);
    await writeFile(join(folder, 'rows.csv'), rows);
    const { end } = await run({ file });
    expect(end.kind === 'refused' ? end.errors.map((fault) => fault.message).join('; ') : end.kind === 'unusable' ? end.message : end.kind).toContain(message);
  });
});
