import type { ValueKind } from '@arbiter/engine/rule-set/operator-choices';
import { isDay } from '@arbiter/engine/rule-set/reading/value-in-words';

/** What a literal is typed as where nothing else tells. */
export function kindOfValue(value: unknown): ValueKind {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (isDay(value)) return 'date';
  return value === undefined || typeof value === 'string' ? 'text' : 'json';
}

/** A literal as one of another kind; what cannot be kept begins anew. */
export function valueOfKind(value: unknown, kind: ValueKind): unknown {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
    case 'number': {
      const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value.replace(',', '.')) : Number.NaN;
      return Number.isFinite(number) ? number : 0;
    }
    case 'boolean':
      return value === true || value === 'true' || value === 1;
    case 'date':
      return isDay(value) ? value : new Date().toISOString().slice(0, 10);
    case 'json':
      return typeof value === 'string' ? jsonOf(value) : (value ?? null);
  }
}

/** A text that is JSON of a list or an object becomes it; any other stays a value of its own. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : [text];
  } catch {
    return text === '' ? null : [text];
  }
}
