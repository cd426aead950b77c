import { rejectReasons, type FileFormat } from '@arbiter/contracts';
import type { PlannedColumn } from '../plan-columns.js';
import { readCell, reasonCode, stagingTypes, trimmed } from './cell-sql.js';

/** Where a row's fault is when it is the row's as a whole. */
export const wholeRow = 65535;

export interface StagingOptions {
  columns: readonly PlannedColumn[];
  /** Columns that a row of the file must have. */
  width: number;
  format: FileFormat;
}

export const constantParameter = (position: number) => `constant_${position}`;

/** Parameters of the selection: the constants, by their position among the columns. */
export function constantParams(columns: readonly PlannedColumn[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((column, position) => ('constant' in column.source ? [[constantParameter(position), column.source.constant]] : [])));
}

/** Structure of the staging table: values are null (or empty) where a cell has none; cells are kept of faulty rows only. */
export function stagingStructure(columns: readonly PlannedColumn[]): string {
  return ['line UInt64', 'faults Array(Tuple(UInt16, UInt8))', 'cells Array(String)', ...columns.map((column) => `${column.name} ${stagingTypes[column.rules.type]}`)].join(', ');
}

/**
 * Reads rows (line, cells, malformed) as typed values with the faults of every cell. Rows whose cells are all empty are
 * left out, as blank lines are. Cells past the last column do no harm as long as they are empty (trailing separators).
 */
export function checkRowsSql(rows: string, { columns, width, format }: StagingOptions): string {
  const texts = columns.map(({ source }, position) => `${'column' in source ? trimmed(`cells[${source.column + 1}]`) : `{${constantParameter(position)}:String}`} AS t${position}`);
  const read = columns.map((column, position) => readCell(String(position), column.rules, format));
  const rowFault = `multiIf(malformed, ${reasonCode('malformed-quotes')}, length(cells) < ${width}, ${reasonCode('too-few-columns')}, length(cells) > ${width} AND arrayExists(c -> c != '', arraySlice(cells, ${width + 1})), ${reasonCode('too-many-columns')}, arrayExists(c -> NOT isValidUTF8(c), cells), ${reasonCode('not-utf-8')}, 0)`;
  const depth = Math.max(0, ...read.map(({ steps }) => steps.length));
  const stepped = (step: number): string =>
    step === 0
      ? `SELECT line, cells, ${rowFault} AS row_fault${texts.map((text) => `, ${text}`).join('')} FROM ${rows} WHERE arrayExists(c -> c != '', cells)`
      : `SELECT *${read.flatMap(({ steps }) => (steps[step - 1] ? [`, ${steps[step - 1]!.sql} AS ${steps[step - 1]!.name}`] : [])).join('')} FROM (${stepped(step - 1)})`;
  const cellFaults = columns.map((_, position) => `(toUInt16(${position}), toUInt8(${read[position]!.fault}))`);
  return `
    SELECT line, faults, if(notEmpty(faults), cells, []) AS cells${columns.map((column, position) => `, ${read[position]!.value} AS ${column.name}`).join('')}
    FROM (
      SELECT *, if(row_fault != 0, [(toUInt16(${wholeRow}), toUInt8(row_fault))], arrayFilter(fault -> fault.2 != 0, CAST([${cellFaults.join(', ')}], 'Array(Tuple(UInt16, UInt8))'))) AS faults
      FROM (${stepped(depth)})
    )`;
}

/** Parameters of `rejectsSql`. */
export function rejectsParams({ columns, format }: StagingOptions): Record<string, unknown> {
  return {
    separator: format.separator,
    reasons: [...rejectReasons],
    labels: columns.map((column) => column.label),
    sources: columns.map(({ source }) => ('column' in source ? source.column : -1)),
    constants: columns.map(({ source }) => ('constant' in source ? source.constant : '')),
  };
}

/** Rejects (line, column, value, reason) in the order of the file. */
export function rejectsSql(staging: string): string {
  const place = '{sources:Array(Int32)}[fault.1 + 1]';
  const value = `multiIf(fault.1 = ${wholeRow}, arrayStringConcat(cells, {separator:String}), ${place} >= 0, cells[${place} + 1], {constants:Array(String)}[fault.1 + 1])`;
  return `
    SELECT line, if(fault.1 = ${wholeRow}, '', {labels:Array(String)}[fault.1 + 1]) AS column, substringUTF8(toValidUTF8(replaceAll(${value}, '\\0', '\\\\0')), 1, 500) AS value, {reasons:Array(String)}[fault.2] AS reason
    FROM ${staging} ARRAY JOIN faults AS fault
    ORDER BY line, if(fault.1 = ${wholeRow}, -1, ${place})`;
}

/** A leading = + - @ makes a spreadsheet run a cell: such values get an apostrophe. */
export const harmless = (column: string) => `if(match(${column}, '^[=+\\\\-@\\\\t\\\\r]'), concat('\\'', ${column}), ${column})`;
