import type { Fault, ValueSpec } from '@arbiter/contracts';
import { complement, intersectSets, isListed, nullSet, presentSet, unite, type CellSet, type ColumnKind, type KeyRange } from '../../../decision-table/cell-set.js';
import { commonRuns } from '../../../decision-table/analyse-boxes.js';
import { isEmptySlot, makeSlots, slotRuns } from '../../../decision-table/column-slots.js';
import { valueSpecSet } from '../../../decision-table/value-spec-set.js';
import type { FeelScope } from '../../../feel/feel-type.js';
import type { CompareNode, ConditionNode, RuleSetTree } from '../../../rule-set/tree.js';

/** Values by fact that a condition accepts at most; undefined where it accepts nothing. */
type Accepted = ReadonlyMap<string, CellSet> | undefined;

/**
 * Rules that can never match: their conditions leave no value of some fact that the data model lets it have. What cannot be told is taken
 * to match, so a warning is always true.
 */
export function ruleWarnings(tree: RuleSetTree, scope: FeelScope, fields: ReadonlyMap<string, ValueSpec>): Fault[] {
  const kindOf = (name: string): ColumnKind | undefined => {
    const kind = scope.get(name)?.kind;
    return kind === 'number' ? (fields.get(name)?.type === 'integer' ? 'integer' : 'number') : kind === 'string' || kind === 'boolean' ? kind : undefined;
  };
  const narrow = (sets: ReadonlyMap<string, CellSet>, name: string, set: CellSet): Accepted => {
    const kind = kindOf(name)!;
    const spec = fields.get(name);
    const before = sets.get(name) ?? (spec ? valueSpecSet(spec, kind) : 'any');
    const after = intersectSets(before, set);
    return isNothing(after, kind) ? undefined : new Map(sets).set(name, after);
  };
  const accept = (node: ConditionNode, sets: ReadonlyMap<string, CellSet>): Accepted => {
    if (node.kind === 'never') return undefined;
    if (node.kind === 'compare') {
      const name = tree.factNames[node.fact.fact]!;
      const kind = node.fact.steps ? undefined : kindOf(name);
      const set = kind && comparedSet(node, kind);
      return set === undefined ? sets : narrow(sets, name, set);
    }
    if (node.kind === 'not' || node.children.length === 0) return sets;
    if (node.kind === 'any') return node.children.some((child) => accept(child, sets) !== undefined) ? sets : undefined;
    let within: Accepted = sets;
    for (const child of node.children) {
      within = accept(child, within);
      if (!within) return undefined;
    }
    return within;
  };
  return tree.rules.flatMap(({ root, index, name }) =>
    accept(root, new Map()) === undefined ? [{ path: `/rules/${index}`, code: 'unreachable-rule', message: `Rule ${name === undefined ? index + 1 : `"${name}"`} can never match: its conditions leave no value that the data model allows. Mend a condition, or remove the rule` }] : [],
  );
}

/** What a comparison with a literal accepts; undefined where that cannot be told. Comparisons by size read texts and truth values too, so only numbers count. */
function comparedSet({ operator, decorators, value }: CompareNode, kind: ColumnKind): CellSet | undefined {
  if (value.kind !== 'literal' || decorators.length > 0) return undefined;
  const literal = value.value;
  const one = (item: unknown): Exclude<CellSet, string> | undefined => {
    if (item === null) return nullSet(kind);
    if (isListed(kind)) return typeof item === kind ? { null: false, is: [item as string | boolean], except: false } : undefined;
    return typeof item === 'number' ? { null: false, in: [[item, item, '[]']] } : undefined;
  };
  const range = (part: KeyRange): CellSet | undefined => (isListed(kind) || typeof literal !== 'number' ? undefined : { null: false, in: [part] });
  const key = literal as number;
  const negated = (set: CellSet | undefined): CellSet | undefined => (set === undefined || typeof set === 'string' ? undefined : complement(set, !set.null));
  const listed = (): CellSet | undefined => {
    if (!Array.isArray(literal)) return undefined;
    let union: CellSet = { ...presentSet(kind), ...(isListed(kind) ? { except: false } : { in: [] }) } as CellSet;
    for (const item of literal) {
      const set = one(item);
      if (!set || typeof union === 'string') return undefined;
      union = unite(union, set);
    }
    return union;
  };
  switch (operator) {
    case 'equal':
      return one(literal);
    case 'notEqual':
      return negated(one(literal));
    case 'in':
      return listed();
    case 'notIn':
      return negated(listed());
    case 'lessThan':
      return range([null, key, '()']);
    case 'lessThanInclusive':
      return range([null, key, '(]']);
    case 'greaterThan':
      return range([key, null, '()']);
    case 'greaterThanInclusive':
      return range([key, null, '[)']);
    default:
      return undefined;
  }
}

function isNothing(set: CellSet, kind: ColumnKind): boolean {
  if (typeof set === 'string') return false;
  const slots = makeSlots(kind, [set]);
  const runs = commonRuns(slotRuns(slots, set)!, [0, slots.count - 2]);
  for (let i = 0; i < runs.length; i += 2) for (let slot = runs[i]!; slot <= runs[i + 1]!; slot += 1) if (!isEmptySlot(slots, slot)) return false;
  return true;
}
