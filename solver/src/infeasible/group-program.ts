import type { Glpk, ProgramColumn } from '../exact/glpk.js';
import type { Row } from '../model/model.js';
import type { Groups } from './groups.js';
import { mostOf, mostOfEach, placeCounts } from './place-counts.js';

/** A column besides the counts: a violation that is paid for, or room that is asked for. */
export interface ExtraColumn {
  cost: number;
  lower: number;
  upper: number;
  rows: number[];
  coefficients: number[];
}

export interface GroupTask {
  /** Rows that must hold, but for what the extra columns give. */
  kept: readonly boolean[];
  /** Gain of one of each kind; none where left out. */
  gain?: Float64Array;
  extra: readonly ExtraColumn[];
  /** Asked with the multipliers of every program on the way, whose gain is never too small; true ends the search. */
  enough?: (lambda: Float64Array) => boolean;
}

export interface GroupAnswer {
  /** optimal: the counts can be reached by fractional plans and no others are better, to GLPK's tolerance. */
  status: 'optimal' | 'infeasible' | 'unknown';
  objective: number;
  /** How many of each kind. */
  counts: Float64Array;
  extra: Float64Array;
  /** Multiplier of each row; zero for rows that were never needed. */
  lambda: Float64Array;
}

export interface GroupSearch {
  glpk: Glpk;
  now: () => number;
  stop: () => boolean;
}

/**
 * Linear programs over how many of each kind the customers get. Which counts a cell's customers can reach is a polymatroid (greedy
 * takes the best kind first; Edmonds 1970): Σ_{j ∈ S} n_j ≤ most(S) for every set S of kinds. Only the sets that a point breaks are
 * written, found as smallest cuts of a flow; likewise only the rows that some point broke. Both are kept for the next program.
 */
export class GroupProgram {
  readonly groups: Groups;
  readonly rows: readonly Row[];
  readonly #search: GroupSearch;
  readonly #most: Float64Array;
  readonly #cuts: { kinds: number[]; most: number }[] = [];
  readonly #known = new Set<string>();
  readonly #active: boolean[];
  /** Coefficients by row: kinds and amounts. */
  readonly #byRow: { kinds: number[]; amounts: number[] }[];

  constructor(groups: Groups, rows: readonly Row[], search: GroupSearch) {
    this.groups = groups;
    this.rows = rows;
    this.#search = search;
    this.#active = rows.map(() => false);
    this.#byRow = rows.map(() => ({ kinds: [], amounts: [] }));
    const { kindStart, start, row, coefficient } = groups;
    const count = kindStart[groups.cells]!;
    this.#most = mostOfEach(groups);
    for (let c = 0; c < groups.cells; c++) {
      const all = Array.from({ length: kindStart[c + 1]! - kindStart[c]! }, (_, z) => kindStart[c]! + z);
      if (all.length > 1) this.#cut(c, all);
    }
    for (let j = 0; j < count; j++) {
      for (let s = start[j]!; s < start[j + 1]!; s++) {
        this.#byRow[row[s]!]!.kinds.push(j);
        this.#byRow[row[s]!]!.amounts.push(coefficient[s]!);
      }
    }
  }

  /** Sets of kinds of which no plan has more than so many; known so far. */
  get cuts(): readonly { kinds: readonly number[]; most: number }[] {
    return this.#cuts;
  }

  /** Largest amount of each kind. */
  get most(): Float64Array {
    return this.#most;
  }

  /** What each row uses, or Σ of the sizes of the terms. */
  used(counts: Float64Array, sizes = false): Float64Array {
    return Float64Array.from(this.#byRow, ({ kinds, amounts }) => kinds.reduce((sum, j, z) => sum + (sizes ? Math.abs(amounts[z]!) : amounts[z]!) * counts[j]!, 0));
  }

  #cut(cell: number, kinds: number[]): boolean {
    const key = kinds.join(',');
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    this.#cuts.push({ kinds, most: mostOf(this.groups, cell, kinds) });
    return true;
  }

  solve(task: GroupTask): GroupAnswer {
    const { groups, rows } = this;
    const size = this.#most.length;
    const unknown: GroupAnswer = { status: 'unknown', objective: NaN, counts: new Float64Array(size), extra: new Float64Array(task.extra.length), lambda: new Float64Array(rows.length) };
    for (let round = 0; round < 200; round++) {
      if (this.#search.stop()) return unknown;
      const active = rows.flatMap((_, k) => (this.#active[k] && task.kept[k] ? [k] : []));
      const answer = this.#relaxed(task, active);
      if (answer.status === 'infeasible') return { ...unknown, status: 'infeasible' };
      if (answer.status !== 'optimal') return unknown;
      const counts = answer.x.slice(0, size).map((n) => (n < 1e-9 ? 0 : n));
      const extra = answer.x.slice(size);
      const lambda = new Float64Array(rows.length);
      active.forEach((k, z) => (lambda[k] = rows[k]!.sense * answer.duals[z]! < 0 ? 0 : answer.duals[z]!));
      const found: GroupAnswer = { status: 'optimal', objective: answer.objective, counts, extra, lambda };
      if (task.enough?.(lambda)) return found;
      const broken = this.#broken(task, counts, extra, round > 2);
      for (const k of broken) this.#active[k] = true;
      let cuts = 0;
      const wanted = counts.map((n) => n * (1 - 1e-8));
      for (let c = 0; c < groups.cells; c++) {
        const { tooMany } = placeCounts(groups, c, wanted);
        if (tooMany && this.#cut(c, tooMany)) cuts++;
      }
      if (broken.length > 0 || cuts > 0) continue;
      return found;
    }
    return unknown;
  }

  #relaxed(task: GroupTask, active: readonly number[]): ReturnType<Glpk['solve']> {
    const place = new Map(active.map((k, z) => [k, z]));
    const columns: ProgramColumn[] = Array.from(this.#most, (most, j) => ({ cost: task.gain?.[j] ?? 0, lower: 0, upper: most, rows: [], coefficients: [] }));
    const programRows = active.map((k, z) => {
      const { sense, bound } = this.rows[k]!;
      const { kinds, amounts } = this.#byRow[k]!;
      kinds.forEach((j, s) => {
        columns[j]!.rows.push(z);
        columns[j]!.coefficients.push(amounts[s]!);
      });
      return { lower: sense > 0 ? -Infinity : bound, upper: sense < 0 ? Infinity : bound };
    });
    for (const { kinds, most } of this.#cuts) {
      const z = programRows.push({ lower: -Infinity, upper: most }) - 1;
      for (const j of kinds) {
        columns[j]!.rows.push(z);
        columns[j]!.coefficients.push(1);
      }
    }
    for (const extra of task.extra) {
      const own: ProgramColumn = { cost: extra.cost, lower: extra.lower, upper: extra.upper, rows: [], coefficients: [] };
      extra.rows.forEach((k, s) => {
        const z = place.get(k);
        if (z === undefined) return;
        own.rows.push(z);
        own.coefficients.push(extra.coefficients[s]!);
      });
      columns.push(own);
    }
    return this.#search.glpk.solve({ columns, rows: programRows }, { timeLimitMs: 20_000, now: this.#search.now });
  }

  /** Rows not yet written that a point breaks; `more` of those nearest to it as well, where they come few by few. */
  #broken(task: GroupTask, counts: Float64Array, extra: Float64Array, more: boolean): number[] {
    const used = this.used(counts);
    task.extra.forEach((column, x) => column.rows.forEach((k, s) => (used[k]! += column.coefficients[s]! * extra[x]!)));
    const open = this.rows.flatMap((row, k) => {
      if (this.#active[k] || !task.kept[k]) return [];
      const over = used[k]! - row.bound;
      return [{ k, by: (row.sense > 0 ? over : row.sense < 0 ? -over : Math.abs(over)) / (1 + Math.abs(row.bound)) }];
    });
    const broken = open.filter(({ by }) => by > 1e-9);
    if (broken.length === 0) return [];
    return (more ? open : broken)
      .sort((a, b) => b.by - a.by || a.k - b.k)
      .slice(0, 200)
      .map(({ k }) => k);
  }
}

/**
 * D₀(λ) = Σ over groups of size × max over what a customer may get of −Σ λ_k a_k, plus Σ λ_k b_k, in double precision with the
 * rounding of its sums added. Below zero it proves that the rows cannot hold together (Farkas).
 */
export function groupDual(groups: Groups, rows: readonly Row[], lambda: Float64Array): number {
  const { kindStart, start, row, coefficient, groupStart, size, max, perPeriod } = groups;
  let [total, magnitude] = [0, 0];
  for (let k = 0; k < rows.length; k++) {
    total += lambda[k]! * rows[k]!.bound;
    magnitude += Math.abs(lambda[k]! * rows[k]!.bound);
  }
  for (let c = 0; c < groups.cells; c++) {
    const first = kindStart[c]!;
    const worth: { place: number; net: number; period: number }[] = [];
    for (let j = first; j < kindStart[c + 1]!; j++) {
      let net = 0;
      for (let s = start[j]!; s < start[j + 1]!; s++) {
        net -= lambda[row[s]!]! * coefficient[s]!;
        magnitude += Math.abs(lambda[row[s]!]! * coefficient[s]!);
      }
      if (net > 0) worth.push({ place: j - first, net, period: groups.period[j]! });
    }
    if (worth.length === 0) continue;
    worth.sort((a, b) => b.net - a.net);
    let part = 0;
    for (let g = groupStart[c]!; g < groupStart[c + 1]!; g++) {
      let [taken, sum] = [0, 0];
      const perPeriodTaken = perPeriod < max ? new Map<number, number>() : null;
      for (const { place, net, period } of worth) {
        if (taken >= max) break;
        if (((groups.mask[g * groups.words + (place >> 5)]! >>> (place & 31)) & 1) === 0) continue;
        if (perPeriodTaken) {
          const already = perPeriodTaken.get(period) ?? 0;
          if (already >= perPeriod) continue;
          perPeriodTaken.set(period, already + 1);
        }
        taken++;
        sum += net;
      }
      part += size[g]! * sum;
    }
    total += part;
    magnitude += 2 * part;
  }
  return total + magnitude * 2 ** -40;
}
