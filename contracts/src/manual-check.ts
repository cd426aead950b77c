import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';
import { EndpointName, Environment } from './strategy/publication.js';

const Line = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$', description: 'Code: Latin letters, digits, points, hyphens' });
const Coded = Type.Object({ code: Code, title: Line }, { additionalProperties: false });

/** Which answers of a published strategy people look at, and by which rules. */
export const CheckQueueDocument = Type.Object(
  {
    title: Line,
    endpoint: EndpointName,
    environment: Environment,
    /** Decisions of the answer's outcome that open a check. */
    decisions: Type.Array(Line, { minItems: 1, maxItems: 50, uniqueItems: true }),
    /** What stands first: the nearest deadline, or the largest value of `priorityField`. */
    order: Type.Enum(['deadline', 'priority']),
    /** Input or output with a number: the larger, the earlier where `order` says so; shown as the amount at stake. */
    priorityField: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Input that names what is checked (a claim, a contract); the decision's identifier when left out. */
    subjectField: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Time from the decision to the deadline. */
    deadlineMinutes: Type.Integer({ minimum: 1, maximum: 525_600 }),
    /** How long somebody who took a check has it for themselves. */
    lockMinutes: Type.Integer({ minimum: 1, maximum: 1_440 }),
    /** When another person has to confirm: always, never, or from this value of `priorityField` on. */
    secondPair: Type.Union([Type.Object({ when: Type.Enum(['never', 'always']) }, { additionalProperties: false }), Type.Object({ when: Type.Literal('from'), value: Type.Number() }, { additionalProperties: false })]),
    /** What people can decide; the code is the label that goes back to the data. */
    verdicts: Type.Array(Coded, { minItems: 2, maxItems: 20 }),
    reasons: Type.Array(Coded, { maxItems: 100 }),
  },
  { additionalProperties: false },
);
export type CheckQueueDocument = Static<typeof CheckQueueDocument>;

export const CheckQueue = Type.Object({ id: Id, version: Type.Integer(), document: CheckQueueDocument, waiting: Type.Integer(), overdue: Type.Integer(), createdAt: Type.String(), updatedAt: Type.String() });
export type CheckQueue = Static<typeof CheckQueue>;

/** `waiting` for anybody, `taken` by somebody, waiting for a `second` pair of eyes, `decided`. */
export const checkStates = ['waiting', 'taken', 'second', 'decided'] as const;
export const CheckState = Type.Enum(checkStates);
export type CheckState = Static<typeof CheckState>;

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** What one person decided. */
export const CheckVerdict = Type.Object({ verdict: Type.String(), reason: NullableText, note: Type.String(), by: NullableText, byLogin: NullableText, at: Type.String() });
export type CheckVerdict = Static<typeof CheckVerdict>;

export const ManualCheckSummary = Type.Object({
  /** The decision's own identifier. */
  id: Id,
  queueId: Id,
  queueTitle: Type.String(),
  subject: Type.String(),
  state: CheckState,
  decision: Type.String({ description: 'What the strategy decided' }),
  reasonCodes: Type.Array(Type.String()),
  amount: Type.Union([Type.Number(), Type.Null()], { description: 'Value of the queue’s priority field' }),
  takenBy: NullableText,
  takenByLogin: NullableText,
  takenUntil: NullableText,
  dueAt: Type.String(),
  createdAt: Type.String(),
  verdict: NullableText,
  decidedAt: NullableText,
});
export type ManualCheckSummary = Static<typeof ManualCheckSummary>;

export const ManualCheck = Type.Object({
  ...ManualCheckSummary.properties,
  revision: Type.Integer({ description: 'Rises with every change; a verdict names the one it is based on' }),
  strategy: Type.Object({ id: Id, version: Type.Integer(), endpoint: Type.String(), environment: Environment, arm: Type.String() }),
  /** What the strategy was asked, and what it answered. */
  input: Type.Unknown(),
  outputs: Type.Unknown(),
  first: Type.Union([CheckVerdict, Type.Null()]),
  second: Type.Union([CheckVerdict, Type.Null()]),
  notes: Type.Array(Type.Object({ text: Type.String(), link: NullableText, by: NullableText, byLogin: NullableText, at: Type.String() })),
  queue: CheckQueueDocument,
});
export type ManualCheck = Static<typeof ManualCheck>;

export const VerdictWish = Type.Object({ revision: Type.Integer({ minimum: 1 }), verdict: Code, reason: Type.Optional(Code), note: Type.Optional(Type.String({ maxLength: 4000 })) }, { additionalProperties: false });
export type VerdictWish = Static<typeof VerdictWish>;
