import { customerId, type Instance } from '../problem/instance.js';
import type { CustomerTest, Fault, Problem } from '../problem/problem.js';
import { type MeasuredLimit, PlanMeter } from './measure-plan.js';

export interface Verification {
  ok: boolean;
  /** Everything that the plan breaks; at most a hundred. */
  faults: Fault[];
  /** Recomputed; null when the assignment cannot be read. */
  objective: number | null;
}

/**
 * Checks a plan against the problem itself, by code that shares nothing with the solver's model: that candidates exist and stand once,
 * eligibility, contacts of each customer in all and per period, exclusions and gaps, and every limit. Sums are compensated; a limit
 * holds when it is kept within the rounding error of its terms, 2^−50 (Σ|terms| + |bound|), which for whole amounts up to 10^15 is exact.
 */
export function verifyPlan(problem: Problem, instance: Instance, assignment: ArrayLike<number>): Verification {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string): void => {
    if (faults.length < 100) faults.push({ path, code, message });
  };
  const seen = new Set<number>();
  for (let z = 0; z < assignment.length; z++) {
    const e = assignment[z]!;
    if (!Number.isInteger(e) || e < 0 || e >= instance.option.length) fault(`/assignments/${z}`, 'no-such-candidate', `Assignment ${z} is candidate ${e}; there are ${instance.option.length}`);
    else if (seen.has(e)) fault(`/assignments/${z}`, 'chosen-twice', `Candidate ${e} is chosen twice`);
    seen.add(e);
  }
  if (faults.length > 0) return { ok: false, faults, objective: null };

  const meter = new PlanMeter(problem, instance);
  const byCustomer = new Map<number, number[]>();
  const customers = meter.customersOf(assignment);
  for (let z = 0; z < assignment.length; z++) {
    const own = byCustomer.get(customers[z]!);
    if (own) own.push(assignment[z]!);
    else byCustomer.set(customers[z]!, [assignment[z]!]);
  }
  for (const [customer, own] of byCustomer) checkCustomer(problem, instance, meter, customer, own, fault);
  for (const measured of meter.limits(assignment)) checkLimit(problem, measured, fault);
  return { ok: faults.length === 0, faults, objective: meter.objective(problem.objective, assignment) };
}

type AddFault = (path: string, code: string, message: string) => void;

function checkCustomer(problem: Problem, instance: Instance, meter: PlanMeter, customer: number, own: readonly number[], fault: AddFault): void {
  const name = (): string => JSON.stringify(customerId(instance, customer));
  if (own.length > problem.contacts.max) fault('/contactsPerCustomer', 'too-many-contacts', `Customer ${name()} gets ${own.length} actions; at most ${problem.contacts.max} are allowed`);
  const perPeriod = new Map<number, number>();
  for (const e of own) perPeriod.set(meter.periodIndex(e), (perPeriod.get(meter.periodIndex(e)) ?? 0) + 1);
  for (const [period, count] of perPeriod) {
    if (count > problem.contacts.perPeriod) fault('/contactsPerCustomer/perPeriod', 'too-many-contacts', `Customer ${name()} gets ${count} actions in ${problem.periods[period] ?? 'the one period'}; at most ${problem.contacts.perPeriod} are allowed`);
  }
  problem.eligibility.forEach((rule, r) => {
    for (const e of own) {
      const passes = (test: CustomerTest): boolean => satisfies(problem, meter, customer, meter.periodIndex(e), test);
      const applies = rule.for.every(passes) && !(rule.unless !== null && rule.unless.every(passes));
      if (applies && meter.passes(rule.filter, customer, e) === (rule.kind === 'forbid')) fault(`/eligibility/${r}`, 'not-eligible', `Rule "${rule.id}" forbids ${problem.actions[meter.actionIndex(e)]!.id} to customer ${name()}`);
    }
  });
  problem.sequence.forEach((rule, r) => {
    for (const a of own) {
      for (const b of own) {
        if (a === b) continue;
        const broken =
          rule.kind === 'exclude'
            ? rule.groups.some((group, g) => meter.passes(group, customer, a) && rule.groups.some((other, h) => h !== g && meter.passes(other, customer, b)))
            : rule.kind === 'notBefore' && meter.passes(rule.action, customer, a) && meter.passes(rule.after, customer, b) && problem.periodStartDays![meter.periodIndex(a)]! - problem.periodStartDays![meter.periodIndex(b)]! < rule.days;
        if (broken) fault(`/sequence/${r}`, 'sequence-broken', `Rule "${rule.id}" does not allow customer ${name()} both ${problem.actions[meter.actionIndex(a)]!.id} and ${problem.actions[meter.actionIndex(b)]!.id} at these times`);
      }
    }
  });
}

function satisfies(problem: Problem, meter: PlanMeter, customer: number, period: number, test: CustomerTest): boolean {
  const value = meter.customerAttribute(customer, test.attribute);
  if (value === null) return false;
  if (typeof value === 'string') return test.kind === 'membership' && test.values.map(String).includes(value);
  const then = problem.ageing.includes(test.attribute) ? value + (problem.periodStartDays?.[period] ?? 0) : value;
  if (test.kind === 'membership') return test.values.includes(then);
  return !(then < test.atLeast || then > test.atMost || then <= test.above || then >= test.below);
}

function checkLimit(problem: Problem, { limit, period, quantity, denominator }: MeasuredLimit, fault: AddFault): void {
  const used = denominator ? quantity.value - limit.bound * denominator.value : quantity.value;
  const bound = denominator ? 0 : limit.bound;
  const tolerance = 2 ** -50 * (quantity.size + (denominator ? Math.abs(limit.bound) * denominator.size : Math.abs(bound)));
  const holds =
    limit.sense === 'atMost' ? used <= bound + tolerance
    : limit.sense === 'atLeast' ? used >= bound - tolerance || (limit.orZero && Math.abs(used) <= tolerance)
    : limit.sense === 'equal' ? Math.abs(used - bound) <= tolerance
    : used < bound - tolerance;
  if (holds) return;
  const where = period >= 0 ? ` in ${problem.periods[period]}` : '';
  const amount = denominator ? `${quantity.value} of ${denominator.value}` : `${quantity.value}`;
  fault(`/limits/${problem.limits.indexOf(limit)}`, 'limit-broken', `Limit "${limit.id}"${where} uses ${amount}; it asks for ${limit.sense} ${limit.bound}${denominator ? ' of it' : ''}`);
}
