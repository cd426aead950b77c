import type { BaseOperator, Decorator } from './tree.js';

/** Numeric operators look at the fact only, through parseFloat, and then let JavaScript compare, as json-rules-engine does. */
export const isNumericFact = (value: unknown): boolean => typeof value === 'number' ? value === value : Number.parseFloat(value as string).toString() !== 'NaN';

/** The fact where a numeric operator may look at it, else NaN, which no comparison is true of. */
export function numericFact(value: unknown): unknown {
  if (typeof value === 'number') return value;
  try {
    return isNumericFact(value) ? value : Number.NaN;
  } catch {
    // A symbol, or an object without a text of its own.
    return Number.NaN;
  }
}

/** One comparison as json-rules-engine makes it. Throws where it throws. */
export function comparesTo(decorators: readonly Decorator[], at: number, operator: BaseOperator, a: unknown, b: unknown): boolean {
  switch (decorators[at]) {
    case 'not':
      return !comparesTo(decorators, at + 1, operator, a, b);
    case 'swap':
      return comparesTo(decorators, at + 1, operator, b, a);
    case 'someFact':
      return Array.isArray(a) && a.some((each) => comparesTo(decorators, at + 1, operator, each, b));
    case 'everyFact':
      return Array.isArray(a) && a.every((each) => comparesTo(decorators, at + 1, operator, each, b));
    case 'someValue':
      return (b as unknown[]).some((each) => comparesTo(decorators, at + 1, operator, a, each));
    case 'everyValue':
      return (b as unknown[]).every((each) => comparesTo(decorators, at + 1, operator, a, each));
    default:
      return plain(operator, a, b);
  }
}

function plain(operator: BaseOperator, a: unknown, b: unknown): boolean {
  switch (operator) {
    case 'equal':
      return a === b;
    case 'notEqual':
      return a !== b;
    case 'in':
      return (b as unknown[]).indexOf(a) > -1;
    case 'notIn':
      return (b as unknown[]).indexOf(a) === -1;
    case 'contains':
      return Array.isArray(a) && a.indexOf(b) > -1;
    case 'doesNotContain':
      return Array.isArray(a) && a.indexOf(b) === -1;
    case 'lessThan':
      return (numericFact(a) as number) < (b as number);
    case 'lessThanInclusive':
      return (numericFact(a) as number) <= (b as number);
    case 'greaterThan':
      return (numericFact(a) as number) > (b as number);
    case 'greaterThanInclusive':
      return (numericFact(a) as number) >= (b as number);
  }
}
