import type { DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import { KnapsackDual } from '../exact/knapsack-dual.js';
import { KnapsackSearch } from '../exact/knapsack-search.js';
import { Plan } from '../finish/plan.js';
import { decimalStep } from '../model/decimal-step.js';
import type { Model } from '../model/model.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import { type ChoiceTable, choiceTable } from './choice-table.js';
import { NeighbourhoodSearch } from './neighbourhood-search.js';
import { TabuSearch } from './tabu-search.js';

/** Candidates up to which all changes of a plan are looked at one by one. */
const mostCandidates = 30_000;
/** Changes tried from the first plan, and from each that the knapsacks suggest. */
const firstChanges = 1_500;
const firstWork = 6e6;
const suggestedChanges = 150;
/** Choices of each customer that changes are tried with. */
const usualChoices = 4;
/** Time for branching on knapsacks unless the caller is patient. */
const impatientMs = 10_000;
/** Neighbourhoods without a better plan in a row that end the first search of them, and its time unless the caller is patient. */
const idleNeighbourhoods = 24;
const patientNeighbourhoods = 150;
const neighbourhoodMs = 2_500;

export interface ChoiceSearchTarget {
  best: () => Plan | null;
  bound: () => number;
  /** A plan to check and to keep where it is better. */
  offer: (plan: Plan) => void;
  /** A bound that no plan beats but the best one found. */
  lower: (bound: number) => void;
  done: () => boolean;
}

/**
 * Problems whose candidates differ in what they use (jobs on machines, items with resources): plans by exchanges of single choices
 * through broken limits, and, where limits are knapsacks over candidates of their own, the bound that keeps them whole with branch and
 * bound on it.
 */
export class ChoiceSearch {
  readonly #model: Model;
  readonly #table: ChoiceTable;
  readonly #dual: DualFunction;
  readonly #context: SearchContext;
  readonly #target: ChoiceSearchTarget;
  readonly #tabu: TabuSearch;
  readonly #neighbourhoods: NeighbourhoodSearch;
  /** What the search of changes may take: few of each customer's choices, those of most net value. */
  readonly #allowed: Uint8Array;
  /** Choices that a better plan may have. */
  readonly #open: Uint8Array;
  /** How many choices of the same customer have more net value. */
  readonly #rank: Uint16Array;
  readonly #knapsacks: KnapsackDual | null;
  /** Best net value of each customer's choices at the prices of the dual. */
  readonly #net: Float64Array;
  readonly methods = new Set<string>();
  #until: number;

  /** Null where the search is not for a model: several actions a customer, soft limits, households, no measure of the candidates' own, too many of them. */
  static of(dual: DualFunction, point: DualPoint, context: SearchContext, target: ChoiceSearchTarget): ChoiceSearch | null {
    const { model } = dual;
    if (context.method !== 'auto' || model.choice.max !== 1 || model.households || model.rules || model.gain.length > mostCandidates || model.own.length === 0 || model.rows.length === 0 || model.rows.some((row) => row.mostPrice < Infinity)) return null;
    const table = choiceTable(model);
    return table ? new ChoiceSearch(dual, point, context, target, table) : null;
  }

  private constructor(dual: DualFunction, point: DualPoint, context: SearchContext, target: ChoiceSearchTarget, table: ChoiceTable) {
    [this.#dual, this.#model, this.#context, this.#target, this.#table] = [dual, dual.model, context, target, table];
    this.#until = context.deadline;
    this.#allowed = new Uint8Array(table.owner.length).fill(1);
    this.#open = new Uint8Array(table.owner.length).fill(1);
    this.#rank = new Uint16Array(table.owner.length);
    this.#net = Float64Array.from(table.owner, (_, c) => {
      let net = table.gain[c]!;
      for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) net -= point.lambda[table.row[s]!]! * table.coefficient[s]!;
      return net;
    });
    for (let i = 0; i < table.customers; i++) {
      const own = Array.from({ length: table.start[i + 1]! - table.start[i]! }, (_, z) => table.start[i]! + z).sort((a, b) => this.#net[b]! - this.#net[a]!);
      own.forEach((c, z) => (this.#rank[c] = z));
    }
    this.#tabu = new TabuSearch(this.#model, table, { prices: point.lambda, allowed: this.#allowed, seed: context.seed, stop: () => this.#stop(), found: (choice) => this.#found(choice) });
    this.#neighbourhoods = new NeighbourhoodSearch(this.#model, table, { prices: point.lambda, net: this.#net, open: this.#open, step: decimalStep(this.#model.gain, 4), seed: context.seed, glpk: context.glpk, now: context.now });
    this.#knapsacks = KnapsackDual.of(this.#model, table);
    if (!this.#knapsacks) return;
    for (let i = 0; i < table.customers; i++) {
      let most = -Infinity;
      for (let c = table.start[i]!; c < table.start[i + 1]!; c++) most = Math.max(most, this.#net[c]!);
      this.#knapsacks.mu[i] = most;
    }
    for (const k of this.#knapsacks.priced) this.#knapsacks.lambda[k] = point.lambda[k]!;
  }

  /** True where the limits are knapsacks, so that `prove` has something to do. */
  get hasKnapsacks(): boolean {
    return this.#knapsacks !== null;
  }

  #stop(): boolean {
    return this.#target.done() || shouldEnd(this.#context) || this.#context.now() >= this.#until;
  }

  /** Lets the search of changes take the `few` choices of most net value of each customer, without those that no better plan has. */
  #restrict(few: number): void {
    const { start, customers } = this.#table;
    const best = this.#target.best();
    const room = best ? this.#target.bound() - best.gain : Infinity;
    for (let i = 0; i < customers; i++) {
      let most = -Infinity;
      for (let c = start[i]!; c < start[i + 1]!; c++) most = Math.max(most, this.#net[c]!);
      for (let c = start[i]!; c < start[i + 1]!; c++) this.#allowed[c] = this.#open[c]! && this.#rank[c]! < few && most - this.#net[c]! <= room * (1 + 1e-9) + 1e-9 ? 1 : 0;
    }
  }

  /** Takes the plan into the search of changes, the customers' own best choices where there is none; then, without knapsacks, neighbourhoods of the best. */
  improve(): void {
    if (this.#stop()) return;
    this.methods.add('tabu search');
    this.#restrict(usualChoices);
    this.#tabu.start(this.#choices(this.#target.best()?.held ?? this.#dual.scan.chosen));
    // A change looks at every choice: about as much work whatever the size.
    this.#tabu.run(Math.min(firstChanges, Math.ceil(firstWork / this.#table.owner.length)));
    // Where there are knapsacks their bound comes first: it may end the search, and leaves fewer choices.
    if (!this.#knapsacks) this.#searchFirst(0.6);
  }

  #searchFirst(share: number): void {
    if (this.#context.patient) this.#search(share * timeLeft(this.#context), patientNeighbourhoods);
    else this.#search(neighbourhoodMs, idleNeighbourhoods);
  }

  /** The choices that a plan holds, filled up where it has none. */
  #choices(held: Int32Array): Int32Array {
    const table = this.#table;
    const choice = new Int32Array(table.customers).fill(-1);
    for (let c = 0; c < table.owner.length; c++) if (held[table.owner[c]!] === table.candidate[c]) choice[table.owner[c]!] = c;
    return this.#filled(choice, this.#open);
  }

  /** Neighbourhoods of the best plan, for so long, or until so many in a row find nothing. */
  #search(ms: number, mostIdle: number): void {
    const plan = this.#target.best();
    if (!plan || this.#stop()) return;
    this.methods.add('neighbourhoods');
    this.#neighbourhoods.run(this.#choices(plan.held), {
      stop: () => this.#stop(),
      untilMs: Math.min(this.#until, this.#context.now() + ms),
      mostIdle,
      found: (choice) => this.#found(choice),
    });
  }

  /** Goes on from the best plan, part of it drawn anew, and in its neighbourhoods, until time is up. */
  wander(untilMs: number): void {
    this.#until = Math.min(this.#context.deadline, untilMs);
    for (let round = 0; !this.#stop(); round++) {
      this.#restrict(usualChoices + [0, -1, 2][round % 3]!);
      this.#tabu.shake([0.03, 0.1, 0.3][round % 3]!);
      this.#tabu.run(Math.min(3_000, Math.ceil(firstWork / this.#table.owner.length)));
      this.#search(4_000, idleNeighbourhoods);
    }
    this.#until = this.#context.deadline;
  }

  /** Choices where a customer has none: the allowed one of most net value. */
  #filled(choice: Int32Array, allowed: Uint8Array): Int32Array {
    const { start, customers } = this.#table;
    const filled = choice.slice();
    for (let i = 0; i < customers; i++) {
      if (filled[i]! >= 0) continue;
      let at = -1;
      for (let c = start[i]!; c < start[i + 1]!; c++) if (allowed[c] && (at < 0 || this.#net[c]! > this.#net[at]!)) at = c;
      filled[i] = at < 0 ? start[i]! : at;
    }
    return filled;
  }

  #found(choice: Int32Array): void {
    this.#target.offer(new Plan(this.#model, Int32Array.from(choice, (c) => this.#table.candidate[c]!)));
  }

  /**
   * Bound and branch and bound by knapsacks. `proved`: no plan is better than the best one by more than the gap asked leaves open;
   * `infeasible`: there is none.
   */
  prove(): 'proved' | 'infeasible' | 'open' {
    const dual = this.#knapsacks;
    if (!dual || this.#stop()) return 'open';
    this.#until = Math.min(this.#context.deadline, this.#context.now() + (this.#context.patient ? 0.7 * timeLeft(this.#context) : impatientMs));
    this.methods.add('knapsack bound');
    // Without a plan, what every plan gains at the least: a bound below it proves that there is none.
    const { floor } = this.#dual;
    const least = floor - 1e-6 * Math.max(1, Math.abs(floor));
    const best = (): number => this.#target.best()?.gain ?? least;
    const search = new KnapsackSearch(dual, {
      step: decimalStep(this.#model.gain, 4),
      stop: () => this.#stop(),
      best,
      resolution: () => Math.max(1e-7, 0.5 * this.#context.gap) * Math.abs(this.#target.best()?.gain ?? 0),
      suggest: (choice) => {
        this.#tabu.start(this.#filled(choice, dual.allowed));
        this.#tabu.run(suggestedChanges);
      },
      lower: (bound) => {
        if (this.#target.best()) this.#target.lower(bound);
      },
    });
    const { bound } = search.descend(1_500, 0);
    this.#target.lower(search.lowered(bound));
    // Neighbourhoods as soon as there is a plan: the others that the knapsacks suggest take longer.
    for (let n = 0; n < 5 && !this.#target.best() && !this.#stop(); n++) search.descend(30, 15);
    this.#searchFirst(0.35);
    search.descend(150, 15);
    let proved = false;
    if (!this.#stop()) {
      // What no better plan has is not looked at by the search of changes either.
      for (const c of search.fix() ?? []) this.#allowed[c] = this.#open[c] = 0;
      this.methods.add('branch and bound on knapsacks');
      proved = search.branch(bound);
    }
    this.#until = this.#context.deadline;
    return !proved ? 'open' : this.#target.best() ? 'proved' : 'infeasible';
  }
}
