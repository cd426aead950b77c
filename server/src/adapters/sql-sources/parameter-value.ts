import { SqlGateError } from '../../ports/sql-gate.js';

const scalars: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  timestamp: (value) => typeof value === 'string' && !Number.isNaN(instantOf(value)),
};

/** Epoch milliseconds of an ISO text; without a zone it is meant in UTC. */
const instantOf = (text: string): number => (/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?$/.test(text) ? Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`) : Number.NaN);

/** A JSON value as a value of a parameter: instants become dates. Throws SqlGateError where the value is not of the type. */
export function parameterValue(name: string, type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw wrongValue(name, type, value);
    return value.map((element) => parameterValue(name, type.slice(0, -2), element));
  }
  if (!Object.hasOwn(scalars, type) || !scalars[type]?.(value)) throw wrongValue(name, type, value);
  return type === 'timestamp' ? new Date(instantOf(value as string)) : value;
}

const wrongValue = (name: string, type: string, value: unknown) =>
  new SqlGateError('sql-refused', `The value ${String(JSON.stringify(value)).slice(0, 200)} of the parameter ${name} is no ${type}: change the expression or the type`);
