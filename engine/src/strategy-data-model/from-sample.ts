import type { Fault, FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';
import { dataModelDepthCap } from './check-data-model.js';
import { faultOfName } from './field-names.js';
import type { TakenFields } from './from-json-schema.js';
import { isTemporalType, temporalFromText } from './temporal-values.js';
import { isObject } from './value-reader.js';

/**
 * Fields of a data model that would take these samples: one JSON object or a list of them. Whole numbers become integers, texts that are
 * ISO dates or times become dates and times when every sample has one. What cannot become a field is told at its place.
 */
export function fieldsFromSample(sample: unknown): TakenFields {
  const samples = Array.isArray(sample) ? sample.slice(0, 10_000) : [sample];
  const untaken: Fault[] = [];
  if (samples.length === 0 || !samples.every(isObject)) {
    return { fields: [], untaken: [{ path: '', code: 'not-an-object', message: 'A data model comes from a JSON object or a list of objects' }] };
  }
  return { fields: fieldsOfObjects(samples, '', 1, untaken), untaken };
}

/** A data model whose inputs are the fields of samples. */
export function dataModelFromSample(sample: unknown): { model: StrategyDataModel; untaken: Fault[] } {
  const { fields, untaken } = fieldsFromSample(sample);
  return { model: { inputs: fields, variables: [], outputs: [] }, untaken };
}

function fieldsOfObjects(objects: readonly Record<string, unknown>[], path: string, depth: number, untaken: Fault[]): FieldSpec[] {
  const values = new Map<string, unknown[]>();
  for (const object of objects) {
    for (const key of Object.keys(object)) {
      const list = values.get(key);
      if (list) list.push(object[key]);
      else values.set(key, [object[key]]);
    }
  }
  const fields: FieldSpec[] = [];
  for (const [name, samples] of values) {
    const at = `${path}/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const faulty = faultOfName(name) ?? (fields.length >= 1000 ? 'too many fields' : undefined);
    if (faulty) {
      if (untaken.length < 200) untaken.push({ path: at, code: 'bad-name', message: `${faulty}; the field was left out` });
      continue;
    }
    fields.push({ name, ...specOfValues(samples, at, depth, untaken) });
  }
  return fields;
}

function specOfValues(samples: readonly unknown[], path: string, depth: number, untaken: Fault[]): ValueSpec {
  const known = samples.filter((value) => value !== null && value !== undefined);
  if (known.length === 0 || depth > dataModelDepthCap) return { type: 'any' };
  if (known.every((value) => typeof value === 'number')) return { type: known.every((value) => Number.isSafeInteger(value)) ? 'integer' : 'number' };
  if (known.every((value) => typeof value === 'boolean')) return { type: 'boolean' };
  if (known.every((value) => typeof value === 'string')) {
    for (const type of ['date', 'date and time', 'time', 'years and months duration', 'days and time duration'] as const) {
      if (isTemporalType(type) && known.every((text) => text.length < 60 && /\d/.test(text) && temporalFromText(text, type) !== undefined)) return { type };
    }
    return { type: 'string' };
  }
  if (known.every(Array.isArray)) {
    const items = known.flat().slice(0, 100_000);
    return items.length === 0 ? { type: 'list' } : { type: 'list', items: specOfValues(items, `${path}/0`, depth + 1, untaken) };
  }
  if (known.every(isObject)) return { type: 'object', fields: fieldsOfObjects(known, path, depth + 1, untaken) };
  return { type: 'any' };
}
