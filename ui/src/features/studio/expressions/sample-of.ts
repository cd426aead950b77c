import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import type { ExpressionScope } from './expression-scope.js';

const examples: Partial<Record<ValueSpec['type'], unknown>> = {
  number: 100, integer: 1, string: 'text', boolean: true, date: '2026-01-31', time: '12:30:00', 'date and time': '2026-01-31T12:30:00Z', 'days and time duration': 'P1D', 'years and months duration': 'P1Y',
};

/** A value that a data model would take, to begin a sample with: defaults, allowed values, bounds. */
export function sampleOf(spec: ValueSpec & Pick<FieldSpec, 'default'>, depth = 0): unknown {
  if (spec.default !== undefined && spec.default !== null) return spec.default;
  if (spec.values?.[0] !== undefined) return spec.values[0];
  if (spec.min !== undefined) return spec.min;
  if (spec.type === 'list') return spec.items && depth < 6 ? [sampleOf(spec.items, depth + 1)] : [];
  if (spec.type === 'object') return depth < 6 ? Object.fromEntries((spec.fields ?? []).map((field) => [field.name, sampleOf(field, depth + 1)])) : {};
  const example = examples[spec.type] ?? null;
  return typeof example === 'number' && typeof spec.max === 'number' ? Math.min(example, spec.max) : example;
}

/** A sample of the names that an expression reads; of all of them where it cannot be read yet. */
export function sampleFor(scope: ExpressionScope, names?: readonly string[]): Record<string, unknown> {
  const wanted = names && names.length > 0 ? new Set(names) : null;
  const sample: Record<string, unknown> = {};
  for (const { name, spec } of scope) if (!(name in sample) && (!wanted || wanted.has(name)) && Object.keys(sample).length < 50) sample[name] = sampleOf(spec);
  return sample;
}
