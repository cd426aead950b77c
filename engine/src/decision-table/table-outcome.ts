import type { Aggregator, HitPolicy } from '@arbiter/contracts';
import { compare, equals } from '../feel/runtime/comparing.js';

/** Why the rules that hit give no lawful result. Rules are counted from 0. */
export interface TableViolation { code: 'several-rules-hit' | 'outputs-differ' | 'output-not-number' | 'output-not-comparable' | 'input-not-allowed'; message: string; rules: number[] }

/** `hits`: the rules that hit, from 0; under F the first alone. With a violation the value is null, as lenient DMN has it. */
export interface TableOutcome { value: unknown; hits: number[]; violation: TableViolation | null }

export interface TablePolicy {
  title: string;
  policy: HitPolicy;
  aggregator?: Aggregator;
  /** Names of the outputs. */
  outputs: string[];
  /** Names of the rules that have one; the others are counted from 1. */
  ids?: Record<number, string>;
  /** By output the tests of its values, the highest priority first. */
  ranks?: ((((value: unknown) => boolean)[]) | null)[];
}

export const tableHit = (rule: number, value: unknown): TableOutcome => ({ value, hits: [rule], violation: null });

/** The result where no rule hit and no default is given: nothing counted is 0, a list is empty, everything else null. */
export function tableNoHit({ policy, aggregator }: TablePolicy): TableOutcome {
  const list = policy === 'R' || policy === 'O' || (policy === 'C' && aggregator === undefined);
  return { value: list ? [] : aggregator === 'count' ? 0 : null, hits: [], violation: null };
}

export const tableDefault = (policy: TablePolicy, value: unknown): TableOutcome => ({ value: isList(policy) ? [value] : value, hits: [], violation: null });

const isList = ({ policy, aggregator }: TablePolicy): boolean => policy === 'R' || policy === 'O' || (policy === 'C' && aggregator === undefined);

/** Makes the result of the rules that hit by the table's policy. `outputsOf` gives a rule's outputs in the order of the columns. */
export function tableOutcome(policy: TablePolicy, hits: number[], outputsOf: (rule: number) => unknown[]): TableOutcome {
  const compose = (outputs: readonly unknown[]): unknown => (policy.outputs.length === 1 ? outputs[0]! : Object.fromEntries(policy.outputs.map((name, place) => [name, outputs[place]])));
  const ok = (value: unknown): TableOutcome => ({ value, hits, violation: null });
  const refuse = (code: TableViolation['code'], why: string): TableOutcome => ({ value: null, hits, violation: { code, message: `${policy.title}: ${why}`, rules: hits } });
  switch (policy.policy) {
    case 'F':
      return ok(compose(outputsOf(hits[0]!)));
    case 'U':
      return hits.length === 1 ? ok(compose(outputsOf(hits[0]!))) : refuse('several-rules-hit', `${ruleNames(policy, hits)} hit at once; under the hit policy U only one may. Narrow one of them, or take another policy`);
    case 'A': {
      const first = outputsOf(hits[0]!);
      const other = hits.find((rule) => !outputsOf(rule).every((value, place) => equals(value, first[place]) === true));
      return other === undefined ? ok(compose(first)) : refuse('outputs-differ', `${ruleNames(policy, [hits[0]!, other])} hit with different outputs; under the hit policy A they must be the same. Make the outputs equal, or take another policy`);
    }
    case 'P':
      return ok(compose(sorted(policy, hits.map(outputsOf))[0]!));
    case 'O':
      return ok(sorted(policy, hits.map(outputsOf)).map(compose));
    case 'R':
      return ok(hits.map((rule) => compose(outputsOf(rule))));
    case 'C': {
      if (policy.aggregator === undefined) return ok(hits.map((rule) => compose(outputsOf(rule))));
      if (policy.aggregator === 'count') return ok(hits.length);
      return aggregate(policy.aggregator, hits.map((rule) => outputsOf(rule)[0]), ok, refuse);
    }
  }
}

function aggregate(aggregator: 'sum' | 'min' | 'max', values: readonly unknown[], ok: (value: unknown) => TableOutcome, refuse: (code: TableViolation['code'], why: string) => TableOutcome): TableOutcome {
  if (aggregator === 'sum') {
    let sum = 0;
    for (const value of values) {
      if (typeof value !== 'number') return refuse('output-not-number', `the sum needs numbers, a rule gave ${JSON.stringify(value) ?? 'nothing'}. Give the output a number in every rule`);
      sum += value;
    }
    return Number.isFinite(sum) ? ok(sum) : refuse('output-not-number', 'the sum is beyond the range of numbers');
  }
  let best = values[0];
  for (const value of values) {
    const order = compare(value, best);
    if (order === null) return refuse('output-not-comparable', `the ${aggregator === 'min' ? 'least' : 'greatest'} of ${JSON.stringify(best)} and ${JSON.stringify(value)} is not known. Give the output values of one type in every rule`);
    if (aggregator === 'min' ? order < 0 : order > 0) best = value;
  }
  return ok(best);
}

/** By falling priority of the outputs, the first output first; equal ones stay in the order of the rules. A value without priority comes last. */
function sorted({ ranks = [] }: TablePolicy, rows: unknown[][]): unknown[][] {
  const rankOf = (row: readonly unknown[]): number[] => ranks.map((tests, place) => {
    const at = tests ? tests.findIndex((fits) => fits(row[place])) : 0;
    return at < 0 ? tests!.length : at;
  });
  const ranked = rows.map((row) => ({ row, rank: rankOf(row) }));
  return ranked.sort((a, b) => {
    for (let i = 0; i < a.rank.length; i += 1) if (a.rank[i] !== b.rank[i]) return a.rank[i]! - b.rank[i]!;
    return 0;
  }).map(({ row }) => row);
}

const longestList = 10;
function ruleNames({ ids }: TablePolicy, rules: readonly number[]): string {
  const names = rules.slice(0, longestList).map((rule) => ids?.[rule] ?? String(rule + 1));
  return `rules ${names.join(', ')}${rules.length > longestList ? ` and ${rules.length - longestList} more` : ''}`;
}
