import type { Fault } from '@arbiter/contracts';
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify/types/schema.js';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { ProblemError } from './problem-error.js';

type Validator = ReturnType<typeof Compile>;
interface SchemaFault { keyword: string; instancePath: string; message: string; params: object }

const mostFaults = 20;
const places: Record<string, string> = { body: 'The request body', querystring: 'The query string', params: 'The path', headers: 'The headers' };

function valueAt(root: unknown, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), root);
}

/** Short text of a value for a message; never more than is needed to find it. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'object' ? (Array.isArray(value) ? `a list of ${value.length}` : 'an object') : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Faults of a value, with the deepest first among those of one alternative: "must match anyOf" by itself helps nobody. */
export function listFaults(validator: Validator, value: unknown): Fault[] {
  const errors = validator.Errors(value) as unknown as SchemaFault[];
  // A field that is not allowed is named once, by its object.
  const telling = errors.filter((error) => error.keyword !== 'anyOf' && error.keyword !== 'oneOf' && error.keyword !== 'boolean');
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const error of telling.length > 0 ? telling : errors) {
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties;
    const surplus = (error.params as { additionalProperties?: string[] }).additionalProperties;
    const names = missing ?? surplus;
    const message = names ? `${error.message}: ${names.join(', ')}` : `${error.message}; it is ${describe(valueAt(value, error.instancePath))}`;
    const key = `${error.instancePath} ${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    faults.push({ path: error.instancePath, code: error.keyword, message });
    if (faults.length === mostFaults) break;
  }
  return faults;
}

/** Checks by TypeBox itself. Text of query strings, paths and headers is converted to the wanted type; bodies are taken as they are. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const place = places[httpPart ?? 'body'] ?? 'The request';
  return (value: unknown) => {
    const converted: unknown = httpPart === 'body' ? value : Value.Convert(schema, Value.Default(schema, Value.Clone(value)));
    if (validator.Check(converted)) return { value: converted };
    const faults = listFaults(validator, converted);
    const first = faults[0];
    return { error: new ProblemError('validation-failed', `${place} is not as documented: ${first ? `${first.path || 'it'} ${first.message}` : 'see /docs'}.`, { faults }) };
  };
};

/** Writes plain JSON; with `check`, a reply that is not as documented is an error (tests). */
export const serializerCompiler = (check: boolean): FastifySerializerCompiler<TSchema> => ({ schema, httpStatus, method, url }) => {
  if (!check || (httpStatus !== undefined && !/^2/.test(String(httpStatus)))) return (data) => JSON.stringify(data) ?? '';
  const validator = Compile(schema);
  return (data) => {
    const text = JSON.stringify(data) ?? '';
    const written: unknown = text === '' ? null : JSON.parse(text);
    if (!validator.Check(written)) throw new Error(`The reply ${httpStatus} of ${method} ${url} is not as documented: ${JSON.stringify(listFaults(validator, written).slice(0, 5))}`);
    return text;
  };
};
