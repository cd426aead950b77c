import type { Instance } from '../problem/instance.js';
import type { Fault, Limit, Problem } from '../problem/problem.js';
import { relativeGap, type SolveOptions, type SolveResult } from '../result.js';
import { isWhole, nextPoint, rangeOf, roundPoint } from './curve-points.js';
import { anewSolver, type CurveSolver, sessionSolver, type SolvedPoint } from './curve-solver.js';
import { Session } from './session.js';

export interface CurvePoint {
  /** The bound of the limit at this point. */
  at: number;
  status: SolveResult['status'];
  objective: number | null;
  bound: number | null;
  gap: number | null;
  /**
   * Objective gained by one more unit of the limit; where it holds for each of something, by one more unit of each. Null without a plan,
   * and where the bound is zero, at which the first unit has no price of its own.
   */
  price: number | null;
}

/** Bounds that are chosen where the curve bends: from nothing to where the limit does not bind any more, unless told. */
export interface CurveWish {
  /** How many; 20 when left out. */
  points?: number;
  from?: number;
  to?: number;
}

export interface CurveOptions extends SolveOptions {
  /** Called after each point, in the order in which they are solved. */
  onPoint?: (point: CurvePoint, solved: number) => void;
}

export type LimitCurve = { ok: true; points: CurvePoint[] } | { ok: false; errors: Fault[] };

/**
 * The best objective as a function of one limit's bound. Solved at each of the bounds given, in their order, or at bounds that are
 * chosen where the curve bends (then by ascending bound). Each point starts from the prices of its neighbours; the time limit holds for
 * each. A point under which nothing is possible says so, and so does every tighter one without being solved.
 *
 * The multipliers of one point bound every other: V(b) ≤ D(λ_0; b_0) + λ_0 (b − b_0). The bounds of the points are the least of these,
 * which is a concave function of b; and a plan for one bound is one for every looser bound.
 * A cancelled search ends the curve with the points it has. A second goal of the objective is not heeded.
 */
export async function limitCurve(problem: Problem, instance: Instance, limitId: string, wanted: readonly number[] | CurveWish, options: CurveOptions): Promise<LimitCurve> {
  const index = problem.limits.findIndex((limit) => limit.id === limitId);
  const fault = faultOf(problem, index, limitId, wanted);
  if (fault) return { ok: false, errors: [fault] };
  const limit = problem.limits[index]!;
  const solver = await openSolver(problem, instance, index, options);
  if (!solver.ok) return solver;
  const search = new CurveSearch(limit, solver.solver, problem.objective.kind === 'minimise' ? -1 : 1, options);
  try {
    const errors = Array.isArray(wanted) ? await search.all(wanted) : await search.choose(wanted as CurveWish);
    return errors ? { ok: false, errors } : { ok: true, points: search.points(Array.isArray(wanted)) };
  } finally {
    solver.solver.close();
  }
}

/** The limit that caps a sum first, usually the budget; undefined where none does. */
export function budgetLimit(problem: Problem): string | undefined {
  return problem.limits.find((limit) => limit.sense === 'atMost' && !limit.shareOf && limit.quantity.terms.some((term) => term.measure !== 'count'))?.id;
}

/** The curve of the first limit that caps a sum, usually the budget, or of the limit named. */
export function budgetCurve(problem: Problem, instance: Instance, wanted: readonly number[] | CurveWish, options: CurveOptions, limitId?: string): Promise<LimitCurve> {
  return limitCurve(problem, instance, limitId ?? budgetLimit(problem) ?? 'budget', wanted, options);
}

function faultOf(problem: Problem, index: number, limitId: string, wanted: readonly number[] | CurveWish): Fault | null {
  if (index < 0) return { path: '/limits', code: 'unknown-limit', message: `There is no limit ${JSON.stringify(limitId)}; there are ${problem.limits.map((limit) => limit.id).join(', ') || 'none'}` };
  if (problem.limits[index]!.bounds !== undefined) return { path: `/limits/${index}`, code: 'bounds-by-group', message: `Limit ${JSON.stringify(limitId)} has bounds of their own for its groups: a curve needs one bound for all of them, or a limit for each` };
  const numbers = Array.isArray(wanted) ? (wanted as number[]) : [(wanted as CurveWish).from ?? 0, (wanted as CurveWish).to ?? 0, (wanted as CurveWish).points ?? 20];
  const wrong = numbers.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) return { path: '', code: 'not-a-number', message: `${wrong} is no bound; give finite numbers` };
  if (Array.isArray(wanted)) return null;
  const { points = 20, from, to } = wanted as CurveWish;
  if (!Number.isInteger(points) || points < 2 || points > 1_000) return { path: '', code: 'out-of-range', message: `${points} points are not possible: ask for 2 to 1000` };
  return from !== undefined && to !== undefined && from > to ? { path: '', code: 'out-of-range', message: `The curve cannot go from ${from} up to ${to}: give the smaller bound first` } : null;
}

async function openSolver(problem: Problem, instance: Instance, index: number, options: SolveOptions): Promise<{ ok: true; solver: CurveSolver } | { ok: false; errors: Fault[] }> {
  // Coefficients that depend on the bound, and series of objectives, are made anew for each point.
  if (problem.objective.kind === 'ratio' || problem.limits[index]!.shareOf) return { ok: true, solver: anewSolver(problem, instance, index, options) };
  const opened = await Session.open(problem, instance, options);
  return opened.ok ? { ok: true, solver: sessionSolver(opened.session, index) } : opened;
}

class CurveSearch {
  readonly #limit: Limit;
  readonly #solver: CurveSolver;
  readonly #sign: 1 | -1;
  readonly #options: CurveOptions;
  readonly #solved: SolvedPoint[] = [];
  #cancelled = false;

  constructor(limit: Limit, solver: CurveSolver, sign: 1 | -1, options: CurveOptions) {
    [this.#limit, this.#solver, this.#sign, this.#options] = [limit, solver, sign, options];
  }

  async all(bounds: readonly number[]): Promise<Fault[] | null> {
    for (const at of bounds) {
      const errors = await this.#add(at);
      if (errors || this.#cancelled) return errors;
    }
    return null;
  }

  async choose(wish: CurveWish): Promise<Fault[] | null> {
    const points = wish.points ?? 20;
    const { from, to } = await rangeOf(this.#limit, wish, () => this.#solver.useWithout());
    const current = this.#limit.bound;
    const whole = isWhole(this.#limit);
    const first = [current, to, from].filter((at, z, all) => at >= from && at <= to && all.indexOf(at) === z);
    for (const at of first.slice(0, points)) {
      const errors = await this.#add(at);
      if (errors || this.#cancelled) return errors;
    }
    while (this.#solved.length < points) {
      const next = nextPoint(this.#solved, points);
      const at = next === null ? null : roundPoint(next, this.#solved, (to - from) / points, whole);
      if (at === null) return null;
      const errors = await this.#add(at);
      if (errors || this.#cancelled) return errors;
    }
    return null;
  }

  async #add(at: number): Promise<Fault[] | null> {
    const known = this.#solved.find((point) => point.at === at);
    const point = known ? { ok: true as const, point: known } : this.#isHopeless(at) ? { ok: true as const, point: { at, status: 'infeasible' as const, gain: null, bound: null, slope: null, support: null } } : await this.#solver.solve(at);
    if (!point.ok) return point.errors;
    if (point.point.status === 'cancelled') {
      this.#cancelled = true;
      return null;
    }
    this.#solved.push(point.point);
    this.#options.onPoint?.(this.#shown(point.point, point.point.gain, point.point.bound), this.#solved.length);
    return null;
  }

  /** Whether a looser bound leaves no plan already. */
  #isHopeless(at: number): boolean {
    return this.#nested && this.#solved.some((other) => other.status === 'infeasible' && this.#isTighter(at, other.at));
  }

  get #nested(): boolean {
    return this.#limit.sense !== 'equal' && !this.#limit.orZero;
  }

  #isTighter(at: number, than: number): boolean {
    return this.#limit.sense === 'atLeast' ? at >= than : at <= than;
  }

  points(inOrder: boolean): CurvePoint[] {
    const solved = inOrder ? this.#solved : [...this.#solved].sort((a, b) => a.at - b.at);
    // A strict bound moves the use by whole steps, which a slope does not know.
    const supports = this.#limit.sense === 'below' ? [] : solved.filter((point) => point.support !== null && point.slope !== null);
    return solved.map((point) => {
      if (point.status === 'infeasible') return this.#shown(point, null, null);
      const gains = this.#nested ? solved.filter((other) => other.gain !== null && this.#isTighter(other.at, point.at)).map((other) => other.gain!) : [];
      const gain = Math.max(point.gain ?? -Infinity, ...gains);
      const bound = Math.min(point.bound ?? Infinity, ...supports.map((other) => other.support! + other.slope! * (point.at - other.at)));
      return this.#shown(point, gain === -Infinity ? null : gain, bound === Infinity ? null : Math.max(bound, gain));
    });
  }

  #shown(point: SolvedPoint, gain: number | null, bound: number | null): CurvePoint {
    const gap = gain === null || bound === null ? null : relativeGap(bound, gain);
    const { status } = point;
    const better = gap !== null && gap <= 5e-7 ? 'optimal' : gap !== null && gap <= (this.#options.gap ?? 1e-4) ? 'within-gap' : status;
    const signed = (value: number | null): number | null => (value === null ? null : this.#sign * value + 0);
    return { at: point.at, status: status === 'infeasible' ? status : better, objective: signed(gain), bound: signed(bound), gap, price: gain === null ? null : signed(point.slope) };
  }
}
