import type { FieldGeneration, FieldSpec, ValueSpec } from '@arbiter/contracts';

export type DistributionKind = 'auto' | NonNullable<FieldGeneration['distribution']>['kind'];

/** A field whose values are drawn, by the name that the settings of generation give it: `contracts.balance`. */
export interface GeneratedField {
  path: string;
  title: string;
  spec: ValueSpec;
  /** May be null: required fields never are. */
  nullable: boolean;
  /** A list whose length is drawn. */
  list: boolean;
  /** Ways to draw its values. */
  kinds: DistributionKind[];
}

/** All fields of a data model that can be set, those of objects and list elements too. */
export function generatedFields(inputs: readonly FieldSpec[], prefix = ''): GeneratedField[] {
  return inputs.flatMap((field) => {
    const path = prefix === '' ? field.name : `${prefix}.${field.name}`;
    const own = { path, title: field.title ?? path, spec: field, nullable: field.required !== true };
    if (field.type === 'object') return [...(own.nullable ? [{ ...own, list: false, kinds: ['auto'] as DistributionKind[] }] : []), ...generatedFields(field.fields ?? [], path)];
    if (field.type === 'list') {
      const inner = field.items?.type === 'object' ? generatedFields(field.items.fields ?? [], path) : [];
      return [{ ...own, list: true, kinds: field.items && field.items.type !== 'object' && field.items.type !== 'list' ? kindsOf(field.items) : ['auto' as const] }, ...inner];
    }
    return [{ ...own, list: false, kinds: kindsOf(field) }];
  });
}

function kindsOf(spec: ValueSpec): DistributionKind[] {
  if (spec.values) return ['auto', 'choice'];
  switch (spec.type) {
    case 'number':
    case 'integer':
      return ['auto', 'uniform', 'normal', 'log-normal', 'choice'];
    case 'date':
    case 'date and time':
      return ['auto', 'between', 'choice'];
    case 'object':
    case 'list':
      return ['auto'];
    default:
      return ['auto', 'choice'];
  }
}

/** Settings that a kind of distribution begins with, within the field's range. */
export function beginDistribution(kind: DistributionKind, spec: ValueSpec): FieldGeneration['distribution'] | undefined {
  const least = typeof spec.min === 'number' ? spec.min : 0;
  const most = typeof spec.max === 'number' ? spec.max : least + 1000;
  switch (kind) {
    case 'auto':
      return undefined;
    case 'uniform':
      return { kind, min: least, max: most };
    case 'normal':
      return { kind, mean: (least + most) / 2, deviation: (most - least) / 6 };
    case 'log-normal':
      return { kind, median: Math.max(1, (least + most) / 4), spread: 0.8 };
    case 'between':
      return { kind, from: typeof spec.min === 'string' ? spec.min : '2024-01-01', to: typeof spec.max === 'string' ? spec.max : '2026-12-31' };
    case 'choice':
      return { kind, values: (spec.values ?? firstChoices(spec, least, most)).map((value) => ({ value, weight: 1 })) };
  }
}

function firstChoices(spec: ValueSpec, least: number, most: number): unknown[] {
  switch (spec.type) {
    case 'boolean':
      return [true, false];
    case 'number':
    case 'integer':
      return [least, most];
    case 'date':
      return [typeof spec.min === 'string' ? spec.min : '2026-01-01'];
    case 'date and time':
      return [typeof spec.min === 'string' ? spec.min : '2026-01-01T09:00:00Z'];
    case 'time':
      return [typeof spec.min === 'string' ? spec.min : '09:00:00'];
    case 'days and time duration':
      return ['P1D', 'P7D'];
    case 'years and months duration':
      return ['P1Y', 'P6M'];
    default:
      return ['A', 'B'];
  }
}

/** Settings with one field changed; settings that say nothing are left out. */
export function withGeneration(settings: Readonly<Record<string, FieldGeneration>>, path: string, change: Partial<FieldGeneration>): Record<string, FieldGeneration> {
  const next = Object.fromEntries(Object.entries({ ...settings[path], ...change }).filter(([, value]) => value !== undefined)) as FieldGeneration;
  const { [path]: _, ...others } = settings;
  return Object.keys(next).length === 0 ? others : { ...others, [path]: next };
}

/** Settings whose fields the data model still has. */
export function fittingSettings(settings: Readonly<Record<string, FieldGeneration>>, fields: readonly GeneratedField[]): Record<string, FieldGeneration> {
  const byPath = new Map(fields.map((field) => [field.path, field]));
  return Object.fromEntries(Object.entries(settings).filter(([path, { distribution }]) => byPath.has(path) && (!distribution || byPath.get(path)!.kinds.includes(distribution.kind))));
}

/** Settings for an example that shows all of an input: nothing is null, lists have an element or two. */
export const exampleSettings = (inputs: readonly FieldSpec[]): Record<string, FieldGeneration> =>
  Object.fromEntries(generatedFields(inputs).filter(({ nullable, list }) => nullable || list).map(({ path, nullable, list }) => [path, { ...(nullable ? { nulls: 0 } : {}), ...(list ? { length: { min: 1, max: 2 } } : {}) }]));

/** Reads a list of values with weights as it is typed: a value in each line, its weight behind an `=` or `;`. Null where it holds none. */
export function readChoices(text: string, spec: ValueSpec): { value: unknown; weight: number }[] | null {
  const read = text.split('\n').flatMap((line) => {
    const match = /^(.*?)(?:\s*[=;]\s*(\d+(?:[.,]\d+)?))?\s*$/.exec(line.trim());
    const word = match?.[1]?.trim() ?? '';
    return word === '' ? [] : [{ value: valueOfWord(word, spec), weight: match?.[2] === undefined ? 1 : Number(match[2].replace(',', '.')) }];
  });
  return read.length > 0 && read.some(({ weight }) => weight > 0) ? read : null;
}

function valueOfWord(word: string, spec: ValueSpec): unknown {
  const type = spec.values ? typeof spec.values[0] : spec.type;
  if (type === 'number' || type === 'integer') return Number.isFinite(Number(word.replace(',', '.'))) ? Number(word.replace(',', '.')) : word;
  if (type === 'boolean') return word.toLowerCase() === 'true';
  return word;
}

export const writeChoices = (values: readonly { value: unknown; weight: number }[]): string => values.map(({ value, weight }) => `${typeof value === 'string' ? value : JSON.stringify(value)} = ${weight}`).join('\n');
