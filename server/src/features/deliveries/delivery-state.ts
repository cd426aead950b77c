import type { Delivery, DeliveryStatus } from '@arbiter/contracts';
import type { DeliveryOrder } from './delivery-order.js';

/** A delivery as the hot state keeps it while it is under way, and for some days after. */
export interface DeliveryState {
  order: DeliveryOrder;
  status: DeliveryStatus;
  attempts: number;
  /** When the status came about. */
  atMs: number;
  /** Grows by one with each change. */
  change: number;
  detail: string;
  providerId?: string;
  /** How far the delivery is known to have come, whoever said so; it never goes back. */
  rank: number;
  /** Grows when a person sends once more what was refused for certain: the provider then must not answer with the old refusal. */
  turn: number;
  /** An attempt may have reached the customer although no provider said so. */
  doubtful?: boolean;
}

/** What the journal keeps of a change. */
export type DeliveryChange = Omit<DeliveryState, 'order' | 'turn' | 'doubtful'> & { order: Omit<DeliveryOrder, 'terms' | 'context'> };

export const deliveryKeys = {
  state: (deliveryId: string) => `delivery:${deliveryId}`,
  provider: (channel: string, providerId: string) => `delivery-provider:${channel}:${providerId}`,
  rate: (channel: string) => `delivery-rate:${channel}`,
  batch: (channel: string) => `delivery-batch:${channel}`,
  batchPart: (channel: string, batch: string, part: number) => `delivery-batch:${channel}:${batch}:${part}`,
  inbox: (customerId: string) => `inbox:${customerId}`,
} as const;

/** Statuses that only providers and customers bring about rank by how much is known; what we end ourselves gives way to any of them. */
const ranks: Record<DeliveryStatus, number> = { waiting: 0, sending: 0, unknown: 1, failed: 1, expired: 1, cancelled: 1, sent: 2, delivered: 3, bounced: 4, opened: 5, clicked: 6, dismissed: 6 };
const rankOfReportedFailure = 4;

export function newDelivery(order: DeliveryOrder, atMs: number): DeliveryState {
  return { order, status: 'waiting', attempts: 0, atMs, change: 0, detail: '', rank: 0, turn: 0 };
}

export function withStatus(state: DeliveryState, status: DeliveryStatus, atMs: number, detail: string, more: Partial<Pick<DeliveryState, 'attempts' | 'providerId' | 'turn' | 'doubtful'>> = {}): DeliveryState {
  return { ...state, ...more, status, atMs, detail: detail.slice(0, 500), change: state.change + 1, rank: ranks[status] };
}

/** The state after a report, or undefined where it tells nothing new: the same again, or something that a later status overtook. */
export function withReport(state: DeliveryState, reported: Exclude<DeliveryStatus, 'waiting' | 'sending' | 'unknown' | 'expired' | 'cancelled'>, atMs: number, detail: string, providerId?: string): DeliveryState | undefined {
  const rank = reported === 'failed' ? rankOfReportedFailure : ranks[reported];
  if (rank <= state.rank) return undefined;
  return { ...withStatus(state, reported, atMs, detail, providerId === undefined ? {} : { providerId }), rank };
}

/** The end of a delivery that is not sent any more: where an attempt may have arrived, nobody claims that none did. */
export function ended(state: DeliveryState, status: 'expired' | 'cancelled' | 'failed', atMs: number, why: string): DeliveryState {
  return state.doubtful || state.status === 'sending' ? withStatus(state, 'unknown', atMs, `${why}; an earlier attempt may have arrived`) : withStatus(state, status, atMs, why);
}

/** Whether nothing is to be sent any more. */
export const isOver = ({ status }: DeliveryState): boolean => status !== 'waiting' && status !== 'sending';

export const readDelivery = (text: string | undefined): DeliveryState | undefined => (text === undefined ? undefined : (JSON.parse(text) as DeliveryState));
/** What was sent is kept without what it was made of: nothing sends it again. */
export function printDelivery(state: DeliveryState): string {
  return JSON.stringify(state.rank >= ranks.sent ? { ...state, order: { ...state.order, terms: {}, context: {} } } : state);
}

export function changeOf({ order: { terms: _terms, context: _context, ...order }, turn: _turn, doubtful: _doubtful, ...rest }: DeliveryState): DeliveryChange {
  return { order, ...rest };
}

export function shownDelivery({ order, status, attempts, atMs, detail, providerId }: Pick<DeliveryChange, 'order' | 'status' | 'attempts' | 'atMs' | 'detail' | 'providerId'>, dueMs?: number): Delivery {
  return {
    deliveryId: order.deliveryId, decisionId: order.deliveryId, customerId: order.customerId, channel: order.channel, actionId: order.actionId, campaignId: order.campaignId,
    status, attempts, at: new Date(atMs).toISOString(), detail, ...(providerId === undefined ? {} : { providerId }), ...(dueMs === undefined ? {} : { dueAt: new Date(dueMs).toISOString() }),
  };
}
