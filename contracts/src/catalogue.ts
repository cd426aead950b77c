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

/** An action of the catalogue: what may be done to a customer, through which channel, at what cost. */
export const Action = Type.Object({
  id: CatalogueId,
  title: Title,
  channel: CatalogueId,
  stage: Stage,
  costMinor: Type.Integer({ minimum: 0, maximum: 1e12, description: 'Cost of one action, minor units' }),
});
export type Action = Static<typeof Action>;
