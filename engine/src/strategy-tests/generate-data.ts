import type { DataGeneration, Fault, FieldGeneration, FieldSpec, Result, ValueSpec } from '@arbiter/contracts';
import { type Reading, valueReader } from '../strategy-data-model/value-reader.js';
import { RandomSource } from './random-source.js';

type Draw = (random: RandomSource) => unknown;

const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'север', 'юг', 'O’Neil', 'a b', ''];
const msPerDay = 86_400_000;
const longestList = 4;
const mostValues = 5_000_000;
/** Draws of a value that the data model refuses before one of its bounds is taken instead. */
const mostDraws = 20;

/**
 * Makes inputs by a data model: values within their range and enumeration, lists of each length, nulls where they may stand. Without
 * settings numbers are uniform between the model's bounds (0 and 1000 where it has none), a tenth of optional values is null, lists have 0 to 4 elements.
 * Errors: settings of fields that the model does not have, or that leave no value within the model's range.
 */
export function generateData(inputs: readonly FieldSpec[], wish: DataGeneration): Result<Record<string, unknown>[]> {
  const made = dataGenerator(inputs, wish);
  return made.ok ? { ok: true, value: Array.from({ length: wish.rows }, made.value) } : made;
}

/** The same row by row: a function that makes the next one. */
export function dataGenerator(inputs: readonly FieldSpec[], wish: DataGeneration): Result<() => Record<string, unknown>> {
  const faults: Fault[] = [];
  const settings = new Map(Object.entries(wish.fields ?? {}));
  const used = new Set<string>();
  const draw = fieldsDraw(inputs, '', settings, used, faults);
  for (const path of settings.keys()) if (!used.has(path)) faults.push({ path: `/fields/${path}`, code: 'unknown-field', message: `The data model has no input "${path}"; fields of objects and of list elements are named like "contracts.balance"` });
  const values = wish.rows * valuesOf(inputs, '', settings);
  if (values > mostValues) faults.push({ path: '/rows', code: 'too-large', message: `${wish.rows} rows may hold ${values} values, more than the ${mostValues} that are made at once: ask for fewer rows, or for shorter lists with "length"` });
  if (faults.length > 0) return { ok: false, error: faults };
  const random = new RandomSource(wish.seed);
  return { ok: true, value: () => draw(random) as Record<string, unknown> };
}

/** How many values a row holds at most. */
const valuesOf = (fields: readonly FieldSpec[], prefix: string, settings: ReadonlyMap<string, FieldGeneration>): number =>
  fields.reduce((sum, field) => sum + sizeOf(field, prefix === '' ? field.name : `${prefix}.${field.name}`, settings), 0);

function sizeOf(spec: ValueSpec, path: string, settings: ReadonlyMap<string, FieldGeneration>): number {
  if (spec.type === 'object') return 1 + valuesOf(spec.fields ?? [], path, settings);
  if (spec.type !== 'list') return 1;
  return 1 + (settings.get(path)?.length?.max ?? longestList) * (spec.items ? sizeOf(spec.items, path, settings) : 1);
}

function fieldsDraw(fields: readonly FieldSpec[], prefix: string, settings: ReadonlyMap<string, FieldGeneration>, used: Set<string>, faults: Fault[]): Draw {
  const draws = fields.map((field) => ({ name: field.name, draw: fieldDraw(field, prefix === '' ? field.name : `${prefix}.${field.name}`, settings, used, faults) }));
  return (random) => {
    const object: Record<string, unknown> = {};
    for (const { name, draw } of draws) object[name] = draw(random);
    return object;
  };
}

function fieldDraw(field: FieldSpec, path: string, settings: ReadonlyMap<string, FieldGeneration>, used: Set<string>, faults: Fault[]): Draw {
  const setting = settings.get(path) ?? {};
  used.add(path);
  const draw = valueDraw(field, path, setting, settings, used, faults);
  const nulls = field.required ? 0 : (setting.nulls ?? 0.1);
  return nulls === 0 ? draw : (random) => (random.chance(nulls) ? null : draw(random));
}

function valueDraw(spec: ValueSpec, path: string, setting: FieldGeneration, settings: ReadonlyMap<string, FieldGeneration>, used: Set<string>, faults: Fault[]): Draw {
  const { distribution } = setting;
  const refuse = (message: string): Draw => {
    faults.push({ path: `/fields/${path}/distribution`, code: 'wrong-setting', message: `"${path}": ${message}` });
    return () => null;
  };
  const numeric = spec.type === 'number' || spec.type === 'integer';
  if (setting.length && spec.type !== 'list') return refuse(`it is a ${spec.type}: only lists have a length`);
  if (setting.decimals !== undefined && !numeric && spec.type !== 'list') return refuse(`it is a ${spec.type}: only numbers have decimals`);
  if (distribution?.kind === 'choice' && spec.type !== 'list') {
    const wrong = distribution.values.find(({ value, weight }) => weight > 0 && !accepts(spec, value));
    return wrong ? refuse(`the data model does not allow the value ${JSON.stringify(wrong.value)?.slice(0, 100)}`) : choiceDraw(distribution.values, refuse);
  }
  if (spec.values) return distribution ? refuse('its values are enumerated: choose among them with the distribution "choice"') : accepted(spec, (random) => random.pick(spec.values!));
  if (distribution && !numeric && !temporal.has(spec.type) && spec.type !== 'list') return refuse(`a ${spec.type} has no distribution "${distribution.kind}"; take "choice"`);
  switch (spec.type) {
    case 'number':
    case 'integer':
      return accepted(spec, numberDraw(spec, setting, refuse));
    case 'boolean':
      return (random) => random.chance(0.5);
    case 'string':
    case 'any':
      return (random) => (random.chance(0.3) ? `${random.pick(words)}${random.whole(0, 99)}` : random.pick(words));
    case 'date':
    case 'date and time':
    case 'time':
      return accepted(spec, temporalDraw(spec, setting, refuse));
    case 'days and time duration':
      return accepted(spec, (random) => `P${random.whole(0, 400)}DT${random.whole(0, 23)}H`);
    case 'years and months duration':
      return accepted(spec, (random) => `P${random.whole(0, 30)}Y${random.whole(0, 11)}M`);
    case 'object':
      return fieldsDraw(spec.fields ?? [], path, settings, used, faults);
    case 'list': {
      const { min = 0, max = longestList } = setting.length ?? {};
      if (min > max) return refuse(`a list cannot have at least ${min} and at most ${max} elements`);
      const { items } = spec;
      const draw: Draw = items === undefined ? () => null : items.type === 'object' ? fieldsDraw(items.fields ?? [], path, settings, used, faults) : valueDraw(items, path, { ...setting, length: undefined } as FieldGeneration, settings, used, faults);
      return (random) => Array.from({ length: random.whole(min, max) }, () => draw(random));
    }
  }
}

const temporal: ReadonlySet<string> = new Set(['date', 'date and time', 'time']);

function accepts(spec: ValueSpec, value: unknown): boolean {
  if (value === null || value === undefined) return value === null && (spec as FieldSpec).required !== true;
  const reading: Reading = { faults: [], ignoreUnknown: false };
  valueReader(spec, 'json')(value, reading);
  return reading.faults.length === 0;
}

/** Draws anew what the data model would refuse (a time outside its bounds, a number beyond the whole ones), at last one of its own bounds. */
function accepted(spec: ValueSpec, draw: Draw): Draw {
  const read = valueReader(spec, 'json');
  const fits = (value: unknown): boolean => {
    const reading: Reading = { faults: [], ignoreUnknown: false };
    read(value, reading);
    return reading.faults.length === 0;
  };
  const last = [spec.min, spec.max, ...(spec.values ?? []), 0].find((value) => value !== undefined && fits(value)) ?? null;
  return (random) => {
    for (let left = mostDraws; left > 0; left -= 1) {
      const value = draw(random);
      if (fits(value)) return value;
    }
    return last;
  };
}

function choiceDraw(values: readonly { value: unknown; weight: number }[], refuse: (message: string) => Draw): Draw {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return refuse('every weight is 0, so that no value can be chosen');
  return (random) => {
    let left = random.unit() * total;
    for (const { value, weight } of values) {
      if (left < weight) return value;
      left -= weight;
    }
    return values.findLast(({ weight }) => weight > 0)!.value;
  };
}

function numberDraw(spec: ValueSpec, setting: FieldGeneration, refuse: (message: string) => Draw): Draw {
  const { distribution } = setting;
  const whole = spec.type === 'integer';
  const least = typeof spec.min === 'number' ? spec.min : typeof spec.max === 'number' ? spec.max - 1000 : 0;
  const most = typeof spec.max === 'number' ? spec.max : least + 1000;
  const [lowest, highest] = [typeof spec.min === 'number' ? spec.min : -Infinity, typeof spec.max === 'number' ? spec.max : Infinity];
  const scale = 10 ** (whole ? 0 : (setting.decimals ?? 2));
  const finish = (value: number): number => Math.min(highest, Math.max(lowest, Math.round(value * scale) / scale));
  switch (distribution?.kind) {
    case undefined:
      return (random) => finish(least + random.unit() * (most - least));
    case 'uniform': {
      const { min, max } = distribution;
      if (min > max) return refuse(`the range from ${min} to ${max} is empty`);
      if (min < lowest || max > highest) return refuse(`the range from ${min} to ${max} leaves the data model's, which is ${lowest} to ${highest}`);
      return (random) => finish(min + random.unit() * (max - min));
    }
    case 'normal':
      return (random) => finish(distribution.mean + distribution.deviation * random.normal());
    case 'log-normal':
      return (random) => finish(distribution.median * Math.exp(distribution.spread * random.normal()));
    default:
      return refuse(`a number has no distribution "${distribution!.kind}"`);
  }
}

function temporalDraw(spec: ValueSpec, { distribution }: FieldGeneration, refuse: (message: string) => Draw): Draw {
  if (spec.type === 'time') return distribution ? refuse(`a time has no distribution "${distribution.kind}"; take "choice"`) : (random) => new Date(random.whole(0, 86_399) * 1000).toISOString().slice(11, 19);
  if (distribution && distribution.kind !== 'between') return refuse(`a ${spec.type} has no distribution "${distribution.kind}"; take "between"`);
  const [least, most] = [spec.min, spec.max].map((bound) => (typeof bound === 'string' ? Date.parse(bound.replace(/(\[|@).*$/, '')) : Number.NaN)) as [number, number];
  const years = 10 * 365 * msPerDay;
  const ownFrom = !Number.isNaN(least) ? least : Number.isNaN(most) ? Date.parse('2020-01-01') : most - years;
  const from = distribution ? Date.parse(distribution.from) : ownFrom;
  const to = distribution ? Date.parse(distribution.to) : Number.isNaN(most) ? ownFrom + years : most;
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) return refuse('give "from" and "to" as ISO texts, the first not after the second');
  if (spec.type === 'date') return (random) => new Date(from + random.whole(0, Math.floor((to - from) / msPerDay)) * msPerDay).toISOString().slice(0, 10);
  return (random) => new Date(from + random.whole(0, Math.floor((to - from) / 1000)) * 1000).toISOString();
}
