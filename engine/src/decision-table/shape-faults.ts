import type { Fault } from '@arbiter/contracts';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { nestsDeeperThan } from '../strategy-data-model/json-depth.js';

/** Levels of nesting of JSON that a document may have. */
export const documentDepth = 400;
const mostFaults = 100;

/** Faults of a document against its schema, at their places. */
export function shapeFaults(schema: TSchema, value: unknown, thing: string): Fault[] {
  if (nestsDeeperThan(value, documentDepth)) return [{ path: '', code: 'too-deep', message: `The ${thing} is nested deeper than ${documentDepth} levels; flatten it` }];
  if (Value.Check(schema, value)) return [];
  return Value.Errors(schema, value).slice(0, mostFaults).map((error) => ({ path: error.instancePath, code: 'wrong-shape', message: `The ${thing}${error.instancePath === '' ? '' : ` at ${error.instancePath}`} ${error.message}` }));
}
