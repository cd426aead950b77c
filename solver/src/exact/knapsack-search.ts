import { lowerToStep } from '../model/decimal-step.js';
import type { KnapsackDual, KnapsackPoint } from './knapsack-dual.js';

export interface KnapsackOptions {
  /** Step of which every gain is a multiple; 0 where there is none. */
  step: number;
  stop: () => boolean;
  /** Gain of the best plan so far; −Infinity without one. */
  best: () => number;
  /** Gain by which a plan must be better to be worth finding. */
  resolution: () => number;
  /** A nearly feasible choice for each customer (−1 for none), from which a plan may be made. */
  suggest: (choice: Int32Array) => void;
  /** A bound on every plan but the best one. */
  lower: (bound: number) => void;
}

interface Node {
  parent: Node | null;
  /** Choices taken away on the way from the parent. */
  removed: number[];
  bound: number;
  mu: Float64Array;
  lambda: Float64Array;
}

/**
 * Minimises the dual of `KnapsackDual` by subgradients (Held, Wolfe and Crowder 1974) and branches over what it leaves open, best bound
 * first: choices that no better plan can have go at every node (variable fixing as in Posta, Ferland and Michelon 2012), then the
 * customer on whom the knapsacks agree least takes its likeliest choice or does without it.
 */
export class KnapsackSearch {
  readonly #dual: KnapsackDual;
  readonly #options: KnapsackOptions;
  /** How often each choice was taken in the last descent. */
  readonly #often: Float64Array;
  #steps = 0;

  constructor(dual: KnapsackDual, options: KnapsackOptions) {
    this.#dual = dual;
    this.#options = options;
    this.#often = new Float64Array(dual.table.owner.length);
  }

  /** The least bound that a node may have to be worth a look. */
  #worth(bound: number): boolean {
    return this.lowered(bound) > this.#options.best() + this.#options.resolution();
  }

  /** A bound with the rounding error of its sums, lowered to the step of the gains. */
  lowered(value: number): number {
    return lowerToStep(value + 1e-11 * Math.abs(value), this.#options.step);
  }

  /**
   * Subgradient steps from the present multipliers, which end at the best found. `suggestEvery`: how many steps between suggestions.
   */
  descend(iterations: number, suggestEvery: number): { bound: number; point: KnapsackPoint } {
    const dual = this.#dual;
    const { mu, lambda, priced, table } = dual;
    this.#often.fill(0);
    let point = dual.evaluate();
    let best = { bound: point.value, point, mu: mu.slice(), lambda: lambda.slice() };
    let [theta, idle] = [iterations > 100 ? 1.5 : 0.7, 0];
    const direction = new Float64Array(mu.length);
    const along = new Float64Array(lambda.length);
    const used = new Float64Array(lambda.length);
    for (let n = 0; n < iterations && !this.#options.stop(); n++) {
      for (let c = 0; c < point.picked.length; c++) this.#often[c]! += point.picked[c]!;
      if (suggestEvery > 0 && ++this.#steps % suggestEvery === 0) this.#options.suggest(point.choice);
      if (!this.#worth(best.bound)) break;
      let norm = 0;
      for (let i = 0; i < mu.length; i++) {
        direction[i] = 0.6 * direction[i]! + (1 - point.taken[i]!);
        norm += direction[i]! ** 2;
      }
      used.fill(0);
      if (priced.length > 0) for (let c = 0; c < point.picked.length; c++) if (point.picked[c]) for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) used[table.row[s]!]! += table.coefficient[s]!;
      for (const k of priced) {
        along[k] = 0.6 * along[k]! + dual.bound[k]! - used[k]!;
        norm += along[k]! ** 2;
      }
      if (norm === 0) break;
      const goal = Math.max(this.#options.best(), best.bound - 0.02 * Math.abs(best.bound));
      const length = (theta * Math.max(point.value - goal, 1e-6 * Math.abs(best.bound))) / norm;
      for (let i = 0; i < mu.length; i++) mu[i]! -= length * direction[i]!;
      for (const k of priced) lambda[k] = dual.clamp(k, lambda[k]! - length * along[k]!);
      point = dual.evaluate();
      if (point.value < best.bound - 1e-7 * Math.abs(best.bound)) idle = 0;
      else if (++idle >= 10) {
        theta *= 0.8;
        idle = 0;
        mu.set(best.mu);
        lambda.set(best.lambda);
        point = best.point;
        direction.fill(0);
        along.fill(0);
        if (theta < 0.001) break;
      }
      if (point.value < best.bound) best = { bound: point.value, point, mu: mu.slice(), lambda: lambda.slice() };
    }
    mu.set(best.mu);
    lambda.set(best.lambda);
    return best;
  }

  /** Takes away the choices that no better plan has, by the last bounds; the choices, or null where a customer is left with none. */
  fix(): number[] | null {
    const dual = this.#dual;
    const { start, customers } = dual.table;
    const { value } = dual.evaluate();
    const removed: number[] = [];
    for (let i = 0; i < customers; i++) {
      let left = 0;
      for (let c = start[i]!; c < start[i + 1]!; c++) {
        if (!dual.allowed[c]) continue;
        if (this.#worth(value + dual.forced[c]!)) left++;
        else {
          dual.allowed[c] = 0;
          removed.push(c);
        }
      }
      if (left === 0) {
        for (const c of removed) dual.allowed[c] = 1;
        return null;
      }
    }
    return removed;
  }

  /** Branch and bound; true when it ended with a proof. */
  branch(rootBound: number): boolean {
    const dual = this.#dual;
    const all = dual.allowed.slice();
    let open: Node[] = [{ parent: null, removed: [], bound: rootBound, mu: dual.mu.slice(), lambda: dual.lambda.slice() }];
    const end = (): void => dual.allowed.set(all);
    for (let looked = 0; open.length > 0; looked++) {
      // Best bound first, with dives from time to time for plans; a sort a node is nothing beside its descent.
      open.sort((a, b) => a.bound - b.bound);
      if (looked % 64 === 0) open = open.filter((node) => this.#worth(node.bound));
      const node = open.pop();
      if (!node) break;
      this.#options.lower(this.lowered(Math.max(node.bound, this.#options.best())));
      if (!this.#worth(node.bound)) continue;
      if (this.#options.stop()) {
        end();
        return false;
      }
      dual.allowed.set(all);
      for (let at: Node | null = node; at; at = at.parent) for (const c of at.removed) dual.allowed[c] = 0;
      dual.mu.set(node.mu);
      dual.lambda.set(node.lambda);
      const { bound, point } = this.descend(looked === 0 ? 200 : 40, looked % 8 === 0 ? 20 : 0);
      const now = Math.min(node.bound, bound);
      if (!this.#worth(now)) continue;
      const removed = this.fix();
      if (!removed) continue;
      node.removed.push(...removed);
      this.#options.suggest(point.choice);
      const pick = this.#pick(point);
      if (!pick) continue;
      const { choice, others } = pick;
      const child = (gone: number[]): Node => ({ parent: node, removed: gone, bound: now, mu: dual.mu.slice(), lambda: dual.lambda.slice() });
      open.push(child([choice]), child(others));
    }
    end();
    this.#options.lower(this.#options.best() + this.#options.resolution());
    return true;
  }

  /** The customer to branch on, the likeliest of its choices and the others; null where nobody has two. */
  #pick(point: KnapsackPoint): { choice: number; others: number[] } | null {
    const { start, customers } = this.#dual.table;
    const { allowed } = this.#dual;
    let [chosen, most] = [-1, -1];
    for (let i = 0; i < customers; i++) {
      let [left, top, sum] = [0, 0, 0];
      for (let c = start[i]!; c < start[i + 1]!; c++) {
        if (!allowed[c]) continue;
        left++;
        top = Math.max(top, this.#often[c]!);
        sum += this.#often[c]!;
      }
      if (left < 2) continue;
      // Least agreement: the choices of a customer were taken in turns.
      const score = (sum > 0 ? 1 - top / sum : 0) + (point.taken[i] === 1 ? 0 : 0.5) + 1e-3 * (sum > 0 ? 1 : 0);
      if (score > most) [chosen, most] = [i, score];
    }
    if (chosen < 0) return null;
    let choice = -1;
    const others: number[] = [];
    for (let c = start[chosen]!; c < start[chosen + 1]!; c++) if (allowed[c] && (choice < 0 || this.#often[c]! > this.#often[choice]!)) choice = c;
    for (let c = start[chosen]!; c < start[chosen + 1]!; c++) if (allowed[c] && c !== choice) others.push(c);
    return { choice, others };
  }
}
