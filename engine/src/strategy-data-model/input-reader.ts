import type { Fault, FieldSpec } from '@arbiter/contracts';
import { below, fieldReader, isObject, shown, tellUnknownKeys, type Reading, type ValueReader } from './value-reader.js';

/** Writes each field of an input into a state under its own name; faults with their JSON pointers are added to the reading. */
export type InputReader = (input: unknown, state: Record<string, unknown>, reading: Reading) => void;

/**
 * Makes a reader of a whole input. Values are read by name from the object itself; a count of the keys tells whether there are unknown
 * ones, so that a sound input is walked once.
 */
export function inputReader(fields: readonly FieldSpec[]): InputReader {
  const readers: { name: string; read: ValueReader; quick: 'number' | 'string' | 'boolean' | '' }[] = fields.map((field) => {
    const quick = !field.values && field.min === undefined && field.max === undefined && (field.type === 'string' || field.type === 'boolean' || field.type === 'number') ? field.type : '';
    return { name: field.name, read: fieldReader(field, 'json'), quick };
  });
  const names = new Set(fields.map((field) => field.name));
  return (input, state, reading) => {
    if (!isObject(input)) {
      reading.faults.push({ path: '', code: 'wrong-type', message: `The input is ${shown(input)}: send a JSON object` });
      return;
    }
    const { faults } = reading;
    let known = 0;
    for (const { name, read, quick } of readers) {
      const value = Object.hasOwn(input, name) ? input[name] : undefined;
      if (value !== undefined || Object.hasOwn(input, name)) known += 1;
      if (typeof value === quick && (quick !== 'number' || Number.isFinite(value))) {
        state[name] = value;
        continue;
      }
      const before = faults.length;
      state[name] = read(value, reading);
      if (faults.length > before) below(faults, before, name);
    }
    if (!reading.ignoreUnknown && Object.keys(input).length > known) tellUnknownKeys(input, names, reading);
  };
}

/** Reads an input by itself, for callers without a strategy: values by name, or the faults. */
export function readFields(fields: readonly FieldSpec[], input: unknown, ignoreUnknown = false): { values: Record<string, unknown>; faults: Fault[] } {
  const values: Record<string, unknown> = {};
  const reading: Reading = { faults: [], ignoreUnknown };
  inputReader(fields)(input, values, reading);
  return { values, faults: reading.faults };
}
