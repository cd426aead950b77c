import { Type, type Static } from 'typebox';
import { CatalogueId } from '../catalogue.js';
import { Id } from '../identifiers.js';
import { EndpointName, Environment } from '../strategy/publication.js';
import { SourceName } from '../strategy/source.js';

/** Data that a decision asks for before it is made; all steps go at once. */
export const EnrichmentStep = Type.Object(
  {
    /** What was brought is seen under this name. */
    name: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,62}$' }),
    kind: Type.Enum(['http', 'sql', 'hot-state']),
    /** A registered source (http, sql). */
    source: Type.Optional(SourceName),
    /** http: path after the source's base address, `{customerId}` and `{context.name}` are put in. */
    path: Type.Optional(Type.String({ maxLength: 2000 })),
    /** sql: one SELECT with typed parameters `{customerId:String}`. */
    statement: Type.Optional(Type.String({ maxLength: 20_000 })),
    /** sql: one row as an object, or all rows as a list. */
    rows: Type.Optional(Type.Enum(['one', 'all'])),
    /** hot-state: key under which `PUT /v1/reference/{key}` keeps a value; `{customerId}` is put in. */
    key: Type.Optional(Type.String({ maxLength: 300 })),
    timeoutMs: Type.Integer({ minimum: 1, maximum: 60_000 }),
    /** How long an answer serves again for the same question. */
    cacheMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
    /** Taken when the source fails or is late; null when left out. The answer then says that the data were missing. */
    fallback: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);
export type EnrichmentStep = Static<typeof EnrichmentStep>;

/** A place where decisions are asked for: a banner, a cashier's screen, an incoming call, a trigger. */
export const PlacementDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    active: Type.Boolean(),
    /** Offers go through these channels only; left out: any. */
    channels: Type.Optional(Type.Array(CatalogueId, { minItems: 1, maxItems: 50 })),
    /** The customer is there now: contact hours do not apply, an offer is shown at once and nothing is sent. */
    inbound: Type.Boolean(),
    /** Planned actions of launched campaigns come first; true unless said otherwise. */
    plan: Type.Optional(Type.Boolean()),
    /** What is asked for offers when no planned action is valid. */
    strategy: Type.Optional(Type.Object({ environment: Environment, endpoint: EndpointName }, { additionalProperties: false })),
    ruleSetId: Type.Optional(Id),
    /** Offers of the catalogue that stand here without a strategy. */
    offers: Type.Optional(Type.Array(CatalogueId, { maxItems: 500, uniqueItems: true })),
    /** Rank = propensity × context weight × value × lever. Offers with a rank below `leastRank` are left out. */
    arbitration: Type.Optional(Type.Object({ levers: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1e6 }))), leastRank: Type.Optional(Type.Number({ minimum: 0 })) }, { additionalProperties: false })),
    enrichment: Type.Optional(Type.Array(EnrichmentStep, { maxItems: 20 })),
    /** Offers of one answer. */
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    /** Share of customers who get nothing here, to measure the effect. */
    controlGroup: Type.Optional(Type.Object({ share: Type.Number({ minimum: 0, maximum: 0.9 }), salt: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type PlacementDocument = Static<typeof PlacementDocument>;

/** What holds for all decisions. One document, id `company`. */
export const CompanyDocument = Type.Object(
  {
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'Zone of days and weeks where nothing else is said' }),
    /** Customers who get no sales at all, in any campaign or placement. */
    globalControlGroup: Type.Optional(Type.Object({ share: Type.Number({ minimum: 0, maximum: 0.5 }), salt: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false })),
    /** Campaigns in order of priority, the first wins; those that are not named follow in order of launch. */
    campaignPriority: Type.Optional(Type.Array(Id, { maxItems: 1000, uniqueItems: true })),
    /** Days within which a response is joined to a contact. */
    attributionDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    /** When a promise to pay counts as kept: this share of it, in percent, paid within so many days after the due day. 90 % and 2 days unless said otherwise. */
    promises: Type.Optional(Type.Object({ graceDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 60 })), keptPercent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }, { additionalProperties: false })),
    /** Attribute of customers with their IANA zone. */
    timeZoneAttribute: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' })),
    /** Attribute with the balance of loyalty points as loaded. */
    pointsAttribute: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' })),
  },
  { additionalProperties: false },
);
export type CompanyDocument = Static<typeof CompanyDocument>;
