import { Type, type Static } from 'typebox';
import { CatalogueId } from './catalogue.js';
import { CustomerId, Id, Instant, plainTextPattern } from './identifiers.js';

/** Why something was not offered, or why nothing was. Texts are the user interface's. */
export const reasonCodes = [
  'PLANNED_ACTION', 'RULE_SET', 'NO_RULE_MATCHED', 'NO_ACTIVE_CAMPAIGN', 'NOT_IN_AUDIENCE', 'CUSTOMER_UNKNOWN', 'CONTROL_GROUP', 'NO_CONSENT', 'CHANNEL_REFUSED', 'CHANNEL_NOT_ASKED',
  'CONTACTS_EXHAUSTED', 'WEEK_CONTACT_TAKEN', 'GAP_NOT_PASSED', 'GAP_NO_HISTORY', 'EXCLUDED_FOR_SEGMENT', 'ONLY_OTHER_ACTIONS_FOR_SEGMENT', 'CAPACITY_EXHAUSTED', 'BUDGET_EXHAUSTED',
  'PLAN_NOT_DUE', 'PLAN_EXPIRED', 'PLAN_TAKEN', 'CAMPAIGN_PAUSED', 'ACTION_UNKNOWN', 'RULE_SET_FAILED',
  'STRATEGY_OFFER', 'CANDIDATE_OFFER', 'PLACEMENT_OFFER', 'STRATEGY_FAILED', 'STRATEGY_DECLINED', 'GLOBAL_CONTROL_GROUP', 'PLACEMENT_CONTROL_GROUP', 'CONTACT_CAP_REACHED', 'CONTACT_TOO_SOON', 'NEVER_TOGETHER', 'NEEDS_EARLIER_CONTACT', 'OUTSIDE_CONTACT_HOURS', 'NO_CONSENT_FOR_CHANNEL',
  'ON_STOP_LIST', 'SUPPRESSED', 'QUOTA_EXHAUSTED', 'PARTNER_QUOTA_EXHAUSTED', 'POINTS_NOT_ENOUGH', 'RANK_TOO_LOW', 'TERM_UNAVAILABLE', 'OFFER_HELD', 'CONVERTED', 'PLACEMENT_INACTIVE',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
export const ReasonCode = Type.Enum(reasonCodes);

/** An offer that the caller proposes; what it leaves out comes from the catalogue. */
export const CandidateOffer = Type.Object(
  {
    actionId: CatalogueId,
    channel: Type.Optional(CatalogueId),
    propensity: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    contextWeight: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
    valueMinor: Type.Optional(Type.Number({ minimum: 0, maximum: 1e15 })),
    lever: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  },
  { additionalProperties: false },
);
export type CandidateOffer = Static<typeof CandidateOffer>;

export const DecisionRequest = Type.Object(
  {
    customerId: CustomerId,
    placement: Type.Optional(Id),
    offers: Type.Optional(Type.Array(CandidateOffer, { maxItems: 200, description: 'Candidates beside those of plan and strategy' })),
    trace: Type.Optional(Type.Boolean({ description: 'Show how the answer came about' })),
    campaignId: Type.Optional(Id),
    channel: Type.Optional(Type.String({ maxLength: 64, description: 'Only actions of this channel' })),
    context: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { description: 'Facts of this moment, seen by the rule set as context.<name>' })),
    idempotencyKey: Type.Optional(Type.String({ minLength: 1, maxLength: 128, pattern: plainTextPattern })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Answer without taking the contact or writing the history' })),
  },
  { additionalProperties: false },
);
export type DecisionRequest = Static<typeof DecisionRequest>;

export const TermValue = Type.Object({
  name: Type.String(), value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]), unit: Type.Optional(Type.String()),
  bounded: Type.Optional(Type.Enum(['at-least', 'at-most'], { description: 'The bound that the value was brought to' })), expression: Type.Optional(Type.String()),
});
export type TermValue = Static<typeof TermValue>;

/** What is offered, with all that the channel needs to make the offer. */
export const OfferedAction = Type.Object({
  id: Type.String(), channel: Type.String(), stage: Type.String(), valueMinor: Type.Union([Type.Number(), Type.Null()]), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  at: Type.Optional(Type.String({ description: 'When to make the contact, ISO 8601; left out: now' })),
  terms: Type.Optional(Type.Array(TermValue)),
  context: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'What the strategy gives to the channel' })),
  partner: Type.Optional(Type.String()), points: Type.Optional(Type.Integer()),
  validUntil: Type.Optional(Instant),
  rank: Type.Optional(Type.Object({ propensity: Type.Number(), contextWeight: Type.Number(), value: Type.Number(), lever: Type.Number(), rank: Type.Number() })),
});
export type OfferedAction = Static<typeof OfferedAction>;

/** One step of how an answer came about. */
export const DecisionStep = Type.Object({ step: Type.String(), detail: Type.Record(Type.String(), Type.Unknown()), durationUs: Type.Optional(Type.Number()) });
export type DecisionStep = Static<typeof DecisionStep>;

export const Decision = Type.Object({
  decisionId: Id,
  customerId: Type.String(),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  at: Instant,
  outcome: Type.Union([Type.Literal('action'), Type.Literal('no-action')]),
  source: Type.Union([Type.Literal('plan'), Type.Literal('rules'), Type.Literal('strategy'), Type.Literal('request'), Type.Literal('placement'), Type.Literal('none')]),
  placement: Type.Optional(Type.String()),
  action: Type.Union([Type.Null(), OfferedAction]),
  /** Further offers in order of rank, where the placement shows more than one. */
  more: Type.Optional(Type.Array(OfferedAction)),
  arm: Type.Union([Type.Literal('target'), Type.Literal('control'), Type.Null()]),
  reasons: Type.Array(ReasonCode, { description: 'Why this answer' }),
  refused: Type.Array(Type.Object({ actionId: Type.String(), reason: ReasonCode, rule: Type.Optional(Type.String({ description: 'The rule of contact policy, quota or constraint' })), until: Type.Optional(Instant) }), { description: 'Actions considered before and why each was refused' }),
  missing: Type.Optional(Type.Array(Type.String(), { description: 'Enrichment that failed or came too late; its fallback was taken' })),
  trace: Type.Optional(Type.Array(DecisionStep)),
  version: Type.String({ description: 'Which campaign launch and rule set version answered' }),
});
export type Decision = Static<typeof Decision>;

export const ResponseRecord = Type.Object(
  {
    responseId: Type.String({ minLength: 1, maxLength: 128, pattern: plainTextPattern, description: 'The sender’s identifier: the same one again changes nothing' }),
    customerId: CustomerId,
    kind: Type.String({ minLength: 1, maxLength: 64, pattern: plainTextPattern, description: 'payment, conversion, accepted, promise, promise-withdrawn, refusal, wrong-number, click, complaint, unsubscribe, or a word of one’s own' }),
    amountMinor: Type.Optional(Type.Integer({ minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991 })),
    decisionId: Type.Optional(Id),
    campaignId: Type.Optional(Id),
    actionId: Type.Optional(CatalogueId),
    channel: Type.Optional(CatalogueId),
    corrects: Type.Optional(Type.String({ minLength: 1, maxLength: 128, pattern: plainTextPattern, description: 'Identifier of the response that this one replaces' })),
    promiseAmountMinor: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e15, description: 'promise: what the customer will pay; amountMinor counts where it is left out' })),
    promiseDueOn: Type.Optional(Type.String({ format: 'date', description: 'promise: the day by which, YYYY-MM-DD in the customer’s time zone' })),
    at: Instant,
  },
  { additionalProperties: false },
);
export type ResponseRecord = Static<typeof ResponseRecord>;
