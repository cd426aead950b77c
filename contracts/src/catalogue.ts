import { Type, type Static } from 'typebox';
import { Title } from './identifiers.js';

/** Identifiers in the catalogue travel in files and problem documents, so they are plain. */
export const CatalogueId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' });

/** Stages of collection; marketing actions use `offer`, service messages `service`. */
export const stages = ['pre', 'soft', 'hard', 'offer', 'service'] as const;
export const Stage = Type.Enum(stages);
export type Stage = (typeof stages)[number];

/** A channel of communication (web, post, phone, e-mail, bailiff …). */
export const Channel = Type.Object({ id: CatalogueId, title: Title });
export type Channel = Static<typeof Channel>;

/** Why a customer is contacted. Sales are suppressed where a complaint is open; transactional messages are exempt from caps, but counted. */
export const purposes = ['sales', 'service', 'collection', 'transactional'] as const;
export const Purpose = Type.Enum(purposes);
export type Purpose = (typeof purposes)[number];

/** The purpose of an action that does not say it. */
export const purposeOfStage = (stage: Stage): Purpose => (stage === 'offer' ? 'sales' : stage === 'service' ? 'service' : 'collection');

/** A label of actions that contact policy and quotas speak of. */
export const Tag = Type.String({ pattern: '^[a-z0-9][a-z0-9_.-]{0,39}$' });

/** A term of an offer that is each customer's own: a price, a limit, a rate. */
export const OfferTerm = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,62}$' }),
    title: Type.Optional(Title),
    /** FEEL over the customer's attributes, features, the context and what enrichment brought. */
    expression: Type.String({ minLength: 1, maxLength: 1000 }),
    atLeast: Type.Optional(Type.Number()),
    atMost: Type.Optional(Type.Number()),
    /** The value is rounded to a whole number of steps. */
    step: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    unit: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
);
export type OfferTerm = Static<typeof OfferTerm>;

/** An action of the catalogue: what may be done to a customer, through which channel, at what cost. */
export const Action = Type.Object({
  id: CatalogueId,
  title: Title,
  channel: CatalogueId,
  stage: Stage,
  costMinor: Type.Integer({ minimum: 0, maximum: 1e12, description: 'Cost of one action, minor units' }),
  /** What the product or the action is worth when accepted, minor units; the V of the arbitration where a strategy does not say it. */
  valueMinor: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e15 })),
  purpose: Type.Optional(Purpose),
  tags: Type.Optional(Type.Array(Tag, { maxItems: 20, uniqueItems: true })),
  /** Whose offer it is, where it is not our own; quotas may speak of it. */
  partner: Type.Optional(CatalogueId),
  /** Loyalty points that the customer spends by accepting; they are set aside with the offer. */
  points: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e9 })),
  /** How long an offer stands, and with it what was set aside for it. */
  validMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 527_040 })),
  terms: Type.Optional(Type.Array(OfferTerm, { maxItems: 20 })),
  /** What the customer reads; `{name}` stands for a term, a value of the context or an attribute, `{name|text}` for the text where there is none. */
  message: Type.Optional(Type.Object({ subject: Type.Optional(Type.String({ maxLength: 500 })), body: Type.String({ maxLength: 20_000 }), format: Type.Optional(Type.Enum(['text', 'html'], { description: 'text unless said otherwise' })) }, { additionalProperties: false })),
});
export type Action = Static<typeof Action>;

/** What an action has besides its columns; all of it may be left out. */
export const ActionDetails = Type.Omit(Action, ['id', 'title', 'channel', 'stage', 'costMinor']);
export type ActionDetails = Static<typeof ActionDetails>;

export const purposeOf = (action: Pick<Action, 'stage' | 'purpose'>): Purpose => action.purpose ?? purposeOfStage(action.stage);
