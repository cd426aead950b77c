import type { DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import type { ProgramColumn } from '../exact/glpk.js';
import { Plan } from '../finish/plan.js';
import { smallProblem } from '../infeasible/least-violation.js';
import { type SearchContext, shouldEnd, timeLeft } from '../search-context.js';
import { type Core, coreOf } from './core.js';
import type { Kinds } from './kinds.js';
import { type GainCut, type RoomCut, Transport } from './transport.js';

/** Choices of a core with which transportation problems are still solved quickly. */
const largestCore = 400_000;
/** Bounds kept in the program; the loosest give way. */
const mostCuts = 400;
/** A program over the counts that takes longer is given up, and the search with it. */
const longestProgramMs = 3_000;

export interface CountSearch {
  best: () => Plan | null;
  bound: () => number;
  /** A plan to check and to keep where it is better. */
  offer: (plan: Plan) => void;
  /** A bound that no plan beats but the best one found. */
  lower: (bound: number) => void;
}

/**
 * Searches the whole counts of each kind of candidate, by outer approximation (Duran and Grossmann 1986; Benders 1962): the gain that
 * counts allow is concave, and every answer of the transportation problem gives a plan with exactly these counts and bounds tangent
 * there. A small integer program over the counts, the rows and all bounds so far gives the next counts and a bound on every plan, until
 * both meet. Only for models with one action a customer. True when it ran; without, nothing was lost but the look.
 */
export function searchCounts(dual: DualFunction, kinds: Kinds, point: DualPoint, whole: SearchContext, search: CountSearch): boolean {
  // Small problems have branch and bound over the candidates to fall back on, which needs its share of the time.
  const context = dual.model.gain.length <= smallProblem ? { ...whole, deadline: whole.now() + timeLeft(whole) / 4 } : whole;
  let ran = false;
  for (let last = Infinity; !shouldEnd(context); ) {
    const before = search.best();
    const open = before ? dual.certified(dual.evaluate(point.lambda)) - before.gain : Infinity;
    const core = coreOf(dual, kinds, point, open);
    if (core.node.length > largestCore) return ran;
    ran = true;
    if (new CountProgram(dual, point, kinds, core, context, search).run(open) === 'end') return true;
    // A better plan came that leaves much less open: once more with the smaller core.
    if (!(open < last) && Number.isFinite(last)) return true;
    last = open;
  }
  return ran;
}

class CountProgram {
  readonly #kinds: Kinds;
  readonly #core: Core;
  readonly #context: SearchContext;
  readonly #search: CountSearch;
  readonly #dual: DualFunction;
  readonly #transport: Transport;
  readonly #rooms: RoomCut[] = [];
  readonly #seen = new Set<string>();
  #cuts: GainCut[] = [];
  readonly #start: Float64Array;

  constructor(dual: DualFunction, point: DualPoint, kinds: Kinds, core: Core, context: SearchContext, search: CountSearch) {
    [this.#dual, this.#kinds, this.#core, this.#context, this.#search] = [dual, kinds, core, context, search];
    this.#transport = new Transport(core, kinds.count);
    this.#start = Float64Array.from({ length: kinds.count }, (_, g) => kinds.rows[g]!.reduce((sum, k, z) => sum + point.lambda[k]! * kinds.coefficients[g]![z]!, 0));
    // Prices around those of the dual, so that the first counts do not stray.
    const scale = this.#start.reduce((sum, price) => sum + Math.abs(price), 0) / kinds.count;
    for (const share of [0.3, 0.03]) {
      for (let g = 0; g < kinds.count; g++) {
        for (const sign of [1, -1]) {
          const price = this.#start.slice();
          price[g]! += sign * share * Math.max(Math.abs(price[g]!), 0.1 * scale);
          this.#cuts.push(this.#transport.choose(price));
        }
      }
    }
    this.#cuts.push(this.#transport.choose(this.#start));
  }

  /** end: nothing more to be had here. again: a better plan makes a smaller core worth while. */
  run(open: number): 'end' | 'again' {
    const { model } = this.#dual;
    const stop = (): boolean => shouldEnd(this.#context);
    let width = 0.3;
    const first = this.#search.best();
    if (first) {
      const answer = this.#transport.solve(this.#countsOf(first), stop);
      if (answer && 'cuts' in answer) this.#take(answer.held, answer.cuts);
    }
    while (!stop()) {
      const next = this.#next(width);
      if (!next) return 'end';
      const best = this.#search.best();
      if (best && next.bound !== null) {
        this.#search.lower(next.bound);
        if (this.#closed()) return 'end';
      }
      const key = next.counts.join();
      if (this.#seen.has(key)) {
        // The bound stands within the width of the program's own gap: once more, sharper.
        if (width < 0.01) return 'end';
        width /= 10;
        continue;
      }
      this.#seen.add(key);
      const answer = this.#transport.solve(next.counts, stop);
      if (!answer) return 'end';
      if ('room' in answer) this.#rooms.push(answer.room);
      else {
        this.#take(answer.held, answer.cuts);
        const now = this.#search.best();
        if (now && this.#closed()) return 'end';
        if (now && (open === Infinity || now.gain - (best?.gain ?? -Infinity) > 0.5 * open) && this.#core.customers.length > 200 && model.customers > 200) return 'again';
      }
    }
    return 'end';
  }

  /** What the search tells apart: well below the gap at which a plan counts as optimal, or that was asked. */
  #resolution(): number {
    const size = Math.max(Math.abs(this.#search.bound()), Math.abs(this.#search.best()?.gain ?? 0), 1e-9);
    return Math.max(1e-7, 0.7 * this.#context.gap) * size;
  }

  #closed(): boolean {
    const best = this.#search.best();
    return best !== null && this.#search.bound() - best.gain <= Math.max(2e-7, this.#context.gap) * Math.abs(this.#search.bound());
  }

  #take(held: Int32Array, cuts: readonly GainCut[]): void {
    this.#cuts.push(...cuts);
    this.#search.offer(new Plan(this.#dual.model, held));
  }

  #countsOf(plan: Plan): Float64Array {
    const counts = new Float64Array(this.#kinds.count);
    for (const e of plan.held) if (e >= 0 && this.#kinds.of[e]! >= 0) counts[this.#kinds.of[e]!]!++;
    return counts;
  }

  /** The counts that all bounds so far promise most of, and the bound on every plan that follows; null without an answer. */
  #next(width: number): { counts: Float64Array; bound: number | null } | null {
    const { rows } = this.#dual.model;
    const { least, most } = this.#core;
    const best = this.#search.best();
    const from = best ? this.#countsOf(best) : least;
    const upper = this.#search.bound();
    const resolution = this.#resolution();
    // Everything relative to the best plan, so that small differences keep their digits; the objective starts at the resolution.
    const origin = (best ? best.gain : upper - 1e-2 * Math.abs(upper)) - resolution;
    const unit = resolution;
    const columns: ProgramColumn[] = [{ cost: 1, lower: best ? 0 : -Infinity, upper: Math.max(1, (upper - origin) / unit) * (1 + 1e-9), rows: [], coefficients: [] }];
    for (let g = 0; g < least.length; g++) {
      const rowsOf = this.#kinds.rows[g]!;
      columns.push({ cost: 0, lower: Math.min(0, least[g]! - from[g]!), upper: Math.max(0, most[g]! - from[g]!), rows: [...rowsOf], coefficients: [...this.#kinds.coefficients[g]!], integer: true });
    }
    const used = new Float64Array(rows.length);
    for (let g = 0; g < least.length; g++) this.#kinds.rows[g]!.forEach((k, z) => (used[k]! += from[g]! * this.#kinds.coefficients[g]![z]!));
    const programRows = rows.map((row, k) => {
      const left = row.bound - used[k]!;
      return { lower: row.sense > 0 ? -Infinity : left, upper: row.sense < 0 ? Infinity : left };
    });
    const add = (gs: Iterable<number>, coefficient: (g: number) => number, most: number): void => {
      const r = programRows.push({ lower: -Infinity, upper: most }) - 1;
      for (const g of gs) {
        const a = coefficient(g);
        if (a === 0) continue;
        columns[g + 1]!.rows.push(r);
        columns[g + 1]!.coefficients.push(a);
      }
    };
    const all = Array.from(least.keys());
    for (const cut of this.#cuts) {
      const size = Math.max(unit, cut.price.reduce((largest, price) => Math.max(largest, Math.abs(price)), 0));
      columns[0]!.rows.push(programRows.length);
      columns[0]!.coefficients.push(unit / size);
      add(all, (g) => -cut.price[g]! / size, (cut.constant + all.reduce((sum, g) => sum + cut.price[g]! * from[g]!, 0) - origin) / size);
    }
    for (const room of this.#rooms) add(room.kinds, () => 1, room.most - room.kinds.reduce((sum, g) => sum + from[g]!, 0));
    const total = this.#core.customers.length + least.reduce((sum, n) => sum + n, 0);
    add(all, () => 1, total - from.reduce((sum, n) => sum + n, 0));
    const answer = this.#context.glpk.solve({ columns, rows: programRows }, { timeLimitMs: Math.min(longestProgramMs, timeLeft(this.#context)), gap: width, now: this.#context.now });
    if (answer.status !== 'optimal') return null;
    const counts = from.map((n, g) => Math.round(n + answer.x[g + 1]!));
    this.#thin(counts);
    // GLPK's branch and bound ends within the width of its best point; its own tolerance is left room for.
    const bound = best ? Math.max(best.gain, origin + unit * answer.objective * (1 + width)) + 1e-7 * Math.abs(upper) : null;
    return { counts, bound };
  }

  #thin(counts: Float64Array): void {
    if (this.#cuts.length <= mostCuts) return;
    const value = (cut: GainCut): number => cut.price.reduce((sum, price, g) => sum + price * counts[g]!, cut.constant);
    this.#cuts = this.#cuts.map((cut) => ({ cut, value: value(cut) })).sort((a, b) => a.value - b.value).slice(0, mostCuts / 2).map(({ cut }) => cut);
  }
}
