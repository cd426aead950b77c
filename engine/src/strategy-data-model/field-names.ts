/** Names that every JavaScript object answers to; a field of that name could be confused with them. */
const objectNames = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);
const feelKeywords = new Set(['true', 'false', 'null', 'if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'and', 'or', 'not', 'between', 'instance', 'of', 'function', 'external']);
/** Names that every strategy can read: the error of the node that left by its way "error" last. */
export const errorNames = ['error_code', 'error_message'] as const;
const namePattern = /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u;

/** Why a text cannot be a name of a data model, in words; undefined where it can. */
export function faultOfName(name: string): string | undefined {
  if (!namePattern.test(name)) return `"${name.slice(0, 80)}" is not a name: use letters, digits and underscores, begin with a letter, at most 63 characters`;
  if (objectNames.has(name)) return `"${name}" is a name that every object has already; choose another`;
  if (feelKeywords.has(name)) return `"${name}" is a word of the expression language; choose another`;
  if (name !== name.normalize('NFC')) return `"${name}" has another way of writing that looks the same; use "${name.normalize('NFC')}"`;
  return undefined;
}

/** Property access in JavaScript: `.name` where the name is an identifier, else `["name"]`. */
export function propertyCode(name: string): string {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Key of an object literal in JavaScript. */
export function keyCode(name: string): string {
  if (name === '__proto__') return '["__proto__"]';
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) ? name : JSON.stringify(name);
}
