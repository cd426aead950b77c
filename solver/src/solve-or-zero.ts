import { Plan } from './finish/plan.js';
import type { Model } from './model/model.js';
import { withoutCandidatesOf, withRows } from './model/restrict.js';
import { type SearchContext, shouldEnd } from './search-context.js';
import { type ModelAnswer, solveModel } from './solve-model.js';

/** What a branch has decided of an "at least so much or nothing" row. */
type Decision = 'open' | 'least' | 'none';

interface Node {
  decisions: Decision[];
  bound: number;
}

/**
 * Solves a model whose rows may be "at least so much, or nothing". Each such row is left out at first; where the plan then falls in
 * between, two branches follow: the row holds, or its candidates are taken away. Best bound first; a branch whose bound the best
 * plan reaches within the gap is closed.
 */
export function solveOrZero(model: Model, start: Float64Array | null, context: SearchContext): ModelAnswer {
  const special = model.rows.flatMap((row, index) => (row.orZero ? [index] : []));
  if (special.length === 0) return solveModel(model, start, context);
  const open: Node[] = [{ decisions: special.map(() => 'open'), bound: Infinity }];
  let best: ModelAnswer | null = null;
  let first: ModelAnswer | null = null;
  const methods = new Set<string>(['branches on orZero']);
  // The bound of closed branches: what was given up within the gap still counts against the proof.
  let closed = -Infinity;
  while (open.length > 0 && (!shouldEnd(context) || !first)) {
    open.sort((a, b) => a.bound - b.bound);
    const node = open.pop()!;
    if (best?.plan && node.bound <= best.plan.gain + context.gap * Math.abs(node.bound)) {
      closed = Math.max(closed, node.bound);
      continue;
    }
    const branch = solveBranch(model, special, node.decisions, start, context);
    first ??= branch;
    for (const method of branch.method) methods.add(method);
    if (branch.infeasible) continue;
    const bound = Math.min(node.bound, branch.bound);
    const undecided = branch.plan ? special.findIndex((k, s) => node.decisions[s] === 'open' && between(model, branch.plan!, k)) : node.decisions.indexOf('open');
    if (branch.plan && undecided < 0) {
      if (!best?.plan || branch.plan.gain > best.plan.gain) best = branch;
      if (bound > branch.plan.gain + context.gap * Math.abs(bound) && node.decisions.includes('open')) split(node.decisions.indexOf('open'));
      else closed = Math.max(closed, bound);
    } else if (undecided < 0) closed = Math.max(closed, bound);
    else split(undecided);

    function split(at: number): void {
      for (const decision of ['least', 'none'] as const) open.push({ decisions: node.decisions.map((known, s) => (s === at ? decision : known)), bound });
    }
  }
  const bound = open.reduce((most, node) => Math.max(most, node.bound), Math.max(closed, best?.plan?.gain ?? -Infinity));
  const lambda = best?.lambda ?? first?.lambda ?? new Float64Array(model.rows.length);
  return { plan: best?.plan ?? null, bound, infeasible: !best?.plan && open.length === 0 && closed === -Infinity, lambda, method: [...methods] };
}

/** More than nothing and less than the least. */
function between(model: Model, plan: Plan, k: number): boolean {
  return plan.size[k]! > 0 && plan.used[k] !== 0 && plan.rowViolation(k) > 0 && model.rows[k]!.orZero;
}

/** Solves one branch and gives its answer in terms of the whole model. */
function solveBranch(model: Model, special: readonly number[], decisions: readonly Decision[], start: Float64Array | null, context: SearchContext): ModelAnswer {
  const none = new Set(special.filter((_, s) => decisions[s] === 'none'));
  const reduced = none.size > 0 ? withoutCandidatesOf(model, none) : null;
  const kept = model.rows.flatMap((row, index) => {
    const s = special.indexOf(index);
    return s < 0 || decisions[s] === 'least' ? [{ index, row }] : [];
  });
  const branch = solveModel(withRows(reduced?.model ?? model, kept), start ? Float64Array.from(kept, ({ index }) => start[index]!) : null, context);
  const lambda = new Float64Array(model.rows.length);
  kept.forEach(({ index }, k) => (lambda[index] = branch.lambda[k]!));
  const plan = branch.plan ? new Plan(model, branch.plan.held.map((e) => (e < 0 ? -1 : (reduced?.source[e] ?? e)))) : null;
  const { ranges: _, ...rest } = branch;
  return { ...rest, lambda, plan };
}
