import { Type, type Static } from 'typebox';

/** How the values of one field are drawn. What is left out follows from the data model: its range, its enumeration, its type. */
export const FieldGeneration = Type.Object(
  {
    /** Share of nulls, 0 to 1. Required inputs never get one. */
    nulls: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    distribution: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('uniform'), min: Type.Number(), max: Type.Number() }, { additionalProperties: false }),
        /** Cut to the range of the data model. */
        Type.Object({ kind: Type.Literal('normal'), mean: Type.Number(), deviation: Type.Number({ minimum: 0 }) }, { additionalProperties: false }),
        /** exp of a normal: amounts, incomes. */
        Type.Object({ kind: Type.Literal('log-normal'), median: Type.Number({ exclusiveMinimum: 0 }), spread: Type.Number({ minimum: 0, maximum: 10 }) }, { additionalProperties: false }),
        /** Values with weights; a weight of 0 never comes. */
        Type.Object({ kind: Type.Literal('choice'), values: Type.Array(Type.Object({ value: Type.Unknown(), weight: Type.Number({ minimum: 0 }) }, { additionalProperties: false }), { minItems: 1, maxItems: 10_000 }) }, { additionalProperties: false }),
        /** Days or instants between two ISO texts. */
        Type.Object({ kind: Type.Literal('between'), from: Type.String({ maxLength: 64 }), to: Type.String({ maxLength: 64 }) }, { additionalProperties: false }),
      ]),
    ),
    /** Digits after the decimal point of numbers. */
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
    /** Elements of a list. */
    length: Type.Optional(Type.Object({ min: Type.Integer({ minimum: 0, maximum: 10_000 }), max: Type.Integer({ minimum: 0, maximum: 10_000 }) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type FieldGeneration = Static<typeof FieldGeneration>;

/** Fields by path: `income`, `contracts.balance` (a field of each element of a list is named like one of an object). */
export const DataGeneration = Type.Object(
  {
    rows: Type.Integer({ minimum: 1, maximum: 100_000 }),
    /** The same seed gives the same rows. */
    seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
    fields: Type.Optional(Type.Record(Type.String({ maxLength: 1000 }), FieldGeneration)),
  },
  { additionalProperties: false },
);
export type DataGeneration = Static<typeof DataGeneration>;
