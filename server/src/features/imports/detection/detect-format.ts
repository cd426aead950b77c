import type { FileFormat } from '@arbiter/contracts';
import { isMissing, looksLikeDate, looksNumeric, shapeOfDate } from './cell-shapes.js';
import { announcedSeparator, blankAnnouncement, splitRecords } from './split-records.js';

type Separator = FileFormat['separator'];
const separators: Separator[] = [';', '\t', ',', '|'];
const recordsToLookAt = 200;

/** How well a separator explains the text: most of the records have the same number of cells, and more than one. */
function scoreSeparator(text: string, separator: Separator, whole: boolean): number {
  const records = splitRecords(text, separator, { most: recordsToLookAt, whole });
  if (records.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, times] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]!;
  if (width < 2) return 0;
  const agreeing = times / records.length;
  // The header has the last word on ties: it rarely holds a separator of another kind.
  return agreeing * agreeing * (1 + Math.log2(width) / 8) + (records[0]!.cells.length === width ? 0.1 : 0);
}

export function detectSeparator(text: string, whole = true): Separator {
  const announced = announcedSeparator(text);
  if (announced) return announced;
  const scored = separators.map((separator) => ({ separator, score: scoreSeparator(text, separator, whole) }));
  scored.sort((a, b) => b.score - a.score);
  return scored[0]!.score > 0 ? scored[0]!.separator : ',';
}

/** The first record names the columns when none of its cells is a number or a date, and none is given twice. */
export function detectHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...others] = records;
  if (!first) return true;
  const names = first.map((cell) => cell.trim().toLowerCase()).filter((name) => name !== '');
  if (names.length === 0 || new Set(names).size < names.length) return false;
  if (names.some((name) => looksNumeric(name) || looksLikeDate(name))) return false;
  // A text that comes again below, column for column, is data.
  const repeated = first.filter((cell, column) => cell !== '' && others.some((record) => record[column] === cell)).length;
  return repeated * 2 <= names.length;
}

export function detectDecimalComma(cells: Iterable<string>): boolean {
  let commas = 0;
  let points = 0;
  for (const cell of cells) {
    if (!looksNumeric(cell)) continue;
    // Exactly three digits after a mark may be a group of thousands: weak evidence.
    const afterLast = /([.,])(\d*)\D*$/.exec(cell.replace(/[\s\u00a0\u202f]/g, ''));
    if (!afterLast || (cell.match(/[.,]/g)?.length ?? 0) === 0) continue;
    const both = cell.includes(',') && cell.includes('.');
    const weight = afterLast[2]!.length === 3 && !both ? 0.1 : 1;
    if (afterLast[1] === ',') commas += weight;
    else points += weight;
  }
  return commas > points;
}

export function detectDateOrder(cells: Iterable<string>): FileFormat['dateOrder'] {
  const seen = { ymd: 0, dmy: 0, mdy: 0, either: 0 };
  for (const cell of cells) {
    const shape = shapeOfDate(cell);
    if (shape) seen[shape]++;
  }
  // Year-first dates are read under every order, so any sign of another order decides.
  if (seen.dmy + seen.mdy + seen.either === 0) return 'ymd';
  return seen.mdy > seen.dmy ? 'mdy' : 'dmy';
}

/**
 * The format of a CSV text by its head. What is given (a person's correction) is taken as it is, and the rest detected
 * in its light. `whole` is false when the text goes on after the head.
 */
export function detectCsvFormat(text: string, encoding: Pick<FileFormat, 'encoding' | 'byteOrderMark'>, whole: boolean, given: Partial<FileFormat> = {}): FileFormat {
  const separator = given.separator ?? detectSeparator(text, whole);
  const records = splitRecords(blankAnnouncement(text), separator, { most: recordsToLookAt, whole }).map((record) => record.cells);
  const header = given.header ?? detectHeader(records);
  const cells = (header ? records.slice(1) : records).flat().map((cell) => cell.trim()).filter((cell) => !isMissing(cell));
  return {
    kind: 'csv',
    encoding: given.encoding ?? encoding.encoding,
    byteOrderMark: encoding.byteOrderMark,
    separator,
    header,
    decimalComma: given.decimalComma ?? detectDecimalComma(cells),
    dateOrder: given.dateOrder ?? detectDateOrder(cells),
  };
}

/** Parquet says everything about itself; the other fields are fixed. */
export const parquetFormat: FileFormat = { kind: 'parquet', encoding: 'utf-8', byteOrderMark: false, separator: ',', header: true, decimalComma: false, dateOrder: 'ymd' };
