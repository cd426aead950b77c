import type { JsonSchema } from '$lib/api/types.js';

/** How a value of a schema is edited. */
export type Shape =
  | { kind: 'number' | 'integer' | 'switch' | 'json' }
  /** `nullable`: emptied, it is null. */
  | { kind: 'text'; nullable?: boolean }
  | { kind: 'choice'; values: string[] }
  | { kind: 'texts'; values: string[] | null }
  | { kind: 'object'; schema: JsonSchema }
  | { kind: 'list'; items: JsonSchema }
  /** One of several objects; `key` tells them apart: the value of `kind`, or a property that only this one has. */
  | { kind: 'variants'; variants: { key: string; schema: JsonSchema }[]; nullable: boolean };

export function shapeOf(schema: JsonSchema): Shape {
  if (schema.enum) return { kind: 'choice', values: schema.enum.map(String) };
  if (schema.anyOf) {
    const objects = schema.anyOf.filter((one) => one.properties);
    const nullable = schema.anyOf.some((one) => one.type === 'null');
    if (objects.length > 0) return { kind: 'variants', nullable, variants: objects.map((one) => ({ key: keyOf(one, objects), schema: one })) };
    const plain = schema.anyOf.find((one) => one.type !== 'null');
    if (plain && nullable && plain.type === 'string' && !plain.enum) return { kind: 'text', nullable };
    return plain ? shapeOf(plain) : { kind: 'json' };
  }
  switch (schema.type) {
    case 'string': return { kind: 'text' };
    case 'number': return { kind: 'number' };
    case 'integer': return { kind: 'integer' };
    case 'boolean': return { kind: 'switch' };
    case 'array': {
      const items = schema.items ?? {};
      if (items.enum) return { kind: 'texts', values: items.enum.map(String) };
      return items.type === 'string' ? { kind: 'texts', values: null } : { kind: 'list', items };
    }
    case 'object': return schema.properties ? { kind: 'object', schema } : { kind: 'json' };
    default: return { kind: 'json' };
  }
}

function keyOf(schema: JsonSchema, among: readonly JsonSchema[]): string {
  const kind = schema.properties?.kind?.const;
  if (typeof kind === 'string') return kind;
  const own = Object.keys(schema.properties ?? {}).filter((name) => !among.some((other) => other !== schema && other.properties?.[name]));
  return own.at(-1) ?? '';
}

/** Which of the variants a value is. */
export function variantOf(value: unknown, variants: readonly { key: string; schema: JsonSchema }[]): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind } = value as { kind?: unknown };
  const found = variants.find(({ key, schema }) => (schema.properties?.kind?.const === undefined ? key in value : key === kind));
  return found?.key ?? null;
}

/** The smallest value that a schema may take for a start: what is required, empty. */
export function blankOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return blankOf(schema.anyOf.find((one) => one.properties) ?? schema.anyOf[0] ?? {});
  switch (schema.type) {
    case 'string': return schema.description?.startsWith('HH:MM') ? '09:00' : '';
    case 'number':
    case 'integer': return Math.max(schema.minimum ?? 0, schema.exclusiveMinimum === undefined ? 0 : schema.exclusiveMinimum + 1);
    case 'boolean': return false;
    case 'array': return [];
    case 'object': {
      const made: Record<string, unknown> = {};
      for (const name of schema.required ?? []) made[name] = blankOf(schema.properties?.[name] ?? {});
      return made;
    }
    default: return null;
  }
}
