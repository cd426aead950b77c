import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

/** A fact that can be chosen, with the path to a field in it. */
export interface FactOption { key: string; fact: string; path?: string; label: string; name: string; spec: ValueSpec | undefined }

export const factKey = (fact: unknown, path: unknown): string => `${String(fact ?? '')} ${typeof path === 'string' ? path : ''}`.trim();

const deepest = 5;
const most = 2000;
const plainName = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const titleOf = ({ title, name }: FieldSpec): string => (title !== undefined && title.trim() !== '' ? title : name);

/** The scope of expressions as fields. */
export const fieldsOfScope = (scope: ExpressionScope): FieldSpec[] => scope.map(({ name, title, spec }) => ({ ...spec, name, ...(title === undefined ? {} : { title }) }));

/** Every field that a condition can look at: names, fields of objects, lengths of lists and fields of their elements. */
export function factOptions(fields: readonly FieldSpec[], lengthTitle: string): FactOption[] {
  const found: FactOption[] = [];
  const add = (fact: string, path: string, label: string, name: string, spec: ValueSpec | undefined): void => {
    if (found.length < most) found.push({ key: factKey(fact, path), fact, ...(path === '' ? {} : { path }), label, name, spec });
  };
  const step = (path: string, name: string): string => `${path === '' ? '$' : path}${plainName.test(name) ? `.${name}` : `['${name}']`}`;
  const walk = (fact: string, spec: ValueSpec, path: string, label: string, name: string, depth: number): void => {
    add(fact, path, label, name, spec);
    if (depth >= deepest) return;
    for (const field of spec.type === 'object' ? (spec.fields ?? []) : []) walk(fact, field, step(path, field.name), `${label} → ${titleOf(field)}`, `${name}.${field.name}`, depth + 1);
    if (spec.type !== 'list' || path.includes('[*]')) return;
    if (path === '') add(fact, '$.length', `${label} → ${lengthTitle}`, `${name}.length`, { type: 'integer', min: 0 });
    for (const field of path === '' && spec.items?.type === 'object' ? (spec.items.fields ?? []) : []) add(fact, `$[*]${step('', field.name).slice(1)}`, `${label} [ ] → ${titleOf(field)}`, `${name}[].${field.name}`, { type: 'list', items: field });
  };
  for (const field of fields) walk(field.name, field, '', titleOf(field), field.name, 0);
  return found;
}
