import type { ValueSpec } from '@arbiter/contracts';

const isJson = ({ type }: ValueSpec): boolean => type === 'list' || type === 'object' || type === 'any';

/** A JSON value as the text of its field: JSON for lists, objects and whatever is of any type, else the text itself. */
export function valueText(spec: ValueSpec, value: unknown): string {
  if (value === null || value === undefined) return '';
  return isJson(spec) ? JSON.stringify(value) : typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was typed as a JSON value; nothing typed is null. */
export function readValueText(spec: ValueSpec, text: string): { ok: true; value: unknown } | { ok: false } {
  if (text.trim() === '') return { ok: true, value: null };
  if (!isJson(spec)) return { ok: true, value: text };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // A bare word is a text for a name that takes anything; broken lists and objects are not finished yet.
    return spec.type === 'any' && !/^[[{"]/.test(text.trim()) ? { ok: true, value: text } : { ok: false };
  }
}
