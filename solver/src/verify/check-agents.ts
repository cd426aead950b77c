import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import { type AddFault, nameOf } from './fault-words.js';
import type { PlanMeter } from './measure-plan.js';

/** What an assignment takes of its agent: the candidate's own `effort`, the action's, or 1. */
export function effortOf(meter: PlanMeter, candidate: number): number {
  const effort = meter.measure('effort', candidate);
  return Number.isNaN(effort) ? 1 : effort;
}

/** Whether a candidate needs an agent: its action asks for a skill or takes effort, or it names an agent itself. */
export function needsAgent(problem: Problem, instance: Instance, meter: PlanMeter, candidate: number): boolean {
  const action = problem.actions[meter.actionIndex(candidate)]!;
  return (action.skills?.length ?? 0) > 0 || typeof action.attributes['effort'] === 'number' || 'effort' in instance.measures || (instance.agent?.[candidate] ?? 0) > 0;
}

/** Skills and capacities, and that candidates which name an agent are carried out by that one. */
export function checkAgents(problem: Problem, instance: Instance, meter: PlanMeter, assignment: ArrayLike<number>, customers: ArrayLike<number>, agents: ArrayLike<number>, fault: AddFault): void {
  const periods = Math.max(1, problem.periods.length);
  const used = new Float64Array(problem.agents.length * periods);
  const carry = new Float64Array(used.length);
  for (let z = 0; z < assignment.length; z++) {
    const e = assignment[z]!;
    const a = agents[z]!;
    const action = problem.actions[meter.actionIndex(e)]!;
    const agent = problem.agents[a];
    const what = (): string => `${action.id} for customer ${nameOf(instance, customers[z]!)}`;
    if (!agent) {
      if (a !== -1 || needsAgent(problem, instance, meter, e)) fault(`/assignments/${z}/agent`, 'agent-missing', `No agent carries out ${what()}`);
      continue;
    }
    const lacking = (action.skills ?? []).find((skill) => !agent.skills.includes(skill));
    if (lacking !== undefined) fault(`/assignments/${z}/agent`, 'skill-missing', `Agent "${agent.id}" has not the skill "${lacking}" for ${what()}`);
    const own = (instance.agent?.[e] ?? 0) - 1;
    if (own >= 0 && own !== a) fault(`/assignments/${z}/agent`, 'other-agent', `Agent "${agent.id}" carries out ${what()}, which is for "${problem.agents[own]!.id}"`);
    const at = a * periods + meter.periodIndex(e);
    const effort = effortOf(meter, e);
    const next = used[at]! + effort;
    carry[at]! += Math.abs(used[at]!) >= effort ? used[at]! - next + effort : effort - next + used[at]!;
    used[at] = next;
  }
  problem.agents.forEach((agent, a) => {
    for (let p = 0; p < periods; p++) {
      const total = used[a * periods + p]! + carry[a * periods + p]!;
      if (total > agent.capacity[p]! + 2 ** -48 * (total + agent.capacity[p]!)) fault(`/agents/${a}/capacity`, 'capacity-exceeded', `Agent "${agent.id}" has ${agent.capacity[p]!}${problem.periods.length > 0 ? ` in ${problem.periods[p]}` : ''}, and ${total} is asked of them`);
    }
  });
}
