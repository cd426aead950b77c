import type { ValueSpec } from '@arbiter/contracts/strategy/field';

/** Whether the data model lets a value of the right kind be. */
export function isAllowed(spec: ValueSpec, value: unknown): boolean {
  if (spec.values && !spec.values.includes(value as string)) return false;
  if (spec.type === 'integer' && !Number.isInteger(value)) return false;
  return !(spec.min !== undefined && (value as number) < (spec.min as number)) && !(spec.max !== undefined && (value as number) > (spec.max as number));
}
