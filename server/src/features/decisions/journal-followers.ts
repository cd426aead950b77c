import type { Container } from '../../container.js';

/**
 * Is given the lines of each batch of the journal before they are forgotten. A batch may come twice: whoever follows must bear that. One
 * that throws holds the journal up, and the batch comes again.
 */
export type JournalFollower = (lines: readonly string[]) => Promise<void>;

const followers = new WeakMap<object, Set<JournalFollower>>();

/** Follows the journal of this hot state for as long as the process lives. */
export function followJournal({ hotState }: Pick<Container, 'hotState'>, follower: JournalFollower): void {
  const set = followers.get(hotState) ?? new Set();
  followers.set(hotState, set.add(follower));
}

export const followersOf = ({ hotState }: Pick<Container, 'hotState'>): Iterable<JournalFollower> => followers.get(hotState) ?? [];
