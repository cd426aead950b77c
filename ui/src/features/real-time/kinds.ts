import type { ConfigurationEntry, ConfigurationKind } from '@arbiter/contracts';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export interface KindOfDocument {
  kind: ConfigurationKind;
  title: MessageKey;
  text: MessageKey;
  /** What stands under the code of a new document. */
  codeHint: MessageKey;
  /** A new document, before anything is filled in. */
  blank: () => Record<string, unknown>;
}

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Kinds of documents in the order of the tabs. */
export const kindsOfDocuments: readonly KindOfDocument[] = [
  { kind: 'contact-policies', title: 'realTime.policies', text: 'realTime.policiesText', codeHint: 'realTime.codeHint', blank: () => ({ title: '', active: true, timeZone: zone(), rules: [], exempt: ['transactional'] }) },
  { kind: 'placements', title: 'realTime.placements', text: 'realTime.placementsText', codeHint: 'realTime.codeHint', blank: () => ({ title: '', active: true, inbound: true }) },
  { kind: 'quotas', title: 'realTime.quotas', text: 'realTime.quotasText', codeHint: 'realTime.codeHint', blank: () => ({ title: '', active: true, of: {}, atMost: 1000, unit: 'contacts', per: 'day', timeZone: zone() }) },
  { kind: 'event-types', title: 'realTime.eventTypes', text: 'realTime.eventTypesText', codeHint: 'realTime.codeHint', blank: () => ({ title: '' }) },
  { kind: 'features', title: 'realTime.features', text: 'realTime.featuresText', codeHint: 'realTime.codeHintFeature', blank: () => ({ title: '', events: [], kind: 'count', window: '30d' }) },
  { kind: 'triggers', title: 'realTime.triggers', text: 'realTime.triggersText', codeHint: 'realTime.codeHint', blank: () => ({ title: '', active: true, on: { kind: 'event', events: [] }, placementId: '' }) },
  { kind: 'delivery-ways', title: 'realTime.deliveries', text: 'realTime.deliveriesText', codeHint: 'realTime.codeHintChannel', blank: () => ({ active: true, way: { kind: 'pull' } }) },
  { kind: 'company', title: 'realTime.company', text: 'realTime.companyText', codeHint: 'realTime.codeHint', blank: () => ({ timeZone: zone() }) },
];

export const kindOf = (kind: string): KindOfDocument => kindsOfDocuments.find((one) => one.kind === kind) ?? kindsOfDocuments[0]!;

/** The name that people gave a document, else its code. */
export function titleOfDocument({ id, document }: Pick<ConfigurationEntry, 'id' | 'document'>): string {
  const { title } = document as { title?: unknown };
  return typeof title === 'string' && title !== '' ? title : id;
}

/** Whether a document is in force; null for kinds that always are. */
export function isActive({ document }: Pick<ConfigurationEntry, 'document'>): boolean | null {
  const { active } = document as { active?: unknown };
  return typeof active === 'boolean' ? active : null;
}
