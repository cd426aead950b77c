import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Model } from './model/model.js';
import type { Prepared } from './prepare/prepare.js';
import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import { effortOf } from './verify/check-agents.js';
import { householdCounts } from './verify/check-households.js';
import { changesOf, keptOf } from './verify/check-stability.js';
import type { PlanMeter } from './verify/measure-plan.js';

/** What a solution says about households, agents, history, fixed plans and the plan before; nothing where the problem has none. */
export type PeopleSummary = Pick<SolutionDocument, 'sequence' | 'households' | 'agents' | 'fixed' | 'stability'>;

/** `sign` turns gains into the objective's sense; `lambda` are the multipliers of the model's rows. */
export function summarisePeople(problem: Problem, instance: Instance, prepared: Prepared, model: Model, meter: PlanMeter, plan: { assignment: Uint32Array; agents: Int32Array | null } | null, lambda: Float64Array, sign: number): PeopleSummary {
  const customers = plan ? meter.customersOf(plan.assignment) : new Uint32Array(0);
  const { removed } = prepared;
  return {
    ...(removed ? { sequence: removed } : {}),
    ...(plan && problem.households.length > 0 ? { households: problem.households.map((rule) => householdUse(problem, instance, meter, plan.assignment, customers, rule)) } : {}),
    ...(plan?.agents ? { agents: agentUse(problem, meter, prepared, model, plan.assignment, plan.agents, lambda, sign) } : {}),
    ...(instance.fixed ? { fixed: { customers: instance.fixed.customers.length, assignments: instance.fixed.candidates.length } } : {}),
    ...(plan && problem.previous && instance.previous ? { stability: stabilityOf(problem, instance, plan.assignment, customers) } : {}),
  };
}

function stabilityOf(problem: Problem, instance: Instance, assignment: Uint32Array, customers: Uint32Array): NonNullable<SolutionDocument['stability']> {
  const changes = changesOf(problem, instance, assignment, customers);
  return { previous: instance.previous!.assignments, kept: keptOf(instance, assignment), changes, cost: problem.previous!.changeCost * changes };
}

function householdUse(problem: Problem, instance: Instance, meter: PlanMeter, assignment: Uint32Array, customers: Uint32Array, rule: Problem['households'][number]): NonNullable<SolutionDocument['households']>[number] {
  const sizes = new Map<string | number, number>();
  for (let i = 0; i < instance.customers.count; i++) {
    const household = meter.customerAttribute(i, rule.by);
    if (household !== null) sizes.set(household, (sizes.get(household) ?? 0) + 1);
  }
  let [households, atCap, most] = [0, 0, 0];
  for (const size of sizes.values()) if (size > 1) households++;
  for (const [household, counts] of householdCounts(problem, meter, assignment, customers, rule)) {
    most = Math.max(most, counts.get(-1)!);
    if ((sizes.get(household) ?? 0) > 1 && [...counts].some(([period, count]) => count >= (period < 0 ? rule.max : rule.perPeriod))) atCap++;
  }
  return { id: rule.id, households, atCap, most };
}

function agentUse(problem: Problem, meter: PlanMeter, { problem: lowered, variants }: Prepared, model: Model, assignment: Uint32Array, agents: Int32Array, lambda: Float64Array, sign: number): NonNullable<SolutionDocument['agents']> {
  const periods = Math.max(1, problem.periods.length);
  const size = problem.agents.length * periods;
  const [used, count, price] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  assignment.forEach((e, z) => {
    if (agents[z]! < 0) return;
    const at = agents[z]! * periods + meter.periodIndex(e);
    used[at]! += effortOf(meter, e);
    count[at]!++;
  });
  // The capacity limits come after the problem's own, pool by pool, period by period, size by size.
  const priceOf = new Float64Array(lowered.limits.length);
  model.rows.forEach((row, k) => {
    if (row.limit >= 0) priceOf[row.limit]! += (sign * lambda[k]!) / row.scale;
  });
  let limit = problem.limits.length;
  for (const pool of variants?.pools ?? []) {
    for (let t = 0; t < periods; t++) {
      for (let level = 0; level < pool.levels.length; level++, limit++) for (const agent of pool.agents) price[agent * periods + t]! += priceOf[limit]!;
    }
  }
  return problem.agents.flatMap((agent, a) =>
    Array.from({ length: periods }, (_, t) => {
      const at = a * periods + t;
      return { agent: agent.id, ...(problem.periods.length > 0 ? { period: problem.periods[t]! } : {}), count: count[at]!, used: used[at]!, capacity: agent.capacity[t]!, price: price[at]! === 0 ? 0 : price[at]! };
    }),
  );
}
