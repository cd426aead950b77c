import type { CommentThread, PresentPerson, StrategyDocument } from '@arbiter/contracts';
import { graphAt } from '@arbiter/engine/strategy-edit/graph-place';
import { nameOf } from './people.js';
import { titleIn } from './words.js';

const counted = <T>(values: readonly T[], keyOf: (value: T) => string | undefined): Map<string, T[]> => {
  const found = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
};

/** Names of those who look at a node, by its key; each person once. */
export const othersByNode = (others: readonly PresentPerson[]): ReadonlyMap<string, readonly string[]> => new Map([...counted(others, ({ place }) => place.node)].map(([key, people]) => [key, [...new Set(people.map(({ person }) => nameOf(person)))]]));

/** How many threads about a node are open, by its key. */
export const discussedNodes = (threads: readonly CommentThread[]): ReadonlyMap<string, number> => new Map([...counted(threads.filter(({ resolved }) => resolved === null), ({ node }) => node ?? undefined)].map(([key, open]) => [key, open.length]));

/** Title of a node by its key; null where it is not there any more. */
export function titleOfKey(document: StrategyDocument, key: string): string | null {
  const ids = key.split('/');
  const graph = graphAt(document, ids.slice(0, -1));
  const id = ids.at(-1)!;
  return graph?.nodes.some((node) => node.id === id) ? titleIn(graph, id) : null;
}
