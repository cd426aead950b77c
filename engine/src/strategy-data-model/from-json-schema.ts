import type { Fault, FieldSpec, FieldType, StrategyDataModel, ValueSpec } from '@arbiter/contracts';
import { dataModelDepthCap } from './check-data-model.js';
import { faultOfName } from './field-names.js';
import { isObject } from './value-reader.js';

/** Fields taken from a schema, and what of the schema could not be taken, each at its JSON pointer. */
export interface TakenFields {
  fields: FieldSpec[];
  untaken: Fault[];
}

const understood = new Set([
  '$schema', '$id', '$defs', 'definitions', '$ref', '$comment', 'title', 'description', 'examples', 'type', 'properties', 'required', 'items', 'enum', 'const', 'default', 'minimum', 'maximum', 'format',
  'additionalProperties', 'x-feel-type', 'x-minimum', 'x-maximum', 'nullable', 'readOnly', 'writeOnly', 'deprecated',
]);
const fieldCap = 5000;

/**
 * Fields of a data model from a JSON Schema of an object (draft 2020-12, and what older drafts share with it). What a data model has no
 * word for (patterns, lengths, alternatives) is left out and told in `untaken` at its place; the field stays, with the nearest type.
 */
export function fieldsFromJsonSchema(schema: unknown): TakenFields {
  const reader = new SchemaReader(schema);
  const root = reader.resolved(schema, '');
  if (!isObject(root) || (root.type !== undefined && root.type !== 'object') || (root.properties !== undefined && !isObject(root.properties))) {
    return { fields: [], untaken: [{ path: '/type', code: 'not-an-object', message: 'A data model comes from a schema of type "object" with properties' }] };
  }
  return { fields: reader.fields(root, '', 1), untaken: reader.untaken };
}

/** A data model whose inputs are the fields of a schema; variables and outputs are left to draw. */
export function dataModelFromJsonSchema(schema: unknown): { model: StrategyDataModel; untaken: Fault[] } {
  const { fields, untaken } = fieldsFromJsonSchema(schema);
  return { model: { inputs: fields, variables: [], outputs: [] }, untaken };
}

class SchemaReader {
  readonly untaken: Fault[] = [];
  private count = 0;

  constructor(private readonly root: unknown) {}

  fields(schema: Record<string, unknown>, path: string, depth: number): FieldSpec[] {
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const fields: FieldSpec[] = [];
    this.tellUnknown(schema, path);
    for (const [name, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
      const at = `${path}/properties/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
      this.count += 1;
      if (this.count > fieldCap) {
        this.tell(at, 'too-many', `A data model holds at most ${fieldCap} fields; the rest was left out`);
        break;
      }
      const faulty = faultOfName(name);
      if (faulty) {
        this.tell(at, 'bad-name', `${faulty}; the field was left out`);
        continue;
      }
      fields.push(this.field(name, property, at, required.has(name), depth));
    }
    return fields;
  }

  private field(name: string, schema: unknown, path: string, required: boolean, depth: number): FieldSpec {
    const read = this.resolved(schema, path);
    const field: FieldSpec = { name, ...this.value(read, path, depth) };
    if (!isObject(read)) return field;
    if (typeof read.title === 'string') field.title = read.title.slice(0, 200);
    if (read.default !== undefined && !(read.default === null)) field.default = read.default;
    const nulls = read.nullable === true || (Array.isArray(read.type) && read.type.includes('null')) || (Array.isArray(read.enum) && read.enum.includes(null));
    if (required && !nulls) field.required = true;
    return field;
  }

  private value(schema: unknown, path: string, depth: number): ValueSpec {
    if (schema === true) return { type: 'any' };
    if (!isObject(schema)) {
      this.tell(path, 'not-a-schema', 'This is no schema; "any" was taken');
      return { type: 'any' };
    }
    if (depth > dataModelDepthCap) {
      this.tell(path, 'too-deep', `Deeper than ${dataModelDepthCap} levels; "any" was taken`);
      return { type: 'any' };
    }
    const type = this.type(schema, path);
    const spec: ValueSpec = { type };
    const values = Array.isArray(schema.enum) ? schema.enum : schema.const === undefined ? undefined : [schema.const];
    const scalars = values?.filter((value): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value));
    if (scalars && scalars.length > 0 && type !== 'list' && type !== 'object') spec.values = [...new Set(scalars)].slice(0, 10_000);
    if (values && scalars && scalars.length < values.filter((value) => value !== null).length) this.tell(`${path}/enum`, 'not-taken', 'Only single values can be enumerated');
    if (type === 'object') {
      if (isObject(schema.properties)) spec.fields = this.fields(schema, path, depth + 1);
      else this.tellUnknown(schema, path);
      if (isObject(schema.additionalProperties)) this.tell(`${path}/additionalProperties`, 'not-taken', 'A schema of other properties is not taken');
      return spec;
    }
    this.tellUnknown(schema, path);
    if (type === 'list' && schema.items !== undefined) spec.items = this.value(this.resolved(schema.items, `${path}/items`), `${path}/items`, depth + 1);
    for (const [key, from] of [['min', type === 'number' || type === 'integer' ? 'minimum' : 'x-minimum'], ['max', type === 'number' || type === 'integer' ? 'maximum' : 'x-maximum']] as const) {
      const bound = schema[from];
      if (typeof bound === 'number' || typeof bound === 'string') spec[key] = bound;
    }
    return spec;
  }

  private type(schema: Record<string, unknown>, path: string): FieldType {
    const named = Array.isArray(schema.type) ? schema.type.filter((type) => type !== 'null') : schema.type === undefined ? [] : [schema.type];
    if (named.length > 1) this.tell(`${path}/type`, 'not-taken', `One type only: ${named.join(', ').slice(0, 100)} became "any"`);
    if (named.length !== 1) return named.length === 0 && isObject(schema.properties) ? 'object' : named.length === 0 ? this.typeOfValues(schema) : 'any';
    switch (named[0]) {
      case 'number':
      case 'integer':
      case 'boolean':
      case 'object':
        return named[0];
      case 'array':
        return 'list';
      case 'string':
        return this.textType(schema);
      default:
        this.tell(`${path}/type`, 'not-taken', `Type ${JSON.stringify(named[0])?.slice(0, 60)} is not known; "any" was taken`);
        return 'any';
    }
  }

  private textType(schema: Record<string, unknown>): FieldType {
    const own = schema['x-feel-type'];
    switch (schema.format) {
      case 'date':
      case 'time':
        return schema.format;
      case 'date-time':
        return 'date and time';
      case 'duration':
        return own === 'years and months duration' ? own : 'days and time duration';
      default:
        return 'string';
    }
  }

  private typeOfValues(schema: Record<string, unknown>): FieldType {
    const values = Array.isArray(schema.enum) ? schema.enum.filter((value) => value !== null) : schema.const === undefined ? [] : [schema.const];
    const types = new Set(values.map((value) => typeof value));
    const [type] = types;
    return types.size === 1 && (type === 'string' || type === 'number' || type === 'boolean') ? type : 'any';
  }

  /** Follows references within the document, a few in a row. */
  resolved(schema: unknown, path: string): unknown {
    let read = schema;
    for (let steps = 0; isObject(read) && typeof read.$ref === 'string'; steps += 1) {
      const target = read.$ref.startsWith('#') ? this.at(read.$ref.slice(1)) : undefined;
      if (target === undefined || steps > 20) {
        this.tell(`${path}/$ref`, 'not-taken', `Reference ${JSON.stringify(read.$ref.slice(0, 100))} leads nowhere in this document; "any" was taken`);
        return true;
      }
      read = target;
    }
    return read;
  }

  private at(pointer: string): unknown {
    let value: unknown = this.root;
    for (const step of pointer.split('/').slice(1, 50)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  }

  private tellUnknown(schema: Record<string, unknown>, path: string): void {
    for (const key of Object.keys(schema)) {
      if (!understood.has(key)) this.tell(`${path}/${key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`, 'not-taken', `"${key.slice(0, 60)}" has no counterpart in a data model and was left out`);
    }
  }

  private tell(path: string, code: string, message: string): void {
    if (this.untaken.length < 200) this.untaken.push({ path, code, message });
  }
}
