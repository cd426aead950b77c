import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../run-command-line.js';
import type { CurveDocument } from './draw-curve.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-what-if-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const values = [[10, 7, 4], [9, 8, 5], [6, 6, 5], [12, 3, 2], [7, 7, 6]];
const ids = ['a', 'b', 'c'];
const problemWith = (budget: number): object => ({
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  actions: [{ id: 'a', cost: 5 }, { id: 'b', cost: 2 }, { id: 'c', cost: 1 }],
  candidates: values.flatMap((own, customer) => own.map((value, action) => ({ customer: `c${customer}`, action: ids[action]!, value }))),
  limits: [{ id: 'budget', sum: 'cost', atMost: budget }, ...ids.map((action, index) => ({ id: action, count: true, where: { action }, atMost: [2, 2, 3][index] }))],
});

async function run<T>(budget: number, ...args: string[]): Promise<{ exit: number | undefined; printed: T; said: string }> {
  const file = join(folder, 'problem.json');
  await writeFile(file, JSON.stringify(problemWith(budget)));
  const [printed, said]: [string[], string[]] = [[], []];
  const exit = await runCommandLine(['solve', file, '--lang', 'en', ...args], { print: (line) => printed.push(line), report: (line) => said.push(line) });
  return { exit, printed: (printed.length > 0 ? JSON.parse(printed.join('\n')) : null) as T, said: said.join('\n') };
}

describe('arbiter solve, what if', () => {
  // By full enumeration of the plans.
  const optimum = [0, 6, 11, 16, 19, 23, 26, 28, 28, 31, 35, 38, 38, 38, 41, 42, 42];

  it('prints and writes the curve of a limit', async () => {
    const out = join(folder, 'curve.csv');
    const { exit, printed } = await run<CurveDocument>(9, '--curve', 'budget', '--at', [...optimum.keys()].join(','), '--curve-out', out);
    expect([exit, printed.format, printed.limit, printed.current]).toEqual([0, 'arbiter-curve/1', 'budget', 9]);
    expect(printed.points.map(({ at, objective }) => [at, objective])).toEqual(optimum.map((value, budget) => [budget, value]));
    const lines = (await readFile(out, 'utf8')).split('\r\n');
    expect(lines[0]).toBe('at,status,objective,bound,gap,price');
    expect(lines[5]).toMatch(/^4,optimal,19,19,0,/);
    const chosen = (await run<CurveDocument>(9, '--curve', 'budget', '--points', '5')).printed;
    expect(chosen.points.map(({ at }) => at)).toContain(9);
    for (const { at, objective } of chosen.points) if (Number.isInteger(at)) expect(objective).toBe(optimum[Math.min(16, at)]);
  });

  it('compares with another plan, begins with its prices, and says between which bounds prices hold', async () => {
    const [solution, plan] = [join(folder, 'nine.json'), join(folder, 'nine.csv')];
    await run(9, '--out', solution);
    await run(9, '--assignments', plan);
    for (const other of [solution, plan]) {
      const { exit, printed } = await run<SolutionDocument>(16, '--compare', other, '--warm', solution);
      expect([exit, printed.objective]).toEqual([0, 42]);
      const { comparison } = printed;
      expect(comparison).toMatchObject({ with: other, valueA: 31, valueB: 42 });
      expect(comparison!.moves.reduce((sum, move) => sum + move.customers, 0)).toBe(comparison!.same + comparison!.moved + comparison!.added + comparison!.dropped);
    }
    const limits = (await run<SolutionDocument>(9)).printed.limits;
    expect(limits.filter(({ price }) => price !== 0).every(({ priceHolds, limit }) => priceHolds!.from! <= limit && priceHolds!.to! >= limit)).toBe(true);
  });

  it('says what is wrong with its options and files', async () => {
    for (const [args, words] of [
      [['--at', '1,2'], '--curve'],
      [['--curve', 'budget', '--at', '1,x'], '--at'],
      [['--curve', 'budget', '--points', '1'], '--points'],
      [['--curve', 'budget', '--curve-out', 'curve.txt'], '.csv or .json'],
      [['--curve', 'nothing'], 'unknown-limit'],
      [['--warm', join(folder, 'none.json')], 'none.json'],
      [['--compare', join(folder, 'problem.json')], 'arbiter-solution/1'],
    ] as const) {
      const { exit, said } = await run(9, ...args);
      expect(exit, args.join(' ')).not.toBe(0);
      expect(said, args.join(' ')).toContain(words);
    }
  });
});
