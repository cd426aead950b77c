import type { CustomerState } from '@arbiter/engine';
import type { Container } from '../../../container.js';
import { ProblemError } from '../../../http/problem-error.js';
import { hotKeys, newDecisionId, printState, readState, type CustomerFactEntry } from '../../decisions/api.js';

export type FactChange = Pick<CustomerFactEntry, 'customerId' | 'fact' | 'name' | 'given' | 'atMs' | 'by'>;

const mostAttempts = 100;

/** The state with the fact; the same object where it says so already, or where something newer was said. */
export function stateWithFact(state: CustomerState, { fact, name, given, atMs }: FactChange): CustomerState {
  if (fact === 'stop-list') {
    if (state.stopLists.includes(name) === given) return state;
    return { ...state, stopLists: given ? [...state.stopLists, name].sort() : state.stopLists.filter((one) => one !== name) };
  }
  if (fact === 'flag') {
    if (Object.hasOwn(state.flags, name) === given) return state;
    const { [name]: _, ...others } = state.flags;
    return { ...state, flags: given ? { ...others, [name]: atMs } : others };
  }
  const known = Object.hasOwn(state.consents, name) ? state.consents[name] : undefined;
  if (known && (known.atMs > atMs || (known.given === given && known.atMs === atMs))) return state;
  return { ...state, consents: { ...state.consents, [name]: { given, atMs } } };
}

/** Changes one fact of a customer, durable and journalled before it resolves. False where nothing changed. */
export async function changeFact({ hotState, now }: Pick<Container, 'hotState' | 'now'>, change: FactChange): Promise<boolean> {
  const key = hotKeys.state(change.customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const before = readState(text);
    const after = stateWithFact(before, change);
    if (after === before) return false;
    const nowMs = now().getTime();
    const entry: CustomerFactEntry = { kind: 'customer-fact', factId: newDecisionId(nowMs), ...change, recordedAtMs: nowMs };
    const result = await hotState.commit({ expect: [{ key, value: text }], puts: [{ key, value: printState(after, nowMs) }], entry: JSON.stringify(entry) });
    if (result.ok) return true;
  }
  throw new ProblemError('overloaded', 'Too many requests for one customer at once; try again in a second', { retryAfterSeconds: 1 });
}
