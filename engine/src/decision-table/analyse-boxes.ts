import { isEmptySlot, nullSlot, type ColumnSlots, type SlotRuns } from './column-slots.js';

/** A rule as a box: for each column the runs of slots it accepts; undefined where it accepts all. `vague`: some of its cells are not known. */
export interface RuleBox { runs: readonly (SlotRuns | undefined)[]; vague: boolean }
/** For each column the runs of slots of the region. */
export type Region = readonly SlotRuns[];

export interface BoxSpace {
  readonly columns: readonly ColumnSlots[];
  /** Slots that can come, by column (allowed values; empty slots left out). */
  readonly domain: readonly SlotRuns[];
  readonly rules: readonly RuleBox[];
}

/** Counts elementary work; once it is used up the search ends and what was found so far stands. */
export class WorkBudget {
  exhausted = false;
  constructor(private left: number) {}
  spend(units: number): boolean {
    this.left -= units;
    if (this.left < 0) this.exhausted = true;
    return !this.exhausted;
  }
}

interface Segment { from: number; to: number; rules: number[] }

/** Cuts the domain of a column where the set of rules that accept it changes. */
export function* segmentsOf(space: BoxSpace, column: number, rules: readonly number[], budget: WorkBudget, within: SlotRuns = space.domain[column]!): Generator<Segment> {
  const starts = new Map<number, number[]>();
  const ends = new Map<number, number[]>();
  const cuts = new Set<number>();
  const wide = new Set<number>();
  for (let i = 0; i < within.length; i += 2) cuts.add(within[i]!).add(within[i + 1]! + 1);
  for (const rule of rules) {
    const runs = space.rules[rule]!.runs[column];
    if (!runs) {
      wide.add(rule);
      continue;
    }
    for (let i = 0; i < runs.length; i += 2) {
      push(starts, runs[i]!, rule);
      push(ends, runs[i + 1]! + 1, rule);
      cuts.add(runs[i]!).add(runs[i + 1]! + 1);
    }
  }
  if (!budget.spend(rules.length + cuts.size)) return;
  const sorted = [...cuts].sort((a, b) => a - b);
  const active = new Set(wide);
  let run = 0;
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const from = sorted[i]!;
    for (const rule of ends.get(from) ?? []) active.delete(rule);
    for (const rule of starts.get(from) ?? []) active.add(rule);
    while (run < within.length && within[run + 1]! < from) run += 2;
    if (run >= within.length) return;
    if (within[run]! > from) continue;
    const to = sorted[i + 1]! - 1;
    if (isVoid(space.columns[column]!, from, to)) continue;
    if (!budget.spend(active.size + 1)) return;
    yield { from, to, rules: [...active].sort((a, b) => a - b) };
  }
}

const push = (map: Map<number, number[]>, key: number, rule: number): void => {
  const list = map.get(key);
  if (list) list.push(rule);
  else map.set(key, [rule]);
};

const isVoid = (slots: ColumnSlots, from: number, to: number): boolean => {
  for (let slot = from; slot <= to; slot += 1) if (!isEmptySlot(slots, slot)) return false;
  return true;
};

/** Columns in the order in which they part the rules best. */
export function columnOrder(space: BoxSpace): number[] {
  const weight = space.columns.map((_, column) => space.rules.reduce((sum, rule) => sum + (rule.runs[column] ? 1 : 0), 0));
  return space.columns.map((_, column) => column).sort((a, b) => weight[b]! - weight[a]! || space.columns[b]!.count - space.columns[a]!.count || a - b);
}

export interface GapSearch { gaps: Region[]; truncated: boolean }

/** Regions of the domain that no rule accepts. Rules with unknown cells count as if they accepted: a gap is told only where it is certain. */
export function findGaps(space: BoxSpace, limit: number, budget: WorkBudget): GapSearch {
  const order = columnOrder(space);
  let found = 0;
  let truncated = false;
  /** Gaps as lists of runs by depth, from `depth` on. */
  const search = (depth: number, rules: readonly number[]): SlotRuns[][] => {
    if (rules.length === 0) return [order.slice(depth).map((column) => space.domain[column]!)];
    if (depth === order.length) return [];
    if (rules.some((rule) => acceptsRest(space, rule, order, depth))) return [];
    const column = order[depth]!;
    const grouped = new Map<string, { runs: number[]; rest: SlotRuns[] }>();
    for (const { from, to, rules: inside } of segmentsOf(space, column, rules, budget)) {
      if (truncated) break;
      for (const rest of search(depth + 1, inside)) {
        const key = JSON.stringify(rest);
        const known = grouped.get(key);
        if (!known) grouped.set(key, { runs: [from, to], rest });
        else if (known.runs.at(-1)! + 1 >= from || isVoid(space.columns[column]!, known.runs.at(-1)! + 1, from - 1)) known.runs[known.runs.length - 1] = to;
        else known.runs.push(from, to);
      }
      if (grouped.size > limit) truncated = true;
    }
    return [...grouped.values()].map(({ runs, rest }) => [runs, ...rest]);
  };
  const domainEmpty = space.domain.some((runs) => runs.length === 0);
  const gaps: Region[] = domainEmpty ? [] : search(0, space.rules.map((_, rule) => rule)).map((parts) => {
    found += 1;
    const region = new Array<SlotRuns>(space.columns.length).fill([]);
    order.forEach((column, depth) => (region[column] = parts[depth]!));
    return region;
  });
  // What people look for first: gaps that need no missing value.
  const nulls = (region: Region): number => region.filter((runs, column) => runs.length === 2 && runs[0] === nullSlot(space.columns[column]!)).length;
  gaps.sort((a, b) => nulls(a) - nulls(b));
  return { gaps: gaps.slice(0, limit), truncated: truncated || found > limit };
}

const acceptsRest = (space: BoxSpace, rule: number, order: readonly number[], depth: number): boolean => {
  for (let i = depth; i < order.length; i += 1) if (space.rules[rule]!.runs[order[i]!]) return false;
  return true;
};

export interface OverlapSearch { pairs: [number, number][]; truncated: boolean }

/** Pairs of fully known rules that accept a common combination of values. */
export function findOverlaps(space: BoxSpace, limit: number, budget: WorkBudget): OverlapSearch {
  const order = columnOrder(space);
  const seen = new Set<number>();
  const pairs: [number, number][] = [];
  let truncated = false;
  const search = (depth: number, rules: readonly number[]): void => {
    if (rules.length < 2 || truncated) return;
    if (depth < order.length) {
      for (const segment of segmentsOf(space, order[depth]!, rules, budget)) search(depth + 1, segment.rules);
      return;
    }
    if (!budget.spend((rules.length * rules.length) / 2)) return;
    for (let i = 0; i < rules.length; i += 1) {
      for (let j = i + 1; j < rules.length; j += 1) {
        const key = rules[i]! * space.rules.length + rules[j]!;
        if (seen.has(key)) continue;
        if (pairs.length >= limit) {
          truncated = true;
          return;
        }
        seen.add(key);
        pairs.push([rules[i]!, rules[j]!]);
      }
    }
  };
  search(0, space.rules.flatMap((rule, index) => (rule.vague ? [] : [index])));
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { pairs, truncated };
}

/** Values that both rules accept. */
export function intersect(space: BoxSpace, first: number, second: number): Region {
  return space.columns.map((_, column) => {
    const a = space.rules[first]!.runs[column] ?? space.domain[column]!;
    const b = space.rules[second]!.runs[column] ?? space.domain[column]!;
    return commonRuns(commonRuns(a, b), space.domain[column]!);
  });
}

export function commonRuns(a: SlotRuns, b: SlotRuns): number[] {
  const out: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from <= to) out.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return out;
}

/**
 * Rules that can never be the first to hit, in the given order of precedence: whatever they accept, known rules before them take.
 * Undefined where the budget ended before all could be told.
 */
export function findShadowed(space: BoxSpace, precedence: readonly number[], budget: WorkBudget): number[] | undefined {
  const order = columnOrder(space);
  const rank = new Int32Array(space.rules.length);
  precedence.forEach((rule, at) => (rank[rule] = at));
  const reached = new Uint8Array(space.rules.length);
  const search = (depth: number, byRank: readonly number[]): void => {
    // Only rules up to the first that accepts all the rest can still win here.
    let end = byRank.length;
    for (let i = 0; i < byRank.length; i += 1) {
      const rule = byRank[i]!;
      if (!space.rules[rule]!.vague && acceptsRest(space, rule, order, depth)) {
        end = i + 1;
        break;
      }
    }
    const live = byRank.slice(0, end);
    if (live.every((rule) => reached[rule] === 1)) return;
    if (depth === order.length || live.length === 1 && acceptsRest(space, live[0]!, order, depth)) {
      for (const rule of live) {
        reached[rule] = 1;
        if (!space.rules[rule]!.vague) return;
      }
      return;
    }
    for (const segment of segmentsOf(space, order[depth]!, live, budget)) {
      if (segment.rules.length > 0) search(depth + 1, segment.rules.sort((a, b) => rank[a]! - rank[b]!));
    }
  };
  search(0, [...precedence]);
  if (budget.exhausted) return undefined;
  return precedence.filter((rule) => reached[rule] === 0).sort((a, b) => a - b);
}
