import { literalCode } from './print-conditions.js';
import type { PlacedRule } from './print-rule-set.js';
import { baseOperators, type CompareNode, type ConditionNode, type FactNode } from './tree.js';

/** A comparison of a fact with a scalar, possibly denied, as an index over the fact's values takes it. */
export interface Leaf { node: CompareNode; denied: boolean }

/** One way in which a rule can match: each comparison of it must hold. A rule matches when one of its lanes does. */
export interface Lane { place: number; leaves: Leaf[] }

/** The comparisons of one fact (at one path), by lane. */
export interface ColumnPlan { fact: FactNode; entries: { lane: number; leaf: Leaf }[] }

export interface IndexPlan {
  lanes: Lane[];
  columns: ColumnPlan[];
  rest: PlacedRule[];
  /** Facts that the rules ask for, also where their value decides nothing: one that is missing is an error all the same. */
  facts: Set<number>;
}

/** A rule that would need more lanes than this is evaluated by itself. */
const mostLanes = 8;
const mostLeaves = 64;

/**
 * Sorts rules into those that an index over the facts' values can decide, as lanes (the disjunctive normal form of their conditions), and the
 * rest. Only comparisons that cannot fail are taken, so the order in which they are made does not matter.
 */
export function planIndex(rules: readonly PlacedRule[]): IndexPlan {
  const lanes: Lane[] = [];
  const rest: PlacedRule[] = [];
  const facts = new Set<number>();
  for (const rule of rules) {
    const ways = waysOf(rule.node.root, false);
    if (!ways || ways.some((leaves) => leaves.length === 0)) rest.push(rule);
    else {
      factsOf(rule.node.root, facts);
      for (const leaves of ways) lanes.push({ place: rule.place, leaves });
    }
  }
  const columns = new Map<string, ColumnPlan>();
  lanes.forEach(({ leaves }, lane) => {
    for (const leaf of leaves) {
      const key = literalCode([leaf.node.fact.fact, leaf.node.fact.steps ?? 0]);
      let column = columns.get(key);
      if (!column) columns.set(key, (column = { fact: leaf.node.fact, entries: [] }));
      column.entries.push({ lane, leaf });
    }
  });
  return { lanes, columns: [...columns.values()], rest, facts };
}

function factsOf(node: ConditionNode, facts: Set<number>): void {
  if (node.kind === 'not') factsOf(node.child, facts);
  else if (node.kind === 'compare') facts.add(node.fact.fact);
  else if (node.kind !== 'never') for (const child of node.children) factsOf(child, facts);
}

/** Every way to make the condition true (or false, where denied), each a list of comparisons; undefined where the index cannot take it. */
export function waysOf(node: ConditionNode, denied: boolean): Leaf[][] | undefined {
  if (node.kind === 'never') return denied ? [[]] : [];
  if (node.kind === 'not') return waysOf(node.child, !denied);
  if (node.kind === 'compare') return isIndexable(node) ? [[{ node, denied }]] : undefined;
  // An empty group is true, whatever its kind.
  if (node.children.length === 0) return denied ? [] : [[]];
  const every = (node.kind === 'all') !== denied;
  let ways: Leaf[][] = every ? [[]] : [];
  for (const child of node.children) {
    const inner = waysOf(child, denied);
    if (!inner) return undefined;
    ways = every ? ways.flatMap((way) => inner.map((more) => [...way, ...more])) : [...ways, ...inner];
    if (ways.length > mostLanes || ways.some((way) => way.length > mostLeaves)) return undefined;
  }
  return ways;
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

function isIndexable({ fact, decorators, operator, value }: CompareNode): boolean {
  if (value.kind !== 'literal' || decorators.some((decorator) => decorator !== 'not') || !baseOperators.includes(operator)) return false;
  if (fact.steps?.some((step) => step.kind !== 'property')) return false;
  if (operator === 'in' || operator === 'notIn') return Array.isArray(value.value) && value.value.every(isScalar);
  return operator !== 'contains' && operator !== 'doesNotContain' && isScalar(value.value);
}
