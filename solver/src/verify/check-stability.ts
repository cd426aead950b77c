import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import { type AddFault, nameOf } from './fault-words.js';

/** Customers whose plan is decided get exactly that. */
export function checkFixed(instance: Instance, assignment: ArrayLike<number>, customers: ArrayLike<number>, agents: ArrayLike<number> | null, fault: AddFault): void {
  const { fixed } = instance;
  if (!fixed) return;
  const place = new Map<number, number>();
  for (let z = 0; z < assignment.length; z++) place.set(assignment[z]!, z);
  const wanted = new Set(fixed.candidates);
  fixed.candidates.forEach((e, f) => {
    const z = place.get(e);
    if (z === undefined) fault('/fixed', 'fixed-broken', `Candidate ${e} is fixed, but the plan does not have it`);
    else if (agents && fixed.agents[f]! >= 0 && agents[z] !== fixed.agents[f]) fault('/fixed', 'fixed-broken', `Candidate ${e} is fixed for another agent`);
  });
  const decided = new Set(fixed.customers);
  for (let z = 0; z < assignment.length; z++) if (decided.has(customers[z]!) && !wanted.has(assignment[z]!)) fault('/fixed', 'fixed-broken', `Customer ${nameOf(instance, customers[z]!)} is decided and gets candidate ${assignment[z]!} besides`);
}

/** Previous assignments that stand in the plan. */
export function keptOf(instance: Instance, assignment: ArrayLike<number>): number {
  const before = new Set(instance.previous?.candidates);
  let kept = 0;
  for (let z = 0; z < assignment.length; z++) if (before.has(assignment[z]!)) kept++;
  return kept;
}

/**
 * How much a plan changes against the one before: with one action a customer, the customers who get something else, nothing any more,
 * or something where they had nothing; with several, the assignments given up and those that are new.
 */
export function changesOf(problem: Problem, instance: Instance, assignment: ArrayLike<number>, customers: ArrayLike<number>): number {
  const { previous } = instance;
  if (!previous) return 0;
  const before = new Set(previous.candidates);
  if (problem.contacts.max !== 1) {
    const kept = keptOf(instance, assignment);
    return previous.assignments - kept + (assignment.length - kept);
  }
  const had = new Set(previous.customers);
  let changes = had.size;
  for (let z = 0; z < assignment.length; z++) {
    if (before.has(assignment[z]!)) changes--;
    else if (!had.has(customers[z]!)) changes++;
  }
  return changes;
}

export function checkPrevious(problem: Problem, instance: Instance, assignment: ArrayLike<number>, customers: ArrayLike<number>, fault: AddFault): void {
  const { previous } = problem;
  if (!previous || !instance.previous) return;
  const changes = changesOf(problem, instance, assignment, customers);
  if (changes > previous.mostChanges) fault('/previous/mostChanges', 'too-many-changes', `The plan changes ${changes} against the one before; at most ${previous.mostChanges} are allowed`);
  const kept = keptOf(instance, assignment);
  if (kept < previous.keep * instance.previous.assignments - 2 ** -50 * instance.previous.assignments) fault('/previous/keep', 'too-little-kept', `The plan keeps ${kept} of ${instance.previous.assignments} assignments; ${previous.keep} of them must stay`);
}
