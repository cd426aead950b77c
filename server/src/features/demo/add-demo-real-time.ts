import { offers, realTimeDocuments } from '@arbiter/demo';
import { collectionLaw } from '@arbiter/engine/policy/templates/collection-law';
import type { Container } from '../../container.js';
import { configurationOf, listConfiguration, saveConfiguration } from '../configuration/api.js';
import type { DemoSettings } from './demo-catalogue.js';

/** Real time of the demo company: offers, contact policy by law, places, events, quotas. What is there already stays as it is. */
export async function addDemoRealTime(container: Container, { language, customers }: Pick<DemoSettings, 'language' | 'customers'>): Promise<void> {
  const { repository, hotState, now } = container;
  for (const [position, { id, title, channel, stage, costMinor, ...details }] of offers.entries()) {
    await repository.insertInto('actions').values({ id, title: JSON.stringify(title), channel, stage, cost_minor: costMinor, details: JSON.stringify(details), position: 100 + position }).onConflict((conflict) => conflict.doNothing()).execute();
  }
  const known = new Set((await listConfiguration(repository)).map(({ kind, id }) => `${kind}/${id}`));
  const policy = collectionLaw({ calls: ['phone'], messages: ['email'], visits: ['km', 'bailiff'], attribute: 'kind', individuals: ['household'], timeZone: 'Europe/Moscow' });
  for (const { kind, id, document } of [{ kind: 'contact-policies' as const, id: 'collection-law', document: policy }, ...realTimeDocuments(language, customers)]) {
    if (!known.has(`${kind}/${id}`)) await saveConfiguration(repository, { kind, id, document, base: 0, author: null, at: now() });
  }
  await configurationOf(container).refresh();
  await hotState.publish('configuration', '');
}
