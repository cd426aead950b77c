import type { DecisionTableDocument } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { checkFeel } from '../feel/index.js';
import type { FeelNode } from '../feel/parse/feel-node.js';
import { findShadowed, WorkBudget } from '../decision-table/analyse-boxes.js';
import { spaceOf } from '../decision-table/analyse-decision-table.js';
import { intersectSets, unite, type CellSet, type ColumnKind } from '../decision-table/cell-set.js';
import type { TableScope } from '../decision-table/check-decision-table.js';
import { foreignSlot, makeSlots, slotRuns } from '../decision-table/column-slots.js';
import { runsTest } from '../decision-table/describe-region.js';
import { readCell, readTest } from '../decision-table/read-cell.js';
import { valueSpecSet } from '../decision-table/value-spec-set.js';
import type { CheckedDecisionTree, TreeLeaf, TreeNode } from './check-decision-tree.js';

interface Column { expression: string; kind: ColumnKind; domain: CellSet }
interface Row { leaf: TreeLeaf; cells: Map<number, CellSet> }
interface Rows { columns: Column[]; rows: Row[] }

const kinds = new Set<string>(['number', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration']);

/**
 * The leaves as rules in their order, the first that fits counting: every path ends in a leaf, so what comes before a rule is exactly what
 * the tree tried before. A condition that compares one name with constants becomes a cell of that name's column; any other becomes a
 * column of its own, to be true.
 */
function rowsOf(tree: CheckedDecisionTree, scope: TableScope): Rows {
  const columns: Column[] = [];
  const places = new Map<string, number>();
  const rows: Row[] = [];
  const columnOf = (expression: string, kind: ColumnKind, domain: CellSet): number => {
    const known = places.get(expression);
    if (known !== undefined) return known;
    places.set(expression, columns.length);
    return columns.push({ expression, kind, domain }) - 1;
  };
  const narrow = (cells: ReadonlyMap<number, CellSet>, column: number, set: CellSet): Map<number, CellSet> => new Map(cells).set(column, intersectSets(cells.get(column) ?? 'any', set));
  const apply = (cells: ReadonlyMap<number, CellSet>, node: FeelNode, source: string): Map<number, CellSet> => {
    if (node.kind === 'and') return apply(apply(cells, node.left, source), node.right, source);
    const simple = readCondition(node, source, scope);
    if (simple) return narrow(cells, columnOf(simple.expression, simple.kind, simple.domain), simple.set);
    return narrow(cells, columnOf(source.slice(node.start, node.end), 'boolean', 'any'), { null: false, is: [true], except: false });
  };
  const walk = (node: TreeNode, cells: ReadonlyMap<number, CellSet>): void => {
    if (node.kind === 'leaf') rows.push({ leaf: node, cells: new Map(cells) });
    else {
      for (const { condition, source, then } of node.branches) walk(then, apply(cells, condition.tree, source));
      walk(node.otherwise, cells);
    }
  };
  walk(tree.root, new Map());
  return { columns, rows };
}

/** Paths (JSON pointers) of branches whose leaves can all be reached by no values; branches before them take what they accept. */
export function findUnreachableBranches(tree: CheckedDecisionTree, scope: TableScope): string[] {
  const { columns, rows } = rowsOf(tree, scope);
  const space = spaceOf(columns.map(({ kind, domain }) => ({ kind, allowed: undefined, domain })), rows.map(({ cells }) => columns.map((_, column) => cells.get(column) ?? 'any')));
  const dead = new Set((findShadowed(space, rows.map((_, rule) => rule), new WorkBudget(20_000_000)) ?? []).map((rule) => rows[rule]!.leaf));
  const found: string[] = [];
  const isDead = (node: TreeNode): boolean => (node.kind === 'leaf' ? dead.has(node) : node.branches.every(({ then }) => isDead(then)) && isDead(node.otherwise));
  const walk = (node: TreeNode): void => {
    if (isDead(node)) found.push(node.path);
    else if (node.kind === 'fork') {
      for (const { then } of node.branches) walk(then);
      walk(node.otherwise);
    }
  };
  walk(tree.root);
  return found;
}

/** The tree as a decision table of hit policy F with the same results. */
export function treeToDecisionTable(tree: CheckedDecisionTree, scope: TableScope): DecisionTableDocument {
  const { columns, rows } = rowsOf(tree, scope);
  const slots = columns.map(({ kind }, column) => makeSlots(kind, rows.map(({ cells }) => cells.get(column) ?? 'any')));
  const text = (column: number, set: CellSet | undefined): string => {
    const runs = set === undefined ? undefined : slotRuns(slots[column]!, set);
    if (!runs) return '-';
    const test = runsTest(slots[column]!, runs, [0, foreignSlot(slots[column]!) - 1], Infinity);
    // What accepts nothing is kept as a rule that never hits.
    return test === '' ? 'not(-)' : test;
  };
  const usable = rows.filter(({ cells }) => columns.every((_, column) => text(column, cells.get(column)) !== 'not(-)'));
  const { name, outputs } = tree.document;
  return {
    ...(name === undefined ? {} : { name }),
    hitPolicy: 'F',
    inputs: columns.map(({ expression }) => ({ expression })),
    outputs,
    rules: usable.map(({ leaf, cells }) => ({
      inputs: columns.map((_, column) => text(column, cells.get(column))),
      outputs: resultSources(tree, leaf),
      ...(leaf.label === undefined ? {} : { annotation: leaf.label }),
    })),
  };
}

function resultSources(tree: CheckedDecisionTree, leaf: TreeLeaf): string[] {
  let at: unknown = tree.document;
  for (const key of leaf.path.split('/').slice(1)) at = (at as Record<string, unknown>)[key];
  return (at as { result: string[] }).result;
}

interface Simple { expression: string; kind: ColumnKind; domain: CellSet; set: CellSet }

/** A condition on one name or field against constants. */
function readCondition(node: FeelNode, source: string, scope: TableScope): Simple | undefined {
  const subject = subjectOf(node);
  if (!subject) return undefined;
  const expression = source.slice(subject.start, subject.end);
  const type = typeOf(expression, scope.scope);
  if (!type || !kinds.has(type.kind)) return undefined;
  const spec = subject.kind === 'name' ? scope.fields?.get(subject.name) : undefined;
  const kind = (spec?.type === 'integer' && type.kind === 'number' ? 'integer' : type.kind) as ColumnKind;
  const set = conditionSet(node, kind, expression, source);
  return set === 'unknown' || set === 'any' ? undefined : { expression, kind, set, domain: spec ? valueSpecSet(spec, kind) : 'any' };
}

function conditionSet(node: FeelNode, kind: ColumnKind, expression: string, source: string): CellSet {
  const input: FeelNode = { kind: 'input', start: node.start, end: node.end };
  const isSubject = (part: FeelNode): boolean => source.slice(part.start, part.end) === expression;
  switch (node.kind) {
    case 'comparison':
      return readTest(isSubject(node.left) ? { ...node, left: input } : { ...node, right: input }, kind);
    case 'between':
      return readTest({ ...node, value: input }, kind);
    case 'in':
      return readCell({ kind: 'tests', tests: node.tests, negated: false, start: node.start, end: node.end }, kind);
    case 'or': {
      const [left, right] = [subjectOf(node.left), subjectOf(node.right)];
      if (!left || !right || !isSubject(left) || !isSubject(right)) return 'unknown';
      const sets = [conditionSet(node.left, kind, expression, source), conditionSet(node.right, kind, expression, source)] as const;
      if (typeof sets[0] === 'string' || typeof sets[1] === 'string') return 'unknown';
      return unite(sets[0], sets[1]);
    }
    case 'name':
    case 'path':
      return kind === 'boolean' ? { null: false, is: [true], except: false } : 'unknown';
    case 'call':
      return kind === 'boolean' ? { null: false, is: [false], except: false } : 'unknown';
    default:
      return 'unknown';
  }
}

/** The name or field that a condition is about. */
function subjectOf(node: FeelNode): Extract<FeelNode, { kind: 'name' | 'path' }> | undefined {
  const plain = (part: FeelNode): Extract<FeelNode, { kind: 'name' | 'path' }> | undefined => (part.kind === 'name' || part.kind === 'path' ? part : undefined);
  switch (node.kind) {
    case 'comparison':
      return plain(node.left) ?? plain(node.right);
    case 'between':
    case 'in':
      return plain(node.value);
    case 'or':
      return subjectOf(node.left);
    case 'name':
    case 'path':
      return node;
    case 'call':
      return node.callee.kind === 'name' && node.callee.name === 'not' && node.arguments.length === 1 && !node.names ? plain(node.arguments[0]!) : undefined;
    default:
      return undefined;
  }
}

function typeOf(expression: string, scope: FeelScope): FeelType | undefined {
  const checked = checkFeel(expression, { scope, strict: false });
  return checked.ok ? checked.value.type : undefined;
}
