import type { Prices } from '../scan/net-value.js';
import { printGaps } from './print-band.js';
import { priceParams } from './print-pass.js';
import { nothing, ownColumns, type ScanTable } from './scan-table.js';
import { bitsOf, exactNumber, exactNumbers, numberOf, numbersOf, quoteTable, type SqlQuery, type SqlRow, wholeList } from './sql-text.js';

/** Customers of a cell with the same best and second choice, and the smallest of their gaps. */
export interface GapClass {
  cell: number;
  /** Options; −1 for nothing. */
  best: number;
  second: number;
  gaps: number[];
}

/** The `most` smallest gaps of every class of customers with the same cell, best and second choice. */
export function printGapClassesSql(table: ScanTable, prices: Prices, most: number): SqlQuery {
  return {
    kind: 'rows',
    sql: `SELECT cell, best, second, groupArraySorted(${most})(gap) AS gaps FROM (
${printGaps(table, ['cell', 'options', 'gains', ...ownColumns(table)].join(', '))}
) WHERE gap < inf GROUP BY cell, best, second ORDER BY cell, best, second`,
    params: priceParams(prices),
  };
}

export function readGapClasses(rows: readonly SqlRow[]): GapClass[] {
  const option = (value: unknown): number => (numberOf(value) === nothing ? -1 : numberOf(value));
  return rows.map((row) => ({ cell: numberOf(row['cell']), best: option(row['best']), second: option(row['second']), gaps: numbersOf(row['gaps']) }));
}

/** A class as a number; `second` and `best` are options, −1 for nothing. */
export function classKey(table: ScanTable, cell: number, best: number, second: number): number {
  return (cell * (table.options + 1) + best + 1) * (table.options + 1) + second + 1;
}

export interface NearTieBounds {
  /** Everybody with a gap up to this. */
  gap: number;
  /** Larger gaps for some classes (`classKey`). */
  classes: ReadonlyMap<number, number>;
  /** At most so many in all, the nearest; and of every class. 0 for no such limit. */
  limit: number;
  limitOfClass: number;
  /** Alternatives whose loss is larger than this are left out, but for the two nearest. */
  loss: number;
}

/** A customer whose choice is open, with the candidates that matter for it. */
export interface NearTie {
  customer: string;
  cell: number;
  /** Option chosen at the prices; −1 for nothing. */
  best: number;
  options: number[];
  gains: number[];
  own: number[][];
}

/**
 * The customers nearest to a tie with their candidates: those whose gap is at most the bound of their class. Ordered, so that the same
 * table gives the same list.
 */
export function printNearTiesSql(table: ScanTable, prices: Prices, bounds: NearTieBounds): SqlQuery {
  const names = ownColumns(table);
  const classes = [...bounds.classes];
  const option = (name: string): string => `if(${name} = ${nothing}, 0, toUInt64(${name}) + 1)`;
  const key = `(toUInt64(cell) * ${table.options + 1} + ${option('best')}) * ${table.options + 1} + ${option('second')}`;
  const limit = classes.length === 0 ? exactNumber(bounds.gap) : `transform(${key}, {class_keys:Array(UInt64)}, ${exactNumbers('class_gaps')}, ${exactNumber(bounds.gap)})`;
  const picked = (name: string): string => `arrayMap(i -> ${name}[i], kept) AS kept_${name}`;
  return {
    kind: 'rows',
    sql: `SELECT customer, cell, best, arrayFilter(i -> net[i] >= most - greatest(${exactNumber(bounds.loss)}, 2 * gap), arrayEnumerate(net)) AS kept, ${['options', 'gains', ...names].map(picked).join(', ')} FROM (
${printGaps(table, ['customer', 'hash', 'cell', 'options', 'gains', ...names].join(', '))}
) WHERE gap < inf AND gap <= ${limit} ORDER BY gap, cell, hash, customer${bounds.limitOfClass > 0 ? ` LIMIT ${bounds.limitOfClass} BY cell, best, second` : ''}${bounds.limit > 0 ? ` LIMIT ${bounds.limit}` : ''}`,
    params: { ...priceParams(prices), ...(classes.length === 0 ? {} : { class_keys: wholeList(classes.map(([at]) => at)), class_gaps: bitsOf(Float64Array.from(classes, ([, gap]) => gap)) }) },
  };
}

/** Customers with all their candidates: of a sample (limits by cell, out of 2^32), or everybody. */
export function printCustomersSql(table: ScanTable, limits: ArrayLike<number> | null): SqlQuery {
  const picked = (name: string): string => `${name} AS kept_${name}`;
  return {
    kind: 'rows',
    sql: `SELECT customer, cell, ${nothing} AS best, ${['options', 'gains', ...ownColumns(table)].map(picked).join(', ')} FROM (SELECT * FROM ${quoteTable(table.name)}${limits ? ' WHERE hash < {hash_limits:Array(UInt64)}[cell + 1]' : ''}) ORDER BY cell, hash, customer`,
    ...(limits ? { params: { hash_limits: wholeList(limits) } } : {}),
  };
}

export function readNearTies(table: ScanTable, rows: readonly SqlRow[]): NearTie[] {
  return rows.map((row) => ({
    customer: String(row['customer']),
    cell: numberOf(row['cell']),
    best: numberOf(row['best']) === nothing ? -1 : numberOf(row['best']),
    options: numbersOf(row['kept_options']),
    gains: numbersOf(row['kept_gains']),
    own: ownColumns(table).map((name) => numbersOf(row[`kept_${name}`])),
  }));
}
