import { Type, type Static } from 'typebox';
import { CustomerId, Id, Instant, Name, plainTextPattern } from '../identifiers.js';
import { EndpointName, Environment } from '../strategy/publication.js';

/** Identifiers of documents of kind event-types have this form too. */
export const eventTypePattern = '^[a-z][a-z0-9_.-]{0,62}$';
export const EventTypeName = Type.String({ pattern: eventTypePattern, description: 'Type of an event, such as purchase or app.login' });

/** Something that a customer did or that happened to them. */
export const EventRecord = Type.Object(
  {
    eventId: Type.String({ minLength: 1, maxLength: 128, pattern: plainTextPattern, description: 'The sender’s key: the same one again changes nothing' }),
    type: EventTypeName,
    customerId: CustomerId,
    at: Instant,
    data: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
  },
  { additionalProperties: false },
);
export type EventRecord = Static<typeof EventRecord>;

/** A type of events: what its data must be, and what it does to the customer besides features. */
export const EventTypeDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    /** JSON Schema of `data`. */
    schema: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** A rule set (of the catalogue) or published strategy that gives the event its class; seen as `event.class`. */
    classify: Type.Optional(Type.Union([
      Type.Object({ ruleSetId: Id }, { additionalProperties: false }),
      Type.Object({ environment: Environment, endpoint: EndpointName }, { additionalProperties: false }),
    ])),
    /** Flags of the customer that contact policy reads: an open complaint, hardship. */
    raises: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    lowers: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    gives: Type.Optional(Type.Array(Name, { maxItems: 20, description: 'Consents given' })),
    withdraws: Type.Optional(Type.Array(Name, { maxItems: 20, description: 'Consents withdrawn' })),
    /** Field of `data` with loyalty points earned (or spent, when negative). */
    points: Type.Optional(Type.String({ maxLength: 64 })),
    /** How late an event may be and still count, hours; later ones are kept and counted as late, but change no feature and fire no trigger. */
    latestHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_000 })),
  },
  { additionalProperties: false },
);
export type EventTypeDocument = Static<typeof EventTypeDocument>;

/** A number (or time, or text) kept up to date by events, for each customer. */
export const FeatureDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    events: Type.Array(EventTypeName, { minItems: 1, maxItems: 50 }),
    /** Only events of these classes. */
    classes: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
    /** FEEL over `data` and `class` that must be true. */
    where: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    /** `trend`: slope of the field's sum (or of the count) over the window, a day; `share-of-before`: the later half of the window over its earlier half. */
    kind: Type.Enum(['count', 'sum', 'mean', 'min', 'max', 'last', 'first', 'distinct', 'seconds-since', 'trend', 'share-of-before']),
    /** Field of `data`, names with dots between them; not for count and seconds-since, and trend and share-of-before count events without it. */
    field: Type.Optional(Type.String({ maxLength: 64 })),
    /** How far back: 15m, 12h, 30d, 6w, 3M (months of 30 days), at most 800 days; left out: since ever (not for trend and share-of-before). */
    window: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,3}[mhdwM]$' })),
  },
  { additionalProperties: false },
);
export type FeatureDocument = Static<typeof FeatureDocument>;

/** When something happens to a customer, a placement is asked, at once or later. */
export const TriggerDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    active: Type.Boolean(),
    on: Type.Union([
      Type.Object({ kind: Type.Literal('event'), events: Type.Array(EventTypeName, { minItems: 1 }), classes: Type.Optional(Type.Array(Type.String({ maxLength: 64 }))), where: Type.Optional(Type.String({ maxLength: 1000, description: 'FEEL over data, class and features' })) }, { additionalProperties: false }),
      /** Hysteresis: fires when the feature reaches `raise`, and again only after it was back at `clear`. */
      Type.Object({ kind: Type.Literal('threshold'), feature: Name, direction: Type.Enum(['above', 'below']), raise: Type.Number(), clear: Type.Number() }, { additionalProperties: false }),
    ]),
    placementId: Id,
    delayMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 527_040 })),
    /** Not again for the same customer within so long. */
    coolDownMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 527_040 })),
    /** An event that arrives later than so long after it happened fires nothing (a history that is loaded contacts nobody); 1,440 unless said otherwise. */
    latestMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 527_040 })),
    /** An event of these types meanwhile cancels what waits. */
    cancelledBy: Type.Optional(Type.Array(EventTypeName, { maxItems: 50 })),
  },
  { additionalProperties: false },
);
export type TriggerDocument = Static<typeof TriggerDocument>;
