import type { Fault } from '@arbiter/contracts';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Faults of a value against a schema, at their places; a key that the schema does not know is told once. */
export function shapeFaults(schema: TSchema, value: unknown, path: string, what: string): Fault[] {
  const faults: Fault[] = [];
  for (const error of Value.Errors(schema, value)) {
    if (faults.length >= 20) break;
    if (error.keyword === 'boolean') faults.push({ path: path + error.instancePath, code: 'unknown-key', message: `${what}: this key is not known; take it out` });
    else if (error.keyword !== 'additionalProperties' && error.keyword !== 'unevaluatedProperties') faults.push({ path: path + error.instancePath, code: 'wrong-shape', message: `${what}: ${error.instancePath || 'the value'} ${error.message}` });
  }
  return faults.length > 0 ? faults : [{ path, code: 'wrong-shape', message: `${what}: the value does not have the expected shape` }];
}
