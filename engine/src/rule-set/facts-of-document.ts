import type { FieldSpec, ValueSpec } from '@arbiter/contracts/strategy/field';
import type { FieldType } from '@arbiter/contracts/strategy/kinds';
import { isPlainObject } from './check-literals.js';
import { parseJsonPath } from './json-path.js';
import { isDay } from './reading/value-in-words.js';

interface Found { types: Set<FieldType>; items: Set<FieldType>; inner: Map<string, Found>; values: Set<string | number | boolean> }
const nothing = (): Found => ({ types: new Set(), items: new Set(), inner: new Map(), values: new Set() });
const mostValues = 100;
const deepest = 200;

/**
 * The facts that a rule set asks for, as fields: types by what they are compared with, simple paths as fields of objects. For documents that
 * stand alone. Any document is borne.
 */
export function factsOfDocument(document: unknown): FieldSpec[] {
  return [...gather(document)].sort(([a], [b]) => a.localeCompare(b)).map(([name, found]) => ({ name, ...specOf(found) }));
}

/** The values that a fact is compared with somewhere in the document: what is written once is offered again. */
export function valuesInDocument(document: unknown, fact: string, path?: unknown): (string | number | boolean)[] {
  let found = gather(document).get(fact);
  for (const name of namesOf(path) ?? []) found = found?.inner.get(name);
  return [...(found?.values ?? [])];
}

function gather(document: unknown): Map<string, Found> {
  const facts = new Map<string, Found>();
  const at = (fact: string, path: unknown): Found | undefined => {
    const names = namesOf(path);
    let found = facts.get(fact) ?? nothing();
    facts.set(fact, found);
    if (!names) {
      found.types.add('any');
      return undefined;
    }
    for (const name of names) {
      const inner = found.inner.get(name) ?? nothing();
      found.inner.set(name, inner);
      found = inner;
    }
    return found;
  };
  const visit = (node: unknown, depth: number): void => {
    if (depth > deepest) return;
    if (Array.isArray(node)) node.forEach((child) => visit(child, depth + 1));
    if (!isPlainObject(node)) return;
    const { fact, operator, value, path } = node;
    if (typeof fact === 'string' && fact !== '' && typeof operator === 'string') {
      const found = at(fact, path);
      if (isPlainObject(value) && typeof value.fact === 'string') {
        const other = at(value.fact, value.path);
        // What is compared by size is a number, unless something else says that it is a day.
        if (/^(?:less|greater)/.test(operator)) for (const side of [found, other]) if (side?.types.size === 0) side.types.add('number');
      }
      else if (found) note(found, operator, value);
      return;
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'event') visit(child, depth + 1);
  };
  visit(document, 0);
  return facts;
}

function note(found: Found, operator: string, value: unknown): void {
  const list = operator.includes('Fact:') || operator === 'contains' || operator === 'doesNotContain';
  for (const one of (Array.isArray(value) ? value : [value]) as unknown[]) {
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') {
      if (found.values.size < mostValues && one !== '') found.values.add(one);
      if (list) found.types.add('list');
      (list ? found.items : found.types).add(typeof one === 'number' ? 'number' : typeof one === 'boolean' ? 'boolean' : isDay(one) ? 'date' : 'string');
    }
  }
}

function namesOf(path: unknown): string[] | undefined {
  if (path === undefined || path === null || path === '') return [];
  const steps = typeof path === 'string' ? parseJsonPath(path) : undefined;
  return steps?.every((step) => step.kind === 'property') ? steps.map((step) => step.name) : undefined;
}

function specOf({ types, items, inner }: Found): ValueSpec {
  if (inner.size > 0) return { type: 'object', fields: [...inner].map(([name, found]) => ({ name, ...specOf(found) })) };
  const [type] = types;
  const [item] = items;
  if (type === 'list' && types.size === 1 && items.size === 1) return { type, items: { type: item! } };
  return { type: types.size === 1 ? type! : 'any' };
}
