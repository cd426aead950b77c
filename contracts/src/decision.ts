import { Type, type Static } from 'typebox';
import { CustomerId, Id, Instant } from './identifiers.js';

/** Why something was not offered, or why nothing was. Texts are the user interface's. */
export const reasonCodes = [
  'PLANNED_ACTION', 'RULE_SET', 'NO_RULE_MATCHED', 'NO_ACTIVE_CAMPAIGN', 'NOT_IN_AUDIENCE', 'CUSTOMER_UNKNOWN', 'CONTROL_GROUP', 'NO_CONSENT', 'CHANNEL_REFUSED', 'CHANNEL_NOT_ASKED',
  'CONTACTS_EXHAUSTED', 'WEEK_CONTACT_TAKEN', 'GAP_NOT_PASSED', 'GAP_NO_HISTORY', 'EXCLUDED_FOR_SEGMENT', 'ONLY_OTHER_ACTIONS_FOR_SEGMENT', 'CAPACITY_EXHAUSTED', 'BUDGET_EXHAUSTED',
  'PLAN_NOT_DUE', 'PLAN_EXPIRED', 'PLAN_TAKEN', 'CAMPAIGN_PAUSED', 'ACTION_UNKNOWN', 'RULE_SET_FAILED',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
export const ReasonCode = Type.Enum(reasonCodes);

export const DecisionRequest = Type.Object(
  {
    customerId: CustomerId,
    campaignId: Type.Optional(Id),
    channel: Type.Optional(Type.String({ maxLength: 64, description: 'Only actions of this channel' })),
    context: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { description: 'Facts of this moment, seen by the rule set as context.<name>' })),
    idempotencyKey: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Answer without taking the contact or writing the history' })),
  },
  { additionalProperties: false },
);
export type DecisionRequest = Static<typeof DecisionRequest>;

export const Decision = Type.Object({
  decisionId: Id,
  customerId: Type.String(),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  at: Instant,
  outcome: Type.Union([Type.Literal('action'), Type.Literal('no-action')]),
  source: Type.Union([Type.Literal('plan'), Type.Literal('rules'), Type.Literal('none')]),
  action: Type.Union([Type.Null(), Type.Object({ id: Type.String(), channel: Type.String(), stage: Type.String(), valueMinor: Type.Union([Type.Number(), Type.Null()]), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())) })]),
  arm: Type.Union([Type.Literal('target'), Type.Literal('control'), Type.Null()]),
  reasons: Type.Array(ReasonCode, { description: 'Why this answer' }),
  refused: Type.Array(Type.Object({ actionId: Type.String(), reason: ReasonCode }), { description: 'Actions considered before and why each was refused' }),
  version: Type.String({ description: 'Which campaign launch and rule set version answered' }),
});
export type Decision = Static<typeof Decision>;

export const ResponseRecord = Type.Object(
  {
    responseId: Type.String({ minLength: 1, maxLength: 128, description: 'The sender’s identifier: the same one again changes nothing' }),
    customerId: CustomerId,
    kind: Type.String({ minLength: 1, maxLength: 64, description: 'payment, promise, refusal, wrong-number, click …' }),
    amountMinor: Type.Optional(Type.Integer()),
    decisionId: Type.Optional(Id),
    campaignId: Type.Optional(Id),
    at: Instant,
  },
  { additionalProperties: false },
);
export type ResponseRecord = Static<typeof ResponseRecord>;
