import { Type, type Static } from 'typebox';
import { Instant, Name } from '../identifiers.js';
import { SecretReference } from '../strategy/source.js';

/** How the messages of one channel go out; the document's id is the channel's. */
export const DeliveryDocument = Type.Object(
  {
    active: Type.Boolean(),
    way: Type.Union([
      Type.Object({ kind: Type.Literal('smtp'), host: Type.String({ minLength: 1, maxLength: 253 }), port: Type.Integer({ minimum: 1, maximum: 65_535 }), tls: Type.Enum(['none', 'starttls', 'implicit']), user: Type.Optional(Type.String({ maxLength: 200 })), passwordSecret: Type.Optional(SecretReference), from: Type.String({ minLength: 3, maxLength: 320 }), addressAttribute: Name }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('webhook'), url: Type.String({ pattern: '^https?://', maxLength: 2000 }), addressAttribute: Type.Optional(Name), secret: Type.Optional(SecretReference), bearerSecret: Type.Optional(SecretReference), timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000 })) }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('file'), folder: Name, everyMinutes: Type.Integer({ minimum: 1, maximum: 1_440 }), attributes: Type.Optional(Type.Array(Name, { maxItems: 100 })), format: Type.Enum(['csv', 'ndjson']) }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('s3'), endpoint: Type.String({ pattern: '^https?://', maxLength: 2000 }), region: Type.String({ maxLength: 64 }), bucket: Type.String({ minLength: 3, maxLength: 63 }), prefix: Type.Optional(Type.String({ maxLength: 500 })), accessKeySecret: SecretReference, secretKeySecret: SecretReference, everyMinutes: Type.Integer({ minimum: 1, maximum: 1_440 }), attributes: Type.Optional(Type.Array(Name, { maxItems: 100 })), format: Type.Enum(['csv', 'ndjson']) }, { additionalProperties: false }),
      Type.Object({ kind: Type.Literal('pull') }, { additionalProperties: false }),
    ]),
    perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Attempts in all; waits double from 30 seconds to an hour. */
    attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    /** What was not sent by then is given up. */
    expireHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_000 })),
  },
  { additionalProperties: false },
);
export type DeliveryDocument = Static<typeof DeliveryDocument>;

export const deliveryStatuses = ['waiting', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'failed', 'expired', 'cancelled'] as const;
export const DeliveryStatus = Type.Enum(deliveryStatuses);
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const Delivery = Type.Object({ deliveryId: Type.String(), decisionId: Type.String(), customerId: Type.String(), channel: Type.String(), actionId: Type.String(), status: DeliveryStatus, attempts: Type.Integer(), at: Instant, detail: Type.String() });
export type Delivery = Static<typeof Delivery>;
