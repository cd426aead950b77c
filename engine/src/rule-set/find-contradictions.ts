import type { Fault } from '@arbiter/contracts';
import type { FieldSpec, ValueSpec } from '@arbiter/contracts/strategy/field';
import { isAllowed } from './allowed-values.js';
import { comparesTo } from './compare-values.js';
import { waysOf, type Leaf } from './index-plan.js';
import { literalCode } from './print-conditions.js';
import type { ConditionNode, RuleSetTree } from './tree.js';

const dayMs = 86_400_000;

/**
 * Rules that can never match: in every way to satisfy their conditions, what they ask of one fact contradicts itself or the fact's range.
 * Each fact is tried with a value out of every stretch on which all its comparisons give the same answer, so nothing is guessed.
 */
export function findContradictions(tree: RuleSetTree, specs: ReadonlyMap<string, FieldSpec> | undefined): Fault[] {
  const warnings: Fault[] = [];
  for (const rule of tree.rules) {
    const ways = waysOf(rule.root, false) ?? [necessaryOf(rule.root)];
    const culprits = ways.map((leaves) => contradiction(tree, leaves, specs));
    if (culprits.some((culprit) => culprit === undefined)) continue;
    const name = culprits.find(Boolean);
    warnings.push({ path: `/rules/${rule.index}/conditions`, code: 'unreachable-rule', message: name ? `The rule can never match: there is no value of "${name}" for which all that is asked of it holds` : 'The rule can never match: its conditions are never true' });
  }
  return warnings;
}

/** Comparisons that must hold in any case, where the conditions are too rich to be taken apart. */
function necessaryOf(node: ConditionNode): Leaf[] {
  const single = waysOf(node, false);
  if (single?.length === 1) return single[0]!;
  return node.kind === 'all' ? node.children.flatMap(necessaryOf) : [];
}

/** The fact that no value of fits, if there is one. */
function contradiction(tree: RuleSetTree, leaves: readonly Leaf[], specs: ReadonlyMap<string, FieldSpec> | undefined): string | undefined {
  const byFact = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const key = literalCode([leaf.node.fact.fact, leaf.node.fact.steps ?? 0]);
    byFact.set(key, [...(byFact.get(key) ?? []), leaf]);
  }
  for (const group of byFact.values()) {
    const { fact, steps } = group[0]!.node.fact;
    const name = tree.factNames[fact]!;
    const spec = steps ? undefined : specs?.get(name);
    const candidates = candidatesFor(group, spec);
    if (candidates && !candidates.some((value) => group.every(({ node, denied }) => comparesTo(node.decorators, 0, node.operator, value, node.value.kind === 'literal' ? node.value.value : undefined) !== denied))) return name;
  }
  return undefined;
}

/** A value out of every stretch; undefined where there is no telling. */
function candidatesFor(leaves: readonly Leaf[], spec: FieldSpec | undefined): unknown[] | undefined {
  const literals = leaves.flatMap(({ node }) => (node.value.kind === 'literal' ? (Array.isArray(node.value.value) ? (node.value.value as unknown[]) : [node.value.value]) : []));
  const orders = leaves.some(({ node }) => /^(less|greater)/.test(node.operator));
  const type = spec?.type ?? 'any';
  // Texts under an ordering are read as numbers in part; only dates have a plain order.
  if (orders && (type === 'any' ? literals.some((value) => typeof value === 'string') : type === 'string' || type === 'time' || type.endsWith('duration'))) return undefined;
  if (type === 'list' || type === 'object') return undefined;
  const nothing: unknown[] = spec?.required ? [] : [null];
  if (spec?.values) return [...spec.values, ...nothing];
  const found: unknown[] = [...nothing];
  if (type === 'any' || type === 'number' || type === 'integer') found.push(...numbersAround(literals.map((value) => (typeof value === 'string' || typeof value === 'boolean' || value === null ? Number(value) : value)).filter((value): value is number => typeof value === 'number' && value === value), spec));
  if (type === 'any' || type === 'boolean') found.push(true, false);
  if (type === 'any') found.push(undefined, Number.NaN, {}, []);
  if (type !== 'number' && type !== 'integer' && type !== 'boolean') found.push(...literals.filter((value) => typeof value === 'string'), ...(type === 'any' || type === 'string' ? [otherText(literals)] : datesAround(literals, spec!)));
  return spec ? found.filter((value) => value === null || isAllowed(spec, value)) : found;
}

function numbersAround(literals: readonly number[], spec: ValueSpec | undefined): number[] {
  const bounds = [...literals, ...[spec?.min, spec?.max].filter((value): value is number => typeof value === 'number')].sort((a, b) => a - b);
  if (bounds.length === 0) return [0];
  const around = bounds.flatMap((bound, i) => [bound, ...(i + 1 < bounds.length ? [bound + (bounds[i + 1]! - bound) / 2] : [])]);
  const whole = bounds.flatMap((bound) => [Math.floor(bound), Math.ceil(bound), Math.floor(bound) - 1, Math.ceil(bound) + 1]);
  return [...around, ...whole, bounds[0]! - 1, bounds.at(-1)! + 1];
}

function datesAround(literals: readonly unknown[], spec: ValueSpec): string[] {
  const bounds = [...literals, spec.min, spec.max].filter((value): value is string => typeof value === 'string');
  const dates = bounds.flatMap((bound) => {
    const at = Date.parse(bound);
    if (Number.isNaN(at)) return [];
    return [-dayMs, -1, 1, dayMs].map((step) => new Date(at + step).toISOString()).map((text) => (spec.type === 'date' ? text.slice(0, 10) : text));
  });
  return ['1000-01-01', '9998-12-31', ...dates].map((text) => (spec.type === 'date' ? text.slice(0, 10) : text));
}

/** A text that none of the literals is. */
function otherText(literals: readonly unknown[]): string {
  let text = 'other';
  while (literals.includes(text)) text += '+';
  return text;
}
