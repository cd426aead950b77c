import { netValue, type Prices } from '../scan/net-value.js';
import { finestRow, fitRow } from './fit-row.js';
import type { Plan } from './plan.js';

export interface ExchangeOptions {
  /** Customers whose choices may change. */
  customers: readonly number[];
  /** Multipliers, and the prices that they amount to. */
  lambda: Float64Array;
  prices: Prices;
  /** Most net value that a single change may lose. */
  width: number;
  /** Gain that a unit of violation counts as. */
  penalty: number;
  /** Loss below which a row is not worth a look. */
  fine: number;
  /** Most changes to try in all: an effort, not a time, so that the outcome is the same every time. */
  effort: number;
  /** Whether the plan is good enough, or time is up. */
  done: () => boolean;
}

/** Changes tried at each depth of a chain, for one row and direction. */
const breadth = [240, 24, 8];
/** Of changes that move a row by about as much, only so many. */
const perSize = 10;

interface Change {
  customer: number;
  out: number;
  into: number;
  loss: number;
}

/**
 * Improves a plan near the optimum by chains of up to three changes. The gap of a plan at prices λ is what its choices lose against the
 * best ones plus Σ λ_k × what row k leaves unused; so the rows that are broken, or leave something dear unused, are where something
 * can be gained. For such a row, changes that move it as wanted are tried, then for whatever these break changes that mend it, and so
 * on; the chain that gains most is kept. In a plan with tight rows single changes are all blocked, chains are not.
 */
export function exchange(plan: Plan, options: ExchangeOptions): void {
  new ExchangeSearch(plan, options).run();
}

class ExchangeSearch {
  readonly #plan: Plan;
  readonly #options: ExchangeOptions;
  /** The row that is fitted at last, and until then bought and sold at its price; −1 without one. */
  readonly #free: number;
  #effort: number;
  /** Changes that move row k down (2k) or up (2k + 1), least loss first. */
  #byRow: Change[][] = [];
  /** Customers that moved since the lists were made. */
  readonly #moved = new Set<number>();
  #chain: Change[] = [];
  #bestChain: Change[] = [];
  #bestScore = 0;
  #rowCosts = 0;

  constructor(plan: Plan, options: ExchangeOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#effort = options.effort;
    this.#free = finestRow(plan.model, options.lambda);
  }

  run(): void {
    this.#run();
    const { customers, prices, lambda, width, fine } = this.#options;
    const slack = this.#free < 0 ? 0 : fine / Math.max(1e-300, Math.abs(lambda[this.#free]!));
    for (const wider of [1, 10]) {
      if (this.#free < 0 || this.#options.done()) return;
      fitRow(this.#plan, this.#free, { customers, prices, lambda, width: wider * width, slack });
    }
  }

  #run(): void {
    const failed = new Set<number>();
    this.#index();
    while (this.#effort > 0 && !this.#options.done()) {
      const row = this.#worstRow(failed);
      if (row < 0) {
        // Those that moved are in no list any more; with fresh lists there may be a way on.
        if (this.#moved.size === 0) return;
        failed.clear();
        this.#index();
      } else if (this.#improve(row)) failed.clear();
      else failed.add(row);
    }
  }

  /** The row that costs most by its violation or by what it leaves unused; −1 where none is worth a look. */
  #worstRow(failed: ReadonlySet<number>): number {
    const { rows } = this.#plan.model;
    let [worst, at] = [this.#options.fine, -1];
    for (let k = 0; k < rows.length; k++) {
      const cost = failed.has(k) ? 0 : this.#cost(k);
      if (cost > worst) [worst, at] = [cost, k];
    }
    return at;
  }

  #cost(k: number): number {
    if (k === this.#free) return 0;
    const broken = this.#plan.rowViolation(k);
    if (broken > 0) return broken * this.#options.penalty;
    const row = this.#plan.model.rows[k]!;
    return Math.abs(this.#options.lambda[k]! * (row.planBound - this.#plan.used[k]!));
  }

  get #score(): number {
    const { gain, violation, used } = this.#plan;
    const { penalty, lambda } = this.#options;
    const free = this.#free;
    return free < 0 ? gain - penalty * violation : gain - lambda[free]! * used[free]! - penalty * (violation - this.#plan.rowViolation(free));
  }

  #improve(row: number): boolean {
    const plan = this.#plan;
    const [used, size, gain, violation] = [plan.used.slice(), plan.size.slice(), plan.gain, plan.violation];
    this.#bestChain = [];
    const start = this.#score;
    this.#rowCosts = plan.used.reduce((sum, _, k) => sum + this.#cost(k), 0);
    this.#bestScore = start + 1e-9 * Math.max(this.#options.fine, 1e-9);
    this.#chain = [];
    this.#extend(row, 0, 0, start);
    plan.used.set(used);
    plan.size.set(size);
    plan.gain = gain;
    plan.violation = violation;
    for (const { customer, out, into } of this.#bestChain) {
      plan.apply(customer, out, into);
      this.#moved.add(customer);
    }
    return this.#bestChain.length > 0;
  }

  /** Tries the changes that move a row as wanted, at one depth of the chain. `lost`: net value lost by the chain so far. */
  #extend(row: number, depth: number, lost: number, start: number): void {
    const plan = this.#plan;
    const model = plan.model;
    const over = plan.used[row]! - model.rows[row]!.planBound;
    const list = this.#byRow[2 * row + (over > 0 ? 0 : 1)]!;
    let tried = 0;
    for (const change of list) {
      if (tried >= breadth[depth]! || this.#effort <= 0) break;
      // Even with every row used up the chain would gain no more than what the rows cost now.
      if (start + this.#rowCosts - lost - change.loss < this.#bestScore) continue;
      if (this.#moved.has(change.customer) || this.#chain.some((other) => other.customer === change.customer)) continue;
      tried++;
      this.#effort--;
      plan.apply(change.customer, change.out, change.into);
      this.#chain.push(change);
      const score = this.#score;
      if (score > this.#bestScore) {
        this.#bestScore = score;
        this.#bestChain = [...this.#chain];
      }
      if (depth + 1 < breadth.length) {
        const next = this.#brokenRow(row);
        if (next >= 0) this.#extend(next, depth + 1, lost + change.loss, start);
      }
      this.#chain.pop();
      plan.apply(change.customer, change.into, change.out);
    }
  }

  /** The row that is broken most; without one, the row given. */
  #brokenRow(otherwise: number): number {
    let [worst, at] = [0, otherwise];
    for (let k = 0; k < this.#plan.used.length; k++) {
      if (k === this.#free) continue;
      const broken = this.#plan.rowViolation(k);
      if (broken > worst) [worst, at] = [broken, k];
    }
    return at;
  }

  /** Lists for every row the changes that move it either way, of each size the ones that lose least. */
  #index(): void {
    const plan = this.#plan;
    const { model } = plan;
    const { prices, width } = this.#options;
    this.#moved.clear();
    const K = model.rows.length;
    const sizes: Map<number, Change[]>[] = Array.from({ length: 2 * K }, () => new Map());
    const net = (customer: number, e: number): number => (e < 0 ? 0 : netValue(model, prices, customer, e));
    for (const customer of this.#options.customers) {
      plan.forEachMove(customer, (out, into) => {
        const loss = net(customer, out) - net(customer, into);
        if (!(loss <= width)) return;
        const change = { customer, out, into, loss };
        plan.forEachChange(customer, out, into, (k, a) => {
          if (a === 0) return;
          const bySize = sizes[2 * k + (a > 0 ? 1 : 0)]!;
          const bucket = Math.round(2 * Math.log2(Math.abs(a)));
          const own = bySize.get(bucket);
          if (own) own.push(change);
          else bySize.set(bucket, [change]);
        });
      });
    }
    this.#byRow = sizes.map(inTurn);
  }
}

const byLoss = (a: Change, b: Change): number => a.loss - b.loss || a.customer - b.customer;

/** The changes of every size in turn, those that lose least first. */
function inTurn(bySize: ReadonlyMap<number, Change[]>): Change[] {
  const lists = [...bySize.values()].map((own) => own.sort(byLoss).slice(0, bySize.size === 1 ? 3 * perSize : perSize)).sort((a, b) => byLoss(a[0]!, b[0]!));
  const all: Change[] = [];
  for (let z = 0; z < 3 * perSize; z++) for (const own of lists) if (z < own.length) all.push(own[z]!);
  return all;
}
