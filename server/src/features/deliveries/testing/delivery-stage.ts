import type { Action, DeliveryDocument, PlacementDocument } from '@arbiter/contracts';
import type { CustomerProfile } from '@arbiter/engine';
import type { Container } from '../../../container.js';
import { saveAction, saveChannel } from '../../catalogue/api.js';
import { configurationOf, saveConfiguration } from '../../configuration/api.js';
import { hotKeys, printProfile } from '../../decisions/api.js';
import { deliveryTimer } from '../delivery-order.js';

const title = { ru: '', en: '' };

/** Saves a document of the configuration over whatever stands there. */
export async function put(container: Container, kind: 'delivery-ways' | 'placements' | 'contact-policies', id: string, document: unknown): Promise<void> {
  const stands = configurationOf(container).current().find(kind, id)?.version ?? 0;
  await saveConfiguration(container.repository, { kind, id, document, base: stands, author: null, at: container.now() });
  await configurationOf(container).refresh();
}

/** A channel with its way, an action with a message, and a placement from which messages go out. */
export async function stage(container: Container, channel: string, way: Omit<DeliveryDocument, 'active'> & { active?: boolean }, message?: Action['message']): Promise<void> {
  await saveChannel(container.repository, { id: channel, title });
  await saveAction(container.repository, { id: `offer-${channel}`, title, channel, stage: 'offer', costMinor: 100, ...(message ? { message } : {}) });
  await configurationOf(container).refresh();
  const place: PlacementDocument = { title: 'Out', active: true, inbound: false };
  if (!configurationOf(container).current().find('placements', 'out')) await put(container, 'placements', 'out', place);
  await put(container, 'delivery-ways', channel, { active: true, ...way });
}

export async function putProfile({ hotState }: Container, customerId: string, changes: Partial<CustomerProfile> = {}): Promise<void> {
  const profile: CustomerProfile = { attributes: { name: `Client ${customerId}`, email: `${customerId}@client.example` }, timeZone: 'Europe/Moscow', consent: true, refusedChannels: [], contacts: [], points: 0, ...changes };
  await hotState.putMany([[hotKeys.profile(customerId), printProfile(profile)]]);
}

/** Leaves the timer of a decision, as its commit does. */
export async function decided(container: Container, id: string, channel: string, customerId: string, more: { at?: string; validUntil?: string; campaignId?: string } = {}): Promise<void> {
  const at = container.now().toISOString();
  const timer = deliveryTimer(
    configurationOf(container).current(),
    { decisionId: id, customerId, campaignId: more.campaignId ?? null, at, outcome: 'action', source: 'placement', placement: 'out', arm: null, reasons: [], refused: [], version: 'v', action: { id: `offer-${channel}`, channel, stage: 'offer', valueMinor: null, terms: [{ name: 'rate', value: 12 }], ...(more.at ? { at: more.at } : {}), ...(more.validUntil ? { validUntil: more.validUntil } : {}) } },
    { costMinor: 100 },
  );
  await container.hotState.commit({ timers: [timer!] });
}
