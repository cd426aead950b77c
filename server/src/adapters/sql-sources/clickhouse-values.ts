import { isSqlParameterType } from '@arbiter/engine/strategy/nodes/sql/sql-parameter-type';
import { SqlGateError } from '../../ports/sql-gate.js';

const scalar: Record<string, string> = { text: 'String', integer: 'Int64', number: 'Float64', boolean: 'Bool', date: 'Date32', timestamp: "DateTime64(3, 'UTC')" };

/** The ClickHouse type of a parameter: as the statement says, else as the node says. */
export function clickHouseTypeOf(name: string, type: string, inStatement: string | undefined): string {
  if (inStatement !== undefined) return inStatement;
  if (!isSqlParameterType(type)) throw new SqlGateError('sql-refused', `The type ${JSON.stringify(type)} of the parameter ${name} is unknown: take text, integer, number, boolean, date, timestamp or a list of these such as text[]`);
  return type.endsWith('[]') ? `Array(${scalar[type.slice(0, -2)]})` : `Nullable(${scalar[type]})`;
}

const longInteger = /^(?:Nullable\()?U?Int(?:64|128|256)\)?$/;
const instant = /^(?:Nullable\()?DateTime/;
const readableText = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;

/** A value of an answer as JSON: 64-bit integers come as text, and stay text where a number would lose digits; instants become ISO 8601. */
export function fromClickHouse(value: unknown, type: string): unknown {
  if (typeof value !== 'string') return value;
  if (longInteger.test(type)) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (instant.test(type) && readableText.test(value)) return `${value.replace(' ', 'T')}Z`;
  return value;
}
