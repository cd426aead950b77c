import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { customerId, type Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import type { SolveResult } from './result.js';
import { PlanMeter } from './verify/measure-plan.js';
import type { Verification } from './verify/verify-plan.js';

export interface DocumentDetails {
  /** Null where there is no plan to verify. */
  verification: Verification | null;
  timing: SolutionDocument['timing'];
  memoryPeakMb: number;
  /** Written out when left out; a file where the caller wrote them; none for a short document. */
  assignments?: 'inline' | 'none' | { file: string };
}

/** The public solution document of a result. */
export function toSolutionDocument(problem: Problem, instance: Instance, result: SolveResult, details: DocumentDetails): SolutionDocument {
  const { verification } = details;
  const assignments = details.assignments ?? 'inline';
  const agrees = verification !== null && verification.objective !== null && result.objective !== null && Math.abs(verification.objective - result.objective) <= 1e-9 * Math.max(1, Math.abs(result.objective));
  return {
    format: 'arbiter-solution/1',
    status: result.status,
    verified: result.hasPlan && verification !== null && verification.ok && agrees,
    objective: result.objective,
    bound: result.bound,
    gap: result.gap,
    assigned: result.assigned,
    customers: result.customers,
    limits: result.limits,
    eligibility: result.eligibility,
    byAction: result.byAction,
    greedy: result.greedy,
    ...result.people,
    ...(result.then ? { then: result.then } : {}),
    ...(result.conflict ? { conflict: result.conflict } : {}),
    ...(result.nearConflicts ? { nearConflicts: result.nearConflicts } : {}),
    ...(result.prices.length > 0 ? { prices: result.prices } : {}),
    ...(assignments === 'none' ? {} : { assignments: assignments === 'inline' ? [...assignmentRows(problem, instance, result.assignment, result.agents)] : assignments }),
    timing: details.timing,
    memoryPeakMb: details.memoryPeakMb,
    method: result.method,
  };
}

/** The plan row by row, in the order of the customers. */
export function* assignmentRows(problem: Problem, instance: Instance, assignment: Uint32Array, agents: Int32Array | null = null): Generator<{ customer: string; action: string; period?: string; agent?: string }> {
  const meter = new PlanMeter(problem, instance);
  const customers = meter.customersOf(assignment);
  for (let z = 0; z < assignment.length; z++) {
    const e = assignment[z]!;
    const action = problem.actions[meter.actionIndex(e)]!.id;
    const period = problem.periods[meter.periodIndex(e)];
    yield { customer: customerId(instance, customers[z]!), action, ...(period === undefined ? {} : { period }), ...(agents && agents[z]! >= 0 ? { agent: problem.agents[agents[z]!]!.id } : {}) };
  }
}
