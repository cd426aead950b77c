import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import { sqlNumber, sqlText } from '../../feel/print-sql/click-house-types.js';

/** What is wrong with a value of a column: condition (UInt8, never NULL) and the code that the check in JavaScript gives. */
export interface FaultSql {
  when: string;
  code: string;
  message: string;
}

const greatestInteger = 2 ** 53 - 1;

/** Checks of a value's type, enumeration and range, in the order of those in JavaScript. `sql` is an expression of the type's own column type. */
export function valueFaultsSql(spec: ValueSpec, sql: string, name: string): FaultSql[] {
  const faults: FaultSql[] = [];
  const add = (when: string, code: string, message: string): number => faults.push({ when: `ifNull(${when}, 0)`, code, message: `"${name}": ${message}` });
  if (spec.type === 'number') add(`NOT isFinite(${sql})`, 'wrong-type', 'the value is not a number');
  if (spec.type === 'integer') add(`NOT isFinite(${sql}) OR ${sql} != trunc(${sql}) OR abs(${sql}) > ${sqlNumber(greatestInteger)}`, 'wrong-type', 'the value is not an integer');
  if (spec.values) {
    const allowed = spec.values.map((value) => literalOf(value, spec.type));
    add(`${sql} NOT IN (${allowed.join(', ')})`, 'not-allowed', `the value is not one of ${spec.values.slice(0, 10).map((value) => JSON.stringify(value)).join(', ')}`);
  }
  if (spec.min !== undefined) add(`${sql} < ${literalOf(spec.min, spec.type)}`, 'too-small', `the value is below the minimum ${spec.min}`);
  if (spec.max !== undefined) add(`${sql} > ${literalOf(spec.max, spec.type)}`, 'too-large', `the value is above the maximum ${spec.max}`);
  return faults;
}

/** Checks of an input as it comes. Whatever is wrong, an evaluation ends with `input-invalid`. */
export function inputFaultsSql(field: FieldSpec, sql: string): FaultSql[] {
  const missing = field.required ? [{ when: `isNull(${sql})`, message: `"${field.name}" is required and must not be null` }] : [];
  return [...missing, ...valueFaultsSql(field, sql, field.name)].map(({ when, message }) => ({ when, code: 'input-invalid', message: `/${field.name}: ${message}` }));
}

function literalOf(value: string | number | boolean, type: ValueSpec['type']): string {
  if (typeof value === 'number') return sqlNumber(value);
  if (typeof value === 'boolean') return String(value);
  return type === 'date' ? `toDate32(${sqlText(value)})` : sqlText(value);
}
