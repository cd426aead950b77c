import type { Instance } from '../problem/instance.js';
import type { Action, Problem } from '../problem/problem.js';

/** What an action takes of its agent; 1 where it does not say. */
export function effortOf(action: Action): number {
  const { effort } = action.attributes;
  return typeof effort === 'number' ? effort : 1;
}

/** Whether an action asks for an agent: by a skill or by effort. */
export function asksForAgent(problem: Problem, instance: Instance, action: number): boolean {
  const { skills, attributes } = problem.actions[action]!;
  return (skills?.length ?? 0) > 0 || typeof attributes['effort'] === 'number' || 'effort' in instance.measures;
}

/** Whether an action asks for an agent, or some candidate of it names one. */
export function needsAgent(problem: Problem, instance: Instance, action: number): boolean {
  return asksForAgent(problem, instance, action) || namedActions(problem, instance).has(action);
}

const named = new WeakMap<Instance, Set<number>>();
function namedActions(problem: Problem, instance: Instance): Set<number> {
  let found = named.get(instance);
  if (!found) {
    found = new Set();
    const periods = Math.max(1, problem.periods.length);
    for (let e = 0; instance.agent && e < instance.option.length; e++) if (instance.agent[e]! > 0) found.add(Math.floor(instance.option[e]! / periods));
    named.set(instance, found);
  }
  return found;
}
