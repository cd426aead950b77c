import type { ItemReference } from '@arbiter/contracts';

/** Where a node stands in the code: UTF-16 units, as editors count too. */
export interface CodePlace {
  path: string;
  strategy: ItemReference | null;
  from: number;
  to: number;
}

/** The node whose code holds a position; undefined between nodes. */
export const placeAt = (places: readonly CodePlace[], position: number): CodePlace | undefined => places.find(({ from, to }) => position >= from && position <= to);

/** The code of a node of the strategy itself. */
export const placeOfNode = (places: readonly CodePlace[], path: string): CodePlace | undefined => places.find((place) => place.strategy === null && place.path === path);

/** The code of what runs for a node: its own, and that of the sub-process that it refers to. */
export function placesOfNode(places: readonly CodePlace[], path: string, reference: ItemReference | null): CodePlace[] {
  const own = placeOfNode(places, path);
  const inner = reference ? places.filter(({ strategy }) => strategy !== null && strategy.id === reference.id && strategy.version === reference.version) : [];
  return [...(own ? [own] : []), ...inner];
}

/** Part of a text by lines, first and last counted from 1, for those who are told a place in words. */
export function linesOf(code: string, { from, to }: Pick<CodePlace, 'from' | 'to'>): { first: number; last: number } {
  const count = (end: number): number => code.slice(0, end).split('\n').length;
  return { first: count(from), last: count(to) };
}
