import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalytics } from '../../adapters/clickhouse/open-analytics.js';
import { tableProblem, writeTables } from '../../testing/table-problems.js';
import { runCommandLine } from '../run-command-line.js';

let folder: string;
const before = process.env['ARBITER_DATA_DIR'];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-scan-test-'));
  process.env['ARBITER_DATA_DIR'] = join(folder, 'data');
});
afterAll(async () => {
  if (before === undefined) delete process.env['ARBITER_DATA_DIR'];
  else process.env['ARBITER_DATA_DIR'] = before;
  await rm(folder, { recursive: true, force: true });
});

async function solve(document: unknown, ...args: string[]): Promise<{ exit: number | undefined; solution: SolutionDocument | null; said: string }> {
  const file = join(folder, 'problem.json');
  await writeFile(file, JSON.stringify(document));
  const [printed, said]: [string[], string[]] = [[], []];
  const exit = await runCommandLine(['solve', file, '--lang', 'en', ...args], { print: (line) => printed.push(line), report: (line) => said.push(line) });
  return { exit, solution: printed.length > 0 ? (JSON.parse(printed.join('\n')) as SolutionDocument) : null, said: said.join('\n') };
}
const cell = (value: unknown): string => (value === null || value === undefined ? '' : String(value as string | number));
const csv = (rows: readonly Record<string, unknown>[], columns: readonly string[]): string => `${[columns.join(','), ...rows.map((row) => columns.map((name) => cell(row[name])).join(','))].join('\n')}\n`;

describe('arbiter solve --scan clickhouse', () => {
  const made = tableProblem({ seed: 51, customers: 500, actions: 4, segments: 3, ownCost: true });

  it('solves over files as the solver in memory does', async () => {
    await writeFile(join(folder, "it's people.csv"), csv(made.customers.map((row) => ({ ...row, segment: row['segment'] ?? 'none' })), ['id', 'segment']));
    await writeFile(join(folder, 'rows.csv'), csv(made.candidates.map((row) => ({ ...row, cost: row['cost'] ?? 3 })), ['customer', 'action', 'value', 'cost']));
    const document = { ...made.document, customers: { file: "it's people.csv" }, candidates: { file: 'rows.csv' } };
    const [plan, out] = [join(folder, 'plan.csv'), join(folder, 'solution.json')];
    const scanned = await solve(document, '--scan', 'clickhouse', '--assignments', plan, '--out', out);
    expect([scanned.exit, scanned.solution?.verified], scanned.said).toEqual([0, true]);
    const reference = await solve(document);
    const [ours, theirs] = [scanned.solution!, reference.solution!];
    expect(ours.objective!).toBeLessThanOrEqual(theirs.bound! * (1 + 1e-9));
    expect(theirs.objective!).toBeLessThanOrEqual(ours.bound! * (1 + 1e-9));
    const lines = (await readFile(plan, 'utf8')).trim().split('\n');
    expect(lines[0]).toBe('"customer","action"');
    expect(lines).toHaveLength(1 + ours.assigned);
    expect((JSON.parse(await readFile(out, 'utf8')) as SolutionDocument).assignments).toEqual({ file: plan });
  }, 120_000);

  it('solves over tables of the data folder and leaves the plan there', async () => {
    const config = { clickhouseUrl: undefined, clickhouseDatabase: 'arbiter', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: join(folder, 'data') };
    const first = await openAnalytics(config);
    await writeTables(first.analytics, 'shop', made);
    await first.close();
    const document = { ...made.document, customers: { table: 'shop_customers' }, candidates: { table: 'arbiter.shop_candidates' } };
    const { exit, solution, said } = await solve(document, '--scan', 'clickhouse');
    expect([exit, solution?.verified], said).toEqual([0, true]);
    const name = (solution!.assignments as { table: string }).table;
    const second = await openAnalytics(config);
    const [row] = await second.analytics.query<{ n: string }>(`SELECT count() AS n FROM ${name}`);
    expect(Number(row!.n)).toBe(solution!.assigned);
    await second.close();
  }, 120_000);

  it('refuses rows in the document, unknown engines and tables that are not there', async () => {
    expect(await solve({ ...made.document, candidates: [] }, '--scan', 'clickhouse')).toMatchObject({ exit: 2, said: expect.stringContaining('/candidates  not-in-tables') as string });
    expect(await solve({ ...made.document, candidates: { table: 'x' } })).toMatchObject({ exit: 2, said: expect.stringContaining('/candidates  table-not-read') as string });
    expect((await solve({ ...made.document, candidates: { table: 'x' } }, '--scan', 'spark')).said).toContain('clickhouse');
    expect(await solve({ ...made.document, customers: { table: 'nowhere' }, candidates: { table: 'no`where.x' } }, '--scan', 'clickhouse')).toMatchObject({ exit: 2, said: expect.stringContaining('/candidates  table-not-read') as string });
  }, 60_000);
});
