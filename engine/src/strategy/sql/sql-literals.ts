import type { ValueSpec } from '@arbiter/contracts';
import { sqlNumber, sqlText } from '../../feel/print-sql/click-house-types.js';

/** Types of the data model that have an exact column type: what the SQL way can hold. */
export const sqlTypes: Partial<Record<ValueSpec['type'], string>> = { number: 'Nullable(Float64)', integer: 'Nullable(Float64)', string: 'Nullable(String)', boolean: 'Nullable(Bool)', date: 'Nullable(Date32)' };

/** A JSON value of a type of `sqlTypes` as an expression of the column's type. */
export function sqlValue(value: unknown, type: ValueSpec['type']): string {
  const column = sqlTypes[type] ?? 'Nullable(String)';
  if (value === null || value === undefined) return `CAST(NULL AS ${column})`;
  switch (type) {
    case 'number':
    case 'integer':
      return `CAST(${sqlNumber(value as number)} AS ${column})`;
    case 'boolean':
      return `CAST(${value === true} AS ${column})`;
    case 'date':
      return `CAST(toDate32(${sqlText(String(value))}) AS ${column})`;
    default:
      return `CAST(${sqlText(String(value))} AS ${column})`;
  }
}
