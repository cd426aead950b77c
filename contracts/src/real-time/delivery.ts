import { Type, type Static } from 'typebox';
import { CatalogueId } from '../catalogue.js';
import { CustomerId, Id, Instant, Name } from '../identifiers.js';
import { SecretReference } from '../strategy/source.js';

const batch = {
  everyMinutes: Type.Integer({ minimum: 1, maximum: 1_440, description: 'What is due is written as one batch this often; batches begin at whole multiples since midnight UTC' }),
  attributes: Type.Optional(Type.Array(Name, { maxItems: 100, uniqueItems: true, description: 'Attributes of the customer that stand in each row' })),
  format: Type.Enum(['csv', 'ndjson']),
};

/** How the messages of one channel go out; the document's id is the channel's. */
export const DeliveryDocument = Type.Object(
  {
    /** Off: nothing goes out; messages wait until they expire. */
    active: Type.Boolean(),
    way: Type.Union([
      Type.Object({ kind: Type.Literal('smtp'), host: Type.String({ minLength: 1, maxLength: 253 }), port: Type.Integer({ minimum: 1, maximum: 65_535 }), tls: Type.Enum(['none', 'starttls', 'implicit']), user: Type.Optional(Type.String({ maxLength: 200 })), passwordSecret: Type.Optional(SecretReference), from: Type.String({ minLength: 3, maxLength: 320 }), addressAttribute: Name }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('webhook'), url: Type.String({ pattern: '^https?://', maxLength: 2000 }), addressAttribute: Type.Optional(Name), secret: Type.Optional(SecretReference), bearerSecret: Type.Optional(SecretReference), timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000 })) }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('file'), folder: Name, addressAttribute: Type.Optional(Name), ...batch }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('s3'), endpoint: Type.String({ pattern: '^https?://', maxLength: 2000 }), region: Type.String({ minLength: 1, maxLength: 64 }), bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$' }), prefix: Type.Optional(Type.String({ maxLength: 500 })), accessKeySecret: SecretReference, secretKeySecret: SecretReference, addressAttribute: Type.Optional(Name), ...batch }, { additionalProperties: false }),
      /** Offers wait in the customer's inbox until they are fetched. */
      Type.Object({ kind: Type.Literal('pull') }, { additionalProperties: false }),
    ]),
    /** Secret with which the provider signs the statuses that it reports; they come with an API key otherwise. */
    statusSecret: Type.Optional(SecretReference),
    /** Messages within any 60 seconds, by all processes together. */
    perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Attempts in all, 8 unless said; waits double from 30 seconds to an hour. */
    attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    /** What was not sent by then is given up; 72 hours unless said. An offer that ends earlier is given up with its end. */
    expireHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_000 })),
  },
  { additionalProperties: false },
);
export type DeliveryDocument = Static<typeof DeliveryDocument>;
export type DeliveryWay = DeliveryDocument['way'];

/**
 * waiting: not sent yet. sending: handed over right now, or when the process died. unknown: may have been sent or not, and the channel cannot
 * tell the same message twice, so that a person decides. sent: accepted by the provider. The rest is what became of it.
 */
export const deliveryStatuses = ['waiting', 'sending', 'unknown', 'sent', 'delivered', 'opened', 'clicked', 'dismissed', 'bounced', 'failed', 'expired', 'cancelled'] as const;
export const DeliveryStatus = Type.Enum(deliveryStatuses);
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why a delivery ended, where a person gave it up. */
export const givenUpByPerson = 'Given up by a person';

/** Statuses that a provider, or the place where an offer is shown, may report. `shown` is `opened`. */
export const reportedStatuses = ['sent', 'delivered', 'opened', 'shown', 'clicked', 'dismissed', 'bounced', 'failed'] as const;
export type ReportedStatus = (typeof reportedStatuses)[number];

export const Delivery = Type.Object({
  deliveryId: Type.String(), decisionId: Type.String(), customerId: Type.String(), channel: Type.String(), actionId: Type.String(),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  status: DeliveryStatus, attempts: Type.Integer(), at: Instant,
  /** When the next attempt is due, where one is. */
  dueAt: Type.Optional(Instant),
  providerId: Type.Optional(Type.String()),
  detail: Type.String({ description: 'What the status came of: the provider’s answer, the reason for a cancel' }),
});
export type Delivery = Static<typeof Delivery>;

/** What became of a message, as its provider tells it; by our identifier, or by the provider’s with the channel. */
export const StatusReport = Type.Object(
  {
    deliveryId: Type.Optional(Id),
    providerId: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    channel: Type.Optional(CatalogueId),
    status: Type.Enum(reportedStatuses),
    at: Type.Optional(Instant),
    detail: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);
export type StatusReport = Static<typeof StatusReport>;

/** `repeated`: known already, or overtaken by a later status. */
export const StatusesTaken = Type.Object({ accepted: Type.Integer(), repeated: Type.Integer(), unknown: Type.Integer({ description: 'No delivery with that identifier' }) });
export type StatusesTaken = Static<typeof StatusesTaken>;

/** An offer that waits for the customer in a place where it is shown. */
export const InboxOffer = Type.Object({
  deliveryId: Type.String(), actionId: Type.String(), channel: Type.String(), status: DeliveryStatus, at: Instant, validUntil: Type.Union([Instant, Type.Null()]),
  subject: Type.Optional(Type.String()), body: Type.Optional(Type.String()),
  terms: Type.Record(Type.String(), Type.Unknown()), context: Type.Record(Type.String(), Type.Unknown()),
});
export type InboxOffer = Static<typeof InboxOffer>;

export const DeliverySummary = Type.Object({
  channels: Type.Array(
    Type.Object({
      channel: Type.String(), way: Type.String(), active: Type.Boolean(),
      waiting: Type.Integer({ description: 'Not sent yet' }),
      lagSeconds: Type.Number({ description: 'How long the oldest one that is due waits' }),
      statuses: Type.Record(Type.String(), Type.Integer(), { description: 'Deliveries of the last 30 days by status' }),
    }),
  ),
});
export type DeliverySummary = Static<typeof DeliverySummary>;

export const TestMessage = Type.Object(
  { address: Type.Optional(Type.String({ maxLength: 320 })), subject: Type.Optional(Type.String({ maxLength: 500 })), body: Type.String({ maxLength: 20_000 }), customerId: Type.Optional(CustomerId) },
  { additionalProperties: false },
);
export type TestMessage = Static<typeof TestMessage>;
