import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import { effortOf, needsAgent } from './needs-agent.js';

/** Agents that nothing tells apart. */
export interface Pool {
  agents: number[];
  /** Actions that they can do. */
  actions: Set<number>;
  levels: Level[];
}

/** The work of efforts `size` and more may take `capacity` of a pool, by period. */
export interface Level {
  size: number;
  efforts: number[];
  capacity: number[];
}

/**
 * Puts agents together whom neither skills nor filters nor candidates tell apart, where their work can be divided among them afterwards.
 * It can where the efforts divide each other: the work of size s and more fits exactly if it takes at most Σ ⌊capacity / s⌋ s, for every
 * size s, and first fit by falling size then finds who does what (Coffman, Garey and Johnson 1987, bin packing with divisible sizes).
 * Else every agent is a pool of one, whose capacity is a plain limit. `busy[agent × periods + period]` is effort that is fixed:
 * who has some is a pool of one too.
 */
export function poolsOf(problem: Problem, instance: Instance, busy: Float64Array): Pool[] {
  const periods = Math.max(1, problem.periods.length);
  const filters = [...problem.limits.flatMap((limit) => [limit.quantity.where, ...(limit.shareOf ? [limit.shareOf.where] : [])]), ...problem.eligibility.map((rule) => rule.filter)].flatMap((filter) => filter.action.map(({ attribute }) => attribute));
  const each = problem.limits.flatMap((limit) => limit.each ?? []);
  const apart = instance.agent !== undefined || 'effort' in instance.measures || filters.includes('agent') || each.some((one) => one.kind === 'agent');
  const looked = [...new Set(filters.filter((name) => name.startsWith('agent.')).map((name) => name.slice('agent.'.length)))];
  const needing = problem.actions.flatMap((_, a) => (needsAgent(problem, instance, a) ? [a] : []));
  const groups = new Map<string, { agents: number[]; actions: Set<number> }>();
  problem.agents.forEach((agent, index) => {
    const able = needing.filter((a) => (problem.actions[a]!.skills ?? []).every((skill) => agent.skills.includes(skill)));
    if (able.length === 0) return;
    const sizes = distinctEfforts(problem, able);
    const key = apart || !divide(sizes) || busy.subarray(index * periods, (index + 1) * periods).some((effort) => effort > 0) ? `agent ${index}` : JSON.stringify([able, looked.map((name) => agent.attributes[name] ?? null)]);
    const group = groups.get(key);
    if (group) group.agents.push(index);
    else groups.set(key, { agents: [index], actions: new Set(able) });
  });
  return [...groups.values()].map(({ agents, actions }) => {
    const sizes = distinctEfforts(problem, [...actions]);
    const total = (t: number, part: (free: number) => number): number => agents.reduce((sum, agent) => sum + part(problem.agents[agent]!.capacity[t]!), 0);
    const plain = agents.length === 1;
    const levels = plain
      ? [{ size: 0, efforts: sizes, capacity: Array.from({ length: periods }, (_, t) => total(t, (free) => free)) }]
      : sizes.map((size) => ({ size, efforts: sizes.filter((other) => other >= size), capacity: Array.from({ length: periods }, (_, t) => total(t, (free) => Math.floor(free / size + 1e-9) * size)) }));
    return { agents, actions, levels };
  });
}

/** Efforts above zero, largest first. */
function distinctEfforts(problem: Problem, actions: readonly number[]): number[] {
  return [...new Set(actions.map((a) => effortOf(problem.actions[a]!)))].filter((effort) => effort > 0).sort((a, b) => b - a);
}

/** Whether every size is a multiple of the next smaller one. */
function divide(sizes: readonly number[]): boolean {
  return sizes.every((size, z) => z + 1 >= sizes.length || Math.abs(size / sizes[z + 1]! - Math.round(size / sizes[z + 1]!)) < 1e-9);
}
