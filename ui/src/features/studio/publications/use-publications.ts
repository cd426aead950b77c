import type { Publication } from '@arbiter/contracts';
import { createQuery } from '@tanstack/svelte-query';
import { projects } from '$lib/api/projects.js';
import { publications } from '$lib/api/publications.js';

/** How often figures are asked for anew. */
export const refreshMs = 5_000;

export const usePublications = () => createQuery(() => ({ queryKey: ['publications'], queryFn: () => publications.list(), refetchInterval: refreshMs }));
export const usePublication = (id: () => string) => createQuery(() => ({ queryKey: ['publications', 'one', id()], queryFn: () => publications.one(id()), refetchInterval: refreshMs }));
export const useRevisions = (id: () => string, enabled: () => boolean = () => true) => createQuery(() => ({ queryKey: ['publications', 'revisions', id()], queryFn: () => publications.revisions(id()), enabled: enabled() }));

const useStrategies = () => createQuery(() => ({ queryKey: ['studio-items', 'strategies'], queryFn: () => projects.items({ kind: 'strategy', limit: 500 }), staleTime: 30_000 }));

/** Names of strategies by identifier; the identifier itself where there is none to find. */
export function useStrategyNames() {
  const strategies = useStrategies();
  return {
    get list() { return strategies.data?.items ?? []; },
    nameOf: (id: string): string => strategies.data?.items.find((item) => item.id === id)?.name ?? id,
  };
}

/** What answers in production under the name of a publication in test. */
export const productionOf = (list: readonly Publication[], { endpoint }: Publication): Publication | null => list.find((one) => one.endpoint === endpoint && one.environment === 'production') ?? null;
