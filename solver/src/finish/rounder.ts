import type { DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import { applyAnswer, candidateProgram } from '../exact/program.js';
import type { Model } from '../model/model.js';
import { netValue } from '../scan/net-value.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import type { ClassAnswer } from './class-program.js';
import { exchange } from './exchanges.js';
import type { NearTies } from './near-ties.js';
import type { Plan } from './plan.js';
import { cheapestRelief, improve, repair } from './repair.js';
import { randomFrom } from './seeded-random.js';

/** What a rounding knows of the search that it is part of. */
export interface RoundingSearch {
  /** The best plan of the model so far that keeps every row. */
  best(): Plan | null;
  offer(plan: Plan): void;
  /** Difference between the bound and the best plan, in gain; Infinity without a plan. */
  open(): number;
  /** Difference of gain that the gap asked amounts to. */
  asked(): number;
  /** A bound on the gain of one customer's choice, roughly: the scale of prices. */
  typical(): number;
  method(name: string): void;
}

/** Makes integer plans of a model's linear answers: rounding, repair, improvement, small branch and bounds. */
export class Rounder {
  readonly #model: Model;
  readonly #dual: DualFunction;
  readonly #context: SearchContext;
  readonly #search: RoundingSearch;

  /** `dual` must hold the scan and the prices of the point that plans are made at; see `at`. */
  constructor(dual: DualFunction, context: SearchContext, search: RoundingSearch) {
    this.#model = dual.model;
    this.#dual = dual;
    this.#context = context;
    this.#search = search;
  }

  get #stop(): boolean {
    return shouldEnd(this.#context);
  }
  get #done(): boolean {
    return this.#search.open() <= this.#search.asked();
  }

  /** Rounds a plan to one that keeps every row, by the moves that lose least; offers it where that succeeds. */
  round(plan: Plan, near: readonly number[]): void {
    const stop = (): boolean => this.#stop;
    const everybody = this.#model.gain.length <= 50_000;
    const all = everybody ? Array.from({ length: this.#model.customers }, (_, i) => i) : [...near];
    for (let attempt = 0; attempt < 4 && plan.violation > 0 && !stop(); attempt++) {
      if (attempt > 0 && !everybody && all.length < this.#model.customers) all.push(...cheapestRelief(plan, this.#dual.prices, 500 * 4 ** attempt));
      repair(plan, [...new Set(all)], stop);
      if (everybody || all.length >= this.#model.customers) break;
    }
    if (plan.feasible) improve(plan, all, stop);
    this.#search.offer(plan.clone());
  }

  /** Improves a plan by chains of changes and offers it where it keeps every row. */
  exchange(plan: Plan, customers: readonly number[], near: NearTies, point: DualPoint, effort: number): void {
    if (this.#done || this.#stop) return;
    const prices = point.lambda.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const best = this.#search.best();
    const target = best ? best.gain + this.#search.open() - this.#search.asked() : Infinity;
    exchange(plan, {
      customers,
      lambda: point.lambda,
      prices: this.#dual.prices,
      width: Math.max(8 * near.threshold, 0.02 * this.#search.asked()),
      penalty: 2 * prices + this.#search.typical(),
      fine: 0.01 * this.#search.asked(),
      effort,
      done: () => this.#stop || (plan.violation === 0 && plan.gain >= target),
    });
    this.#search.offer(plan.clone());
  }

  /** Small branch and bounds over the customers that the program split and those that balance the rows. */
  polishSplit(rounded: Plan, answer: ClassAnswer | null, near: NearTies, point: DualPoint): void {
    if (this.#done || this.#stop) return;
    const few = [...new Set([...(answer?.split ?? []), ...near.balancing, ...near.customers])].slice(0, 150);
    this.polish(rounded, few, 4 * near.threshold, point);
    const best = this.#search.best();
    if (!this.#done && best) this.polish(best, few, 4 * near.threshold, point);
  }

  /**
   * Small branch and bounds around the best plan, over near ties drawn by the seed, until six in a row close no hundredth of the gap, or
   * `most`; `patient`: until time is up, over more and more customers while nothing is found.
   */
  wander(near: NearTies, point: DualPoint, patient: boolean, most = 20): void {
    if (!this.#search.best() || this.#model.rows.length === 0) return;
    const random = randomFrom(this.#context.seed + (patient ? 1 : 0));
    const draw = (list: readonly number[], count: number): number[] => (list.length <= count ? [...list] : Array.from({ length: count }, () => list[Math.floor(random() * list.length)]!));
    for (let idle = 0, all = 0; (patient || (idle < 6 && all < most)) && !this.#done && !this.#stop; all++) {
      const before = this.#search.open();
      const count = Math.min(150, 60 + (patient ? idle : 0));
      this.polish(this.#search.best()!, [...new Set([...draw(near.balancing, count), ...draw(near.customers, count)])], 8 * near.threshold, point);
      idle = this.#search.open() < 0.99 * before ? 0 : idle + 1;
    }
  }

  /**
   * A small branch and bound over some customers, everybody else held fast as in the plan given; rows that it breaks get a price.
   * Only candidates are let in whose loss is no more than the open gap: others are in no better plan.
   */
  polish(plan: Plan, customers: readonly number[], width: number, point: DualPoint): void {
    const model = this.#model;
    const base = plan.clone();
    const open = Math.max(0, this.#search.open());
    const { scan, prices } = this.#dual;
    const worth = (e: number, i: number): boolean => {
      const [from, to] = [i * base.slots, (i + 1) * base.slots];
      if (base.held.subarray(from, to).includes(e) || scan.chosen.subarray(from, to).includes(e)) return true;
      const weakest = base.slots > 1 || scan.chosen[from]! < 0 ? 0 : netValue(model, prices, i, scan.chosen[from]!);
      return weakest - netValue(model, prices, i, e) <= Math.min(open, width);
    };
    const penalty = (k: number): number => 10 * Math.abs(point.lambda[k]!) + this.#search.typical() + 1e-9;
    const program = candidateProgram(model, { customers, allowed: worth, rest: base, integer: true, penalty: base.feasible ? null : penalty, bounds: 'plan' });
    if (program.columns.length > 3_000) return;
    // What a tenth of the gap asked is worth, relative to the gain at stake here; the time is a safeguard only.
    const size = program.columns.reduce((sum, column, j) => sum + (base.held[program.owners[j]! * base.slots] === program.candidates[j] ? Math.abs(column.cost) : 0), 0);
    const gap = Math.min(1e-3, Math.max(1e-9, (0.1 * this.#search.asked()) / Math.max(1e-300, size)));
    const answer = this.#context.glpk.solve(program, { timeLimitMs: Math.min(2_000, timeLeft(this.#context)), gap, now: this.#context.now });
    if (answer.status !== 'optimal' && answer.status !== 'feasible') return;
    this.#search.method('branch and bound on near ties');
    applyAnswer(base, program, answer.x);
    if (!base.feasible) repair(base, customers, () => this.#stop);
    if (base.feasible) improve(base, customers, () => this.#stop);
    this.#search.offer(base);
  }
}
