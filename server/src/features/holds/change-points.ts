import { pointsAvailable, type CustomerProfile, type CustomerState } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { hotKeys, printState, readProfile, readState } from '../decisions/api.js';
import type { PointsEntry } from '../quotas/api.js';

const mostAttempts = 100;

export interface PointsChange {
  customerId: string;
  /** The sender's identifier: the same one again changes nothing. */
  changeId: string;
  /** Positive: earned. Negative: spent elsewhere, expired, taken back. */
  points: number;
  reason: string;
}

export interface PointsBalance {
  /** As loaded, with all changes since. */
  balance: number;
  /** Of it, by offers that stand. */
  setAside: number;
  available: number;
}

export function balanceOf(profile: CustomerProfile | undefined, state: CustomerState): PointsBalance {
  const available = pointsAvailable(profile, state);
  const setAside = state.holds.reduce((sum, { points }) => sum + points, 0);
  return { balance: available + setAside, setAside, available };
}

async function readCustomer({ hotState }: Pick<Container, 'hotState'>, customerId: string): Promise<{ text: string | undefined; state: CustomerState; profile: CustomerProfile | undefined }> {
  const [text, profileText, known] = await hotState.getMany([hotKeys.state(customerId), hotKeys.profile(customerId), hotKeys.known(customerId)]);
  if (text === undefined && profileText === undefined && known === undefined) throw new ProblemError('not-found', `No customer ${JSON.stringify(customerId)} is known: import the customer first`);
  return { text, state: readState(text), profile: profileText === undefined ? undefined : readProfile(profileText) };
}

export async function readPoints(container: Pick<Container, 'hotState'>, customerId: string): Promise<PointsBalance> {
  const { profile, state } = await readCustomer(container, customerId);
  return balanceOf(profile, state);
}

/**
 * Changes a customer's loyalty points, durable before it resolves. Points that offers have set aside cannot be spent.
 * @throws not-found, conflict where more is taken than is there, idempotency-key-reused for the same changeId with another change
 */
export async function changePoints({ hotState, now }: Pick<Container, 'hotState' | 'now'>, change: PointsChange): Promise<{ repeated: boolean; available: number }> {
  const { customerId, changeId, points, reason } = change;
  const key = hotKeys.state(customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const { text, state, profile } = await readCustomer({ hotState }, customerId);
    const at = now();
    const { available } = balanceOf(profile, state);
    const after = { ...state, pointsChange: state.pointsChange + points };
    const entry: PointsEntry = { kind: 'points', changeId, customerId, at: at.toISOString(), points, reason, available: available + points };
    const enough = points >= 0 || available + points >= 0;
    const result = await hotState.commit({
      idempotencyKey: `points:${changeId}`,
      entry: JSON.stringify(entry),
      expect: [{ key, value: text }],
      puts: [{ key, value: printState(after, at.getTime()) }],
      // A counter without any room: it refuses what is too much, and still lets the answer to a repeated change through.
      ...(enough ? {} : { takes: [{ key: 'points:never', by: 1, atMost: 0 }] }),
    });
    if (result.ok) return { repeated: false, available: entry.available };
    if (result.why === 'repeated') return firstAnswer(result.entry, change);
    if (result.why === 'limit') throw new ProblemError('conflict', `Customer ${JSON.stringify(customerId)} has ${available} points to spend, and ${-points} were to be taken: take less, or wait until offers that set points aside have ended`);
  }
  throw new ProblemError('overloaded', 'Too many requests for one customer at once; try again in a second', { retryAfterSeconds: 1 });
}

function firstAnswer(text: string, { customerId, changeId, points, reason }: PointsChange): { repeated: boolean; available: number } {
  const first = JSON.parse(text) as PointsEntry;
  if (first.customerId !== customerId || first.points !== points || first.reason !== reason) throw new ProblemError('idempotency-key-reused', `The change ${JSON.stringify(changeId)} was used for another change of points: give each change an identifier of its own`);
  return { repeated: true, available: first.available };
}
