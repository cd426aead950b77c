import { tilePrices, wholePlan } from '../assign/solve-tiles.js';
import { DualFunction } from '../dual/dual-function.js';
import { findPrices } from '../dual/find-prices.js';
import { TileDual } from '../dual/tile-dual.js';
import type { DualPoint } from '../dual/dual.js';
import { loadGlpk } from '../exact/glpk.js';
import { type CrowdPlan, planCrowd } from '../finish/near-search.js';
import type { Plan } from '../finish/plan.js';
import { TileCrowd } from '../finish/tile-crowd.js';
import { proveByGroups } from '../infeasible/group-conflict.js';
import { buildModel } from '../model/build-model.js';
import { belowInSteps } from '../model/decimal-step.js';
import type { Model } from '../model/model.js';
import { prepare, type Prepared } from '../prepare/prepare.js';
import type { Instance } from '../problem/instance.js';
import type { Fault, Problem } from '../problem/problem.js';
import { relativeGap, type SolveOptions, type SolveResult } from '../result.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { assignmentOf, objectiveOf, offsetOf } from '../solve.js';
import { mayTile } from '../solve-model.js';
import { solveOrZero } from '../solve-or-zero.js';
import { fillTiles } from '../tiles/fill-tiles.js';
import { TileScan } from '../tiles/tile-scan.js';
import type { TileTable } from '../tiles/tile-table.js';
import { PlanMeter } from '../verify/measure-plan.js';
import { startOf } from './limit-prices.js';

/** What a session finds under the bounds it has: no whole result, and a plan only when it is asked for. */
export interface SessionAnswer {
  status: SolveResult['status'];
  /** In units and sense of the objective; null without a plan, or without a proof. */
  objective: number | null;
  bound: number | null;
  gap: number | null;
  lambda: Float64Array;
  /** D(λ), recomputed exactly, in gain: with λ it bounds every plan under every bound of the limits. Null where it was not computed. */
  support: number | null;
  /** Chosen candidates as indexes into the instance, ascending, and who carries them out. Without a plan: nobody gets anything. */
  plan: () => { assignment: Uint32Array; agents: Int32Array | null };
}

interface Tiles {
  table: TileTable;
  scan: TileScan;
  dual: TileDual;
}

/**
 * A problem kept between solves under other bounds of its limits: model, tiles and prices stay, so that new prices take a few passes
 * and a new plan the near ties alone. A limit's own coefficients stay as they are: bounds of shares, and ratios, need a new session.
 * One session uses the helping threads until `close`.
 */
export class Session {
  readonly problem: Problem;
  readonly prepared: Prepared;
  readonly model: Model;
  readonly #instance: Instance;
  readonly #options: SolveOptions;
  readonly #glpk: SearchContext['glpk'];
  readonly #tiles: Tiles | null;
  readonly #bounds: readonly { bound: number; planBound: number }[];
  readonly #given = new Map<number, number>();
  #lambda: Float64Array | null;

  private constructor(problem: Problem, instance: Instance, prepared: Prepared, model: Model, glpk: SearchContext['glpk'], options: SolveOptions) {
    [this.problem, this.#instance, this.prepared, this.model, this.#options, this.#glpk] = [problem, instance, prepared, model, options, glpk];
    this.#bounds = model.rows.map(({ bound, planBound }) => ({ bound, planBound }));
    this.#lambda = startOf(prepared.problem, model, options.warmStart);
    this.#tiles = model.rows.every((row) => !row.orZero) && mayTile(model, this.#context()) ? tilesOf(model, options) : null;
  }

  /** Faults that only show with the data come back as errors. The second goal of the objective is not heeded. */
  static async open(problem: Problem, instance: Instance, options: SolveOptions): Promise<{ ok: true; session: Session } | { ok: false; errors: Fault[] }> {
    if (problem.objective.kind === 'ratio') return { ok: false, errors: [{ path: '/objective', code: 'not-supported', message: 'A ratio is solved by a series of objectives, which a session does not keep: solve anew' }] };
    const ready = prepare(problem, instance);
    if (!ready.ok) return ready;
    const built = buildModel(ready.prepared.problem, ready.prepared.instance, ready.prepared.decided);
    if (!built.ok) return built;
    return { ok: true, session: new Session(problem, instance, ready.prepared, built.model, await loadGlpk(), options) };
  }

  /** Multipliers of the latest answer: where the next search begins. */
  get lambda(): Float64Array | null {
    return this.#lambda;
  }

  /** Gives all rows of a limit, by its place in the problem, another bound. */
  setBound(limit: number, bound: number): void {
    const given = this.problem.limits[limit]!;
    this.#given.set(limit, bound);
    this.model.rows.forEach((row, k) => {
      if (row.limit !== limit) return;
      const step = row.step ?? 0;
      const inSteps = (value: number): number => (given.sense === 'below' && step > 0 ? belowInSteps(value, step) : value);
      const by = (inSteps(bound) - inSteps(given.bound)) / row.scale;
      row.bound = this.#bounds[k]!.bound + by;
      row.planBound = this.#bounds[k]!.planBound + by;
    });
  }

  /** Prices under the present bounds, and what everybody's best choices use at them. */
  prices(start: Float64Array | null = this.#lambda): DualPoint {
    const context = this.#context();
    const point = this.#tiles ? tilePrices(this.#tiles.dual, start, context) : findPrices(new DualFunction(this.model), start, context);
    this.#lambda = point.lambda;
    return point;
  }

  /**
   * Multipliers at which nobody takes what a cap of zero counts, and so optimal ones together with good ones for the other limits.
   * Null where the limit's bound is not zero, it is no cap, or some candidate gives back what others use.
   */
  startAtNothing(limit: number, others: Float64Array | null): Float64Array | null {
    const { rows, entries, own, gain } = this.model;
    const caps = rows.filter((row) => row.limit === limit);
    if (caps.some((row) => row.sense <= 0 || row.bound !== 0 || row.mostPrice < Infinity)) return null;
    let mostGain = 0;
    for (let e = 0; e < gain.length; e++) mostGain = Math.max(mostGain, Math.abs(gain[e]!));
    const prohibitive = new Map<number, number>();
    for (const [k, row] of rows.entries()) {
      if (row.limit !== limit) continue;
      let least = Infinity;
      for (let s = 0; s < entries.row.length; s++) {
        if (entries.row[s] !== k) continue;
        const c = entries.channel[s]!;
        const column = c === 0 ? [1] : own[c - 1]!;
        for (let e = 0; e < column.length; e++) {
          const a = entries.coefficient[s]! * column[e]!;
          if (a < 0) return null;
          if (a > 0 && a < least) least = a;
        }
      }
      prohibitive.set(k, least < Infinity ? (2 * mostGain) / least : 0);
    }
    return Float64Array.from(rows, (_, k) => prohibitive.get(k) ?? others?.[k] ?? 0);
  }

  /** What a limit's rows use where the limit is not there: the largest of them, in units of the limit. */
  useWithout(limit: number): number {
    const rows = this.model.rows.filter((row) => row.limit === limit);
    const kept = rows.map((row) => row.mostPrice);
    // A limit that may be broken for nothing is none.
    for (const row of rows) row.mostPrice = 0;
    try {
      const start = this.#lambda && Float64Array.from(this.#lambda, (value, k) => (this.model.rows[k]!.limit === limit ? 0 : value));
      const { used } = this.prices(start);
      const bound = this.#given.get(limit) ?? this.problem.limits[limit]!.bound;
      return this.model.rows.reduce((most, row, k) => (row.limit === limit ? Math.max(most, bound + (used[k]! - row.planBound) * row.scale) : most), -Infinity);
    } finally {
      rows.forEach((row, z) => (row.mostPrice = kept[z]!));
    }
  }

  /** Plan and bound under the present bounds, from multipliers near them. */
  solve(start: Float64Array | null = this.#lambda): SessionAnswer {
    const context = this.#context();
    let answer = this.#tiles ? this.#solveTiles(this.#tiles, start, context) : null;
    // A start from too far away may end nowhere: then everything is sought anew.
    if (answer && start && answer.status === 'time-limit' && (answer.gap === null || answer.gap > Math.max(1e-3, 10 * context.gap)) && !shouldEnd(context)) {
      const again = this.#solveTiles(this.#tiles!, null, context);
      if (again && (again.gap ?? Infinity) < (answer.gap ?? Infinity)) answer = again;
    }
    return answer ?? this.#solveModel(start, context);
  }

  close(): void {
    this.#tiles?.scan.close();
  }

  #context(): SearchContext {
    const { now, timeLimitMs, shouldStop, gap, method, seed, threads } = this.#options;
    return {
      glpk: this.#glpk,
      now,
      deadline: now() + (timeLimitMs ?? 60_000),
      cancelled: () => shouldStop?.() ?? false,
      gap: gap ?? 1e-4,
      method: method ?? 'auto',
      patient: false,
      seed: seed ?? 1,
      threads: threads ?? null,
      report: () => undefined,
    };
  }

  #solveTiles({ table, dual }: Tiles, start: Float64Array | null, asked: SearchContext): SessionAnswer | null {
    let context = asked;
    const point = tilePrices(dual, start, context);
    if (dual.provesInfeasible(point)) return this.#infeasible(point.lambda);
    let support: number | null = null;
    // Where next to nothing can be gained, no part of it is worth a search.
    if (point.value <= 1e-6 * dual.typicalGain * dual.customers && offsetOf(this.prepared, this.model) === 0) context = { ...context, gap: Infinity };
    const { best, bound, point: last } = planCrowd(new TileCrowd(dual, this.model.choice), point, context, { rounds: 3, lower: (value) => (support = value), method: () => undefined });
    this.#lambda = last.lambda;
    // No plan at all is for the search over lists, which also proves that there is none.
    if (!best && !shouldEnd(context)) return null;
    const offset = offsetOf(this.prepared, this.model);
    return this.#answer(best ? best.gain + offset : null, bound + offset, last.lambda, support, context, best ? this.#whole(table, best) : null);
  }

  #solveModel(start: Float64Array | null, context: SearchContext): SessionAnswer {
    const { model, prepared } = this;
    const proof = proveByGroups(prepared.problem, model, context);
    if (proof?.status === 'infeasible') return this.#infeasible(proof.lambda);
    const answer = solveOrZero(model, start, context);
    if (answer.infeasible) return this.#infeasible(answer.lambda);
    this.#lambda = answer.lambda;
    const { plan } = answer;
    const support = model.choice.max === 1 && !model.rows.some((row) => row.orZero) ? certifiedAt(model, answer.lambda) : null;
    const limits = prepared.problem.limits.map((limit, l) => (this.#given.has(l) ? { ...limit, bound: this.#given.get(l)! } : limit));
    const changed = { ...prepared, problem: { ...prepared.problem, limits } };
    const gain = plan ? this.#sign * objectiveOf(changed, assignmentOf(plan, model, prepared), new PlanMeter(changed.problem, prepared.instance).limits(assignmentOf(plan, model, prepared))) : null;
    const bound = answer.bound + offsetOf(prepared, model);
    // The gain is summed anew in the problem's own order: the bound gives way to it in the last digits.
    return this.#answer(gain, gain !== null && Math.abs(bound - gain) <= 1e-12 * Math.abs(gain) ? gain : bound, answer.lambda, support, context, plan ? () => plan : null);
  }

  #whole(table: TileTable, best: CrowdPlan): () => Plan {
    return () => wholePlan(this.model, table, best);
  }

  #infeasible(lambda: Float64Array): SessionAnswer {
    return { status: 'infeasible', objective: null, bound: null, gap: null, lambda, support: null, plan: () => ({ assignment: new Uint32Array(0), agents: null }) };
  }

  #answer(gain: number | null, bound: number, lambda: Float64Array, support: number | null, context: SearchContext, plan: (() => Plan) | null): SessionAnswer {
    const proved = Number.isFinite(bound);
    const gap = gain !== null && proved ? relativeGap(Math.max(bound, gain), gain) : null;
    return {
      status: gap !== null && gap <= 5e-7 ? 'optimal' : gap !== null && gap <= context.gap ? 'within-gap' : context.cancelled() ? 'cancelled' : 'time-limit',
      objective: gain === null ? null : this.#sign * gain,
      bound: proved ? this.#sign * Math.max(bound, gain ?? -Infinity) : null,
      gap,
      lambda,
      support: support === null ? null : support + offsetOf(this.prepared, this.model),
      plan: () => (plan ? this.prepared.restore(assignmentOf(plan(), this.model, this.prepared)) : { assignment: new Uint32Array(0), agents: null }),
    };
  }

  get #sign(): 1 | -1 {
    return this.problem.objective.kind === 'minimise' ? -1 : 1;
  }

  /** The instance that plans are indexes into. */
  get instance(): Instance {
    return this.#instance;
  }
}

function tilesOf(model: Model, options: SolveOptions): Tiles {
  const table = fillTiles(model);
  const scan = new TileScan(table, { threads: options.threads ?? null });
  return { table, scan, dual: new TileDual(scan, model.rows, model.entries) };
}

function certifiedAt(model: Model, lambda: Float64Array): number {
  const dual = new DualFunction(model);
  return dual.certified(dual.evaluate(lambda));
}
