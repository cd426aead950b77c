import type { ConfigurationDocumentOf, ConfigurationKind, Fault } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { checkDeliveryWay } from '../deliveries/api.js';
import { checkContactPolicy } from '../contact-policies/api.js';
import { checkQuotaDocument } from '../quotas/api.js';
import { checkEventType } from '../events/api.js';
import { checkFeature, checkTrigger } from '../online-features/api.js';
import { checkPlacement } from '../placements/api.js';
import type { Configuration } from './configuration-registry.js';

/** What a check may look at besides the document. */
export interface CheckContext {
  container: Pick<Container, 'repository' | 'config'>;
  /** The configuration as it stands, without the document. */
  configuration: Configuration;
  id: string;
}

export type ConfigurationCheck<K extends ConfigurationKind> = (document: ConfigurationDocumentOf<K>, context: CheckContext) => Promise<Fault[]> | Fault[];

/** What a schema cannot say of a document, by kind. A document with faults is not saved. */
export const configurationChecks: { [K in ConfigurationKind]?: ConfigurationCheck<K> } = {
  'contact-policies': checkContactPolicy,
  'delivery-ways': checkDeliveryWay,
  'event-types': checkEventType,
  features: checkFeature,
  placements: checkPlacement,
  triggers: checkTrigger,
  quotas: checkQuotaDocument,
};
