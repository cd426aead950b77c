import type { FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';

export type JsonSchema = Record<string, unknown>;
const dialect = 'https://json-schema.org/draft/2020-12/schema';
const any: JsonSchema = {};

/** JSON Schema (draft 2020-12) of a strategy's input. */
export const inputSchemaOf = (model: StrategyDataModel): JsonSchema => ({ $schema: dialect, ...objectSchema(model.inputs, 'input') });

/** JSON Schema (draft 2020-12) of a strategy's outputs; each is there, null where no node set it. */
export const outputSchemaOf = (model: StrategyDataModel): JsonSchema => ({ $schema: dialect, ...objectSchema(model.outputs, 'output') });

type Direction = 'input' | 'output';

function objectSchema(fields: readonly FieldSpec[], direction: Direction): JsonSchema {
  const required = fields.filter((field) => direction === 'output' || (field.required && field.default === undefined)).map((field) => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, direction)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function fieldSchema(field: FieldSpec, direction: Direction): JsonSchema {
  const schema = field.required ? valueSchema(field, direction) : nullable(valueSchema(field, direction));
  return { ...(field.title ? { title: field.title } : {}), ...schema, ...(field.default === undefined ? {} : { default: field.default }) };
}

function nullable(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== 'string') return schema;
  return { ...schema, type: [schema.type, 'null'], ...(Array.isArray(schema.enum) ? { enum: [...(schema.enum as unknown[]), null] } : {}) };
}

const formats = {
  date: 'date',
  time: 'time',
  'date and time': 'date-time',
  'days and time duration': 'duration',
  'years and months duration': 'duration',
} as const;

function valueSchema(spec: ValueSpec, direction: Direction): JsonSchema {
  const values = spec.values ? { enum: [...spec.values] } : {};
  switch (spec.type) {
    case 'any':
      return spec.values ? { enum: [...spec.values, null] } : any;
    case 'number':
    case 'integer':
      return { type: spec.type, ...(spec.min === undefined ? {} : { minimum: spec.min }), ...(spec.max === undefined ? {} : { maximum: spec.max }), ...values };
    case 'string':
    case 'boolean':
      return { type: spec.type, ...values };
    case 'list':
      return { type: 'array', ...(spec.items ? { items: nullable(valueSchema(spec.items, direction)) } : {}) };
    case 'object':
      return spec.fields ? objectSchema(spec.fields, direction) : { type: 'object' };
    default:
      // The dialect has no bounds for dates, and no names for the two kinds of durations: they stand under names of our own.
      return {
        type: 'string',
        format: formats[spec.type],
        ...(spec.type === 'date' || spec.type === 'date and time' || spec.type === 'time' ? {} : { 'x-feel-type': spec.type }),
        ...(spec.min === undefined ? {} : { 'x-minimum': spec.min }),
        ...(spec.max === undefined ? {} : { 'x-maximum': spec.max }),
        ...values,
      };
  }
}
