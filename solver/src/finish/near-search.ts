import type { DualPoint } from '../dual/dual.js';
import { DualFunction } from '../dual/dual-function.js';
import { totalOff } from '../dual/residual.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import { solveNearTies } from './class-program.js';
import type { Crowd, NearModel } from './crowd.js';
import { Plan } from './plan.js';
import { Rounder, type RoundingSearch } from './rounder.js';

/** A plan of the crowd: everybody at the best choice but the near ties, which `held` moves. */
export interface CrowdPlan {
  from: NearModel;
  plan: Plan;
  /** Gain of everybody. */
  gain: number;
}

export interface CrowdAnswer {
  best: CrowdPlan | null;
  bound: number;
  point: DualPoint;
}

export interface NearSearchOptions {
  rounds: number;
  /** A bound that is already proved. */
  bound?: number;
  /** Bound on every plan that follows from a bound on the sum of gains, where gains move in steps. */
  lower?: (bound: number) => number;
  method: (name: string) => void;
}

/**
 * Plans a crowd at the prices found: the near ties go into a small model, where the linear program over their classes, rounding, repair
 * and small branch and bounds make a plan; everybody else keeps the best choice. In ever larger models until the gap asked is reached.
 */
export function planCrowd(crowd: Crowd, start: DualPoint, context: SearchContext, options: NearSearchOptions): CrowdAnswer {
  return new NearSearch(crowd, start, context, options).run();
}

class NearSearch {
  readonly #crowd: Crowd;
  readonly #context: SearchContext;
  readonly #options: NearSearchOptions;
  #point: DualPoint;
  #bound: number;
  #best: CrowdPlan | null = null;

  constructor(crowd: Crowd, start: DualPoint, context: SearchContext, options: NearSearchOptions) {
    this.#crowd = crowd;
    this.#context = context;
    this.#options = options;
    this.#point = start;
    this.#bound = options.bound ?? Infinity;
  }

  run(): CrowdAnswer {
    const { rows, customers } = this.#crowd.dual;
    this.#tighten(this.#point);
    const off = totalOff(this.#crowd.dual, this.#point);
    let count = Math.min(customers, Math.max(1_500, Math.min(4_000, Math.ceil(2 * off))));
    let perRow = Math.max(16, Math.round(Math.min(250, 3_000 / Math.max(1, rows.length))));
    for (let round = 0; round < this.#options.rounds && !this.#done() && !shouldEnd(this.#context); round++) {
      const point = this.#crowd.dual.evaluate(this.#point.lambda);
      const near = this.#crowd.nearTies(point, { count, perRow });
      const solved = this.#planOnce(near, point, round + 1 === this.#options.rounds);
      const grow = solved ? 2.5 : 0.4;
      [count, perRow] = [Math.min(customers, Math.ceil(grow * count)), Math.ceil(grow * perRow)];
    }
    return { best: this.#best, bound: this.#bound, point: this.#point };
  }

  #done(): boolean {
    return this.#open() <= this.#asked();
  }
  #open(): number {
    return this.#best ? this.#bound - this.#best.gain : Infinity;
  }
  #asked(): number {
    // The gain of everybody else is known to some 1e-9 only.
    return 0.98 * this.#context.gap * Math.abs(this.#bound);
  }

  #tighten(point: DualPoint): void {
    const certified = this.#crowd.dual.certified(point);
    const bound = this.#options.lower?.(certified) ?? certified;
    if (bound < this.#bound) this.#bound = bound;
    this.#context.report('prices', this.#bound, this.#best?.gain ?? null);
  }

  /** Whether the linear program over the near ties had an answer. */
  #planOnce(near: NearModel, point: DualPoint, last: boolean): boolean {
    const { glpk, now } = this.#context;
    const small = new DualFunction(near.model);
    const local = small.evaluate(point.lambda);
    let own: Plan | null = null;
    const search: RoundingSearch = {
      best: () => own,
      offer: (plan) => {
        plan.recount();
        if (!plan.feasible) return;
        if (!own || plan.gain > own.gain) own = plan;
        const gain = near.gain + plan.gain;
        if (this.#best && gain <= this.#best.gain) return;
        this.#best = { from: near, plan, gain };
        this.#context.report('rounding', this.#bound, gain);
      },
      open: () => this.#open(),
      asked: () => this.#asked(),
      typical: () => Math.abs(this.#bound) / Math.max(1, this.#crowd.dual.customers),
      method: (name) => this.#options.method(name),
    };
    const rounder = new Rounder(small, this.#context, search);
    const answer = near.model.rows.length === 0 ? null : solveNearTies(small, local, near.near, { glpk, now, timeLimitMs: Math.min(20_000, timeLeft(this.#context)), mostColumns: 25_000, typical: search.typical() });
    if (answer) this.#options.method('near-tie program');
    const plan = answer?.plan ?? new Plan(near.model, small.scan.chosen.slice());
    const rounded = plan.clone();
    // At the program's own prices its plan loses nothing.
    const priced = answer ? small.evaluate(answer.lambda) : local;
    rounder.exchange(plan, answer?.spread ?? near.near.customers.slice(0, 10_000), near.near, priced, 60_000);
    if (!this.#best) rounder.round(rounded.clone(), near.near.customers);
    if (answer) {
      const better = this.#crowd.dual.evaluate(answer.lambda);
      if (better.value < this.#point.value) {
        this.#point = better;
        this.#tighten(better);
      }
    }
    if (last) {
      rounder.polishSplit(rounded, answer, near.near, priced);
      rounder.wander(near.near, priced, false, 8);
    }
    return answer !== null;
  }
}
