/** The part of JSON Schema that the schemas of strategies are made of. */
interface Schema {
  type?: string | string[];
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const deepest = 8;

/** A value that a schema takes: its default or example where it has one, else the plainest of its type. `today` is written where a date is wanted. */
export function exampleOfSchema(given: unknown, today: string, depth = 0): unknown {
  if (typeof given !== 'object' || given === null || depth > deepest) return null;
  const schema = given as Schema;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.examples && schema.examples.length > 0) return schema.examples[0];
  if (schema.enum && schema.enum.length > 0) return schema.enum[0];
  const choice = (schema.anyOf ?? schema.oneOf)?.find((one) => one.type !== 'null');
  if (choice) return exampleOfSchema(choice, today, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, exampleOfSchema(one, today, depth + 1)]));
    case 'array':
      return schema.items ? [exampleOfSchema(schema.items, today, depth + 1)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.maximum !== undefined && schema.maximum < 0 ? schema.maximum : 0);
    case 'boolean':
      return false;
    case 'string':
      return schema.format === 'date' ? today : schema.format === 'date-time' ? `${today}T12:00:00Z` : schema.format === 'time' ? '12:00:00' : schema.format === 'duration' ? 'P1D' : 'text';
    default:
      return schema.properties ? exampleOfSchema({ ...schema, type: 'object' }, today, depth) : null;
  }
}
