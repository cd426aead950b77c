import type { CheckedDecisionTable, TableInput, TableRule } from './check-decision-table.js';
import { commonRuns, findGaps, findOverlaps, findShadowed, intersect, WorkBudget, type BoxSpace, type RuleBox } from './analyse-boxes.js';
import type { CellSet } from './cell-set.js';
import { isEmptySlot, makeSlots, slotRuns, type ColumnSlots, type SlotRuns } from './column-slots.js';
import { describeRegion, type DescribedRegion } from './describe-region.js';
import { constantOf } from './read-cell.js';

export interface TableOverlap extends DescribedRegion {
  /** Places of the two rules, counted from 0. */
  rules: [number, number];
  /** Whether the two rules give the same outputs there; `unknown` where that takes evaluating expressions. */
  outputs: 'same' | 'different' | 'unknown';
  /** Whether the hit policy forbids it: U forbids every overlap, A one with different outputs. */
  conflict: 'yes' | 'no' | 'unknown';
}

/** What the cells of a table leave out or say twice. Rules are counted from 0. */
export interface TableAnalysis {
  /** Combinations of values that no rule takes, those without null first. Each is a rule that would close the gap. */
  gaps: DescribedRegion[];
  overlaps: TableOverlap[];
  /** Rules that never hit first: rules before them (under P: of higher priority) take all they accept, or a cell of theirs accepts nothing. */
  unreachable: { rule: number; reason: 'shadowed' | 'accepts-nothing' }[];
  duplicates: [number, number][];
  /** Cells of which nothing is known without running them; they are left out: a gap is told where it is certain, an overlap too. */
  unknownCells: { rule: number; input: number }[];
  /** False where a list was cut or the budget ended: what is told is true, but there may be more. */
  complete: boolean;
}

export interface AnalysisOptions {
  /** Elementary steps for each of the three searches; some tens of millions a second. */
  work?: number;
  /** Longest list of gaps and of overlaps. */
  limit?: number;
}

export function analyseDecisionTable(table: CheckedDecisionTable, { work = 20_000_000, limit = 200 }: AnalysisOptions = {}): TableAnalysis {
  const space = spaceOf(table.inputs, table.rules.map((rule) => rule.inputs.map(({ set }) => set)));
  const names = table.inputs.map(({ name }) => name);
  const describe = (region: readonly SlotRuns[]): DescribedRegion => describeRegion(region, space.columns, space.domain, names);
  const budgets = [new WorkBudget(work), new WorkBudget(work), new WorkBudget(work)] as const;
  const { gaps, truncated: gapsCut } = findGaps(space, limit, budgets[0]);
  const { pairs, truncated: overlapsCut } = findOverlaps(space, limit, budgets[1]);
  const nothing = space.rules.map((rule) => rule.runs.some((runs, column) => runs && !reachesDomain(runs, space.domain[column]!, space.columns[column]!)));
  const policy = table.document.hitPolicy;
  const overlaps = pairs.map(([a, b]): TableOverlap => {
    const outputs = sameOutputs(table.rules[a]!, table.rules[b]!);
    const conflict = policy === 'U' ? 'yes' : policy !== 'A' || outputs === 'same' ? 'no' : outputs === 'different' ? 'yes' : 'unknown';
    return { rules: [a, b], outputs, conflict, ...describe(intersect(space, a, b)) };
  });
  const order = policy === 'F' ? space.rules.map((_, index) => index) : policy === 'P' ? byPriority(table) : undefined;
  const shadowed = order && findShadowed(space, order.filter((rule) => !nothing[rule]), budgets[2]);
  return {
    gaps: gaps.map(describe),
    overlaps,
    unreachable: [
      ...nothing.flatMap((empty, rule) => (empty ? [{ rule, reason: 'accepts-nothing' as const }] : [])),
      ...(shadowed ?? []).map((rule) => ({ rule, reason: 'shadowed' as const })),
    ].sort((a, b) => a.rule - b.rule),
    duplicates: duplicatesOf(table),
    unknownCells: table.rules.flatMap((rule, index) => rule.inputs.flatMap(({ set }, input) => (set === 'unknown' ? [{ rule: index, input }] : []))),
    complete: !gapsCut && !overlapsCut && !budgets.some(({ exhausted }) => exhausted),
  };
}

/** Columns, the values that can come and the rules as boxes. Columns of which the kind is not known take part as unknown. */
export function spaceOf(inputs: readonly Pick<TableInput, 'kind' | 'allowed' | 'domain'>[], rules: readonly (readonly CellSet[])[]): BoxSpace {
  const columns = inputs.map(({ kind, allowed, domain }, column) => makeSlots(kind ?? 'boolean', [...rules.map((cells) => cells[column]!), ...(allowed ? [allowed.set] : []), domain]));
  return {
    columns,
    domain: inputs.map(({ allowed, domain }, column) => {
      const slots = columns[column]!;
      const whole = [0, slots.count - 2];
      const byModel = slotRuns(slots, domain) ?? whole;
      const byTable = (allowed && slotRuns(slots, allowed.set)) ?? whole;
      return commonRuns(commonRuns(byModel, byTable), whole);
    }),
    rules: rules.map((cells): RuleBox => ({ runs: cells.map((cell, column) => slotRuns(columns[column]!, cell)), vague: cells.includes('unknown') })),
  };
}

function reachesDomain(runs: SlotRuns, domain: SlotRuns, slots: ColumnSlots): boolean {
  const common = commonRuns(runs, domain);
  for (let i = 0; i < common.length; i += 2) for (let slot = common[i]!; slot <= common[i + 1]!; slot += 1) if (!isEmptySlot(slots, slot)) return true;
  return false;
}

export function sameOutputs(a: TableRule, b: TableRule): 'same' | 'different' | 'unknown' {
  let answer: 'same' | 'unknown' = 'same';
  for (let i = 0; i < a.outputs.length; i += 1) {
    const [left, right] = [constantOf(a.outputs[i]!.tree), constantOf(b.outputs[i]!.tree)];
    if (left && right) {
      const text = (value: unknown): string => (typeof value === 'object' && value !== null ? `@${String(value)}` : JSON.stringify(value));
      if (text(left.value) !== text(right.value)) return 'different';
    } else if (a.outputs[i] !== b.outputs[i]) answer = 'unknown';
  }
  return answer;
}

/** Rules by falling priority of their outputs; undefined where an output is no literal, so that its priority is not known. */
export function byPriority(table: CheckedDecisionTable): number[] | undefined {
  const ranks: number[][] = [];
  for (const rule of table.rules) {
    const rank: number[] = [];
    for (const [place, { values }] of table.outputs.entries()) {
      if (!values) continue;
      const constant = constantOf(rule.outputs[place]!.tree);
      if (!constant) return undefined;
      const at = values.findIndex(({ checked }) => {
        const [only] = checked.tree.kind === 'tests' && checked.tree.tests.length === 1 ? checked.tree.tests : [];
        const value = only && constantOf(only);
        return value !== undefined && JSON.stringify(value.value) === JSON.stringify(constant.value);
      });
      if (at < 0) return undefined;
      rank.push(at);
    }
    ranks.push(rank);
  }
  const compare = (a: number, b: number): number => {
    for (let i = 0; i < ranks[a]!.length; i += 1) if (ranks[a]![i] !== ranks[b]![i]) return ranks[a]![i]! - ranks[b]![i]!;
    return a - b;
  };
  return table.rules.map((_, index) => index).sort(compare);
}

function duplicatesOf(table: CheckedDecisionTable): [number, number][] {
  const first = new Map<string, number>();
  const found: [number, number][] = [];
  table.rules.forEach((rule, index) => {
    const key = rule.inputs.map(({ source, set }) => JSON.stringify(set === 'unknown' ? `?${source}` : set)).join('|');
    const other = first.get(key);
    if (other === undefined) first.set(key, index);
    else if (found.length < 1000) found.push([other, index]);
  });
  return found;
}
