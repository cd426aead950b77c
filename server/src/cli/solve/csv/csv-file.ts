import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Column } from '@arbiter/solver';
import { numberIn } from './cell-numbers.js';
import { type CsvBlock, CsvError, CsvRecords } from './csv-records.js';

const chunkBytes = 2 ** 21;
const rowsInBlock = 2 ** 16;
/** How much larger a file of numbers and names mostly is than what gzip makes of it. */
const usualPacking = 4;
const mostHeaderBytes = 2 ** 20;
/** A record of more is a quote that is never closed. */
const mostRecordBytes = 2 ** 25;
const separators = [',', ';', '\t'];

/** How the cells of a column are read. `number`: what is no number stays a text, for whoever takes the rows to name it. */
export type CellKind = 'text' | 'number';

/**
 * A CSV file in UTF-8 with a header line (comma, semicolon or tab; packed by gzip or not), read block by block into columns. Every
 * fault of the file is a CsvError that names the line.
 */
export class CsvFile {
  private constructor(private readonly path: string, readonly names: readonly string[], private readonly separator: number, /** About; exactly where the file is not packed. */ readonly bytes: number) {}

  static async open(path: string): Promise<CsvFile> {
    const head: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunksOf(path)) {
      head.push(chunk);
      size += chunk.length;
      if (chunk.includes(10) || size > mostHeaderBytes) break;
    }
    const bytes = Buffer.concat(head);
    if (bytes.length === 0) throw new CsvError('it is empty: the first line must name the columns');
    if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') throw new CsvError('it is a Parquet file: name it .parquet');
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) throw new CsvError('it is written in UTF-16: save it as UTF-8');
    const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const line = bytes.indexOf(10);
    const text = bytes.subarray(start, line < 0 ? bytes.length : line).toString('utf8').replace(/\r$/, '');
    if (text.includes('\0')) throw new CsvError('its header holds a zero byte: it is no text in UTF-8');
    const separator = separators.reduce((best, next) => (text.split(next).length > text.split(best).length ? next : best));
    const names = readHeader(text, separator);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw new CsvError(`column ${JSON.stringify(twice)} stands twice in the header; rename one`);
    return new CsvFile(path, names, separator.charCodeAt(0), statSync(path).size * (/\.gz$/i.test(path) ? usualPacking : 1));
  }

  /** The rows in order. Parts are read and then gone: their bytes are written over. */
  async *parts(kindOf: (name: string) => CellKind): AsyncGenerator<Record<string, Column>> {
    const kinds = this.names.map(kindOf);
    for await (const block of this.#blocks()) yield Object.fromEntries(this.names.map((name, column) => [name, columnOf(block, column, kinds[column]!)]));
  }

  /** Columns of which every cell that is not empty is written as a number, one at least. Reads the whole file. */
  async numericColumns(): Promise<Set<string>> {
    const seen = this.names.map(() => false);
    const failed = this.names.map(() => false);
    for await (const { bytes, rows, starts, ends } of this.#blocks()) {
      for (let column = 0; column < this.names.length; column++) {
        const [from, to] = [starts[column]!, ends[column]!];
        for (let row = 0; row < rows && !failed[column]; row++) {
          if (to[row] === from[row]) continue;
          seen[column] = true;
          failed[column] = numberIn(bytes, from[row]!, to[row]!) === undefined;
        }
      }
    }
    return new Set(this.names.filter((_, column) => seen[column] && !failed[column]));
  }

  async *#blocks(): AsyncGenerator<CsvBlock> {
    const records = new CsvRecords(this.separator, this.names.length, rowsInBlock);
    let rest: Uint8Array = new Uint8Array(0);
    let header = true;
    const take = function* (bytes: Uint8Array, last: boolean): Generator<CsvBlock> {
      let at = 0;
      if (header) {
        at = bytes.indexOf(10) + 1;
        if (at === 0 && !last) return void (rest = bytes);
        if (at === 0) at = bytes.length;
        header = false;
        records.line = 2;
      }
      for (;;) {
        const { block, at: next } = records.read(bytes, at, bytes.length, last);
        at = next;
        if (block.rows > 0) yield block;
        if (block.rows < rowsInBlock) break;
      }
      rest = bytes.subarray(at);
      if (rest.length > mostRecordBytes) throw new CsvError(`line ${records.line}: a record takes more than ${mostRecordBytes / 2 ** 20} MB; a quoted cell is not closed`);
    };
    for await (const chunk of chunksOf(this.path)) {
      const bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
      yield* take(bytes, false);
    }
    yield* take(rest, true);
  }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  if (!/\.gz$/i.test(path)) return yield* file as AsyncIterable<Uint8Array>;
  const unpacked = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => unpacked.destroy(error));
  try {
    yield* file.pipe(unpacked) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) throw new CsvError(`it cannot be unpacked by gzip (${error.message}): it is damaged or cut short`);
    throw error;
  } finally {
    file.destroy();
  }
}

function readHeader(text: string, separator: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const columns = countCells(text, separator);
  const { block } = new CsvRecords(separator.charCodeAt(0), columns, 1).read(bytes, 0, bytes.length, true);
  if (block.rows === 0) throw new CsvError('its first line is empty: it must name the columns');
  return Array.from({ length: columns }, (_, column) => Buffer.from(block.bytes.subarray(block.starts[column]![0], block.ends[column]![0])).toString('utf8').trim());
}

function countCells(text: string, separator: string): number {
  let [cells, quoted] = [1, false];
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) cells++;
  }
  return cells;
}

function columnOf({ bytes, rows, starts, ends }: CsvBlock, column: number, kind: CellKind): Column {
  const [from, to] = [starts[column]!, ends[column]!];
  if (kind === 'number') {
    const numbers = new Float64Array(rows);
    let row = 0;
    for (; row < rows; row++) {
      const value = to[row] === from[row] ? NaN : numberIn(bytes, from[row]!, to[row]!);
      if (value === undefined) break;
      numbers[row] = value;
    }
    if (row === rows) return numbers;
    const text = (cell: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + from[cell]!, to[cell]! - from[cell]!).toString('utf8');
    return Array.from({ length: rows }, (_, cell) => (to[cell] === from[cell] ? null : (numberIn(bytes, from[cell]!, to[cell]!) ?? text(cell))));
  }
  // An empty cell is a missing value: its end lies before its start.
  const [textStarts, textEnds] = [from.slice(), to.slice()];
  for (let row = 0; row < rows; row++) if (to[row] === from[row]) [textStarts[row], textEnds[row]] = [1, 0];
  return { bytes, starts: textStarts, ends: textEnds };
}
