import type { Delivery, DeliveryStatus, DeliverySummary } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { listChannels } from '../catalogue/api.js';
import { configurationOf } from '../configuration/api.js';
import { deliveryTimerKind, type DeliveryOrder } from './delivery-order.js';
import { deliveryKeys, newDelivery, readDelivery, shownDelivery, type DeliveryChange } from './delivery-state.js';
import { deliveryColumns, stateOfRow, type DeliveryRow } from './find-delivery.js';
import type { DeliveryEntry } from './record-delivery.js';

type Stores = Pick<Container, 'hotState' | 'analytics' | 'repository' | 'now' | 'log'>;

export interface DeliveryFilter {
  status?: DeliveryStatus | undefined;
  channel?: string | undefined;
  customerId?: string | undefined;
  most: number;
}

const mostWaiting = 5_000;
const page = 1_000;
const farMs = Number.MAX_SAFE_INTEGER;

/** Channels that have, or have had, deliveries to make. */
export async function channelsOf({ repository, hotState, log }: Pick<Stores, 'repository' | 'hotState' | 'log'>): Promise<string[]> {
  const configured = configurationOf({ repository, hotState, log }).current().of('delivery-ways').map(({ id }) => id);
  return [...new Set([...configured, ...(await listChannels(repository)).map(({ id }) => id)])];
}

/** Deliveries as they stand, the newest first: what waits (from the hot state), what has just changed (from the journal), and all before. */
export async function listDeliveries(stores: Stores, filter: DeliveryFilter): Promise<Delivery[]> {
  const { hotState, analytics } = stores;
  const matches = ({ order, status }: Pick<DeliveryChange, 'order' | 'status'>) => (filter.status === undefined || status === filter.status) && (filter.channel === undefined || order.channel === filter.channel) && (filter.customerId === undefined || order.customerId === filter.customerId);
  const known = new Map<string, { change: DeliveryChange; dueMs?: number }>();
  const rows = await analytics.query<DeliveryRow>(
    `SELECT ${deliveryColumns} FROM deliveries FINAL WHERE ({status:String} = '' OR status = {status:String}) AND ({channel:String} = '' OR channel = {channel:String}) AND ({customer:String} = '' OR customer_id = {customer:String}) ORDER BY at DESC, delivery_id LIMIT {most:UInt32}`,
    { status: filter.status ?? '', channel: filter.channel ?? '', customer: filter.customerId ?? '', most: filter.most },
  );
  for (const row of rows) known.set(row.delivery_id, { change: stateOfRow(row) });
  for (const change of await changesOfJournal(hotState)) {
    const before = known.get(change.order.deliveryId);
    if (!before || before.change.change < change.change) known.set(change.order.deliveryId, { change });
  }
  for (const channel of filter.channel === undefined ? await channelsOf(stores) : [filter.channel]) {
    const timers = await hotState.dueTimers(deliveryTimerKind(channel), farMs, mostWaiting);
    const orders = timers.map(({ payload }) => JSON.parse(payload) as DeliveryOrder);
    const texts = await hotState.getMany(orders.map(({ deliveryId }) => deliveryKeys.state(deliveryId)));
    orders.forEach((order, index) => known.set(order.deliveryId, { change: readDelivery(texts[index]) ?? newDelivery(order, order.decidedMs), dueMs: timers[index]!.dueMs }));
  }
  return [...known.values()].filter(({ change }) => matches(change)).sort((one, other) => other.change.atMs - one.change.atMs).slice(0, filter.most).map(({ change, dueMs }) => shownDelivery(change, change.status === 'waiting' ? dueMs : undefined));
}

async function changesOfJournal(hotState: Stores['hotState']): Promise<DeliveryChange[]> {
  const changes: DeliveryChange[] = [];
  for (let after = 0; ; ) {
    const entries = await hotState.readJournal(after, page);
    for (const { entry } of entries) if (entry.startsWith('{"kind":"delivery"')) changes.push(...(JSON.parse(entry) as DeliveryEntry).changes);
    if (entries.length < page) return changes;
    after = entries.at(-1)!.sequence;
  }
}

/** What waits and how long, and what became of the deliveries of the last thirty days. */
export async function summariseDeliveries(stores: Stores): Promise<DeliverySummary> {
  const { hotState, analytics, now } = stores;
  const configuration = configurationOf(stores).current();
  const nowMs = now().getTime();
  const rows = await analytics.query<{ channel: string; status: string; count: string }>('SELECT channel, status, count() AS count FROM deliveries FINAL WHERE at >= {since:DateTime64(3)} GROUP BY channel, status', { since: new Date(nowMs - 30 * 86_400_000).toISOString().replace('T', ' ').replace('Z', '') });
  const channels = await Promise.all(
    (await channelsOf(stores)).map(async (channel) => {
      const document = configuration.find('delivery-ways', channel)?.document;
      const { waiting, earliestMs } = await hotState.timersOf(deliveryTimerKind(channel));
      const statuses = Object.fromEntries(rows.filter((row) => row.channel === channel).map(({ status, count }) => [status, Number(count)]));
      return { channel, way: document?.way.kind ?? 'none', active: document?.active ?? false, waiting, lagSeconds: earliestMs === undefined ? 0 : Math.max(0, nowMs - earliestMs) / 1000, statuses };
    }),
  );
  return { channels: channels.filter(({ way, waiting, statuses }) => way !== 'none' || waiting > 0 || Object.keys(statuses).length > 0) };
}
