import type { DeliveryEntry } from './record-delivery.js';

const instant = (ms: number) => new Date(ms).toISOString();

/** Rows of a line: where each delivery stands, and what became of the contact once something did. */
export function rowsOfDelivery({ changes }: DeliveryEntry): (readonly [table: string, row: object])[] {
  return changes.flatMap(({ order, status, attempts, atMs, change, detail, providerId, rank }) => {
    const { deliveryId, customerId, campaignId, channel, actionId, stage, costMinor, decidedMs, contactMs } = order;
    const common = { customer_id: customerId, campaign_id: campaignId ?? '', channel, action_id: actionId, stage, cost_minor: costMinor, status };
    const delivery = ['deliveries', { delivery_id: deliveryId, ...common, rank, attempts, provider_id: providerId ?? '', detail, decided_at: instant(decidedMs), contact_at: instant(contactMs), at: instant(atMs), version: change }] as const;
    if (status === 'waiting' || status === 'sending') return [delivery];
    // The contact of the decision has its instant as version; what comes after it is newer.
    return [delivery, ['contacts', { contact_id: deliveryId, ...common, decision_id: deliveryId, at: instant(contactMs), version: decidedMs + change }] as const];
  });
}
