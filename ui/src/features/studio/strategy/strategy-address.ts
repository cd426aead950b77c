import type { GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';

/** What of an open strategy stands in its address: the loops stepped into and the one chosen node. */
export interface StrategyAddress {
  place: GraphPlace;
  node: string | null;
}

const id = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function readAddress(query: URLSearchParams): StrategyAddress {
  const place = (query.get('place') ?? '').split('/').filter((one) => id.test(one)).slice(0, 16);
  const node = query.get('node');
  return { place, node: node !== null && id.test(node) ? node : null };
}

export const writeAddress = ({ place, node }: StrategyAddress): { place: string | null; node: string | null } => ({ place: place.length > 0 ? place.join('/') : null, node });

export const sameAddress = (a: StrategyAddress, b: StrategyAddress): boolean => a.node === b.node && a.place.join('/') === b.place.join('/');
