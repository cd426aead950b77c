import { format } from '$lib/format/format.svelte.js';

/** A gap as per cent, rounded up: a promise may not be better than its proof. */
export function gapText(gap: number): string {
  const digits = gap < 0.0001 ? 4 : gap < 0.01 ? 3 : 1;
  const step = 10 ** (digits + 2);
  return format.percent(Math.ceil(gap * step) / step, digits);
}
