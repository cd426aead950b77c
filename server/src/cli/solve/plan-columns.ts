import type { Instance, Problem } from '@arbiter/solver';

/** A plan by columns: rows in the order of the customers. */
export interface PlanColumns {
  rows: number;
  /** Index of the customer. */
  customer: Uint32Array;
  action: Uint16Array;
  /** Null where the problem has no periods. */
  period: Uint16Array | null;
  /** −1 where nobody is needed; null where the problem has no agents. */
  agent: Int32Array | null;
}

/** `chosen` are candidates of the instance in ascending order; `agents`, where there are any, belong to them. */
export function planColumns(problem: Problem, instance: Instance, chosen: Uint32Array, agents: ArrayLike<number> | null): PlanColumns {
  const rows = chosen.length;
  const periods = Math.max(1, problem.periods.length);
  const [customer, action] = [new Uint32Array(rows), new Uint16Array(rows)];
  const period = problem.periods.length > 0 ? new Uint16Array(rows) : null;
  let own = 0;
  for (let row = 0; row < rows; row++) {
    const candidate = chosen[row]!;
    while (instance.offsets[own + 1]! <= candidate) own++;
    const option = instance.option[candidate]!;
    customer[row] = own;
    action[row] = Math.floor(option / periods);
    if (period) period[row] = option % periods;
  }
  return { rows, customer, action, period, agent: agents ? Int32Array.from(agents) : null };
}
