/** Nothing was read yet: whatever is not known is so because its rollups are being made, not because nobody is in an arm. */
export function beingBuilt<T>(part: T): T {
  if (Array.isArray(part)) return part.map((one: unknown) => beingBuilt(one)) as T;
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'reason' && value !== null ? 'being-built' : beingBuilt<unknown>(value)])) as T;
}
