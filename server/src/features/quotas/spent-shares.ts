import type { Take } from '../../ports/hot-state.js';

/**
 * Shares of plans that this process has found used up, with the smallest need that they could not meet. Use of a share only grows, so that
 * what is noted stays true; a process that does not know it yet loses one attempt.
 */
const spent = new Map<string, number>();
const mostNoted = 100_000;
const prefix = 'plan-used:';

export const isSpent = (usedKey: string, need: number): boolean => need >= (spent.get(usedKey) ?? Number.POSITIVE_INFINITY);

/**
 * To be asked when a commit with takes of a plan met a limit. True: the share of the plan at this key is used up, and the same takes asked
 * for again will be others. False: the limit is one of a quota or account itself, and the offer cannot be made.
 */
export function noteSpent(key: string, takes: readonly Take[]): boolean {
  if (!key.startsWith(prefix)) return false;
  const need = takes.reduce((sum, take) => (take.key === key ? sum + take.by : sum), 0);
  if (spent.size >= mostNoted) spent.clear();
  spent.set(key, Math.min(need, spent.get(key) ?? Number.POSITIVE_INFINITY));
  return true;
}
