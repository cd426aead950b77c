import { describe, expect, it } from 'vitest';
import { fiveByThree } from './fixtures/five-by-three.js';
import { instanceOf, limitCurve, parseProblem, solve, toSolutionDocument, verifyPlan } from './index.js';

const now = (): number => performance.now();

function read(budget: number) {
  const parsed = parseProblem(fiveByThree.document(budget));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return { problem: parsed.problem, instance: built.instance };
}

describe('five customers, three actions', () => {
  it('finds the optimum of the enumeration', async () => {
    const { problem, instance } = read(14);
    const outcome = await solve(problem, instance, { now });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
    const document = toSolutionDocument(problem, instance, outcome.result, { verification: verifyPlan(problem, instance, outcome.result.assignment), timing: { readMs: 0, solveMs: 0, verifyMs: 0 }, memoryPeakMb: 0 });
    expect(document).toMatchObject({ status: 'optimal', objective: 41, bound: 41, gap: 0, verified: true });
  });

  it.each(['auto', 'exact', 'prices'] as const)('follows the whole budget curve by %s', async (method) => {
    const { problem, instance } = read(14);
    const curve = await limitCurve(problem, instance, 'budget', fiveByThree.curve.map(([budget]) => budget), { now, method });
    if (!curve.ok) throw new Error(JSON.stringify(curve.errors));
    expect(curve.points.map((point) => [point.at, point.objective])).toEqual(fiveByThree.curve);
    for (const point of curve.points) expect(point.bound).toBeGreaterThanOrEqual(point.objective!);
    if (method !== 'prices') expect(curve.points.every((point) => point.status === 'optimal')).toBe(true);
  });
});
