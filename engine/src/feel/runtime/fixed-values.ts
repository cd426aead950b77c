import { builtinFunctions } from './builtins.js';
import { temporal } from './temporal-functions.js';

/** Values of literals, which are read once. */
const kept = new Map<string, Map<string, unknown>>();
const maxKept = 10_000;

function remember(kind: string, text: string, read: (text: string) => unknown): unknown {
  let values = kept.get(kind);
  if (values === undefined) kept.set(kind, (values = new Map()));
  const known = values.get(text);
  if (known !== undefined) return known;
  const value = read(text);
  if (values.size >= maxKept) values.clear();
  values.set(text, value);
  return value;
}

/** The value of `@"…"`. */
export const temporalLiteral = (text: string): unknown => remember('@', text, temporal);

/** A built-in function of one literal text, such as `date("2025-12-31")`. */
export const fixed = (key: string, text: string): unknown => remember(key, text, builtinFunctions[key] as (text: string) => unknown);
