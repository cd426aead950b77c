import type { Condition } from '@arbiter/contracts';
import { createQuery, keepPreviousData } from '@tanstack/svelte-query';
import { api } from '$lib/api/api.js';

const restMs = 300;

/** A value that follows another one when that has rested for a moment. */
export function rested<T>(read: () => T): { readonly value: T } {
  let value = $state.raw(read());
  $effect(() => {
    const next = read();
    const timer = setTimeout(() => (value = next), restMs);
    return () => clearTimeout(timer);
  });
  return {
    get value() {
      return value;
    },
  };
}

/** How many customers the condition holds for, asked when typing rests; the former count stays until the new one has come. */
export function useAudienceCount(condition: () => Condition) {
  const calm = rested(condition);
  return createQuery(() => ({
    queryKey: ['audience-count', JSON.stringify(calm.value)],
    queryFn: ({ signal }) => api.countAudience(calm.value, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  }));
}
