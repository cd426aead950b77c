import type { Problem } from '../problem/problem.js';
import { effortOf } from './needs-agent.js';
import type { Variants } from './agent-variants.js';

/**
 * Who of each pool does what: first fit by falling effort, which fits where the efforts divide each other and the capacity limits of the
 * pool hold. Returns the agent of each assignment, −1 for none.
 */
export function assignAgents(problem: Problem, { instance, pools, poolOf }: Variants, actionOf: readonly number[], assignment: ArrayLike<number>): Int32Array {
  const periods = Math.max(1, problem.periods.length);
  const agents = new Int32Array(assignment.length).fill(-1);
  const waiting = new Map<string, { z: number; effort: number }[]>();
  for (let z = 0; z < assignment.length; z++) {
    const option = instance.option[assignment[z]!]!;
    const variant = Math.floor(option / periods);
    const pool = pools[poolOf[variant]!];
    if (!pool) continue;
    if (pool.agents.length === 1) {
      agents[z] = pool.agents[0]!;
      continue;
    }
    const key = `${poolOf[variant]}|${option % periods}`;
    const effort = effortOf(problem.actions[actionOf[variant]!]!);
    const list = waiting.get(key);
    if (list) list.push({ z, effort });
    else waiting.set(key, [{ z, effort }]);
  }
  for (const [key, work] of waiting) {
    const [pool, period] = key.split('|').map(Number) as [number, number];
    const free = pools[pool]!.agents.map((agent) => problem.agents[agent]!.capacity[period]!);
    work.sort((a, b) => b.effort - a.effort || a.z - b.z);
    let first = 0;
    let size = NaN;
    for (const { z, effort } of work) {
      if (effort !== size) [first, size] = [0, effort];
      while (first < free.length && free[first]! < effort * (1 - 1e-9)) first++;
      if (first === free.length) continue;
      free[first]! -= effort;
      agents[z] = pools[pool]!.agents[first]!;
    }
  }
  return agents;
}
