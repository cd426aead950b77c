import type { FaultList } from '../problem/fault-list.js';
import type { Instance } from '../problem/instance.js';
import type { Action, Limit, Problem } from '../problem/problem.js';
import { type Pool, poolsOf } from './agent-pools.js';
import { asksForAgent, effortOf, needsAgent } from './needs-agent.js';

/** The measure that a variant takes of its pool. */
export const poolEffort = 'effort of agents';

/** A problem whose actions say by whom they are done, and where its candidates come from. */
export interface Variants {
  problem: Problem;
  instance: Instance;
  /** Candidate of the instance given, by candidate. */
  source: Uint32Array;
  /** Action given and pool (−1 for none), by action. */
  actionOf: number[];
  poolOf: number[];
  pools: Pool[];
}

const mostCandidates = 200_000_000;
/** Pool of actions that no agent can do. */
const nobody = -2;

/**
 * Writes agents out: every action that needs one becomes an action for each pool of agents who can do it, and capacities become limits.
 * Agents that nothing tells apart are one pool, so that a million customers do not get a candidate for each of them; who of the pool
 * does what is decided at the end (`assignAgents`).
 */
export function withAgents(problem: Problem, instance: Instance, busy: Float64Array, faults: FaultList): Variants | null {
  const periods = Math.max(1, problem.periods.length);
  const pools = poolsOf(problem, instance, busy);
  const actions: Action[] = [];
  const [actionOf, poolOf]: [number[], number[]] = [[], []];
  const variants = problem.actions.map((action, a) => {
    const able = [...(asksForAgent(problem, instance, a) ? [] : [-1]), ...pools.flatMap((pool, p) => (pool.actions.has(a) ? [p] : []))];
    // An action that nobody can do stays, with its attributes, and has no candidates.
    return (able.length > 0 ? able : [nobody]).map((p) => {
      const pool = pools[p];
      const who = pool && pool.agents.length === 1 ? problem.agents[pool.agents[0]!]! : null;
      const alike = pool ? Object.entries(problem.agents[pool.agents[0]!]!.attributes).filter(([name, value]) => pool.agents.every((agent) => problem.agents[agent]!.attributes[name] === value)) : [];
      actions.push({
        ...action,
        attributes: { ...action.attributes, [poolEffort]: pool ? effortOf(action) : 0, ...(who ? { agent: who.id } : {}), ...Object.fromEntries(alike.map(([name, value]) => [`agent.${name}`, value])), 'agent pool': p },
      });
      actionOf.push(a);
      return { action: poolOf.push(p) - 1, pool: p };
    });
  });
  if (actions.length * periods > 65_535) {
    faults.add('/agents', 'too-many-options', `${problem.actions.length} actions by agents whom limits or candidates tell apart, in ${periods} periods, are ${actions.length * periods} options; at most 65535 can be told apart`);
    return null;
  }
  const expanded = expand(problem, instance, variants, pools, faults);
  if (!expanded) return null;
  const limits = [...problem.limits, ...capacityLimits(problem, instance, pools)];
  return { ...expanded, problem: { ...problem, actions, limits }, actionOf, poolOf, pools };
}

function expand(problem: Problem, instance: Instance, variants: { action: number; pool: number }[][], pools: readonly Pool[], faults: FaultList): Pick<Variants, 'instance' | 'source'> | null {
  const periods = Math.max(1, problem.periods.length);
  const poolOfAgent = new Int32Array(problem.agents.length).fill(nobody);
  pools.forEach((pool, p) => pool.agents.forEach((agent) => (poolOfAgent[agent] = p)));
  const asks = problem.actions.map((_, a) => asksForAgent(problem, instance, a));
  const fits = (e: number, pool: number): boolean => {
    if (pool === nobody) return false;
    const agent = instance.agent?.[e] ?? 0;
    // Only a candidate that names an agent, or whose action asks for one, is carried out by somebody.
    return agent > 0 ? poolOfAgent[agent - 1] === pool : asks[Math.floor(instance.option[e]! / periods)] === (pool >= 0);
  };
  const each = (visit: (e: number, action: number) => void, done: (customer: number) => void): void => {
    for (let i = 0; i < instance.customers.count; i++) {
      for (let from = instance.offsets[i]!; from < instance.offsets[i + 1]!; ) {
        // The candidates of one action, once for each of its variants, so that options stay in order.
        const a = Math.floor(instance.option[from]! / periods);
        let to = from;
        while (to < instance.offsets[i + 1]! && Math.floor(instance.option[to]! / periods) === a) to++;
        for (const { action, pool } of variants[a]!) for (let e = from; e < to; e++) if (fits(e, pool)) visit(e, action);
        from = to;
      }
      done(i);
    }
  };
  let total = 0;
  each(() => total++, () => undefined);
  if (total > mostCandidates) {
    faults.add('/agents', 'too-many-candidates', `${instance.option.length} candidates by agents whom limits, efforts or candidates tell apart are ${total}; at most ${mostCandidates} fit: give candidates for the agents in question only`);
    return null;
  }
  const [source, option, offsets] = [new Uint32Array(total), new Uint16Array(total), new Uint32Array(instance.customers.count + 1)];
  let end = 0;
  each(
    (e, action) => {
      source[end] = e;
      option[end++] = action * periods + (instance.option[e]! % periods);
    },
    (i) => (offsets[i + 1] = end),
  );
  const gather = <T extends Float64Array | Float32Array>(column: T): T => {
    const out = new (column.constructor as new (length: number) => T)(total);
    for (let z = 0; z < total; z++) out[z] = column[source[z]!]!;
    return out;
  };
  const measures = Object.fromEntries(Object.entries(instance.measures).map(([name, column]) => [name, gather(column)]));
  if (measures['effort']) measures[poolEffort] = measures['effort'];
  const { agent: _, ...rest } = instance;
  return { source, instance: { ...rest, offsets, option, value: gather(instance.value), measures } };
}

/** Capacities as limits: for each pool, period and size of effort, see `poolsOf`. What is busy with fixed work is in both sides. */
function capacityLimits(problem: Problem, instance: Instance, pools: readonly Pool[]): Limit[] {
  const periods = problem.periods.length > 0 ? problem.periods : [null];
  return pools.flatMap((pool, p) =>
    periods.flatMap((period, t) =>
      pool.levels.map((level): Limit => {
        const ids = pool.agents.length > 3 ? `${pool.agents.length} agents like ${problem.agents[pool.agents[0]!]!.id}` : pool.agents.map((agent) => problem.agents[agent]!.id).join(', ');
        return {
          id: `capacity of ${ids}${level.size > 0 && pool.levels.length > 1 ? `, efforts of ${level.size} and more` : ''}${period === null ? '' : ` in ${period}`}`,
          quantity: {
            terms: [{ measure: poolEffort, weight: 1 }],
            where: {
              action: [{ attribute: 'agent pool', values: [p] }, ...(period === null ? [] : [{ attribute: 'period', values: [period] }]), ...(level.size > 0 && 'effort' in instance.measures === false ? [{ attribute: poolEffort, values: [...level.efforts] }] : [])],
              customer: [],
            },
          },
          sense: 'atMost',
          bound: level.capacity[t]!,
          shareOf: null,
          orZero: false,
          importance: Infinity,
        };
      }),
    ),
  );
}
