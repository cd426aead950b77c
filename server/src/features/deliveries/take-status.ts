import type { StatusesTaken, StatusReport } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { deliveryTimerId } from './delivery-order.js';
import { withReport } from './delivery-state.js';
import { findByProvider, findDelivery } from './find-delivery.js';
import { recordInInbox } from './inbox.js';
import { recordDelivery } from './record-delivery.js';

type Stores = Pick<Container, 'hotState' | 'analytics' | 'repository' | 'now' | 'log'>;
const mostAttempts = 50;
const atOnce = 32;

/**
 * Takes what became of a delivery. Statuses only go forward: what a later one overtook changes nothing. A report about a message that was
 * still to be repeated ends the repeats: it has arrived.
 * @param only reports about this channel alone are taken
 */
export async function takeStatus(stores: Stores, report: StatusReport, only?: string): Promise<'accepted' | 'repeated' | 'unknown'> {
  const { hotState, now } = stores;
  const status = report.status === 'shown' ? 'opened' : report.status;
  const channel = only ?? report.channel;
  const deliveryId = report.deliveryId ?? (report.providerId === undefined ? undefined : await findByProvider(stores, channel, report.providerId));
  if (deliveryId === undefined) return 'unknown';
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const found = await findDelivery(stores, deliveryId);
    if (!found || (channel !== undefined && found.state.order.channel !== channel)) return 'unknown';
    const { state, text } = found;
    const nowMs = now().getTime();
    const atMs = report.at === undefined ? nowMs : Math.min(nowMs, Date.parse(report.at));
    const next = withReport(state, status, atMs, report.detail ?? '', report.providerId);
    if (!next) return 'repeated';
    const pulled = configurationOf(stores).current().find('delivery-ways', state.order.channel)?.document.way.kind === 'pull';
    const recorded = pulled ? await recordInInbox(stores, next, text) : await recordDelivery(hotState, next, { before: text, nowMs, dropTimers: [deliveryTimerId(state.order.channel, deliveryId)] });
    if (recorded) return 'accepted';
  }
  throw new ProblemError('overloaded', 'Too many reports about one delivery at once; try again in a second', { retryAfterSeconds: 1 });
}

/** Reports of one delivery one after another as they stand, others at once. */
export async function takeStatuses(stores: Stores, reports: readonly StatusReport[], only?: string): Promise<StatusesTaken> {
  const counts: StatusesTaken = { accepted: 0, repeated: 0, unknown: 0 };
  const byDelivery = new Map<string, StatusReport[]>();
  for (const report of reports) {
    const key = report.deliveryId ?? `\n${report.channel ?? ''}\n${report.providerId ?? ''}`;
    byDelivery.set(key, [...(byDelivery.get(key) ?? []), report]);
  }
  const queues = [...byDelivery.values()];
  const work = async (): Promise<void> => {
    for (let queue = queues.pop(); queue; queue = queues.pop()) for (const report of queue) counts[await takeStatus(stores, report, only)] += 1;
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queues.length) }, work));
  return counts;
}
