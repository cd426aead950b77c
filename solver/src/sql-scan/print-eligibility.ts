import type { FaultList } from '../problem/fault-list.js';
import { matchesAction } from '../problem/parse-filters.js';
import type { CustomerTest, Problem } from '../problem/problem.js';
import { exactNumber, quoteName, textList } from './sql-text.js';
import { isNumeric, type SourceColumns } from './table-source.js';

/** A condition on a customer that takes options away. */
export interface Removal {
  /** Index into the problem's rules. */
  rule: number;
  /** SQL over the columns of the customers: 1 where the rule applies. */
  condition: string;
  /** removes[option] */
  removes: boolean[];
}

/** The eligibility rules as conditions in SQL; one for each period where an ageing attribute is read as at its start. */
export function printEligibility(problem: Problem, columns: SourceColumns | null, faults: FaultList): Removal[] {
  const periods = Math.max(1, problem.periods.length);
  return problem.eligibility.flatMap((rule, r) => {
    const tests = [...rule.for, ...(rule.unless ?? [])];
    for (const test of tests) {
      const type = columns?.types.get(test.attribute);
      if (type === undefined) faults.add(`/eligibility/${r}`, 'unknown-attribute', `Rule "${rule.id}" tests "${test.attribute}", but no customer has such an attribute`);
      else if (test.kind === 'comparison' && !isNumeric(type)) faults.add(`/eligibility/${r}`, 'not-a-number', `Rule "${rule.id}" compares "${test.attribute}" with a number, but the column holds ${type}`);
    }
    const ages = tests.some((test) => problem.ageing.includes(test.attribute));
    return Array.from({ length: ages ? periods : 1 }, (_, period): Removal => {
      const days = (attribute: string): number => (problem.ageing.includes(attribute) ? (problem.periodStartDays?.[period] ?? 0) : 0);
      const all = (list: readonly CustomerTest[]): string => (list.length === 0 ? '1' : list.map((test) => printTest(test, isNumeric(columns?.types.get(test.attribute)), days(test.attribute))).join(' AND '));
      const removes = Array.from({ length: problem.actions.length * periods }, (_, o) => {
        if (ages && o % periods !== period) return false;
        return matchesAction(rule.filter.action, problem.actions[Math.floor(o / periods)]!, problem.periods[o % periods] ?? null) === (rule.kind === 'forbid');
      });
      return { rule: r, condition: `(${all(rule.for)})${rule.unless ? ` AND NOT (${all(rule.unless)})` : ''}`, removes };
    });
  });
}

/** A test of one attribute; a missing value satisfies none. */
export function printTest(test: CustomerTest, numeric: boolean, days: number): string {
  const column = quoteName(test.attribute);
  const number = `assumeNotNull(toFloat64(${column}))${days === 0 ? '' : ` + ${exactNumber(days)}`}`;
  let holds: string;
  if (test.kind === 'membership') {
    const numbers = test.values.filter((value) => typeof value === 'number');
    if (numeric) holds = numbers.length === 0 ? '0' : `has([${numbers.map(exactNumber).join(', ')}], ${number})`;
    else holds = `has(${textList(test.values.map(String))}, assumeNotNull(toString(${column})))`;
  } else {
    const bounds = [[test.atLeast, '>='], [test.atMost, '<='], [test.above, '>'], [test.below, '<']] as const;
    holds = [`NOT isNaN(${number})`, ...bounds.filter(([bound]) => Number.isFinite(bound)).map(([bound, sign]) => `${number} ${sign} ${exactNumber(bound)}`)].join(' AND ');
  }
  return `if(isNull(${column}), 0, ${holds})`;
}
