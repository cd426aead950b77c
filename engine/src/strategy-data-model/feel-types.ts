import type { FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { errorNames } from './field-names.js';

const any: FeelType = { kind: 'any' };

/** The type of a value in expressions. Integers are numbers there; an object without fields is one of which nothing is known. */
export function feelTypeOf(spec: ValueSpec): FeelType {
  switch (spec.type) {
    case 'integer':
      return { kind: 'number' };
    case 'list':
      return { kind: 'list', items: spec.items ? feelTypeOf(spec.items) : any };
    case 'object':
      return spec.fields ? { kind: 'context', fields: Object.fromEntries(spec.fields.map((field) => [field.name, feelTypeOf(field)])) } : { kind: 'context', fields: {}, open: true };
    default:
      return { kind: spec.type };
  }
}

/** Every name of a data model with its type, and the names of the last error. */
export function scopeOf(model: StrategyDataModel): FeelScope {
  const scope = new Map<string, FeelType>();
  for (const field of fieldsOf(model)) scope.set(field.name, feelTypeOf(field));
  for (const name of errorNames) scope.set(name, { kind: 'string' });
  return scope;
}

export const fieldsOf = (model: StrategyDataModel): FieldSpec[] => [...model.inputs, ...model.variables, ...model.outputs];

/** A type in words, as messages tell it. */
export function typeName(type: FeelType): string {
  switch (type.kind) {
    case 'list':
      return `list of ${typeName(type.items)}`;
    case 'range':
      return `range of ${typeName(type.of)}`;
    case 'context': {
      const names = Object.keys(type.fields);
      return names.length === 0 ? 'object' : `object { ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''} }`;
    }
    default:
      return type.kind;
  }
}

/**
 * Whether a value of one type may stand where another is wanted. `any` and null fit everywhere: they are checked at run time. A context
 * fits when each field that both know fits; fields that it lacks are null.
 */
export function typeFits(from: FeelType, to: FeelType): boolean {
  if (from.kind === 'any' || to.kind === 'any' || from.kind === 'null') return true;
  if (from.kind === 'list' && to.kind === 'list') return typeFits(from.items, to.items);
  if (from.kind === 'range' && to.kind === 'range') return typeFits(from.of, to.of);
  if (from.kind === 'context' && to.kind === 'context') {
    for (const [name, type] of Object.entries(from.fields)) {
      const wanted = Object.hasOwn(to.fields, name) ? to.fields[name] : undefined;
      if (wanted ? !typeFits(type, wanted) : !to.open) return false;
    }
    return true;
  }
  return from.kind === to.kind;
}
