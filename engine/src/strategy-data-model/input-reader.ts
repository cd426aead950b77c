import type { Fault, FieldSpec } from '@arbiter/contracts';
import { propertyCode } from './field-names.js';
import { below, fieldReader, isObject, shown, tellUnknownKeys, type Reading, type ValueReader } from './value-reader.js';

/** The fields of an input with the readers of their values. */
export interface InputFields {
  readonly readers: readonly { name: string; read: ValueReader }[];
  readonly names: ReadonlySet<string>;
}

export function inputFields(fields: readonly FieldSpec[]): InputFields {
  return { readers: fields.map((field) => ({ name: field.name, read: fieldReader(field, 'json') })), names: new Set(fields.map((field) => field.name)) };
}

/** True for an object; anything else is told as a fault of the input. */
export function isInput(input: unknown, reading: Reading): input is Record<string, unknown> {
  if (isObject(input)) return true;
  reading.faults.push({ path: '', code: 'wrong-type', message: `The input is ${shown(input)}: send a JSON object` });
  return false;
}

/** Reads one field into the state, faults with their JSON pointers; 1 where the input has the key, else 0. */
export function readField({ readers }: InputFields, index: number, input: Record<string, unknown>, state: Record<string, unknown>, reading: Reading): 0 | 1 {
  const { name, read } = readers[index]!;
  const has = Object.hasOwn(input, name);
  const before = reading.faults.length;
  state[name] = read(has ? input[name] : undefined, reading);
  if (reading.faults.length > before) below(reading.faults, before, name);
  return has ? 1 : 0;
}

/** The count of the known keys tells whether there are unknown ones, so that a sound input is walked once. */
export function endInput({ names }: InputFields, known: number, input: Record<string, unknown>, reading: Reading): void {
  if (!reading.ignoreUnknown && Object.keys(input).length > known) tellUnknownKeys(input, names, reading);
}

/**
 * JavaScript of a function `(input, s, reading)` that reads an input into the state `s`. Plain numbers, texts and booleans without bounds are taken
 * where they stand: names that every object answers to are no names of a data model, so a value of the right type is the input's own.
 */
export function printInputReader(fields: readonly FieldSpec[], fieldsCode: string): string {
  const lines = fields.map((field, index) => {
    const slow = `known += R.readField(${fieldsCode}, ${index}, input, s, reading)`;
    const plain = !field.values && field.min === undefined && field.max === undefined;
    const test = !plain ? undefined : field.type === 'number' ? 'typeof v === "number" && v - v === 0' : field.type === 'string' || field.type === 'boolean' ? `typeof v === "${field.type}"` : undefined;
    if (test === undefined) return `  ${slow};`;
    return `  v = input${propertyCode(field.name)};\n  if (${test}) { s${propertyCode(field.name)} = v; known += 1; } else ${slow};`;
  });
  return `function (input, s, reading) {
  if (!R.isInput(input, reading)) return;
  let v, known = 0;
${lines.join('\n')}
  R.endInput(${fieldsCode}, known, input, reading);
}`;
}

/** Reads an input by itself, for callers without a strategy: values by name, or the faults. */
export function readFields(fields: readonly FieldSpec[], input: unknown, ignoreUnknown = false): { values: Record<string, unknown>; faults: Fault[] } {
  const values: Record<string, unknown> = {};
  const reading: Reading = { faults: [], ignoreUnknown };
  const read = inputFields(fields);
  if (isInput(input, reading)) {
    let known = 0;
    for (let index = 0; index < fields.length; index += 1) known += readField(read, index, input, values, reading);
    endInput(read, known, input, reading);
  }
  return { values, faults: reading.faults };
}
