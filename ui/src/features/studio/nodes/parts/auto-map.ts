import type { FieldSpec, FieldType } from '@arbiter/contracts';
import type { ExpressionScope } from '../../expressions/expression-scope.js';

export interface Wanted { name: string; types?: readonly FieldType[] }

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
const mostDepth = 3;

/** Every name in reach and every field of an object in reach, as expressions; the nearest come first. */
function expressionsIn(scope: ExpressionScope): { expression: string; name: string; type: FieldType }[] {
  const found: { expression: string; name: string; type: FieldType; depth: number }[] = [];
  const seen = new Set<string>();
  const walk = (field: FieldSpec, path: string, depth: number): void => {
    found.push({ expression: path, name: field.name, type: field.type, depth });
    if (field.type === 'object' && depth < mostDepth) for (const child of field.fields ?? []) walk(child, `${path}.${child.name}`, depth + 1);
  };
  for (const { name, spec } of scope) {
    if (seen.has(name)) continue;
    seen.add(name);
    walk({ ...spec, name }, name, 0);
  }
  return found.sort((one, other) => one.depth - other.depth);
}

const alike = (type: FieldType, types: readonly FieldType[] | undefined): boolean => !types || type === 'any' || types.includes('any') || types.includes(type) || (type === 'integer' && types.includes('number')) || (type === 'number' && types.includes('integer'));

/**
 * Expressions for names that are spelled like something in reach: first as they are, then without regard to case and underscores, then
 * as a field of an object (`age` from `customer.age`, `customer_age` too). Types that cannot go together are passed over.
 */
export function autoMap(wanted: readonly Wanted[], scope: ExpressionScope): Map<string, string> {
  const all = expressionsIn(scope);
  const mapped = new Map<string, string>();
  for (const { name, types } of wanted) {
    const fits = all.filter(({ type }) => alike(type, types));
    const found = fits.find(({ expression }) => expression === name) ?? fits.find((one) => plain(one.expression) === plain(name)) ?? fits.find((one) => plain(one.name) === plain(name));
    if (found && plain(name) !== '') mapped.set(name, found.expression);
  }
  return mapped;
}
