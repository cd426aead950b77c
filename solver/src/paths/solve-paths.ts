import type { DualPoint } from '../dual/dual.js';
import { Plan } from '../finish/plan.js';
import { cheapestRelief, improve, repair } from '../finish/repair.js';
import { gainStep, lowerToStep } from '../model/decimal-step.js';
import type { Model } from '../model/model.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import type { ModelAnswer } from '../solve-model.js';
import { columnModel, mostColumns } from './column-model.js';
import { type PathColumns, pathColumns } from './path-columns.js';
import { PathDual } from './path-dual.js';
import { type PathGraph, pathGraphOf } from './path-graph.js';
import { pathPrices } from './path-prices.js';
import { startsOf } from './path-starts.js';

/** Solves an ordinary model of one choice a customer: the near ties' paths. */
export type SolveColumns = (model: Model, start: Float64Array, context: SearchContext) => ModelAnswer;

/** With fewer candidates branch and bound over all of them does better. */
const fewCandidates = 4_000;
/** An edge of the graph costs a customer about a nanosecond; beyond these, exchanges of single actions go faster. */
const mostEdges = 20_000;

/** The graph of the sets that a model's customers may get; null where their choices depend on each other or there are too many states. */
export function graphOfModel(model: Model): PathGraph | null {
  if (model.households) return null;
  const starts = startsOf(model);
  return starts && pathGraphOf(model.choice, model.options, 4_096, model.rules ?? null, starts.starts);
}

/** The graph by which a model is to be solved as paths; null where that does not apply or would not pay. */
export function pathsOf(model: Model, method: SearchContext['method']): PathGraph | null {
  if (model.choice.max < 2 || method === 'exact' || model.gain.length <= fewCandidates) return null;
  const graph = graphOfModel(model);
  return graph && graph.to.length <= mostEdges ? graph : null;
}

/**
 * Solves a model whose customers may get several actions, with a graph of their allowed sets: prices by Newton over the best paths,
 * then the customers near a tie choose among their nearest paths as in a model of one choice a customer, everybody else held at the
 * best path. What that leaves over is repaired and filled by single actions. Without a plan the answer says nothing but the bound.
 */
export function solvePaths(model: Model, graph: PathGraph, start: Float64Array | null, context: SearchContext, solveColumns: SolveColumns): ModelAnswer {
  return new PathSearch(model, graph, context, solveColumns).run(start);
}

class PathSearch {
  readonly #model: Model;
  readonly #context: SearchContext;
  readonly #solveColumns: SolveColumns;
  readonly #dual: PathDual;
  readonly #step: number;
  #best: Plan | null = null;
  #bound = Infinity;
  #point!: DualPoint;
  /** The multipliers at which the scan stands. */
  #at: Float64Array | null = null;

  constructor(model: Model, graph: PathGraph, context: SearchContext, solveColumns: SolveColumns) {
    this.#model = model;
    this.#context = context;
    this.#solveColumns = solveColumns;
    this.#dual = new PathDual(model, graph, context.memory ?? null);
    this.#step = gainStep(model);
  }

  run(start: Float64Array | null): ModelAnswer {
    const { customers, rows } = this.#model;
    this.#offer(Plan.empty(this.#model));
    this.#point = pathPrices(this.#dual, start, this.#context);
    this.#settle(this.#point.lambda);
    if (this.#dual.provesInfeasible(this.#point)) return this.#answer(true);
    let count = Math.min(customers, 4_000);
    let perRow = Math.max(8, Math.min(100, Math.round(6_000 / Math.max(1, rows.length))));
    let open = Infinity;
    for (let round = 0; round < 4 && !this.#done() && !shouldEnd(this.#context); round++) {
      // More columns are worth their time while they close a good part of the gap, or where there is no plan yet.
      const left = this.#best ? this.#bound - this.#best.gain : Infinity;
      if (round > 1 && left > 0.75 * open && left < Infinity) break;
      open = left;
      this.#settle(this.#point.lambda);
      const columns = pathColumns(this.#dual, this.#point, { customers: count, perRow, mostEach: 4 + 2 * round, mostInAll: mostColumns });
      const lambda = this.#round(columns);
      if (lambda && !this.#done()) this.#settle(lambda);
      [count, perRow] = [Math.min(customers, 2 * count), 2 * perRow];
    }
    return this.#answer(false);
  }

  #answer(infeasible: boolean): ModelAnswer {
    return { plan: infeasible ? null : this.#best, bound: this.#bound, infeasible, lambda: this.#point.lambda, method: ['prices', 'paths over periods'] };
  }

  /** Brings the scan to a point, where it is not there; the best one so far becomes the point. */
  #settle(lambda: Float64Array): void {
    if (this.#at && lambda.every((value, k) => value === this.#at![k])) return;
    const point = this.#dual.settle(lambda);
    this.#at = point.lambda;
    this.#tighten(point);
    if (!this.#point || point.value < this.#point.value || lambda === this.#point.lambda) this.#point = point;
  }

  #tighten(point: DualPoint): void {
    this.#bound = Math.min(this.#bound, lowerToStep(this.#dual.certified(point), this.#step));
    this.#context.report('prices', this.#bound, this.#best?.gain ?? null);
  }

  #offer(plan: Plan): void {
    if (!plan.feasible || (this.#best && plan.gain <= this.#best.gain)) return;
    this.#best = plan;
    // Sums in another order may differ in their last digits; a plan is never better than the bound.
    if (plan.gain > this.#bound && plan.gain - this.#bound <= 1e-11 * Math.abs(plan.gain)) this.#bound = plan.gain;
    this.#context.report('rounding', this.#bound, plan.gain);
  }

  #done(): boolean {
    return this.#best !== null && this.#bound - this.#best.gain <= this.#context.gap * Math.abs(this.#bound);
  }

  /** Plans the near ties by their columns and everybody else by the best path; returns the multipliers that the columns ended with. */
  #round(columns: PathColumns): Float64Array | null {
    const model = this.#model;
    const held = this.#dual.scan.chosen.slice();
    const slots = this.#dual.scan.slots;
    for (const i of columns.customers) held.fill(-1, i * slots, (i + 1) * slots);
    const rest = new Plan(model, held);
    const margin = new Float64Array(model.rows.length);
    for (let attempt = 0; attempt < 3 && !shouldEnd(this.#context); attempt++) {
      const reduced = columnModel(model, columns, rest, margin);
      const answer = this.#solveColumns(reduced.model, this.#point.lambda, this.#inner(rest.gain, columns));
      const whole = rest.held.slice();
      columns.customers.forEach((i, c) => {
        const e = answer.plan ? answer.plan.held[c]! : -1;
        const path = e >= 0 ? reduced.paths[e]! : answer.plan ? [] : columns.paths[c]![0]!.candidates;
        whole.set(path, i * slots);
      });
      const plan = new Plan(model, whole);
      if (answer.plan && plan.violation > 0 && attempt < 2) {
        // Rounding errors of the parts may add up to more than is forgiven: the parts keep a distance from the bound.
        for (let k = 0; k < margin.length; k++) margin[k]! += 2 * plan.rowViolation(k);
        continue;
      }
      this.#fill(plan, columns.customers);
      return answer.infeasible ? null : answer.lambda;
    }
    return null;
  }

  /** Repairs what is violated and takes what still fits, by single actions. */
  #fill(plan: Plan, near: readonly number[]): void {
    const stop = (): boolean => shouldEnd(this.#context);
    let all = [...near];
    for (let attempt = 0; attempt < 4 && plan.violation > 0 && !stop(); attempt++) {
      if (attempt > 0) {
        this.#dual.setPrices(this.#point.lambda);
        all = [...new Set([...all, ...cheapestRelief(plan, this.#dual.prices, 500 * 4 ** attempt)])];
      }
      repair(plan, all, stop);
    }
    if (plan.feasible) improve(plan, all, stop);
    plan.recount();
    this.#offer(plan);
  }

  /** The context of the search over columns: its gap is the whole's, as a share of what the near ties may gain or cost at most. */
  #inner(rest: number, columns: PathColumns): SearchContext {
    const context = this.#context;
    let size = 0;
    for (const paths of columns.paths) size += paths.reduce((most, { candidates }) => Math.max(most, Math.abs(candidates.reduce((sum, e) => sum + this.#model.gain[e]!, 0))), 0);
    const gap = Math.min(0.5, (0.5 * context.gap * Math.abs(this.#bound)) / Math.max(1e-300, size));
    return {
      ...context,
      gap: Math.max(1e-9, gap),
      method: 'prices',
      patient: false,
      memory: null,
      deadline: context.now() + timeLeft(context) / 2,
      report: (phase, _, gain) => {
        if (gain !== null) context.report(phase, this.#bound, Math.max(rest + gain, this.#best?.gain ?? -Infinity));
      },
    };
  }
}
