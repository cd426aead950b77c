import type { AttributeType, FileFormat } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { detectCsvFormat, parquetFormat } from './detection/detect-format.js';
import { detectEncoding, nameBinary } from './detection/detect-encoding.js';
import { detectType, soundsLikeMoney } from './detection/detect-types.js';
import type { DetectedColumn } from './detection/map-columns.js';
import { readParquetFooter, type ParquetColumn, type ParquetFooter } from './detection/parquet-footer.js';
import { blankAnnouncement, splitRecords } from './detection/split-records.js';
import { decodeHead, readHead, readTail } from './import-files.js';
import { dropTables, loadParquetRows, stagingTables } from './staging.js';

const headBytes = 1 << 20;
const mostRecords = 1000;
const mostColumns = 500;
const mostFooterBytes = 64 << 20;

/** What a file is and holds, as far as its head tells. */
export interface InspectedFile {
  format: FileFormat;
  headings: string[];
  columns: DetectedColumn[];
  /** Rows of the head without the header. */
  rows: string[][];
  /** Bytes of a row, on average. */
  rowBytes: number;
  /** The head up to the end of its last whole record, in UTF-8; of a Parquet file nothing. */
  headText: string;
  carriageReturns: boolean;
  parquet?: ParquetFooter;
}

const notReadable = (detail: string) => new ProblemError('import-not-readable', detail);

/** Tells a Parquet file by its magic bytes, whatever it is called. */
export async function readFooter(path: string): Promise<ParquetFooter | undefined> {
  const { bytes } = await readHead(path, 4);
  const tail = await readTail(path, 8);
  if (bytes.toString('latin1') !== 'PAR1') return undefined;
  if (tail.toString('latin1', 4) === 'PARE') throw new ProblemError('unsupported-format', 'The Parquet file is encrypted. Export it without encryption.');
  const length = tail.length === 8 ? tail.readUInt32LE(0) : 0;
  if (tail.toString('latin1', 4) !== 'PAR1' || length === 0 || length > mostFooterBytes) throw notReadable('The file begins as Parquet does, but its end is missing: it was cut off on the way. Copy it again.');
  const footer = readParquetFooter(await readTail(path, length, 8));
  if (!footer) throw notReadable('The footer of the Parquet file cannot be read. Write the file again, or as CSV.');
  return footer;
}

/** Refuses what is neither a text nor Parquet, and what is empty. For the moment when a file arrives. */
export async function refuseUnsupported(path: string): Promise<void> {
  const { bytes, sizeBytes } = await readHead(path, headBytes);
  if (sizeBytes === 0) throw notReadable('The file is empty.');
  if (bytes.toString('latin1', 0, 4) === 'PAR1') return void (await readFooter(path));
  if (detectEncoding(bytes)) return;
  const { name, advice } = nameBinary(bytes);
  throw new ProblemError('unsupported-format', `The file is ${name}, not a CSV text or a Parquet file. ${advice}`);
}

function describeColumns(headings: readonly string[], rows: readonly (readonly string[])[], typeOf: (name: string, samples: string[], index: number) => AttributeType): DetectedColumn[] {
  return headings.map((name, index) => {
    const samples = rows.map((row) => row[index] ?? '');
    const distinct = new Set(samples.filter((sample) => sample !== ''));
    return { index, name, detectedType: typeOf(name, samples, index), samples: [...distinct].slice(0, 10), distinct: distinct.size, seen: rows.length };
  });
}

function refuseTooWide(width: number): void {
  if (width > mostColumns) throw new ProblemError('too-large', `The file has ${width} columns; ${mostColumns} is the most. Check the separator, or leave out columns that are not needed.`);
}

/** Reads the head of a CSV text; `given` are a person's corrections of its format. */
async function inspectText(path: string, given: Partial<FileFormat>): Promise<InspectedFile> {
  const { bytes, sizeBytes } = await readHead(path, headBytes);
  if (sizeBytes === 0) throw notReadable('The file is empty.');
  const detected = detectEncoding(bytes);
  if (!detected) {
    const { name, advice } = nameBinary(bytes);
    throw new ProblemError('unsupported-format', `The file is ${name}, not a CSV text or a Parquet file. ${advice}`);
  }
  const whole = bytes.length === sizeBytes;
  const decoded = decodeHead(bytes, given.encoding ?? detected.encoding);
  const carriageReturns = !decoded.includes('\n') && decoded.includes('\r');
  const text = carriageReturns ? decoded.replaceAll('\r', '\n') : decoded;
  if (!whole && !text.includes('\n')) throw notReadable(`The first ${headBytes >> 20} MB have no line end, so this is no table. Check the encoding and what the file is.`);
  const format = detectCsvFormat(text, detected, whole, given);
  const records = splitRecords(blankAnnouncement(text), format.separator, { most: mostRecords + 1, whole });
  const first = records[0];
  if (!first) throw notReadable(whole ? 'The file has no rows.' : `No record ends within the first ${headBytes >> 20} MB: a quote may be opened on the first line and closed nowhere.`);
  refuseTooWide(first.cells.length);
  const headings = format.header ? first.cells.map((cell, index) => cell.trim() || `column ${index + 1}`) : first.cells.map((_, index) => `column ${index + 1}`);
  const rows = (format.header ? records.slice(1) : records).map((record) => record.cells);
  const end = records.at(-1)?.end ?? 0;
  return {
    format, headings, rows, carriageReturns,
    columns: describeColumns(headings, rows, (name, samples) => detectType(name, samples, format)),
    // The announcement was blanked in front; offsets are counted from the blanked text's start.
    headText: blankAnnouncement(text).slice(0, end),
    rowBytes: Math.max(1, (end / Math.max(1, records.length)) * (bytes.length / Math.max(1, decoded.length))),
  };
}

function typeOfParquet({ clickhouseType, list, name }: ParquetColumn, samples: readonly string[]): AttributeType {
  if (list) return 'list';
  if (clickhouseType === 'Bool') return 'boolean';
  if (clickhouseType === 'Date32') return 'date';
  if (clickhouseType?.startsWith('DateTime64')) return 'instant';
  if (clickhouseType === 'String' || clickhouseType === undefined) return detectType(name, samples, parquetFormat);
  return soundsLikeMoney(name) ? 'money' : 'number';
}

async function inspectParquet({ analytics }: Pick<Container, 'analytics'>, path: string, footer: ParquetFooter, scratchId: string): Promise<InspectedFile> {
  refuseTooWide(footer.columns.length);
  const tables = stagingTables(scratchId);
  try {
    await loadParquetRows(analytics, tables, { path, format: parquetFormat, parquet: footer.columns, mostRows: mostRecords });
    const rows = (await analytics.query<{ cells: string[] }>(`SELECT cells FROM ${tables.rows} ORDER BY line LIMIT ${mostRecords}`)).map((row) => row.cells);
    const headings = footer.columns.map((column) => column.name);
    const columns = describeColumns(headings, rows, (_, samples, index) => typeOfParquet(footer.columns[index]!, samples));
    return { format: parquetFormat, headings, columns, rows, rowBytes: 1, headText: '', carriageReturns: false, parquet: footer };
  } finally {
    await dropTables(analytics, [tables.rows]);
  }
}

/** Looks at the head of a file. Throws unsupported-format, import-not-readable or too-large, each with what to do about it. */
export async function inspectFile(container: Pick<Container, 'analytics'>, path: string, given: Partial<FileFormat>, scratchId: string): Promise<InspectedFile> {
  const footer = await readFooter(path);
  return footer ? inspectParquet(container, path, footer, scratchId) : inspectText(path, given);
}
