import { Type, type Static } from 'typebox';
import { fieldTypes } from './kinds.js';

/**
 * How the outputs of the rules that hit become the result (Decision Model and Notation, OMG, chapter 8). Letters are the standard's:
 * U unique, A any, P priority, F first, R rule order, O output order, C collect.
 */
export const hitPolicies = ['U', 'A', 'P', 'F', 'R', 'O', 'C'] as const;
export const HitPolicy = Type.Enum(hitPolicies);
export type HitPolicy = (typeof hitPolicies)[number];

/** What `collect` makes of the outputs: the list itself (none), or one number. The standard writes them C+, C<, C>, C#. */
export const aggregators = ['sum', 'min', 'max', 'count'] as const;
export const Aggregator = Type.Enum(aggregators);
export type Aggregator = (typeof aggregators)[number];

/** FEEL text of one cell. */
export const FeelText = Type.String({ maxLength: 20_000 });

export const DecisionTableInput = Type.Object(
  {
    /** What a person calls the column; the expression when left out. */
    label: Type.Optional(Type.String({ maxLength: 400 })),
    expression: FeelText,
    /** Type of the expression; that of the data model when left out. */
    type: Type.Optional(Type.Enum(fieldTypes)),
    /** Values that can come, as unary tests: `"EU", "US"` or `[0..100]`. Outside of them there are no gaps. */
    allowed: Type.Optional(FeelText),
  },
  { additionalProperties: false },
);
export type DecisionTableInput = Static<typeof DecisionTableInput>;

export const DecisionTableOutput = Type.Object(
  {
    /** Key of the result where the table has several outputs. */
    name: Type.String({ minLength: 1, maxLength: 200 }),
    label: Type.Optional(Type.String({ maxLength: 400 })),
    type: Type.Optional(Type.Enum(fieldTypes)),
    /** Values that may come out, each as FEEL; the first has the highest priority under P and O. */
    values: Type.Optional(Type.Array(FeelText, { maxItems: 10_000 })),
    /** FEEL expression taken where no rule hits. */
    default: Type.Optional(FeelText),
  },
  { additionalProperties: false },
);
export type DecisionTableOutput = Static<typeof DecisionTableOutput>;

export const DecisionTableRule = Type.Object(
  {
    id: Type.Optional(Type.String({ maxLength: 200 })),
    /** One unary test for each input; `-` and the empty text fit every value. */
    inputs: Type.Array(FeelText, { maxItems: 500 }),
    /** One FEEL expression for each output. */
    outputs: Type.Array(FeelText, { maxItems: 500 }),
    annotation: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  { additionalProperties: false },
);
export type DecisionTableRule = Static<typeof DecisionTableRule>;

export const DecisionTableDocument = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 400 })),
    hitPolicy: HitPolicy,
    aggregator: Type.Optional(Aggregator),
    inputs: Type.Array(DecisionTableInput, { maxItems: 500 }),
    outputs: Type.Array(DecisionTableOutput, { minItems: 1, maxItems: 500 }),
    rules: Type.Array(DecisionTableRule, { maxItems: 100_000 }),
  },
  { additionalProperties: false },
);
export type DecisionTableDocument = Static<typeof DecisionTableDocument>;
