import { isContext } from '@arbiter/engine/feel/runtime/kinds';

/** A value of FEEL for people, cut where it is long. */
export function feelToText(value: unknown): string {
  return write(value).slice(0, 300);
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.slice(0, 50).map(write).join(', ')}]`;
  if (isContext(value)) return `{${Object.entries(value).slice(0, 50).map(([key, inner]) => `${key}: ${write(inner)}`).join(', ')}}`;
  return String(value);
}
