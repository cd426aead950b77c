import type { Instance } from '../problem/instance.js';
import type { Fault, Problem } from '../problem/problem.js';
import { checkAgents } from './check-agents.js';
import { CustomerChecker } from './check-customer.js';
import type { AddFault } from './fault-words.js';
import { checkHouseholds } from './check-households.js';
import { changesOf, checkFixed, checkPrevious } from './check-stability.js';
import { type MeasuredLimit, penaltyOf, PlanMeter, violationOf } from './measure-plan.js';

export interface Verification {
  ok: boolean;
  /** Everything that the plan breaks; at most a hundred. */
  faults: Fault[];
  /** Recomputed, less what broken soft limits and changes cost; null when the assignment cannot be read. */
  objective: number | null;
}

/**
 * Checks a plan against the problem itself, by code that shares nothing with the solver's model: that candidates exist and stand once,
 * eligibility, contacts of each customer in all and per period, rules over time with the history, households, agents' skills and
 * capacities, what is fixed, how much of the plan before is kept, and every limit. `agents` holds the index of the agent of each
 * assignment (−1 where an action needs none). Sums are compensated; a limit holds when it is kept within the rounding error of its
 * terms, 2^−50 (Σ|terms| + |bound|), which for whole amounts up to 10^15 is exact.
 */
export function verifyPlan(problem: Problem, instance: Instance, assignment: ArrayLike<number>, agents: ArrayLike<number> | null = null): Verification {
  const faults: Fault[] = [];
  const fault: AddFault = (path, code, message) => {
    if (faults.length < 100) faults.push({ path, code, message });
  };
  checkCandidates(instance, assignment, fault);
  if (faults.length > 0) return { ok: false, faults, objective: null };

  const meter = new PlanMeter(problem, instance);
  const customers = meter.customersOf(assignment);
  const who = problem.agents.length > 0 ? (agents ?? new Int32Array(assignment.length).fill(-1)) : null;
  checkCustomers(problem, instance, meter, assignment, customers, who, fault);
  checkHouseholds(problem, instance, meter, assignment, customers, fault);
  if (who) checkAgents(problem, instance, meter, assignment, customers, who, fault);
  checkFixed(instance, assignment, customers, who, fault);
  checkPrevious(problem, instance, assignment, customers, fault);
  const measured = meter.limits(assignment, who);
  for (const one of measured) checkLimit(problem, one, fault);
  const cost = penaltyOf(measured) + (problem.previous ? problem.previous.changeCost * changesOf(problem, instance, assignment, customers) : 0);
  return { ok: faults.length === 0, faults, objective: meter.objective(problem.objective, assignment) + (problem.objective.kind === 'minimise' ? cost : -cost) };
}

function checkCandidates(instance: Instance, assignment: ArrayLike<number>, fault: AddFault): void {
  let last = -1;
  let ordered = true;
  for (let z = 0; z < assignment.length; z++) {
    const e = assignment[z]!;
    if (!Number.isInteger(e) || e < 0 || e >= instance.option.length) fault(`/assignments/${z}`, 'no-such-candidate', `Assignment ${z} is candidate ${e}; there are ${instance.option.length}`);
    if (!(e > last)) ordered = false;
    last = e;
  }
  if (ordered) return;
  const seen = new Set<number>();
  for (let z = 0; z < assignment.length; z++) {
    if (seen.has(assignment[z]!)) fault(`/assignments/${z}`, 'chosen-twice', `Candidate ${assignment[z]!} is chosen twice`);
    seen.add(assignment[z]!);
  }
}

/** Customer by customer; those of an unordered plan are brought together first. */
function checkCustomers(problem: Problem, instance: Instance, meter: PlanMeter, assignment: ArrayLike<number>, customers: Uint32Array, agents: ArrayLike<number> | null, fault: AddFault): void {
  const checker = new CustomerChecker(problem, instance, meter, assignment, agents, fault);
  let order: Uint32Array | null = null;
  for (let z = 1; z < customers.length && !order; z++) if (customers[z]! < customers[z - 1]!) order = Uint32Array.from(customers.keys()).sort((a, b) => customers[a]! - customers[b]!);
  const rows: number[] = [];
  for (let z = 0; z < customers.length; ) {
    rows.length = 0;
    const customer = customers[order ? order[z]! : z]!;
    for (; z < customers.length; z++) {
      const row = order ? order[z]! : z;
      if (customers[row] !== customer) break;
      rows.push(row);
    }
    checker.check(customer, rows);
  }
}

function checkLimit(problem: Problem, measured: MeasuredLimit, fault: AddFault): void {
  const { limit, group, bound, quantity, denominator } = measured;
  if (limit.softPrice !== undefined || violationOf(measured) === 0) return;
  const where = group.length > 0 ? ` in ${group.join(' / ')}` : '';
  const amount = denominator ? `${quantity.value} of ${denominator.value}` : `${quantity.value}`;
  fault(`/limits/${problem.limits.indexOf(limit)}`, 'limit-broken', `Limit "${limit.id}"${where} uses ${amount}; it asks for ${limit.sense} ${bound}${denominator ? ' of it' : ''}`);
}
