import type { Fault } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../../../feel/feel-type.js';
import type { CompareNode, ConditionNode, RuleSetTree } from '../../../rule-set/tree.js';
import { typeName } from '../../../strategy-data-model/feel-types.js';

/** Facts that the data model does not know, and literals of a type that a fact never has, each at its rule. */
export function factFaults(tree: RuleSetTree, given: ReadonlyMap<string, string>, scope: FeelScope): Fault[] {
  const faults: Fault[] = [];
  const told = new Set<string>();
  const tell = (path: string, code: string, message: string): void => {
    if (told.has(`${path} ${message}`) || faults.length >= 200) return;
    told.add(`${path} ${message}`);
    faults.push({ path, code, message });
  };
  for (const rule of tree.rules) {
    const path = `/rules/${rule.index}`;
    const unknown = (fact: number): boolean => {
      const name = tree.factNames[fact]!;
      if (given.has(name) || scope.has(name)) return false;
      tell(path, 'unknown-name', `the fact "${name.slice(0, 80)}" is no name of the data model; add it there, or give it under "facts"`);
      return true;
    };
    for (const { value } of rule.replacements) unknown(value.fact);
    for (const compare of comparisons(rule.root)) {
      if (compare.value.kind === 'fact') unknown(compare.value.fact);
      if (unknown(compare.fact.fact)) continue;
      const name = tree.factNames[compare.fact.fact]!;
      const type = given.has(name) || compare.fact.steps ? undefined : scope.get(name);
      const misfit = type && misfitOf(compare, type);
      if (misfit) tell(path, 'type-mismatch', `the fact "${name}" is ${typeName(type)}, but is compared by "${compare.operator}" with ${misfit}`);
    }
  }
  return faults;
}

/** Comparisons below a condition. */
export function comparisons(node: ConditionNode): CompareNode[] {
  const found: CompareNode[] = [];
  const open: ConditionNode[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'compare') found.push(next);
    else if (next.kind === 'not') open.push(next.child);
    else if (next.kind !== 'never') open.push(...next.children);
  }
  return found.reverse();
}

/** What JSON holds for a type; dates, times and durations are texts there. */
function jsonType(type: FeelType): string | undefined {
  switch (type.kind) {
    case 'number':
    case 'string':
    case 'boolean':
      return type.kind;
    case 'date':
    case 'time':
    case 'date and time':
    case 'days and time duration':
    case 'years and months duration':
      return 'string';
    default:
      return undefined;
  }
}

/** Days as JSON has them stand in the order of their texts. */
const dayText = /^\d{4}-\d{2}-\d{2}$/;

/** The literal in words where it can never fit the fact. Null fits every fact. */
function misfitOf({ operator, decorators, value }: CompareNode, type: FeelType): string | undefined {
  if (value.kind !== 'literal' || decorators.some((decorator) => decorator !== 'not')) return undefined;
  const wanted = jsonType(type);
  const shown = (literal: unknown): string => JSON.stringify(literal).slice(0, 60);
  if (operator === 'contains' || operator === 'doesNotContain') return wanted === undefined ? undefined : `a list operator (${shown(value.value)}); use "equal" or "in"`;
  if (wanted === undefined) return undefined;
  const literals = operator === 'in' || operator === 'notIn' ? (Array.isArray(value.value) ? value.value : []) : [value.value];
  const wrong = literals.find((literal) => literal !== null && typeof literal !== wanted);
  if (wrong !== undefined) return shown(wrong);
  if (!['equal', 'notEqual', 'in', 'notIn'].includes(operator) && wanted !== 'number' && !(type.kind === 'date' && dayText.test(String(value.value)))) return `${shown(value.value)}, which takes numbers${type.kind === 'date' ? ' and dates such as "2026-05-31"' : ''} only`;
  return undefined;
}
