import type { FieldSpec, FieldType, StrategyDataModel, ValueSpec } from '@arbiter/contracts';

export const modelParts = ['inputs', 'variables', 'outputs'] as const;
export type ModelPart = (typeof modelParts)[number];

/**
 * Where a field stands: its part, then its place among the fields of each level. Elements of lists are no level: fields of a list's objects
 * stand below the list.
 */
export interface FieldPlace {
  part: ModelPart;
  at: readonly number[];
}

export const placeKey = ({ part, at }: FieldPlace): string => `${part}/${at.join('/')}`;
export const samePlace = (a: FieldPlace, b: FieldPlace): boolean => placeKey(a) === placeKey(b);

/** What holds the fields of a value: the object itself, or the objects of a list however deep. */
export function objectOf<S extends ValueSpec>(spec: S): ValueSpec {
  let inner: ValueSpec = spec;
  while (inner.type === 'list' && inner.items) inner = inner.items;
  return inner;
}

export const childrenOf = (spec: ValueSpec): readonly FieldSpec[] => objectOf(spec).fields ?? [];

/** Whether fields can stand below a value. */
export const canHold = (spec: ValueSpec): boolean => objectOf(spec).type === 'object';

function withChildren<S extends ValueSpec>(spec: S, fields: FieldSpec[]): S {
  if (spec.type === 'list') return { ...spec, items: withChildren(spec.items ?? { type: 'object' }, fields) };
  return { ...spec, fields };
}

/** The fields of a level changed. Levels that are not there stay so. */
function withLevel(fields: readonly FieldSpec[], at: readonly number[], change: (fields: readonly FieldSpec[]) => readonly FieldSpec[]): readonly FieldSpec[] {
  const [first, ...rest] = at;
  if (first === undefined) return change(fields);
  return fields.map((field, index) => (index === first ? withChildren(field, [...withLevel(childrenOf(field), rest, change)]) : field));
}

const withPart = (model: StrategyDataModel, part: ModelPart, fields: readonly FieldSpec[]): StrategyDataModel => ({ ...model, [part]: fields });

export function fieldAt(model: StrategyDataModel, { part, at }: FieldPlace): FieldSpec | undefined {
  let fields: readonly FieldSpec[] = model[part];
  let field: FieldSpec | undefined;
  for (const index of at) {
    field = fields[index];
    if (!field) return undefined;
    fields = childrenOf(field);
  }
  return field;
}

/** Names on the way to a field. */
export function pathOfPlace(model: StrategyDataModel, { part, at }: FieldPlace): string[] {
  return at.map((_, depth) => fieldAt(model, { part, at: at.slice(0, depth + 1) })?.name ?? '');
}

/** The place of the field that names lead to; null where there is none. */
export function placeOfPath(model: StrategyDataModel, path: readonly string[]): FieldPlace | null {
  for (const part of modelParts) {
    const at: number[] = [];
    let fields: readonly FieldSpec[] = model[part];
    for (const name of path) {
      const index = fields.findIndex((field) => field.name === name);
      if (index < 0) break;
      at.push(index);
      fields = childrenOf(fields[index]!);
    }
    if (at.length === path.length && at.length > 0) return { part, at };
  }
  return null;
}

/** A name like `hint` that none of the names has. */
export function freeName(taken: Iterable<string>, hint: string): string {
  const names = new Set(taken);
  if (!names.has(hint)) return hint;
  const base = hint.replace(/_\d+$/, '');
  for (let number = 2; ; number += 1) if (!names.has(`${base}_${number}`)) return `${base}_${number}`;
}

/** Names that a new field at a place must not have: all of the data model at its top, those of the object below. */
export function namesBeside(model: StrategyDataModel, part: ModelPart, above: readonly number[]): string[] {
  if (above.length === 0) return modelParts.flatMap((one) => model[one].map(({ name }) => name));
  const owner = fieldAt(model, { part, at: above });
  return owner ? childrenOf(owner).map(({ name }) => name) : [];
}

export function changeField(model: StrategyDataModel, { part, at }: FieldPlace, change: (field: FieldSpec) => FieldSpec): StrategyDataModel {
  const last = at.at(-1)!;
  return withPart(model, part, withLevel(model[part], at.slice(0, -1), (fields) => fields.map((field, index) => (index === last ? change(field) : field))));
}

/** Puts a field at a place; what stands there moves down. */
export function insertField(model: StrategyDataModel, { part, at }: FieldPlace, field: FieldSpec): StrategyDataModel {
  const last = at.at(-1)!;
  return withPart(model, part, withLevel(model[part], at.slice(0, -1), (fields) => [...fields.slice(0, last), field, ...fields.slice(last)]));
}

export function removeField(model: StrategyDataModel, { part, at }: FieldPlace): StrategyDataModel {
  const last = at.at(-1)!;
  return withPart(model, part, withLevel(model[part], at.slice(0, -1), (fields) => fields.filter((_, index) => index !== last)));
}

/** A copy right below the field, with a free name. */
export function duplicateField(model: StrategyDataModel, place: FieldPlace): { model: StrategyDataModel; place: FieldPlace } {
  const field = fieldAt(model, place)!;
  const copy = { part: place.part, at: [...place.at.slice(0, -1), place.at.at(-1)! + 1] };
  return { model: insertField(model, copy, { ...field, name: freeName(namesBeside(model, place.part, place.at.slice(0, -1)), field.name) }), place: copy };
}

/**
 * Moves a field before the one at `to` (or to the end of that level). Null where it cannot go there: into itself, or below a value that
 * holds no fields. Required goes with inputs and fields of objects only; variables lose it.
 */
export function moveField(model: StrategyDataModel, from: FieldPlace, to: FieldPlace): { model: StrategyDataModel; place: FieldPlace } | null {
  const field = fieldAt(model, from);
  if (!field) return null;
  const within = to.part === from.part && to.at.length > from.at.length - 1 && from.at.every((index, depth) => to.at[depth] === index);
  if (within && to.at.length > from.at.length) return null;
  const owner = to.at.length > 1 ? fieldAt(model, { part: to.part, at: to.at.slice(0, -1) }) : null;
  if (owner === undefined || (owner && !canHold(owner))) return null;
  const at = [...to.at];
  // What stands behind the moved field comes one up.
  const depth = from.at.length - 1;
  if (to.part === from.part && to.at.length > depth && from.at.slice(0, depth).every((index, level) => to.at[level] === index) && to.at[depth]! > from.at[depth]!) at[depth] = at[depth]! - 1;
  const { required, ...bare } = field;
  const moved: FieldSpec = to.part === 'variables' && at.length === 1 ? bare : { ...bare, ...(required === undefined ? {} : { required }) };
  const without = removeField(model, from);
  const names = namesBeside(without, to.part, at.slice(0, -1));
  const place = { part: to.part, at };
  return { model: insertField(without, place, { ...moved, name: freeName(names, field.name) }), place };
}

const bounded = (type: FieldType): boolean => type !== 'string' && type !== 'boolean' && type !== 'list' && type !== 'object' && type !== 'any';

/** A value of another type keeps what goes with it: fields between object and list of objects, bounds between numbers, allowed values of its kind. */
export function withType<S extends ValueSpec>(spec: S, type: FieldType): S {
  if (spec.type === type) return spec;
  const { items, fields, values, min, max, type: former, default: preset, ...rest } = spec as S & { default?: unknown };
  const numbers = (one: FieldType): boolean => one === 'number' || one === 'integer';
  const alike = numbers(former) && numbers(type);
  const next: Record<string, unknown> = { ...rest, type };
  if (type === 'object') {
    const inner = fields ?? (items?.type === 'object' ? items.fields : undefined);
    if (inner) next.fields = inner;
  }
  if (type === 'list') next.items = former === 'object' ? { type: 'object', ...(fields ? { fields } : {}) } : former === 'any' ? { type: 'any' } : { type: former, ...(values ? { values } : {}), ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  if (former === 'list' && items && items.type === type && type !== 'object') Object.assign(next, items);
  if (alike && bounded(type)) {
    if (min !== undefined) next.min = min;
    if (max !== undefined) next.max = max;
    if (values) next.values = values;
    if (preset !== undefined) next.default = preset;
  }
  return next as unknown as S;
}

/** One line of a tree as it is drawn. */
export interface FieldLine {
  place: FieldPlace;
  field: FieldSpec;
  path: readonly string[];
  depth: number;
  holds: boolean;
  open: boolean;
}

/** The lines of a part's tree. Closed fields hide what is below; a search shows fields that match, with those on the way to them. */
export function fieldLines(model: StrategyDataModel, part: ModelPart, { closed, search = '' }: { closed: ReadonlySet<string>; search?: string }): FieldLine[] {
  const wanted = search.trim().toLowerCase();
  const lines: FieldLine[] = [];
  const level = (fields: readonly FieldSpec[], at: readonly number[], path: readonly string[]): boolean => {
    let any = false;
    fields.forEach((field, index) => {
      const place = { part, at: [...at, index] };
      const own = [...path, field.name];
      const hit = wanted === '' || `${field.name} ${field.title ?? ''} ${own.join('.')}`.toLowerCase().includes(wanted);
      const holds = canHold(field);
      const open = wanted !== '' || !closed.has(own.join('.'));
      const line: FieldLine = { place, field, path: own, depth: at.length, holds, open: holds && open };
      const before = lines.length;
      lines.push(line);
      const below = holds && open ? level(childrenOf(field), place.at, own) : false;
      if (hit || below) any = true;
      else lines.length = before;
    });
    return any;
  };
  level(model[part], [], []);
  return lines;
}
