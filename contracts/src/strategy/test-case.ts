import { Type, type Static } from 'typebox';
import { Id } from '../identifiers.js';

/** What a case expects. What is left out is not looked at; an object expects its own keys and no more than them is compared. */
export const ExpectedAnswer = Type.Object(
  {
    outputs: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
    decision: Type.Optional(Type.Unknown()),
    action: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    channel: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    terms: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
    reasonCodes: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 })),
    /** The evaluation must fail with this code. */
    failure: Type.Optional(Type.String({ maxLength: 100 })),
    /** Nodes that must have been visited, by their path. */
    visits: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 1000 })),
  },
  { additionalProperties: false },
);
export type ExpectedAnswer = Static<typeof ExpectedAnswer>;

export const TestCaseDraft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    input: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown()),
    expected: ExpectedAnswer,
    /** Numbers may differ by so much, absolutely. 1e-9 when left out. */
    tolerance: Type.Optional(Type.Number({ minimum: 0 })),
    /** The instant that the case sees as now, ISO 8601; the instant of the run when left out. */
    now: Type.Optional(Type.String({ format: 'date-time' })),
    /** The IANA zone in which the case's today() is meant; UTC when left out. */
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type TestCaseDraft = Static<typeof TestCaseDraft>;

export const TestCase = Type.Object({ id: Id, ...TestCaseDraft.properties });
export type TestCase = Static<typeof TestCase>;

/** A place where the answer is not what was expected. */
export const AnswerDifference = Type.Object({ path: Type.String({ description: 'JSON pointer into the answer' }), expected: Type.Unknown(), actual: Type.Unknown() });
export type AnswerDifference = Static<typeof AnswerDifference>;

export const CoverageGoal = Type.Object({ kind: Type.Enum(['node', 'way', 'rule']), path: Type.String({ description: 'Path of the node: each-contract/terms' }), detail: Type.Union([Type.String(), Type.Null()], { description: 'Way out, or place of the rule' }) });
export type CoverageGoal = Static<typeof CoverageGoal>;

export const Coverage = Type.Object({
  nodes: Type.Object({ reached: Type.Integer(), total: Type.Integer() }),
  ways: Type.Object({ reached: Type.Integer(), total: Type.Integer() }),
  rules: Type.Object({ reached: Type.Integer(), total: Type.Integer() }),
  missed: Type.Array(CoverageGoal),
});
export type Coverage = Static<typeof Coverage>;

/** What evaluations reached, and how many of them. Every way out counts here, also the only one of a node. */
export const CoverageCount = Type.Object({ ...CoverageGoal.properties, cases: Type.Integer() });
export type CoverageCount = Static<typeof CoverageCount>;
