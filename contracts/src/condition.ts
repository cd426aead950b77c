import { Type, type Static } from 'typebox';
import { Name } from './identifiers.js';

/**
 * A condition over customer attributes, as the audience editor draws it.
 * A missing (null or empty) attribute satisfies no comparison except `isMissing`.
 * Operators by attribute type: text equals, notEquals, in, notIn, contains, startsWith, isMissing, isPresent;
 * number, money (major units) and date: equals, notEquals, less, atMost, more, atLeast, between (both ends included), isMissing, isPresent;
 * boolean isTrue, isFalse; list: contains, notContains. A list is never missing: an empty one contains nothing.
 */
export const operators = ['equals', 'notEquals', 'in', 'notIn', 'contains', 'notContains', 'startsWith', 'less', 'atMost', 'more', 'atLeast', 'between', 'isTrue', 'isFalse', 'isMissing', 'isPresent'] as const;
export const Operator = Type.Enum(operators);
export type Operator = (typeof operators)[number];

export const Scalar = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]);

export const Comparison = Type.Object(
  { attribute: Name, operator: Operator, value: Type.Optional(Type.Union([Scalar, Type.Array(Scalar, { maxItems: 1000 })])) },
  { additionalProperties: false },
);
export type Comparison = Static<typeof Comparison>;

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Comparison;

/** `{ all: [] }` is everybody, `{ any: [] }` is nobody. */
export const Condition = Type.Cyclic(
  {
    Condition: Type.Union([
      Type.Object({ all: Type.Array(Type.Ref('Condition'), { maxItems: 200 }) }, { additionalProperties: false }),
      Type.Object({ any: Type.Array(Type.Ref('Condition'), { maxItems: 200 }) }, { additionalProperties: false }),
      Type.Object({ not: Type.Ref('Condition') }, { additionalProperties: false }),
      Comparison,
    ]),
  },
  'Condition',
);
