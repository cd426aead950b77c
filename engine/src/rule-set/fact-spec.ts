import type { FieldSpec, ValueSpec } from '@arbiter/contracts/strategy/field';
import { parseJsonPath } from './json-path.js';

/** What is known of a fact at a path: its type, and the titles (names where there are none) on the way to it. */
export interface FactSpec {
  /** Undefined where the fields do not tell. */
  spec: ValueSpec | undefined;
  titles: readonly string[];
  /** How the value is taken of the fact: `$.length` of a list, all elements, something that only the path itself can say. */
  taken: 'value' | 'length' | 'elements' | 'path';
}

const titleOf = ({ name, title }: FieldSpec): string => (title !== undefined && title.trim() !== '' ? title.trim() : name);

/** Looks a fact up in the fields, through `$.address.city`, `$.length` and `$[*].amount`. */
export function factSpec(fields: readonly FieldSpec[], fact: string, path?: unknown): FactSpec {
  const field = fields.find(({ name }) => name === fact);
  const titles = [field ? titleOf(field) : fact];
  if (typeof path !== 'string' || path === '' || path === '$') return { spec: field, titles, taken: 'value' };
  const steps = parseJsonPath(path);
  if (!steps) return { spec: undefined, titles: [...titles, path], taken: 'path' };
  let spec: ValueSpec | undefined = field;
  let elements = false;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'every' && !elements) {
      elements = true;
      spec = spec?.items;
    } else if (step.kind === 'property' && step.name === 'length' && index === steps.length - 1 && !elements && (spec === undefined || spec.type === 'list' || spec.type === 'string' || spec.type === 'any')) {
      return { spec: { type: 'integer', min: 0 }, titles, taken: 'length' };
    } else if (step.kind === 'property' && spec?.type !== 'list') {
      const inner: FieldSpec | undefined = spec?.fields?.find(({ name }) => name === step.name);
      titles.push(inner ? titleOf(inner) : step.name);
      spec = inner;
    } else return { spec: undefined, titles: [titles[0]!, path], taken: 'path' };
  }
  if (!elements) return { spec, titles, taken: 'value' };
  return { spec: { type: 'list', ...(spec ? { items: spec } : {}) }, titles, taken: 'elements' };
}

/** The unit that a title ends with: "Debt, €", "Share (%)"; empty where there is none. */
export function unitOf(title: string): string {
  const found = /(?:,\s*([^\s,()]{1,8})|\(([^()]{1,8})\))$/u.exec(title.trim());
  const unit = found?.[1] ?? found?.[2] ?? '';
  return /^\d/.test(unit) ? '' : unit;
}

export const withoutUnit = (title: string): string => (unitOf(title) === '' ? title : title.trim().replace(/(?:,\s*[^\s,()]{1,8}|\s*\([^()]{1,8}\))$/u, ''));
