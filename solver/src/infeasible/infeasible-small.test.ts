import { describe, expect, it } from 'vitest';
import { tryEveryPlan } from '../fixtures/every-plan.js';
import { randomDocument } from '../fixtures/random-problems.js';
import { instanceOf, parseProblem, solve, type Instance, type Problem } from '../index.js';

const now = (): number => performance.now();

function read(document: unknown): { problem: Problem; instance: Instance } {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return { problem: parsed.problem, instance: built.instance };
}
const only = (problem: Problem, keep: (id: string) => boolean): Problem => ({ ...problem, objective: { kind: 'maximise', measure: 'value' }, limits: problem.limits.filter((limit) => keep(limit.id)) });

type Change = { id: string; period?: string | undefined; to: number };
/** The problem with changed bounds: a limit for each period is taken apart where only some periods change. */
function relaxed(problem: Problem, changes: readonly Change[]): Problem {
  const limits = problem.limits.flatMap((limit) => {
    const own = changes.filter((change) => change.id === limit.id);
    if (own.length === 0) return [limit];
    if (own[0]!.period === undefined) return [{ ...limit, bound: own[0]!.to }];
    return problem.periods.map((period) => {
      const { each: _each, ...rest } = limit;
      const inPeriod = (quantity: typeof limit.quantity): typeof limit.quantity => ({ ...quantity, where: { ...quantity.where, action: [...quantity.where.action, { attribute: 'period', values: [period] }] } });
      return { ...rest, id: `${limit.id}-${period}`, quantity: inPeriod(limit.quantity), shareOf: limit.shareOf ? inPeriod(limit.shareOf) : null, bound: own.find((change) => change.period === period)?.to ?? limit.bound };
    });
  });
  return { ...problem, objective: { kind: 'maximise', measure: 'value' }, limits };
}

describe('tiny problems without a plan', () => {
  it('have a smallest set of colliding limits, a checked certificate and bounds that do', async () => {
    let [tried, certified] = [0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const { problem, instance } = read(randomDocument(seed));
      if (tryEveryPlan(problem, instance)) continue;
      const outcome = await solve(problem, instance, { now, timeLimitMs: 5_000 });
      if (!outcome.ok || outcome.result.status !== 'infeasible') continue;
      tried++;
      const { conflict } = outcome.result;
      const where = `seed ${seed} ${JSON.stringify({ conflict, limits: problem.limits })}`;
      expect(conflict!.proved, where).toBe(true);
      expect(conflict!.limits.length, where).toBeGreaterThan(0);
      expect(tryEveryPlan(only(problem, (id) => conflict!.limits.includes(id)), instance), where).toBeNull();
      for (const id of conflict!.limits) expect(tryEveryPlan(only(problem, (other) => other !== id && conflict!.limits.includes(other)), instance), `${where} without ${id}`).not.toBeNull();
      if (conflict!.certificate) {
        certified++;
        expect(conflict!.certificate.checked, where).toBe(true);
        expect(conflict!.certificate.multipliers.every(({ id }) => conflict!.limits.includes(id)), where).toBe(true);
      }
      for (const changes of [conflict!.relaxation, ...(conflict!.alternatives ?? [])]) {
        if (changes.length > 0) expect(tryEveryPlan(relaxed(problem, changes), instance), `${where} by ${JSON.stringify(changes)}`).not.toBeNull();
      }
      for (const member of conflict!.members ?? []) if (member.reachable !== null) expect(beyondReach(problem, instance, conflict!.limits, member), `${where} member ${member.id}`).toBe(true);
    }
    expect(tried).toBeGreaterThan(50);
    expect(certified).toBeGreaterThan(25);
  }, 180_000);
});

/** No plan that keeps the other limits of the set comes nearer to the member's bound than it says. */
function beyondReach(problem: Problem, instance: Instance, set: readonly string[], member: { id: string; period?: string; sense: string; bound: number; reachable: number | null }): boolean {
  const limit = problem.limits.find(({ id }) => id === member.id)!;
  if (limit.each?.length || limit.shareOf) return true;
  const floor = member.reachable! < member.bound;
  const margin = 1e-6 * Math.max(1, Math.abs(member.reachable!));
  const nearer = { ...limit, sense: floor ? ('atLeast' as const) : ('atMost' as const), bound: member.reachable! + (floor ? margin : -margin) };
  const others = only(problem, (id) => id !== member.id && set.includes(id));
  return tryEveryPlan({ ...others, limits: [...others.limits, nearer] }, instance) === null;
}
