import type { FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';
import { modelParts, objectOf, type ModelPart } from './data-model-edits.js';

/** One field of what is brought in, against what is there. `elsewhere`: the name stands in another part already. */
export interface FieldChange {
  path: readonly string[];
  kind: 'added' | 'changed' | 'same' | 'elsewhere';
  before?: FieldSpec;
  after: FieldSpec;
}

export interface MergedFields {
  model: StrategyDataModel;
  changes: FieldChange[];
}

const nests = (spec: ValueSpec): boolean => objectOf(spec).type === 'object';
const listDepth = (spec: ValueSpec): number => (spec.type === 'list' && spec.items ? 1 + listDepth(spec.items) : 0);

/** What is compared of two fields: everything but what people write into the model by hand. */
const shape = (spec: ValueSpec): string => JSON.stringify([spec.type, spec.items ? shape(spec.items) : null, spec.values ?? null, spec.min ?? null, spec.max ?? null]);

/**
 * Merges fields into a part of a data model: new ones are added, those that are there take type, bounds and allowed values of the new
 * ones and keep title, default and what is below them. `taken` tells which changes count; nothing is ever taken away.
 */
export function mergeFields(model: StrategyDataModel, part: ModelPart, incoming: readonly FieldSpec[], taken: (path: readonly string[]) => boolean = () => true): MergedFields {
  const changes: FieldChange[] = [];
  const others = new Set(modelParts.filter((one) => one !== part).flatMap((one) => model[one].map(({ name }) => name)));
  const level = (present: readonly FieldSpec[], fields: readonly FieldSpec[], path: readonly string[]): FieldSpec[] => {
    const next = [...present];
    for (const field of fields) {
      const own = [...path, field.name];
      if (path.length === 0 && others.has(field.name)) {
        changes.push({ path: own, kind: 'elsewhere', after: field });
        continue;
      }
      const index = next.findIndex(({ name }) => name === field.name);
      const before = next[index];
      if (!before) {
        changes.push({ path: own, kind: 'added', after: field });
        if (taken(own)) next.push(part === 'variables' && path.length === 0 ? withoutRequired(field) : field);
      } else next[index] = merged(before, field, own);
    }
    return next;
  };
  const merged = (before: FieldSpec, after: FieldSpec, own: readonly string[]): FieldSpec => {
    if (nests(before) && nests(after) && listDepth(before) === listDepth(after)) {
      const fields = objectOf(after).fields;
      return fields ? withFields(before, level(objectOf(before).fields ?? [], fields, own)) : before;
    }
    const wider = after.type === 'integer' && before.type === 'number';
    const same = wider || after.type === 'any' || (shape(before) === shape(after)) || (before.type === after.type && !after.values && after.min === undefined && after.max === undefined && after.items === undefined);
    changes.push({ path: own, kind: same ? 'same' : 'changed', before, after });
    if (same || !taken(own)) return before;
    const { name, title, required, default: preset } = before;
    const keeps = before.type === after.type && preset !== undefined;
    const { title: newTitle, required: newRequired, default: newDefault, ...spec } = after;
    return { ...spec, name, ...given('title', title ?? newTitle), ...given('required', required ?? (before.type === after.type ? undefined : newRequired)), ...given('default', keeps ? preset : newDefault) };
  };
  const fields = level(model[part], incoming, []);
  return { model: { ...model, [part]: fields }, changes };
}

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : ({ [key]: value } as { [P in K]?: V }));

function withFields<S extends ValueSpec>(spec: S, fields: FieldSpec[]): S {
  return spec.type === 'list' && spec.items ? { ...spec, items: withFields(spec.items, fields) } : { ...spec, fields };
}

function withoutRequired({ required: _, ...field }: FieldSpec): FieldSpec {
  return field;
}
