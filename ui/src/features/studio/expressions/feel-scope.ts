import type { ValueSpec } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '@arbiter/engine/feel/feel-type';
import { feelTypeOf } from '@arbiter/engine/strategy-data-model/feel-types';
import { errorNames } from '@arbiter/engine/strategy-data-model/field-names';
import type { ExpressionScope } from './expression-scope.js';

/** What the engine is told of the names in reach, made once for a scope: a large one is checked against at every key. */
const made = new WeakMap<ExpressionScope, FeelScope>();

export function feelScopeOf(scope: ExpressionScope): FeelScope {
  const known = made.get(scope);
  if (known) return known;
  const types = new Map<string, FeelType>();
  // Inner names come first and win over outer ones of the same name.
  for (const { name, spec } of scope) if (name !== '' && !types.has(name)) types.set(name, feelTypeOf(spec));
  if (scope.length > 0) for (const name of errorNames) if (!types.has(name)) types.set(name, { kind: 'string' });
  made.set(scope, types);
  return types;
}

/** The type that a text of FEEL names, such as `number` or `list<string>`; null where it names none. */
export function typeFromText(text: string): FeelType | null {
  const list = /^list<(.+)>$/.exec(text.trim());
  if (list) {
    const items = typeFromText(list[1]!);
    return items && { kind: 'list', items };
  }
  switch (text.trim()) {
    case 'number': case 'string': case 'boolean': case 'date': case 'time': case 'date and time': case 'days and time duration': case 'years and months duration':
      return { kind: text.trim() as 'number' };
    case 'integer': return { kind: 'number' };
    case 'list': return { kind: 'list', items: { kind: 'any' } };
    case 'object': case 'context': return { kind: 'context', fields: {}, open: true };
    default: return null;
  }
}

/** What is known of a value by its type alone, as a data model would tell it. */
export function specOfType(type: FeelType): ValueSpec {
  switch (type.kind) {
    case 'list': return type.items.kind === 'any' ? { type: 'list' } : { type: 'list', items: specOfType(type.items) };
    case 'context': return Object.keys(type.fields).length === 0 ? { type: 'object' } : { type: 'object', fields: Object.entries(type.fields).map(([name, field]) => ({ name, ...specOfType(field) })) };
    case 'any': case 'null': case 'range': case 'function': return { type: 'any' };
    default: return { type: type.kind };
  }
}
