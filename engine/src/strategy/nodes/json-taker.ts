import type { FieldType } from '@arbiter/contracts';
import type { FeelType, FeelValue } from '../../feel/feel-type.js';
import { isTemporalType, temporalFromText, type TemporalType } from '../../strategy-data-model/temporal-values.js';

/** Makes JSON from outside into a value of expressions of a type: texts become dates and durations where such are wanted. What does not fit stays as it is, and the name it is written to refuses it. */
export function jsonTaker(type: FeelType): (value: unknown) => FeelValue {
  const { kind } = type;
  if (isTemporalType(kind as FieldType)) return (value) => (typeof value === 'string' ? (temporalFromText(value, kind as TemporalType) ?? value) : (value ?? null));
  if (kind === 'list') {
    const take = jsonTaker(type.items);
    return (value) => (Array.isArray(value) ? value.map(take) : (value ?? null));
  }
  if (kind === 'context') {
    const takers = new Map(Object.entries(type.fields).map(([name, field]) => [name, jsonTaker(field)]));
    return (value) => {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? null;
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, takers.get(name)?.(part) ?? part ?? null]));
    };
  }
  return (value) => value ?? null;
}
