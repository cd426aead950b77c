import type { ValueSpec } from '@arbiter/contracts/strategy/field';

/** What stands to the right: nothing, one value, a list of values, a text to look in. */
export type ValueShape = 'none' | 'one' | 'many' | 'text';
/** What a value is typed into. */
export type ValueKind = 'number' | 'text' | 'boolean' | 'date' | 'json';

/** A comparison as a person chooses it; `fixed` is the value that goes with those that take none. */
export interface OperatorChoice { id: string; operator: string; shape: ValueShape; fixed?: unknown }

const choice = (id: string, operator: string, shape: ValueShape = 'one'): OperatorChoice => ({ id, operator, shape });
const fixed = (id: string, operator: string, value: unknown): OperatorChoice => ({ id, operator, shape: 'none', fixed: value });

const presence = [fixed('empty', 'equal', null), fixed('filled', 'notEqual', null)];
const listed = [choice('in', 'in', 'many'), choice('notIn', 'notIn', 'many')];
const equality = [choice('is', 'equal'), choice('isNot', 'notEqual')];
const order = [choice('greater', 'greaterThan'), choice('atLeast', 'greaterThanInclusive'), choice('less', 'lessThan'), choice('atMost', 'lessThanInclusive')];
const dates = [choice('onDate', 'equal'), choice('notOnDate', 'notEqual'), choice('after', 'greaterThan'), choice('onOrAfter', 'greaterThanInclusive'), choice('before', 'lessThan'), choice('onOrBefore', 'lessThanInclusive')];
const parts = [choice('partOf', 'in', 'text'), choice('notPartOf', 'notIn', 'text')];
const truths = [fixed('yes', 'equal', true), fixed('no', 'equal', false)];
const lists = [choice('contains', 'contains'), choice('containsNot', 'doesNotContain'), choice('someIn', 'someFact:in', 'many'), choice('everyIn', 'everyFact:in', 'many'), choice('noneIn', 'not:someFact:in', 'many')];
const orderedLists = [choice('someGreater', 'someFact:greaterThan'), choice('someLess', 'someFact:lessThan'), choice('everyGreater', 'everyFact:greaterThan'), choice('everyLess', 'everyFact:lessThan')];

/** The comparisons that fit values of a type. Where it is not known, all. */
export function operatorsFor(spec: ValueSpec | undefined): readonly OperatorChoice[] {
  switch (spec?.type) {
    case 'number':
    case 'integer':
      return [...equality, ...order, ...listed, ...presence];
    case 'string':
      return [...equality, ...listed, ...parts, ...presence];
    case 'boolean':
      return [...truths, ...presence];
    case 'date':
      return [...dates, ...listed, ...presence];
    case 'time':
    case 'date and time':
    case 'days and time duration':
    case 'years and months duration':
      return [...equality, ...listed, ...presence];
    case 'list':
      return [...lists, ...(spec.items === undefined || ['number', 'integer', 'any', 'date'].includes(spec.items.type) ? orderedLists : []), ...presence];
    case 'object':
      return presence;
    default:
      return [...equality, ...order, ...listed, ...parts, ...truths, ...lists, ...orderedLists, ...presence];
  }
}

/** The choice that a written comparison is; undefined for those that only the document itself can say (`someValue:swap:equal`). */
export function operatorOf(operator: unknown, value: unknown, spec: ValueSpec | undefined): OperatorChoice | undefined {
  const find = (choices: readonly OperatorChoice[]): OperatorChoice | undefined => {
    const same = choices.filter((each) => each.operator === operator);
    const exact = same.find((each) => each.shape === 'none' && each.fixed === value);
    if (exact) return exact;
    const wanted: ValueShape = Array.isArray(value) ? 'many' : typeof value === 'string' ? 'text' : 'one';
    const taking = same.filter(({ shape }) => shape !== 'none');
    return taking.find(({ shape }) => shape === wanted) ?? taking[0];
  };
  return find(operatorsFor(spec)) ?? find(operatorsFor(undefined));
}

/** How values that a choice takes are typed. */
export function valueKindOf(spec: ValueSpec | undefined, { operator }: Pick<OperatorChoice, 'operator'>): ValueKind | undefined {
  const of = spec?.type === 'list' && (operator.includes('Fact:') || operator === 'contains' || operator === 'doesNotContain') ? spec.items : spec;
  switch (of?.type) {
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'date';
    case undefined:
    case 'any':
      return undefined;
    case 'list':
    case 'object':
      return 'json';
    default:
      return 'text';
  }
}

/** The value for another comparison: one value becomes a list of it and a list its first, so that nothing that was typed is lost without need. */
export function valueFor(choice: OperatorChoice, value: unknown): unknown {
  if (choice.shape === 'none') return choice.fixed;
  if (isFact(value)) return value;
  if (choice.shape === 'many') return Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (choice.shape === 'text') return typeof first === 'string' ? first : first === null || first === undefined ? '' : String(first as number);
  return first ?? '';
}

export const isFact = (value: unknown): value is { fact: string; path?: string } => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'fact');
