import { stateWithPromises, withImportedPayments } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { configurationOf } from '../configuration/api.js';
import { hotKeys, printState, readState, type PromiseEntry } from '../decisions/api.js';
import type { TimerHandler } from '../timers/api.js';
import { promiseTimers } from './take-response.js';
import { responseSettings } from './response-settings.js';

/** Payments of one customer that a check looks at, the newest of them. */
const mostPayments = 500;

/** Looks at a promise when its last day is over: kept, partial or broken, with the payments that files have brought besides those of responses. */
export const checkPromise: TimerHandler = async (timer, { container, nowMs }) => {
  const { customerId } = JSON.parse(timer.payload) as { customerId: string };
  const { hotState } = container;
  const { terms } = responseSettings(configurationOf(container).current());
  const key = hotKeys.state(customerId);
  const [text] = await hotState.getMany([key]);
  const before = readState(text);
  const days = before.promises.filter(({ state }) => state !== 'withdrawn').map(({ madeOn }) => madeOn).sort();
  const responses = days[0] === undefined ? before.responses : withImportedPayments(before.responses, await readPayments(container, customerId, days[0]));
  const { state, changed } = stateWithPromises(before, { ...before, responses }, nowMs, terms);
  const entry: PromiseEntry = { kind: 'promise', customerId, atMs: nowMs, promises: changed };
  const { timers, dropTimers } = promiseTimers(customerId, changed);
  const own = state.promises.find(({ id }) => timer.id === `promise:${id}`);
  // The day may have been moved since this timer was set.
  const again = own?.state === 'open' && !timers.some(({ id }) => id === timer.id) ? [{ ...timer, dueMs: own.checkAtMs }] : [];
  await hotState.commit({
    expect: [{ key, value: text }], puts: state === before ? [] : [{ key, value: printState(state, nowMs) }],
    endTimers: [timer], timers: [...timers, ...again], dropTimers: dropTimers.filter((id) => id !== timer.id), ...(changed.length > 0 ? { entry: JSON.stringify(entry) } : {}),
  });
};

async function readPayments({ analytics }: Pick<Container, 'analytics'>, customerId: string, from: string): Promise<{ id: string; day: string; amountMinor: number }[]> {
  const rows = await analytics.query<{ id: string; day: string; amount: string }>(
    `SELECT payment_id AS id, toString(paid_on) AS day, amount_minor AS amount FROM payments FINAL WHERE customer_id = {id:String} AND paid_on >= {from:Date32} AND amount_minor > 0 ORDER BY paid_on DESC, payment_id LIMIT ${mostPayments}`,
    { id: customerId, from },
  );
  return rows.map(({ id, day, amount }) => ({ id, day, amountMinor: Number(amount) }));
}
