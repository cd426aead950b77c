import highsModule from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { tryEveryPlan } from './fixtures/every-plan.js';
import { probedProgram, type ProbedProgram } from './fixtures/probed-program.js';
import { type Feature, randomPeople } from './fixtures/random-people.js';
import { randomDocument } from './fixtures/random-problems.js';
import { instanceOf, parseProblem, solve, verifyPlan, type Instance, type SolveResult } from './index.js';
import type { Problem } from './problem/problem.js';

const now = (): number => performance.now();
/** Problems of each size; ARBITER_AGREEMENT=5000 tries more. */
const problems = Number(process.env['ARBITER_AGREEMENT'] ?? 200);

// The types describe the CommonJS form, whose function stands under `default`; as an ES module the function comes itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;
let highs: Awaited<ReturnType<typeof loadHighs>>;
beforeAll(async () => {
  highs = await loadHighs();
});

/** Optimum by HiGHS: null where there is none, undefined where it stopped early. */
function byHighs(program: ProbedProgram): number | null | undefined {
  const columns = program.cost.length;
  if (columns === 0) return program.rows.every(({ lower, upper }) => lower <= 0 && upper >= 0) ? 0 : null;
  const { infinity, constants } = highs;
  const finite = (value: number): number => (value === Infinity ? infinity : value === -Infinity ? -infinity : value);
  const sums = program.rows.map(({ entries }) => {
    const sum = new Map<number, number>();
    for (const [j, a] of entries) sum.set(j, (sum.get(j) ?? 0) + a);
    return [...sum].sort(([i], [j]) => i - j);
  });
  const starts = [0];
  for (const row of sums) starts.push(starts.at(-1)! + row.length);
  return highs.withModel(
    {
      numCols: columns,
      numRows: program.rows.length,
      sense: constants.objectiveSense.maximize,
      colCost: program.cost,
      colLower: new Float64Array(columns),
      colUpper: program.upper.map(finite),
      rowLower: program.rows.map(({ lower }) => finite(lower)),
      rowUpper: program.rows.map(({ upper }) => finite(upper)),
      matrix: { format: 'csr', numCols: columns, numRows: program.rows.length, starts: Int32Array.from(starts), indices: Int32Array.from(sums.flatMap((row) => row.map(([j]) => j))), values: Float64Array.from(sums.flatMap((row) => row.map(([, a]) => a))) },
      integrality: program.integer.map((whole) => (whole ? constants.variableType.integer : constants.variableType.continuous)),
    },
    (model) => {
      model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-9, time_limit: 10, mip_feasibility_tolerance: 1e-9, primal_feasibility_tolerance: 1e-9 });
      model.run();
      const status = model.getModelStatus();
      if (status === constants.modelStatus.optimal) return model.getObjectiveValue();
      return status === constants.modelStatus.infeasible ? null : undefined;
    },
  );
}

function read(document: unknown): { problem: Problem; instance: Instance } {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return { problem: parsed.problem, instance: built.instance };
}

async function solved({ problem, instance }: ReturnType<typeof read>, method: 'auto' | 'exact' | 'prices'): Promise<SolveResult | null> {
  const outcome = await solve(problem, instance, { now, method, gap: 1e-9, timeLimitMs: 10_000, greedy: false });
  if (outcome.ok) return outcome.result;
  // A ratio whose denominator may be zero has no answer.
  expect(outcome.errors.map(({ code }) => code)).toEqual(['floor-missing']);
  return null;
}

/** The optimum that HiGHS finds, in the problem's own sense; for ratios whether nothing beats the one given. */
function optimum({ problem, instance }: ReturnType<typeof read>, ratio: number | null): number | null | undefined {
  const program = probedProgram(problem, instance, ratio ?? 0);
  if (!program) return undefined;
  const best = byHighs(program);
  if (best === undefined || best === null) return best;
  if (problem.objective.kind !== 'ratio') return problem.objective.kind === 'minimise' ? -best : best;
  return ratio === null ? undefined : Math.abs(best) <= 1e-6 * Math.max(1, Math.abs(ratio)) ? ratio : NaN;
}

function check(where: string, given: ReturnType<typeof read>, result: SolveResult, best: number | null, proved: boolean): void {
  const said = `${where} ${JSON.stringify({ status: result.status, objective: result.objective, bound: result.bound, best, how: result.method })}`;
  if (best === null) {
    expect(result.hasPlan, said).toBe(false);
    if (proved) expect(result.status, said).toBe('infeasible');
    return;
  }
  const sign = given.problem.objective.kind === 'minimise' ? -1 : 1;
  const slack = 1e-6 * Math.max(1, Math.abs(best));
  expect(result.status, said).not.toBe('infeasible');
  if (result.bound !== null) expect(sign * result.bound, `${said}: bound`).toBeGreaterThanOrEqual(sign * best - slack);
  if (result.hasPlan) {
    expect(verifyPlan(given.problem, given.instance, result.assignment).faults, said).toEqual([]);
    expect(sign * result.objective!, said).toBeLessThanOrEqual(sign * best + slack);
  }
  if (proved) {
    expect(result.status, said).toBe('optimal');
    expect(Math.abs(result.objective! - best), said).toBeLessThanOrEqual(slack);
  }
}

describe('tiny random problems', () => {
  it('have the same optimum by trying every plan, by HiGHS, by GLPK and by prices', async () => {
    let compared = 0;
    for (let seed = 10_000; seed < 10_000 + problems; seed++) {
      const given = read(randomDocument(seed));
      const result = await solved(given, 'auto');
      if (!result) continue;
      const best = tryEveryPlan(given.problem, given.instance)?.objective ?? null;
      check(`seed ${seed} auto`, given, result, best, true);
      const highs = optimum(given, best);
      if (highs === undefined) continue;
      compared++;
      if (best === null || highs === null) expect(highs, `seed ${seed}: HiGHS`).toBe(best);
      else expect(Math.abs(highs - best), `seed ${seed}: HiGHS finds ${highs}, every plan tried ${best}`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(best)));
      if (seed % 2 === 0) check(`seed ${seed} exact`, given, (await solved(given, 'exact'))!, best, true);
      else check(`seed ${seed} prices`, given, (await solved(given, 'prices'))!, best, false);
    }
    expect(compared).toBeGreaterThan(problems / 4);
  }, 600_000);

  it('with households, limits for each of something and soft ones have the same optimum by HiGHS and by the way chosen', async () => {
    const sets: Feature[][] = [['each'], ['soft'], ['households'], ['each', 'soft'], ['each', 'soft', 'households']];
    let compared = 0;
    for (let seed = 30_000; seed < 30_000 + problems / 2; seed++) {
      const given = read(randomPeople(seed, sets[seed % sets.length]!));
      const result = await solved(given, 'auto');
      if (!result) continue;
      const best = optimum(given, result.objective);
      if (best === undefined) continue;
      compared++;
      check(`seed ${seed}`, given, result, best, true);
    }
    expect(compared).toBeGreaterThan(problems / 8);
  }, 600_000);

  it('of some dozens of customers have the same optimum by HiGHS and by the way chosen', async () => {
    for (let seed = 20_000; seed < 20_000 + problems / 5; seed++) {
      const given = read(randomDocument(seed, 6));
      const result = await solved(given, 'auto');
      if (!result) continue;
      const best = optimum(given, result.objective);
      if (best === undefined) continue;
      check(`seed ${seed}`, given, result, best, false);
      if (best !== null && result.gap !== null) expect(result.gap, `seed ${seed} ${result.objective} ${result.bound}, HiGHS ${best} ${result.method}`).toBeLessThanOrEqual(0.02);
    }
  }, 600_000);
});
