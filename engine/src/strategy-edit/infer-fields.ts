import type { Fault, FieldSpec, FieldType, ValueSpec } from '@arbiter/contracts';
import { faultOfName } from '../strategy-data-model/field-names.js';
import type { TakenFields } from '../strategy-data-model/from-json-schema.js';
import { fieldsFromSample } from '../strategy-data-model/from-sample.js';
import { fieldNameOf } from './new-variable.js';

/** From so many samples on it is said that a field is always there, and which few values it has. */
const leastForRequired = 3;
const leastForValues = 20;
const mostValues = 12;

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Fields that would take these samples, an object or a list of objects: types, dates; required where every one of several samples has a
 * value; allowed values where texts are few and come again and again.
 */
export function inferFields(sample: unknown): TakenFields {
  const taken = fieldsFromSample(sample);
  const samples = (Array.isArray(sample) ? sample.slice(0, 10_000) : [sample]).filter(isObject);
  return { ...taken, fields: taken.fields.map((field) => withEvidence(field, samples)) };
}

function withEvidence(field: FieldSpec, owners: readonly Record<string, unknown>[]): FieldSpec {
  const values = owners.map((owner) => (Object.hasOwn(owner, field.name) ? owner[field.name] : undefined));
  const present = values.filter((value) => value !== null && value !== undefined);
  const required = owners.length >= leastForRequired && present.length === owners.length;
  return { ...withValues(field, present), ...(required ? { required } : {}) };
}

function withValues<S extends ValueSpec>(spec: S, values: readonly unknown[]): S {
  if (spec.type === 'object' && spec.fields) return { ...spec, fields: spec.fields.map((field) => withEvidence(field, values.filter(isObject))) };
  if (spec.type === 'list' && spec.items) return { ...spec, items: withValues(spec.items, values.filter(Array.isArray).flat().filter((value) => value !== null)) };
  if (spec.type !== 'string' || values.length < leastForValues) return spec;
  const distinct = [...new Set(values as string[])];
  return distinct.length <= mostValues && distinct.length * 5 <= values.length && distinct.every((value) => value !== '' && value.length <= 60) ? { ...spec, values: distinct.sort() } : spec;
}

/** Rows of delimited text: quotes as in RFC 4180, the delimiter found out from the header. */
export function readDelimited(text: string): string[][] {
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const header = source.slice(0, source.indexOf('\n') < 0 ? source.length : source.indexOf('\n'));
  const delimiter = [',', ';', '\t', '|'].map((sign) => ({ sign, count: header.split(sign).length })).sort((a, b) => b.count - a.count)[0]!.sign;
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === delimiter) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.some((one) => one.trim() !== ''));
}

const plainNumber = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(/,(?=\d+$)/, '.');
const cellTypes: readonly [FieldType, (text: string) => boolean][] = [
  ['boolean', (text) => /^(true|false)$/i.test(text)],
  ['integer', (text) => /^-?(0|[1-9]\d{0,14})$/.test(plainNumber(text)) && !/[.,]/.test(text)],
  ['number', (text) => /^-?(0|[1-9]\d*)([.]\d+)?(e[+-]?\d+)?$/i.test(plainNumber(text))],
  ['date', (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))],
  ['date and time', (text) => /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T')))],
];

/** Fields of a table of text with a header: names come from the header (kept whole as titles), types from the rows. */
export function fieldsFromDelimited(text: string): TakenFields {
  const [header, ...rows] = readDelimited(text);
  if (!header) return { fields: [], untaken: [{ path: '', code: 'empty', message: 'There is no header: the first line names the columns' }] };
  const fields: FieldSpec[] = [];
  const untaken: Fault[] = [];
  header.forEach((title, column) => {
    const name = fieldNameOf(title);
    const faulty = name === '' ? `"${title}" has no letters for a name` : (faultOfName(name) ?? (fields.some((field) => field.name === name) ? `the name "${name}" stands twice` : undefined));
    if (faulty) return void untaken.push({ path: `/${column}`, code: 'bad-name', message: `${faulty}; the column was left out` });
    const cells = rows.slice(0, 10_000).map((row) => (row[column] ?? '').trim());
    const present = cells.filter((cell) => cell !== '' && !/^null$/i.test(cell));
    const type = present.length === 0 ? 'string' : (cellTypes.find(([, fits]) => present.every(fits))?.[0] ?? 'string');
    const known = withValues({ name, ...(title.trim() === name ? {} : { title: title.trim().slice(0, 200) }), type } as FieldSpec, present);
    fields.push({ ...known, ...(rows.length >= leastForRequired && present.length === rows.length ? { required: true } : {}) });
  });
  return { fields, untaken };
}
