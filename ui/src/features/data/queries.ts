import { createQuery } from '@tanstack/svelte-query';
import { api } from '$lib/api/api.js';

/** Questions about the data that several pages ask, with the keys that say when an answer is out of date. */
export const useDatasets = () => createQuery(() => ({ queryKey: ['datasets'], queryFn: api.datasets }));
export const useAttributes = () => createQuery(() => ({ queryKey: ['attributes'], queryFn: api.attributes, staleTime: 60_000 }));
export const useImports = () =>
  createQuery(() => ({
    queryKey: ['imports'],
    queryFn: api.imports,
    refetchInterval: (query) => (query.state.data?.some((item) => item.state === 'running' || item.state === 'waiting') ? 2000 : false),
  }));
export const useChannels = () => createQuery(() => ({ queryKey: ['channels'], queryFn: api.channels, staleTime: 60_000 }));
export const useActions = () => createQuery(() => ({ queryKey: ['actions'], queryFn: api.actions, staleTime: 60_000 }));
export const useScoreSets = () => createQuery(() => ({ queryKey: ['score-sets'], queryFn: api.scoreSets, staleTime: 30_000 }));
export const useRuleSets = () => createQuery(() => ({ queryKey: ['rule-sets'], queryFn: api.ruleSets }));
