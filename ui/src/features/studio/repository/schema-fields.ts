/** A field of a schema, as a reader of it wants to know it. */
export interface SchemaField {
  name: string;
  title: string | null;
  /** `text`, `number`, `list of objects` in the words given. */
  type: string;
  isRequired: boolean;
  /** Bounds, choices, default in short. */
  about: string;
  fields: SchemaField[];
}

interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

/** Names of types in the reader's language; `listOf` wraps another. */
export interface SchemaWords {
  type: (name: string) => string;
  listOf: (type: string) => string;
  byDefault: (value: string) => string;
}

const deepest = 12;
const shortest = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 60);

/** Fields of an object's schema, or of the elements of a list, as deep as they go. */
export function schemaFields(given: unknown, words: SchemaWords, depth = 0): SchemaField[] {
  const schema = (typeof given === 'object' && given !== null ? given : {}) as Schema;
  if (depth > deepest) return [];
  const owner = schema.properties ? schema : schema.items;
  if (!owner?.properties) return [];
  return Object.entries(owner.properties).map(([name, field]) => ({
    name,
    title: field.title ?? field.description ?? null,
    type: typeOf(field, words),
    isRequired: owner.required?.includes(name) ?? false,
    about: aboutOf(field, words),
    fields: schemaFields(field, words, depth + 1),
  }));
}

function typeOf(schema: Schema, words: SchemaWords): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'array') return words.listOf(schema.items ? typeOf(schema.items, words) : words.type('any'));
  return words.type(schema.format ?? type ?? 'any');
}

function aboutOf({ enum: choices, minimum, maximum, default: usual, pattern }: Schema, words: SchemaWords): string {
  return [
    ...(choices ? [choices.filter((one) => one !== null).map(shortest).join(', ')] : []),
    ...(minimum !== undefined || maximum !== undefined ? [minimum === undefined ? `≤ ${maximum}` : maximum === undefined ? `≥ ${minimum}` : `${minimum}–${maximum}`] : []),
    ...(pattern ? [pattern] : []),
    ...(usual === undefined || usual === null ? [] : [words.byDefault(shortest(usual))]),
  ].join('; ');
}
