import type { ConfigurationKind } from '@arbiter/contracts';
import type { Container } from '../container.js';
import { saveAction, saveChannel } from '../features/catalogue/api.js';
import { saveConfiguration } from '../features/configuration/api.js';
import { hotKeys, printProfile } from '../features/decisions/api.js';

const title = { ru: 'т', en: 't' };

/** Puts into the stores what decisions of a placement need: two offers, `card` by the page and `gift` by message, and the documents given. */
export async function saveLiveOffers(container: Container, documents: readonly [kind: ConfigurationKind, id: string, document: object][]): Promise<void> {
  const { repository, now } = container;
  for (const id of ['web', 'sms']) await saveChannel(repository, { id, title });
  await saveAction(repository, { id: 'card', title, channel: 'web', stage: 'offer', costMinor: 0, valueMinor: 300_00 });
  await saveAction(repository, { id: 'gift', title, channel: 'sms', stage: 'offer', costMinor: 0, valueMinor: 100_00 });
  for (const [kind, id, document] of documents) await saveConfiguration(repository, { kind, id, document, base: 0, author: null, at: now() });
}

/** Customers who may be contacted, without a history. */
export function saveLiveCustomers({ hotState }: Pick<Container, 'hotState'>, ids: readonly string[], attributes: Record<string, string> = {}): Promise<void> {
  const profile = printProfile({ attributes, timeZone: 'Europe/Moscow', consent: true, refusedChannels: [], contacts: [], points: 0 });
  return hotState.putMany(ids.map((id) => [hotKeys.profile(id), profile] as const));
}
