import type { DataGeneration, Fault, FieldGeneration, FieldSpec, Result, ValueSpec } from '@arbiter/contracts';
import { RandomSource } from './random-source.js';

type Draw = (random: RandomSource) => unknown;

const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'север', 'юг', 'O’Neil', 'a b', ''];
const msPerDay = 86_400_000;

/**
 * Makes inputs by a data model: values within their range and enumeration, lists of each length, nulls where they may stand. Without
 * settings numbers are uniform between the model's bounds (0 and 1000 where it has none), a tenth of optional values is null, lists have 0 to 4 elements.
 * Errors: settings of fields that the model does not have, or that leave no value within the model's range.
 */
export function generateData(inputs: readonly FieldSpec[], wish: DataGeneration): Result<Record<string, unknown>[]> {
  const faults: Fault[] = [];
  const settings = new Map(Object.entries(wish.fields ?? {}));
  const used = new Set<string>();
  const draw = fieldsDraw(inputs, '', settings, used, faults);
  for (const path of settings.keys()) if (!used.has(path)) faults.push({ path: `/fields/${path}`, code: 'unknown-field', message: `The data model has no input "${path}"; fields of objects and of list elements are named like "contracts.balance"` });
  if (faults.length > 0) return { ok: false, error: faults };
  const random = new RandomSource(wish.seed);
  return { ok: true, value: Array.from({ length: wish.rows }, () => draw(random) as Record<string, unknown>) };
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
  if (distribution?.kind === 'choice') return choiceDraw(distribution.values, refuse);
  if (spec.values) return distribution ? refuse('its values are enumerated: choose among them with the distribution "choice"') : (random) => random.pick(spec.values!);
  switch (spec.type) {
    case 'number':
    case 'integer':
      return numberDraw(spec, setting, refuse);
    case 'boolean':
      return (random) => random.chance(0.5);
    case 'string':
    case 'any':
      return (random) => (random.chance(0.3) ? `${random.pick(words)}${random.whole(0, 99)}` : random.pick(words));
    case 'date':
    case 'date and time':
    case 'time':
      return temporalDraw(spec, setting, refuse);
    case 'days and time duration':
      return (random) => `P${random.whole(0, 400)}DT${random.whole(0, 23)}H`;
    case 'years and months duration':
      return (random) => `P${random.whole(0, 30)}Y${random.whole(0, 11)}M`;
    case 'object':
      return fieldsDraw(spec.fields ?? [], path, settings, used, faults);
    case 'list': {
      const { min = 0, max = 4 } = setting.length ?? {};
      if (min > max) return refuse(`a list cannot have at least ${min} and at most ${max} elements`);
      const { items } = spec;
      const draw: Draw = items === undefined ? () => null : items.type === 'object' ? fieldsDraw(items.fields ?? [], path, settings, used, faults) : valueDraw(items, path, { ...setting, length: undefined } as FieldGeneration, settings, used, faults);
      return (random) => Array.from({ length: random.whole(min, max) }, () => draw(random));
    }
  }
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
  if (spec.type === 'time') return (random) => new Date(random.whole(0, 86_399) * 1000).toISOString().slice(11, 19);
  if (distribution && distribution.kind !== 'between') return refuse(`a ${spec.type} has no distribution "${distribution.kind}"; take "between"`);
  const from = Date.parse(distribution?.from ?? (typeof spec.min === 'string' ? spec.min : '2020-01-01'));
  const to = Date.parse(distribution?.to ?? (typeof spec.max === 'string' ? spec.max : '2030-12-31'));
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) return refuse('give "from" and "to" as ISO texts, the first not after the second');
  if (spec.type === 'date') return (random) => new Date(from + random.whole(0, Math.floor((to - from) / msPerDay)) * msPerDay).toISOString().slice(0, 10);
  return (random) => new Date(from + random.whole(0, Math.floor((to - from) / 1000)) * 1000).toISOString();
}
