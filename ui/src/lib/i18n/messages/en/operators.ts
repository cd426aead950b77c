import type { operators as ru } from '../ru/operators.js';

export const operators: Record<keyof typeof ru, string> = {
  equals: 'is',
  notEquals: 'is not',
  in: 'is one of',
  notIn: 'is none of',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  less: 'less than',
  atMost: 'at most',
  more: 'more than',
  atLeast: 'at least',
  between: 'between',
  isTrue: 'yes',
  isFalse: 'no',
  isMissing: 'is missing',
  isPresent: 'is present',
};
