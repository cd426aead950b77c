import type { Action } from '@arbiter/contracts/catalogue';
import type { DeliveryDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { Timer } from '../../ports/hot-state.js';
import { listActions } from '../catalogue/api.js';
import type { Configuration } from '../configuration/api.js';
import { hotKeys, readProfile, readState } from '../decisions/api.js';
import type { DeliveryOrder } from './delivery-order.js';
import { deliveryKeys, newDelivery, readDelivery, type DeliveryState } from './delivery-state.js';
import { checkSending, type SendingVerdict } from './sending-check.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'now'>;
const actionsKeptMs = 2_000;
const hourMs = 3_600_000;
const defaultExpireHours = 72;

/** A delivery that is due, with all that was read of it. */
export interface DueDelivery {
  timer: Timer;
  state: DeliveryState;
  /** As the hot state had it. */
  text: string | undefined;
  action: Action | undefined;
  attributes: Readonly<Record<string, unknown>>;
  verdict: SendingVerdict;
  expiresMs: number;
}

const catalogues = new WeakMap<Container['hotState'], { atMs: number; actions: Promise<Map<string, Action>> }>();

/** Actions of the catalogue as of the last seconds; read anew where one of the wanted is not among them, for it may have just been made. */
async function actionsById({ repository, hotState }: Pick<Stores, 'repository' | 'hotState'>, wanted: readonly string[]): Promise<Map<string, Action>> {
  const known = catalogues.get(hotState);
  if (known && performance.now() - known.atMs < actionsKeptMs) {
    const actions = await known.actions;
    if (wanted.every((id) => actions.has(id))) return actions;
  }
  const actions = listActions(repository).then((list) => new Map(list.map((action) => [action.id, action])));
  catalogues.set(hotState, { atMs: performance.now(), actions });
  actions.catch(() => catalogues.delete(hotState));
  return actions;
}

/** Reads everything of a page of due timers at once, and says of each whether it may go now. */
export async function readDue(stores: Stores, timers: readonly Timer[], way: DeliveryDocument, configuration: Configuration, inbound = way.way.kind === 'pull'): Promise<DueDelivery[]> {
  if (timers.length === 0) return [];
  const orders = timers.map(({ payload }) => JSON.parse(payload) as DeliveryOrder);
  const campaignIds = [...new Set(orders.flatMap(({ campaignId }) => campaignId ?? []))];
  const [actions, texts, campaigns] = await Promise.all([
    actionsById(stores, orders.map(({ actionId }) => actionId)),
    stores.hotState.getMany(orders.flatMap(({ deliveryId, customerId }) => [deliveryKeys.state(deliveryId), hotKeys.profile(customerId), hotKeys.state(customerId)])),
    campaignIds.length === 0 ? [] : stores.repository.selectFrom('campaigns').select(['id', 'state', 'launched_at']).where('id', 'in', campaignIds).execute(),
  ]);
  const byId = new Map(campaigns.map(({ id, state, launched_at }) => [id, { state: String(state), launchedMs: launched_at?.getTime() ?? 0 }]));
  const nowMs = stores.now().getTime();
  return timers.map((timer, index) => {
    const order = orders[index]!;
    const [text, profileText, stateText] = texts.slice(3 * index, 3 * index + 3);
    const profile = profileText === undefined ? undefined : readProfile(profileText);
    const expiresMs = Math.min(order.validUntilMs ?? Infinity, order.contactMs + (way.expireHours ?? defaultExpireHours) * hourMs);
    const action = actions.get(order.actionId);
    const verdict = checkSending(order, { nowMs, expiresMs, action, campaign: order.campaignId === null ? undefined : byId.get(order.campaignId), profile, state: stateText === undefined ? undefined : readState(stateText), configuration, inbound });
    return { timer, text, state: readDelivery(text) ?? newDelivery(order, order.decidedMs), action, attributes: { ...profile?.attributes, customer_id: order.customerId }, verdict, expiresMs };
  });
}

/** Those of a customer's waiting offers that may still be shown: no consent withdrawn, no conversion, no end of the campaign since. */
export async function standsInInbox(stores: Stores, orders: readonly DeliveryOrder[], configuration: Configuration): Promise<Set<string>> {
  const timers = orders.map((order): Timer => ({ id: order.deliveryId, dueMs: order.contactMs, payload: JSON.stringify(order) }));
  const due = await readDue(stores, timers, { active: true, way: { kind: 'pull' }, expireHours: 9_000 }, configuration, true);
  return new Set(due.filter(({ verdict }) => verdict.may === 'send').map(({ state }) => state.order.deliveryId));
}
