const identities = new WeakMap<object, number>();
let lastIdentity = 0;
const deepest = 64;

/** A text that is equal for equal values, whatever the order of keys. What has no readable inside is told apart by what it is. */
export function cacheKeyOf(value: unknown, depth = 0): string {
  if (value === null || typeof value === 'boolean' || value === undefined) return String(value);
  if (typeof value === 'number') return `n${Object.is(value, -0) ? 0 : value}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return `${typeof value}${String(value)}`;
  if (typeof value === 'function' || depth > deepest) return identityOf(value);
  if (Array.isArray(value)) return `[${value.map((item) => cacheKeyOf(item, depth + 1)).join(',')}]`;
  if (value instanceof Date) return `d${value.getTime()}`;
  if (value instanceof Map || value instanceof Set) return `${value instanceof Map ? 'm' : 's'}${cacheKeyOf([...value], depth + 1)}`;
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null && Object.keys(value).length === 0) return identityOf(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${cacheKeyOf((value as Record<string, unknown>)[key], depth + 1)}`).join(',')}}`;
}

function identityOf(value: object): string {
  let known = identities.get(value);
  if (known === undefined) {
    lastIdentity += 1;
    known = lastIdentity;
    identities.set(value, known);
  }
  return `#${known}`;
}
