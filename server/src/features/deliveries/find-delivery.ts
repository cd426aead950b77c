import type { Container } from '../../container.js';
import { deliveryKeys, readDelivery, type DeliveryState } from './delivery-state.js';

type Stores = Pick<Container, 'hotState' | 'analytics'>;

export interface DeliveryRow {
  delivery_id: string;
  customer_id: string;
  campaign_id: string;
  channel: string;
  action_id: string;
  stage: string;
  cost_minor: string;
  status: DeliveryState['status'];
  rank: number;
  attempts: number;
  provider_id: string;
  detail: string;
  decided: string;
  contact: string;
  time: string;
  change: string;
}

export const deliveryColumns = 'delivery_id, customer_id, campaign_id, channel, action_id, stage, cost_minor, status, rank, attempts, provider_id, detail, toUnixTimestamp64Milli(decided_at) AS decided, toUnixTimestamp64Milli(contact_at) AS contact, toUnixTimestamp64Milli(at) AS time, version AS change';

export function stateOfRow(row: DeliveryRow): DeliveryState {
  return {
    order: {
      deliveryId: row.delivery_id, customerId: row.customer_id, campaignId: row.campaign_id === '' ? null : row.campaign_id, channel: row.channel, actionId: row.action_id, stage: row.stage, costMinor: Number(row.cost_minor),
      decidedMs: Number(row.decided), contactMs: Number(row.contact), validUntilMs: null, terms: {}, context: {},
    },
    status: row.status, attempts: row.attempts, atMs: Number(row.time), change: Number(row.change), detail: row.detail, rank: row.rank, turn: 0, ...(row.provider_id === '' ? {} : { providerId: row.provider_id }),
  };
}

/** A delivery with the text that the hot state has of it, if it still has any. Undefined where there is none. */
export async function findDelivery({ hotState, analytics }: Stores, deliveryId: string): Promise<{ state: DeliveryState; text: string | undefined } | undefined> {
  const [text] = await hotState.getMany([deliveryKeys.state(deliveryId)]);
  const state = readDelivery(text);
  if (state) return { state, text };
  const [row] = await analytics.query<DeliveryRow>(`SELECT ${deliveryColumns} FROM deliveries FINAL WHERE delivery_id = {id:String} LIMIT 1`, { id: deliveryId });
  return row && { state: stateOfRow(row), text: undefined };
}

/** Our identifier of what the provider calls otherwise. */
export async function findByProvider({ hotState, analytics }: Stores, channel: string | undefined, providerId: string): Promise<string | undefined> {
  if (channel !== undefined) {
    const [deliveryId] = await hotState.getMany([deliveryKeys.provider(channel, providerId)]);
    if (deliveryId !== undefined) return deliveryId;
  }
  const rows = await analytics.query<{ delivery_id: string }>(`SELECT delivery_id FROM deliveries FINAL WHERE provider_id = {provider:String}${channel === undefined ? '' : ' AND channel = {channel:String}'} LIMIT 2`, { provider: providerId, channel: channel ?? '' });
  // Two channels may know the same identifier: then it says nothing.
  return rows.length === 1 ? rows[0]!.delivery_id : undefined;
}
