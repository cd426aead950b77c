import type { Result } from '@arbiter/contracts';
import { FeelStop, type FeelFault } from '../parse/feel-fault.js';
import type { CheckedFeel } from '../types/check-feel.js';
import { clickHouseTypeOf } from './click-house-types.js';
import { SqlPrinter, type SqlNames } from './sql-printer.js';

/**
 * One ClickHouse expression whose value equals that of the printed JavaScript, row by row; a part that has no exact equal is a fault at its
 * place. The value has the type that `clickHouseTypeOf` gives (NULL for an expression that is always null).
 */
export function printFeelSql(checked: CheckedFeel, names: SqlNames): Result<string, FeelFault[]> {
  return printed(() => {
    const printer = new SqlPrinter(checked, names);
    const part = printer.part(checked.tree);
    if (part.type.kind !== 'null' && clickHouseTypeOf(part.type) === null) printer.refuse(checked.tree, 'its type has no column type');
    return part.type.kind === 'boolean' ? `toBool(${part.sql})` : printer.finite(part);
  });
}

/** As UInt8: 1 only where the value is true. */
export function printFeelSqlCondition(checked: CheckedFeel, names: SqlNames): Result<string, FeelFault[]> {
  return printed(() => {
    const printer = new SqlPrinter(checked, names);
    const part = printer.part(checked.tree);
    if (part.type.kind === 'null') return 'toUInt8(0)';
    if (part.type.kind !== 'boolean') printer.refuse(checked.tree, 'it is not known to be a boolean');
    return `toUInt8(ifNull(${part.sql}, false))`;
  });
}

function printed(print: () => string): Result<string, FeelFault[]> {
  try {
    return { ok: true, value: print() };
  } catch (error) {
    if (error instanceof FeelStop) return { ok: false, error: [error.fault] };
    throw error;
  }
}
