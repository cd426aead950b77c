/** Milliseconds before each repeat: the first pause, then twice that, and so on. */
export function retryWaits(times: number, backoffMs: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(10, Math.floor(times))) }, (_, index) => backoffMs * 2 ** index);
}
