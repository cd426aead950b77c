import { solveTiles } from './assign/solve-tiles.js';
import { searchCounts } from './counts/count-search.js';
import { exactKinds, type Kinds } from './counts/kinds.js';
import type { DualPoint } from './dual/dual.js';
import { DualFunction } from './dual/dual-function.js';
import { findPrices } from './dual/find-prices.js';
import { applyAnswer, candidateProgram } from './exact/program.js';
import { type NearTies, nearTies } from './finish/near-ties.js';
import { Plan } from './finish/plan.js';
import { cheapestRelief, improve, repair } from './finish/repair.js';
import { randomFrom } from './finish/seeded-random.js';
import { type ClassAnswer, solveNearTies } from './finish/class-program.js';
import { leastViolation, smallProblem } from './infeasible/least-violation.js';
import { ChoiceSearch } from './local-search/search-choices.js';
import { gainStep, lowerToStep } from './model/decimal-step.js';
import { proveByPivot } from './infeasible/pivot-proof.js';
import type { Model } from './model/model.js';
import { pathsOf, solvePaths } from './paths/solve-paths.js';
import type { PriceRanges } from './what-if/find-ranges.js';
import { netValue } from './scan/net-value.js';
import { type SearchContext, shouldEnd, timeLeft } from './search-context.js';
import { fillTiles, tileShapeOf } from './tiles/fill-tiles.js';
import type { TileTable } from './tiles/tile-table.js';

/** Up to so many candidates the counts are searched first, before any rounding. */
const earlyCounts = 20_000;
const fewKinds = 12;
/** More kinds than these make the program over the counts too hard to be worth its time. */
const mostKinds = 60;

/** With fewer customers everything is small enough for lists. */
const fewCustomers = 4_000;
/** With more candidates the search over lists adds too little to what tiles left open. */
const worthLists = 1_000_000;

export interface ModelAnswer {
  /** The best plan that keeps every row; null without one. */
  plan: Plan | null;
  /** No plan gains more than this. */
  bound: number;
  /** True when no plan exists, proved. */
  infeasible: boolean;
  /** Multipliers of the rows at the bound. */
  lambda: Float64Array;
  /** How far the rows' bounds may move before their prices change, where that is known. */
  ranges?: PriceRanges | null;
  method: string[];
}

/**
 * Solves one model: prices, rounding of the near ties, and, where the gap is still open, branch and bound over what the bound and the
 * plan leave undecided (a candidate whose loss exceeds the gap is in no better plan).
 */
export function solveModel(model: Model, start: Float64Array | null, context: SearchContext): ModelAnswer {
  const graph = pathsOf(model, context.method);
  if (graph) {
    const answer = solvePaths(model, graph, start, context, solveModel);
    if (answer.plan || answer.infeasible || shouldEnd(context)) return answer;
    start = answer.lambda;
  }
  const tiled = mayTile(model, context) ? solveTiles(model, tilesOf(model, context), start, context) : null;
  if (!tiled) return new ModelSearch(model, context).run(start);
  const closed = tiled.infeasible || (tiled.plan && tiled.bound - tiled.plan.gain <= context.gap * Math.abs(tiled.bound));
  if (closed || shouldEnd(context) || (model.gain.length > worthLists && tiled.plan && !context.patient)) return tiled;
  return new ModelSearch(model, context).run(tiled.lambda, tiled);
}

/** The tiles of a model; those of the last solve where it stands on the same columns. */
export function tilesOf(model: Model, { memory }: Pick<SearchContext, 'memory'>): TileTable {
  return memory ? memory.recall('tiles', [model.cell, model.offsets, model.option, model.gain, ...model.own], () => fillTiles(model)) : fillTiles(model);
}

/** Whether the customers are to stand in tiles: one action each, many of them, and most pairs candidates. */
export function mayTile(model: Model, context: SearchContext): boolean {
  return context.method !== 'exact' && model.customers >= fewCustomers && !model.households && !model.rules && model.rows.every((row) => row.mostPrice === Infinity) && shaped();

  function shaped(): boolean {
    const shape = (): boolean => tileShapeOf(model) !== null;
    return context.memory ? context.memory.recall('tile shape', [model.cell, model.offsets, model.own.length], shape) : shape();
  }
}

class ModelSearch {
  readonly #model: Model;
  readonly #context: SearchContext;
  readonly #dual: DualFunction;
  readonly #step: number;
  readonly #method = new Set<string>();
  #kinds: Kinds | 'many' | null = null;
  #near: NearTies | null = null;
  #choices: ChoiceSearch | null = null;
  #counted = false;
  #best: Plan | null = null;
  #bound = Infinity;
  /** The bound of the prices alone, which no tolerance of GLPK touches. */
  #priced = Infinity;
  #point!: DualPoint;

  constructor(model: Model, context: SearchContext) {
    this.#model = model;
    this.#context = context;
    this.#dual = new DualFunction(model);
    this.#step = gainStep(model);
  }

  /** `known`: a plan and a bound that are there already. */
  run(start: Float64Array | null, known: ModelAnswer | null = null): ModelAnswer {
    this.#offer(Plan.empty(this.#model));
    if (known?.plan) this.#offer(known.plan);
    if (known) this.#bound = this.#priced = known.bound;
    for (const name of known?.method ?? []) this.#method.add(name);
    this.#method.add('prices');
    this.#point = findPrices(this.#dual, start, this.#context);
    this.#tighten(this.#point);
    if (this.#dual.provesInfeasible(this.#point)) return this.#answer(true);
    this.#searchCounts('first');
    if (this.#searchChoices()) return this.#answer(true);
    this.#finish();
    this.#searchCounts('last');
    const small = this.#model.gain.length <= smallProblem;
    if (!this.#done() && !shouldEnd(this.#context) && (this.#context.method === 'exact' || (this.#context.method === 'auto' && (small || (this.#context.patient && this.#best && this.#model.choice.max === 1 && !this.#model.households))))) {
      if (this.#branch()) return this.#answer(true);
    }
    // Half of the time that is left for exchanges, where they can be tried one by one; the rest for neighbourhoods.
    if (this.#context.patient) {
      this.#choices?.wander(this.#context.now() + timeLeft(this.#context) / 2);
      this.#wander(true);
    }
    if (!this.#best && !shouldEnd(this.#context)) {
      this.#context.report('diagnosis', this.#bound, null);
      const proof = { glpk: this.#context.glpk, now: this.#context.now, stop: () => shouldEnd(this.#context) };
      const least = small ? leastViolation(this.#model, proof) : proveByPivot(this.#model, this.#context);
      if (least.status === 'infeasible') return this.#answer(true);
    }
    return this.#answer(false);
  }

  /**
   * Whole counts of each kind of candidate: at once where kinds and candidates are few, after a first plan where only the kinds are,
   * and at last where there are some dozens of kinds.
   */
  #searchCounts(now: 'first' | 'rounded' | 'last'): void {
    const model = this.#model;
    if (this.#done() || shouldEnd(this.#context) || this.#context.method !== 'auto' || model.choice.max !== 1 || model.households || model.rows.length === 0 || model.rows.some((row) => row.mostPrice < Infinity)) return;
    const kinds = (this.#kinds ??= exactKinds(model, mostKinds) ?? 'many');
    if (kinds === 'many' || kinds.count === 0 || now !== (kinds.count > fewKinds ? 'last' : model.gain.length <= earlyCounts ? 'first' : 'rounded')) return;
    const ran = searchCounts(this.#dual, kinds, this.#point, this.#context, {
      best: () => this.#best,
      bound: () => this.#bound,
      offer: (plan) => this.#offer(plan),
      lower: (bound) => this.#lower(bound),
    });
    if (!ran) return;
    this.#counted = true;
    this.#method.add('search of counts');
  }

  /** Exchanges of single choices and knapsacks, for small models whose candidates differ in what they use. True when they prove that there is no plan. */
  #searchChoices(): boolean {
    if (this.#done() || shouldEnd(this.#context)) return false;
    this.#choices = ChoiceSearch.of(this.#dual, this.#point, this.#context, {
      best: () => this.#best,
      bound: () => this.#bound,
      offer: (plan) => this.#offer(plan),
      lower: (bound) => this.#lower(bound),
      done: () => this.#done(),
    });
    this.#choices?.improve();
    const proof = this.#choices?.prove() ?? 'open';
    if (proof === 'proved') this.#counted = true;
    return proof === 'infeasible';
  }

  /** A bound that no plan beats but the best one found. */
  #lower(bound: number): void {
    this.#bound = Math.max(this.#best?.gain ?? -Infinity, Math.min(this.#bound, lowerToStep(bound, this.#step)));
    this.#context.report('branching', this.#bound, this.#best?.gain ?? null);
  }

  #answer(infeasible: boolean): ModelAnswer {
    const method = [...this.#method, ...(this.#choices?.methods ?? [])];
    return { plan: infeasible ? null : this.#best, bound: this.#bound, infeasible, lambda: this.#point.lambda, method };
  }

  #tighten(point: DualPoint): void {
    const bound = lowerToStep(this.#dual.certified(point), this.#step);
    this.#priced = Math.min(this.#priced, bound);
    if (bound < this.#bound) this.#bound = bound;
    this.#context.report('prices', this.#bound, this.#best?.gain ?? null);
  }

  #offer(plan: Plan): void {
    plan.recount();
    if (!plan.feasible || (this.#best && plan.gain <= this.#best.gain)) return;
    this.#best = plan;
    // Sums in another order may differ in their last digits; a plan is never better than the bound.
    if (plan.gain > this.#bound && plan.gain - this.#bound <= 1e-11 * Math.abs(plan.gain)) this.#bound = plan.gain;
    // A bound that a plan beats came of a program whose numbers lie too far apart: it is not believed any more.
    else if (plan.gain > this.#bound) this.#bound = Math.max(plan.gain, this.#priced);
    this.#context.report('rounding', this.#bound, plan.gain);
  }

  #done(): boolean {
    if (!this.#best) return false;
    const open = this.#bound - this.#best.gain;
    // Where the counts are closed, branch and bound over the candidates tells no finer differences apart.
    return open <= 0 || open <= (this.#counted ? Math.max(4e-7, this.#context.gap) : this.#context.gap) * Math.abs(this.#bound);
  }

  /** Rounds in ever wider bands of near ties, then in random neighbourhoods of the best plan, until the gap is closed or nothing more is found. */
  #finish(): void {
    const { customers, rows } = this.#model;
    let [count, perRow] = [Math.min(customers, 1_500, Math.max(200, 0.3 * customers)), Math.max(8, Math.round(Math.min(300, 4_000 / Math.max(1, rows.length))))];
    let near: NearTies | null = null;
    for (let round = 0; round < 3 && !this.#done() && !shouldEnd(this.#context); round++) {
      const point = this.#dual.evaluate(this.#point.lambda);
      near = nearTies(this.#dual, point, count, perRow);
      const answer = rows.length === 0 ? null : this.#nearTieProgram(point, near);
      // Without the program's answer only a first plan is worth the repair; a narrower band may have one.
      if (answer || !this.#best) this.#roundOnce(answer, near);
      if (round === 0) this.#searchCounts('rounded');
      const grow = answer ? 2 : 0.3;
      [count, perRow] = [Math.min(customers, Math.ceil(grow * count)), Math.ceil(1.5 * grow * perRow)];
    }
    this.#near = near;
    this.#fromNothing();
    this.#wander(false);
  }

  /** What fits one by one into an empty plan: where amounts lie so far apart that repair cannot tell them from nothing, better than none. */
  #fromNothing(): void {
    const { gain, customers } = this.#model;
    if (this.#done() || shouldEnd(this.#context) || gain.length > 50_000) return;
    const plan = Plan.empty(this.#model);
    if (!plan.feasible || (this.#best && this.#best.gain > plan.gain)) return;
    improve(plan, Array.from({ length: customers }, (_, i) => i), () => shouldEnd(this.#context));
    this.#offer(plan);
  }

  #nearTieProgram(point: DualPoint, near: NearTies): ClassAnswer | null {
    const { glpk, now } = this.#context;
    return solveNearTies(this.#dual, point, near, { glpk, now, timeLimitMs: Math.min(20_000, timeLeft(this.#context)), mostColumns: 20_000 });
  }

  #roundOnce(answer: ClassAnswer | null, near: NearTies): void {
    const plan = answer?.plan ?? new Plan(this.#model, this.#dual.scan.chosen.slice());
    const rounded = plan.clone();
    this.#round(plan, near.customers);
    if (answer) {
      this.#method.add('near-tie program');
      const point = this.#dual.evaluate(answer.lambda);
      this.#tighten(point);
      if (point.value < this.#point.value) this.#point = point;
    }
    if (this.#done() || shouldEnd(this.#context)) return;
    this.#dual.evaluate(this.#point.lambda);
    const few = [...new Set([...(answer?.split ?? []), ...near.balancing, ...near.customers])].slice(0, 150);
    this.#polish(rounded, few, 4 * near.threshold);
    if (!this.#done() && this.#best) this.#polish(this.#best, few, 4 * near.threshold);
  }

  /**
   * Small branch and bounds around the best plan, over near ties drawn by the seed, until six in a row close no hundredth of the gap, or
   * twenty; `patient`: until time is up, over more and more customers while nothing is found.
   */
  #wander(patient: boolean): void {
    const near = this.#near;
    if (!near || !this.#best || this.#model.rows.length === 0) return;
    const random = randomFrom(this.#context.seed + (patient ? 1 : 0));
    const draw = (list: readonly number[], most: number): number[] => (list.length <= most ? [...list] : Array.from({ length: most }, () => list[Math.floor(random() * list.length)]!));
    this.#dual.evaluate(this.#point.lambda);
    for (let idle = 0, all = 0; (patient || (idle < 6 && all < 20)) && !this.#done() && !shouldEnd(this.#context); all++) {
      const before = this.#best!.gain;
      const most = Math.min(150, 60 + (patient ? idle : 0));
      this.#polish(this.#best!, [...new Set([...draw(near.balancing, most), ...draw(near.customers, most)])], 8 * near.threshold);
      idle = this.#best!.gain > before + 0.01 * (this.#bound - before) ? 0 : idle + 1;
    }
  }

  #round(plan: Plan, near: number[]): void {
    const stop = (): boolean => shouldEnd(this.#context);
    this.#dual.setPrices(this.#point.lambda);
    const { prices } = this.#dual;
    const everybody = this.#model.gain.length <= 50_000;
    const all = everybody ? Array.from({ length: this.#model.customers }, (_, i) => i) : near;
    for (let attempt = 0; attempt < 4 && plan.violation > 0 && !stop(); attempt++) {
      if (attempt > 0 && !everybody) all.push(...cheapestRelief(plan, prices, 500 * 4 ** attempt));
      repair(plan, [...new Set(all)], stop);
    }
    if (plan.feasible) improve(plan, all, stop);
    this.#offer(plan.clone());
  }

  /**
   * A small branch and bound over some customers, everybody else held fast as in the plan given; rows that it breaks get a price.
   * Only candidates are let in whose loss is no more than the open gap: others are in no better plan.
   */
  #polish(plan: Plan, customers: readonly number[], width: number): void {
    const model = this.#model;
    const base = plan.clone();
    const open = this.#best ? Math.max(0, this.#bound - this.#best.gain) : Infinity;
    const { scan, prices } = this.#dual;
    const worth = (e: number, i: number): boolean => {
      const [from, to] = [i * base.slots, (i + 1) * base.slots];
      if (base.held.subarray(from, to).includes(e) || scan.chosen.subarray(from, to).includes(e)) return true;
      const weakest = base.slots > 1 || scan.chosen[from]! < 0 ? 0 : netValue(model, prices, i, scan.chosen[from]!);
      return weakest - netValue(model, prices, i, e) <= Math.min(open, width);
    };
    const penalty = (k: number): number => 10 * Math.abs(this.#point.lambda[k]!) + Math.abs(this.#bound) / Math.max(1, model.customers) + 1e-9;
    const program = candidateProgram(model, { customers, allowed: worth, rest: base, integer: true, penalty: base.feasible ? null : penalty, bounds: 'plan' });
    if (program.columns.length > 3_000) return;
    // What a tenth of the gap asked is worth, relative to the gain at stake here; the time is a safeguard only.
    const size = program.columns.reduce((sum, column, j) => sum + (base.held[program.owners[j]! * base.slots] === program.candidates[j] ? Math.abs(column.cost) : 0), 0);
    const gap = Math.min(1e-3, Math.max(1e-9, (0.1 * this.#context.gap * Math.abs(this.#bound)) / Math.max(1e-300, size)));
    const answer = this.#context.glpk.solve(program, { timeLimitMs: Math.min(2_000, timeLeft(this.#context)), gap, now: this.#context.now });
    if (answer.status !== 'optimal' && answer.status !== 'feasible') return;
    this.#method.add('branch and bound on near ties');
    applyAnswer(base, program, answer.x);
    if (!base.feasible) repair(base, customers, () => shouldEnd(this.#context));
    if (base.feasible) improve(base, customers, () => shouldEnd(this.#context));
    this.#offer(base);
  }

  /** Branch and bound over everything undecided. True when it proves that there is no plan. */
  #branch(): boolean {
    const model = this.#model;
    this.#method.add('branch and bound');
    this.#context.report('branching', this.#bound, this.#best?.gain ?? null);
    const point = this.#dual.evaluate(this.#point.lambda);
    const incumbent = this.#best;
    // With one action a customer, a candidate that falls short of the customer's best by more than the gap is in no better plan.
    const open = incumbent && model.choice.max === 1 && !model.households ? this.#dual.certified(point) - incumbent.gain : Infinity;
    const customers = Array.from({ length: model.customers }, (_, i) => i);
    const best = customers.map((i) => (this.#dual.scan.chosen[i]! < 0 ? 0 : netValue(model, this.#dual.prices, i, this.#dual.scan.chosen[i]!)));
    const allowed = (e: number, i: number): boolean => best[i]! - netValue(model, this.#dual.prices, i, e) <= open * (1 + 1e-9) + 1e-9;
    const settings = { customers, rest: null, integer: true, penalty: null } as const;
    const program = candidateProgram(model, { ...settings, bounds: 'plan', ...(open < Infinity ? { allowed } : {}) });
    // Of a large problem only what the bound leaves undecided, where that is little, and half of the time.
    const large = model.gain.length > smallProblem && this.#context.method === 'auto';
    if (large && program.columns.length > smallProblem) return false;
    const answer = this.#context.glpk.solve(program, { timeLimitMs: timeLeft(this.#context) / (large ? 2 : 1), gap: Math.min(1e-7, this.#context.gap), now: this.#context.now });
    if (answer.status === 'optimal' || answer.status === 'feasible') {
      const plan = Plan.empty(model);
      applyAnswer(plan, program, answer.x);
      if (!plan.feasible) repair(plan, customers, () => shouldEnd(this.#context));
      this.#offer(plan);
      // GLPK prunes what is not better by 1e-7 of the objective; the bound leaves room for it.
      if (answer.status === 'optimal' && this.#best) this.#bound = Math.min(this.#bound, Math.max(this.#best.gain, lowerToStep(answer.objective + 2e-7 * Math.abs(answer.objective), this.#step)));
      return false;
    }
    if (answer.status === 'infeasible' && !incumbent) return true;
    if (answer.status === 'infeasible' && incumbent) this.#bound = Math.max(incumbent.gain, lowerToStep(incumbent.gain, this.#step));
    return false;
  }
}
