import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import type { AddFault } from './fault-words.js';
import type { PlanMeter } from './measure-plan.js';

/** Actions that a household rule counts, by household and (−1: in all) period. */
export function householdCounts(problem: Problem, meter: PlanMeter, assignment: ArrayLike<number>, customers: ArrayLike<number>, rule: Problem['households'][number]): Map<string | number, Map<number, number>> {
  const counts = new Map<string | number, Map<number, number>>();
  for (let z = 0; z < assignment.length; z++) {
    const household = meter.customerAttribute(customers[z]!, rule.by);
    if (household === null || !meter.passes(rule.where, customers[z]!, assignment[z]!)) continue;
    let own = counts.get(household);
    if (!own) counts.set(household, (own = new Map<number, number>()));
    for (const period of [-1, meter.periodIndex(assignment[z]!)]) own.set(period, (own.get(period) ?? 0) + 1);
  }
  return counts;
}

/** A customer without the attribute is alone, and keeps to its own contacts only. */
export function checkHouseholds(problem: Problem, _instance: Instance, meter: PlanMeter, assignment: ArrayLike<number>, customers: ArrayLike<number>, fault: AddFault): void {
  problem.households.forEach((rule, r) => {
    for (const [household, counts] of householdCounts(problem, meter, assignment, customers, rule)) {
      for (const [period, count] of counts) {
        const most = period < 0 ? rule.max : rule.perPeriod;
        if (count > most) fault(`/households/${r}`, 'household-cap', `Household ${JSON.stringify(household)} gets ${count} actions${period < 0 ? '' : ` in ${problem.periods[period] ?? 'the one period'}`}; rule "${rule.id}" allows ${most}`);
      }
    }
  });
}
