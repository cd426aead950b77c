import { builtinFunctions } from './builtins.js';
import { temporal } from './temporal-functions.js';

/** Values of literals, which are read once. */
const kept = new Map<string, unknown>();
const maxKept = 10_000;

function remember(key: string, read: () => unknown): unknown {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const value = read();
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, value);
  return value;
}

/** The value of `@"…"`. */
export const temporalLiteral = (text: string): unknown => remember(text, () => temporal(text));

/** A built-in function of one literal text, such as `date("2025-12-31")`. */
export const fixed = (key: string, text: string): unknown => remember(`${key}(${text}`, () => (builtinFunctions[key] as (text: string) => unknown)(text));
