import { comparesTo, isNumericFact } from '../rule-set/compare-values.js';
import { baseOperators, decorators, type BaseOperator, type Decorator } from '../rule-set/tree.js';
import { Operator, OperatorDecorator, type OperatorEvaluator } from './operator.js';

type Anything = (value: unknown) => boolean;
const validators: Partial<Record<BaseOperator, Anything>> = {
  contains: Array.isArray,
  doesNotContain: Array.isArray,
  lessThan: isNumericFact,
  lessThanInclusive: isNumericFact,
  greaterThan: isNumericFact,
  greaterThanInclusive: isNumericFact,
};

/** The operators that every engine begins with. */
export const defaultOperators: readonly Operator[] = baseOperators.map((name) => new Operator<unknown, unknown>(name, (fact, value) => comparesTo([], 0, name, fact, value), validators[name]));

type Next = OperatorEvaluator<unknown, unknown>;
const decorations: Record<Decorator, (fact: unknown, value: unknown, next: Next) => unknown> = {
  someFact: (fact, value, next) => (fact as unknown[]).some((each) => next(each, value)),
  someValue: (fact, value, next) => (value as unknown[]).some((each) => next(fact, each)),
  everyFact: (fact, value, next) => (fact as unknown[]).every((each) => next(each, value)),
  everyValue: (fact, value, next) => (value as unknown[]).every((each) => next(fact, each)),
  swap: (fact, value, next) => next(value, fact),
  not: (fact, value, next) => !next(fact, value),
};

/** The decorators that every engine begins with. */
export const defaultDecorators: readonly OperatorDecorator[] = decorators.map((name) => new OperatorDecorator<unknown, unknown>(name, decorations[name], name === 'someFact' || name === 'everyFact' ? Array.isArray : undefined));
