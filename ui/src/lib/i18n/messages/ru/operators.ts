import type { Operator } from '@arbiter/contracts';

/** Comparisons of the audience's conditions. */
export const operators = {
  equals: 'равно',
  notEquals: 'не равно',
  in: 'одно из',
  notIn: 'ни одно из',
  contains: 'содержит',
  notContains: 'не содержит',
  startsWith: 'начинается с',
  less: 'меньше',
  atMost: 'не больше',
  more: 'больше',
  atLeast: 'не меньше',
  between: 'между',
  isTrue: 'да',
  isFalse: 'нет',
  isMissing: 'не заполнено',
  isPresent: 'заполнено',
} as const satisfies Record<Operator, string>;
