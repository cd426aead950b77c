import { isContext, own, setOwn, type Context } from './kinds.js';

const copyOf = (context: Context): Context => {
  const copy: Context = {};
  for (const key of Object.keys(context)) setOwn(copy, key, context[key]);
  return copy;
};

export const getValue = (context: Context, key: string): unknown => own(context, key);
export const getEntries = (context: Context): unknown => Object.keys(context).map((key) => ({ key, value: own(context, key) }));

/** A context from entries `{key, value}`; null where a key is missing, no text or comes twice, or where a value is missing. */
export function contextOf(entries: readonly unknown[]): unknown {
  const context: Context = {};
  for (const entry of entries) {
    if (!isContext(entry) || !Object.hasOwn(entry, 'value')) return null;
    const key = own(entry, 'key');
    if (typeof key !== 'string' || Object.hasOwn(context, key)) return null;
    setOwn(context, key, own(entry, 'value'));
  }
  return context;
}

/** A copy with one entry changed, by its key or by the keys on the way to it. */
export function contextPut(context: Context, keyOrKeys: string | readonly unknown[], value: unknown): unknown {
  const [key, ...rest] = typeof keyOrKeys === 'string' ? [keyOrKeys] : keyOrKeys;
  if (typeof key !== 'string') return null;
  const copy = copyOf(context);
  if (rest.length === 0) {
    setOwn(copy, key, value);
    return copy;
  }
  const inner = own(context, key);
  const changed = isContext(inner) && rest.length < 1000 ? contextPut(inner, rest, value) : null;
  if (changed === null) return null;
  setOwn(copy, key, changed);
  return copy;
}

/** One context of several; a later entry wins. */
export function contextMerge(contexts: readonly unknown[]): unknown {
  const merged: Context = {};
  for (const context of contexts) {
    if (!isContext(context)) return null;
    for (const key of Object.keys(context)) setOwn(merged, key, own(context, key));
  }
  return merged;
}

/** A context of the expression, key by key in order; null where a key comes twice. */
export function context(...entries: readonly (readonly [string, unknown])[]): unknown {
  const made: Context = {};
  for (const [key, value] of entries) {
    if (Object.hasOwn(made, key)) return null;
    setOwn(made, key, value);
  }
  return made;
}
