import { FeelObject } from '../values/feel-object.js';

export type Context = Record<string, unknown>;

/** A context is an object of no other class; only own keys count. */
export function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FeelObject);
}

/** An own entry of a context; null where it has none. */
export function own(context: Context, key: string): unknown {
  if (!Object.hasOwn(context, key)) return null;
  const value = context[key];
  return value === undefined ? null : value;
}

/** Writes an own entry, also where the key is one that objects treat in a way of their own. */
export function setOwn(context: Context, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(context, key, { value, enumerable: true, configurable: true, writable: true });
  else context[key] = value;
}
