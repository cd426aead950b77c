import { quoteTable } from './sql-text.js';

/**
 * The table that a scan reads: a row for each customer with the candidates that it may get, by ascending option.
 *
 *     customer String, hash UInt32, cell UInt32, options Array(UInt16), gains Array(Float64), own1 Array(Float64), …
 *
 * `gains` is what the objective gains by each option, `own…` the measures that differ by candidate and that some limit sums.
 * It is ordered by cell and hash of the customer: rows of a cell stand together, and a sample is a range of hashes. One row holds all
 * of a customer, so a cluster divides the table as it likes and each shard sends sums.
 */
export interface ScanTable {
  /** `database.table` or `table`. */
  name: string;
  options: number;
  cells: number;
  /** Number of `own…` columns. */
  own: number;
}

/** What stands in a scan table, read once. */
export interface ScanFacts {
  /** Rows: customers of whom candidates are known. */
  customers: number;
  candidates: number;
  /** Customers of each cell. */
  cellSizes: Float64Array;
  largestGain: number;
  smallestGain: number;
  meanGain: number;
  /** Σ over customers of the smallest gain of a choice (nothing included), rounded down. */
  floor: number;
  largestOwn: number[];
  meanOwn: number[];
  /** Decimal step of which all gains are multiples; 0 without one. */
  gainStep: number;
}

/** Option of a customer that gets nothing. */
export const nothing = 65_535;

export function ownColumn(index: number): string {
  return `own${index + 1}`;
}

export function ownColumns(table: ScanTable): string[] {
  return Array.from({ length: table.own }, (_, m) => ownColumn(m));
}

export function printCreateScanTable(table: ScanTable): string {
  const own = ownColumns(table).map((name) => `, ${name} Array(Float64)`).join('');
  return `CREATE TABLE ${quoteTable(table.name)} (customer String, hash UInt32, cell UInt32, options Array(UInt16), gains Array(Float64)${own}, removed Array(UInt32)) ENGINE = MergeTree ORDER BY (cell, hash)`;
}
