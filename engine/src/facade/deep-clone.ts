/** A copy that shares nothing that can be changed; functions and what has a hidden inside are shared. Circles stay circles. */
export function deepClone<T>(value: T, seen?: Map<object, unknown>): T {
  if (value === null || typeof value !== 'object') return value;
  const known = seen?.get(value);
  if (known) return known as T;
  // Most are plain objects that hold scalars alone.
  if (Object.getPrototypeOf(value) === Object.prototype) {
    const plain = flatCopy(value as Record<string, unknown>);
    if (plain) return plain as T;
  }
  const copies = seen ?? new Map<object, unknown>();
  const keep = <C extends object>(copy: C): C => {
    copies.set(value, copy);
    return copy;
  };
  if (Array.isArray(value)) {
    const copy = keep([] as unknown[]);
    for (const item of value) copy.push(deepClone(item, copies));
    return copy as T;
  }
  if (value instanceof Date) return new Date(value.getTime()) as T;
  if (value instanceof RegExp) return new RegExp(value.source, value.flags) as T;
  if (value instanceof Map) {
    const copy = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(deepClone(key, copies), deepClone(item, copies));
    return copy as T;
  }
  if (value instanceof Set) {
    const copy = keep(new Set<unknown>());
    for (const item of value) copy.add(deepClone(item, copies));
    return copy as T;
  }
  if (value instanceof Promise || ArrayBuffer.isView(value)) return value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  const copy = keep(prototype === Object.prototype ? {} : (Object.create(prototype) as object));
  for (const key of Object.keys(value)) Object.defineProperty(copy, key, { value: deepClone((value as Record<string, unknown>)[key], copies), writable: true, enumerable: true, configurable: true });
  return copy as T;
}

/** A copy of an object of scalars; undefined for any other. */
function flatCopy(value: Record<string, unknown>): Record<string, unknown> | undefined {
  for (const key in value) {
    const inner = value[key];
    if ((typeof inner === 'object' && inner !== null) || key === '__proto__') return undefined;
  }
  return { ...value };
}
