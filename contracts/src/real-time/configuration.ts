import { Type, type Static, type TSchema } from 'typebox';
import { Id, Instant } from '../identifiers.js';
import { ContactPolicyDocument } from './contact-policy.js';
import { DeliveryDocument } from './delivery.js';
import { EventTypeDocument, FeatureDocument, TriggerDocument } from './event.js';
import { CompanyDocument, PlacementDocument } from './placement.js';
import { QuotaDocument } from './quota.js';

/** What real time is configured by: documents by kind and id, each with its versions. */
export const configurationSchemas = {
  company: CompanyDocument,
  'contact-policies': ContactPolicyDocument,
  quotas: QuotaDocument,
  placements: PlacementDocument,
  'event-types': EventTypeDocument,
  features: FeatureDocument,
  triggers: TriggerDocument,
  'delivery-ways': DeliveryDocument,
} as const satisfies Record<string, TSchema>;

export type ConfigurationKind = keyof typeof configurationSchemas;
export const configurationKinds = Object.keys(configurationSchemas) as ConfigurationKind[];
export type ConfigurationDocumentOf<K extends ConfigurationKind> = Static<(typeof configurationSchemas)[K]>;

export const ConfigurationEntry = Type.Object({
  kind: Type.Enum(configurationKinds),
  id: Id,
  /** Grows by one with each save; a save names the version that it is based on, 0 for a new document. */
  version: Type.Integer(),
  document: Type.Unknown(),
  updatedAt: Instant,
  updatedBy: Type.Union([Type.String(), Type.Null()]),
});
export type ConfigurationEntry = Static<typeof ConfigurationEntry>;
