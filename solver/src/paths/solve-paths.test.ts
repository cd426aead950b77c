import { describe, expect, it } from 'vitest';
import { loadGlpk } from '../exact/glpk.js';
import { randomFrom } from '../finish/seeded-random.js';
import { tryEveryPlan } from '../fixtures/every-plan.js';
import { randomPeople } from '../fixtures/random-people.js';
import { randomDocument } from '../fixtures/random-problems.js';
import { weeklyProblem } from '../fixtures/weekly-problems.js';
import { instanceOf, parseProblem, solve, verifyPlan, type Instance, type SolveResult } from '../index.js';
import { buildModel } from '../model/build-model.js';
import type { Problem } from '../problem/problem.js';
import type { SearchContext } from '../search-context.js';
import { solveModel } from '../solve-model.js';
import { prepare } from '../prepare/prepare.js';
import { graphOfModel, solvePaths } from './solve-paths.js';

const now = (): number => performance.now();

async function contextOf(gap: number): Promise<SearchContext> {
  return { glpk: await loadGlpk(), now, deadline: now() + 20_000, cancelled: () => false, gap, method: 'auto', patient: false, seed: 1, report: () => undefined };
}

async function solved(problem: Problem, instance: Instance, gap: number): Promise<SolveResult> {
  const outcome = await solve(problem, instance, { now, gap, greedy: false });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  expect(verifyPlan(problem, instance, outcome.result.assignment)).toMatchObject({ ok: true, faults: [] });
  expect(outcome.result.bound! - outcome.result.objective!).toBeGreaterThanOrEqual(0);
  return outcome.result;
}

describe('tiny problems of several actions a customer', () => {
  it('have plans that keep every rule, below a bound that no plan beats', { timeout: 180_000 }, async () => {
    const context = await contextOf(1e-6);
    let [solvedCount, best, sum, ruled, soft] = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 1_000; seed++) {
      const parsed = parseProblem(seed % 2 === 0 ? randomDocument(seed) : randomPeople(seed, ['history', 'each', 'soft']));
      if (!parsed.ok || parsed.problem.contacts.max < 2 || parsed.problem.objective.kind === 'ratio') continue;
      const { problem } = parsed;
      const built = instanceOf(problem);
      if (!built.ok) throw new Error(JSON.stringify(built.errors));
      const ready = prepare(problem, built.instance);
      if (!ready.ok) continue;
      const modelled = buildModel(ready.prepared.problem, ready.prepared.instance, ready.prepared.decided);
      if (!modelled.ok || modelled.model.rows.some((row) => row.orZero) || modelled.model.choice.max < 2) continue;
      const { model } = modelled;
      const optimum = tryEveryPlan(problem, built.instance);
      const sign = problem.objective.kind === 'minimise' ? -1 : 1;
      const answer = solvePaths(model, graphOfModel(model)!, null, { ...context, deadline: now() + 20_000 }, solveModel);
      if (!optimum) {
        expect(answer.plan, `seed ${seed}`).toBeNull();
        continue;
      }
      solvedCount++;
      if (model.rules) ruled++;
      if (model.rows.some((row) => row.mostPrice < Infinity)) soft++;
      expect(answer.infeasible, `seed ${seed}`).toBe(false);
      expect(answer.bound, `seed ${seed}`).toBeGreaterThanOrEqual(sign * optimum.objective - 1e-9);
      if (!answer.plan) continue;
      const assignment = Uint32Array.from(answer.plan.held.filter((e) => e >= 0), (e) => model.origin?.[e] ?? e).sort();
      expect(verifyPlan(problem, built.instance, assignment).faults, `seed ${seed}`).toEqual([]);
      expect(answer.plan.gain).toBeLessThanOrEqual(sign * optimum.objective + 1e-9);
      sum++;
      if (answer.plan.gain >= sign * optimum.objective - 1e-9) best++;
    }
    expect(solvedCount).toBeGreaterThan(100);
    expect(Math.min(ruled, soft)).toBeGreaterThan(20);
    expect(sum / solvedCount).toBeGreaterThan(0.9);
    // A rounding, not a search: most are best all the same.
    expect(best / sum).toBeGreaterThan(0.8);
  });
});

describe('plans over twelve weeks', () => {
  const { problem, instance } = weeklyProblem({ customers: 20_000, weeks: 12, most: 3, gap: true, seed: 1 });

  it('come within 1e-5 of their bound, whatever the order of the customers', { timeout: 180_000 }, async () => {
    const result = await solved(problem, instance, 1e-5);
    expect(result.method).toContain('paths');
    expect(result.gap!).toBeLessThan(1e-5);

    const few = weeklyProblem({ customers: 2_000, weeks: 12, most: 3, gap: true, seed: 2 });
    const plain = await solved(few.problem, few.instance, 1e-4);
    const random = randomFrom(9);
    const order = Array.from({ length: 2_000 }, (_, i) => i).sort(() => random() - 0.5);
    const rows = order.flatMap((i) => Array.from({ length: few.instance.offsets[i + 1]! - few.instance.offsets[i]! }, (_, z) => few.instance.offsets[i]! + z));
    const offsets = new Uint32Array(2_001);
    order.forEach((i, s) => (offsets[s + 1] = offsets[s]! + few.instance.offsets[i + 1]! - few.instance.offsets[i]!));
    const shuffled = { ...few.instance, offsets, option: Uint16Array.from(rows, (e) => few.instance.option[e]!), value: Float64Array.from(rows, (e) => few.instance.value[e]!) };
    const other = await solved(few.problem, shuffled, 1e-4);
    expect(other.bound! / plain.bound!).toBeCloseTo(1, 5);
    expect(other.objective! / plain.objective!).toBeCloseTo(1, 3);
  });

  it('are worth more with more contacts and less with a gap to keep', { timeout: 180_000 }, async () => {
    const objective = async (most: number, gap: boolean): Promise<number> => {
      const weeks = weeklyProblem({ customers: 1_500, weeks: 8, most, gap, seed: 5 });
      return (await solved(weeks.problem, weeks.instance, 1e-3)).objective!;
    };
    const [two, three, free] = [await objective(2, true), await objective(3, true), await objective(3, false)];
    expect(three).toBeGreaterThan(two * 1.005);
    expect(free).toBeGreaterThan(three * 1.005);
  });
});
