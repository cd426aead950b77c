import { matchesAction } from '../problem/parse-filters.js';
import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import { type Cells, partitionCustomers, type ShiftedTest } from './cells.js';
import { customerPasses } from './customer-tests.js';

export interface Eligibility {
  cells: Cells;
  /** 1 where some rule forbids the option to customers of the cell, at cell × options + option. */
  forbidden: Uint8Array;
  /** Candidates that each rule forbids, in the order of the rules. */
  removed: number[];
  /** Candidates that at least one rule forbids. */
  removedInAll: number;
}

/**
 * Applies the eligibility rules. An ageing attribute is read as at the start of the candidate's period: value today plus the days
 * from the start of the first period.
 */
export function decideEligibility(problem: Problem, instance: Instance): Eligibility {
  const { actions, periods, eligibility: rules } = problem;
  const periodCount = Math.max(1, periods.length);
  const options = actions.length * periodCount;
  const shift = (attribute: string, period: number): number => (problem.ageing.includes(attribute) ? (problem.periodStartDays?.[period] ?? 0) : 0);
  const tests: ShiftedTest[] = rules.flatMap((rule) => [...rule.for, ...(rule.unless ?? [])]).flatMap((test) =>
    Array.from({ length: problem.ageing.includes(test.attribute) ? periodCount : 1 }, (_, period) => ({ test, shiftDays: shift(test.attribute, period) })),
  );
  const cells = partitionCustomers(instance, tests);
  const byRule = rules.map(() => new Uint8Array(cells.count * options));
  const forbidden = new Uint8Array(cells.count * options);
  rules.forEach((rule, r) => {
    const matches = Array.from({ length: options }, (_, o) => matchesAction(rule.filter.action, actions[Math.floor(o / periodCount)]!, periods[o % periodCount] ?? null));
    for (let cell = 0; cell < cells.count; cell++) {
      const customer = cells.representative[cell]!;
      for (let period = 0; period < periodCount; period++) {
        const at = (attribute: string): number => shift(attribute, period);
        if (!customerPasses(instance, customer, rule.for, at) || (rule.unless && customerPasses(instance, customer, rule.unless, at))) continue;
        for (let o = period; o < options; o += periodCount) {
          if (matches[o] === (rule.kind === 'forbid')) byRule[r]![cell * options + o] = forbidden[cell * options + o] = 1;
        }
      }
    }
  });

  const counts = new Float64Array(cells.count * options);
  for (let i = 0; rules.length > 0 && i < instance.customers.count; i++) {
    const base = cells.of[i]! * options;
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) counts[base + instance.option[e]!]!++;
  }
  const total = (mask: Uint8Array): number => mask.reduce((sum, is, q) => sum + is * counts[q]!, 0);
  return { cells, forbidden, removed: byRule.map(total), removedInAll: rules.length > 0 ? total(forbidden) : 0 };
}
