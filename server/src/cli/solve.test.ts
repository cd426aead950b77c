import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from './run-command-line.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-solve-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const values = [[10, 7, 4], [9, 8, 5], [6, 6, 5], [12, 3, 2], [7, 7, 6]];
const actionIds = ['a', 'b', 'c'];
const rows = values.flatMap((own, customer) => own.map((value, action) => ({ customer: `c${customer}`, action: actionIds[action]!, value })));
const problemWith = (budget: number, more: object = {}) => ({
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  actions: [{ id: 'a', cost: 5 }, { id: 'b', cost: 2 }, { id: 'c', cost: 1 }],
  candidates: rows,
  limits: [{ id: 'budget', sum: 'cost', atMost: budget }, ...actionIds.map((action, index) => ({ id: action, count: true, where: { action }, atMost: [2, 2, 3][index] }))],
  ...more,
});

async function solve(document: unknown, ...args: string[]): Promise<{ exit: number | undefined; solution: SolutionDocument | null; said: string }> {
  const file = join(folder, 'problem.json');
  await writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
  const [printed, said]: [string[], string[]] = [[], []];
  const exit = await runCommandLine(['solve', file, '--lang', 'en', ...args], { print: (line) => printed.push(line), report: (line) => said.push(line) });
  return { exit, solution: printed.length > 0 ? (JSON.parse(printed.join('\n')) as SolutionDocument) : null, said: said.join('\n') };
}

describe('arbiter solve', () => {
  // By full enumeration of the 4^5 plans, for budgets of 0, 1, 2 …
  const optimum = [0, 6, 11, 16, 19, 23, 26, 28, 28, 31, 35, 38, 38, 38, 41, 42, 42];
  it.each(optimum.map((value, budget) => [budget, value]))('with a budget of %d finds %d', async (budget, value) => {
    const { exit, solution } = await solve(problemWith(budget));
    expect([exit, solution?.status, solution?.verified, solution?.objective]).toEqual([0, 'optimal', true, value]);
    expect(solution).not.toHaveProperty('assignments');
  });

  it('reads candidates and customers from CSV and writes the plan', async () => {
    await writeFile(join(folder, 'rows.csv'), `\uFEFFcustomer;action;value\r\n${rows.map((row) => `${row.customer};${row.action};${row.value}`).join('\r\n')}\r\n`);
    await writeFile(join(folder, 'people.csv'), 'id,segment,debt\nc0,vip,10\nc1,"a, b",\nc2,vip,7\nc3,,0\nc4,x,1\n');
    const [out, plan] = [join(folder, 'solution.json'), join(folder, 'plan.csv')];
    const document = problemWith(14, { candidates: { file: 'rows.csv' }, eligibility: [{ id: 'vip', forbid: { action: 'a' }, for: { segment: 'vip' } }] });
    const { exit, solution } = await solve(document, '--customers', join(folder, 'people.csv'), '--out', out, '--assignments', plan);
    expect([exit, solution?.eligibility]).toEqual([0, [{ id: 'vip', removed: 2 }]]);
    expect((JSON.parse(await readFile(out, 'utf8')) as SolutionDocument).assignments).toEqual({ file: plan });
    const lines = (await readFile(plan, 'utf8')).trim().split('\r\n');
    expect(lines[0]).toBe('customer,action');
    expect(lines).toHaveLength(1 + solution!.assigned);
  });

  it('writes and reads Parquet', async () => {
    const plan = join(folder, 'plan.parquet');
    expect((await solve(problemWith(14), '--assignments', plan)).exit).toBe(0);
    expect((await readFile(plan)).subarray(0, 4).toString()).toBe('PAR1');
    // The plan has no values, which is said with the column's name.
    const { exit, said } = await solve(problemWith(14), '--candidates', plan);
    expect(exit).toBe(2);
    expect(said).toContain('no column "value"');
  });

  it('tells a document that cannot be met from one that cannot be read', async () => {
    const infeasible = await solve(problemWith(3, { limits: [{ id: 'budget', sum: 'cost', atMost: 3 }, { id: 'floor', sum: 'value', atLeast: 30 }] }));
    expect([infeasible.exit, infeasible.solution?.status, infeasible.solution?.conflict?.limits.sort()]).toEqual([3, 'infeasible', ['budget', 'floor']]);
    const wrong = await solve(problemWith(3, { limits: [{ id: 'budget', sum: 'cost', atMost: '3' }], periods: 5 }));
    expect(wrong.exit).toBe(2);
    expect(wrong.said).toMatch(/\/limits\/0\/atMost .*"3"/);
    expect(wrong.said).toContain('/periods');
    expect((await solve('{"format":')).exit).toBe(2);
    expect((await solve(problemWith(1), '--gap', 'x')).said).toContain('--gap is "x"');
    expect((await solve(problemWith(1), '--out', '/nonexistent/solution.json')).said).toContain('there is no folder /nonexistent');
    expect((await solve(problemWith(1), '--out', tmpdir())).said).toContain('which is a folder');
    expect((await solve(problemWith(1), '--candidates', tmpdir())).said).toContain('is a folder');
    expect((await solve(problemWith(1), '--time-limit', '5 days')).exit).toBe(2);
    expect((await solve(problemWith(1), '--candidates', 'missing.csv')).said).toContain('There is no file');
  });
});
