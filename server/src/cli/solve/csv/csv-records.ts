/** A fault of a CSV file; whoever opened it puts the file's name before it. */
export class CsvError extends Error {
  override name = 'CsvError';
}

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/** Cells of some rows, by column: cell i is bytes[starts[i] … ends[i]). The bytes stay as they are until the next block is read. */
export interface CsvBlock {
  bytes: Uint8Array;
  rows: number;
  starts: Uint32Array[];
  ends: Uint32Array[];
}

/**
 * Finds the cells of records of CSV (RFC 4180) in bytes, without making strings. Lines end in LF or CRLF, blank ones are passed over.
 * Quoted cells lose their quotes, doubled ones become one, in place.
 */
export class CsvRecords {
  /** Lines read so far, the header among them. */
  line = 1;
  readonly #starts: Uint32Array[];
  readonly #ends: Uint32Array[];
  /** Cells of the present record that hold doubled quotes. */
  readonly #doubled: number[] = [];

  constructor(private readonly separator: number, private readonly columns: number, private readonly rowsInBlock: number) {
    this.#starts = Array.from({ length: columns }, () => new Uint32Array(rowsInBlock));
    this.#ends = Array.from({ length: columns }, () => new Uint32Array(rowsInBlock));
  }

  /**
   * Takes whole records from bytes[start … end), as many as a block holds; `last` says that nothing follows them. Returns the block
   * and where the first record that was not taken begins.
   */
  read(bytes: Uint8Array, start: number, end: number, last: boolean): { block: CsvBlock; at: number } {
    let [at, rows] = [start, 0];
    while (rows < this.rowsInBlock && at < end) {
      if (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed)) {
        at += bytes[at] === lineFeed ? 1 : 2;
        this.line++;
        continue;
      }
      const next = this.#record(bytes, at, end, last, rows);
      if (next < 0) break;
      at = next;
      rows++;
    }
    return { block: { bytes, rows, starts: this.#starts.map((own) => own.subarray(0, rows)), ends: this.#ends.map((own) => own.subarray(0, rows)) }, at };
  }

  /** Where the next record begins, −1 when this one is not whole. */
  #record(bytes: Uint8Array, start: number, end: number, last: boolean, row: number): number {
    const { separator, columns } = this;
    let at = start;
    let lines = 0;
    this.#doubled.length = 0;
    for (let column = 0; ; column++) {
      let from = at;
      let to: number;
      if (bytes[at] === quote && at < end) {
        from = ++at;
        for (let doubled = false; ; at++) {
          if (at >= end) {
            if (!last) return -1;
            throw new CsvError(`line ${this.line}: a quoted cell is not closed before the end of the file`);
          }
          if (bytes[at] === lineFeed) lines++;
          if (bytes[at] !== quote) continue;
          if (at + 1 >= end && !last) return -1;
          if (bytes[at + 1] !== quote || at + 1 >= end) break;
          if (!doubled && column < columns) this.#doubled.push(column);
          doubled = true;
          at++;
        }
        to = at++;
        if (at < end && bytes[at] === carriageReturn && bytes[at + 1] !== lineFeed && !(at + 1 >= end && !last)) throw new CsvError(`line ${this.line + lines}: a carriage return follows a closing quote; end lines with LF or CRLF`);
        if (at < end && bytes[at] !== separator && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) throw new CsvError(`line ${this.line + lines}: ${JSON.stringify(String.fromCharCode(bytes[at]!))} follows a closing quote in column ${column + 1}; double a quote inside of a cell`);
      } else {
        for (; at < end; at++) {
          const byte = bytes[at]!;
          if (byte === separator || byte === lineFeed) break;
          if (byte === quote) throw new CsvError(`line ${this.line}: a quote stands in the middle of column ${column + 1}; put the whole cell into quotes and double those inside`);
        }
        to = at;
      }
      // Without its end a record may go on in the next bytes.
      if (at >= end && !last) return -1;
      const ends = at >= end || bytes[at] !== separator;
      if (ends && to > from && bytes[to - 1] === carriageReturn && to === at) to--;
      if (column < columns) [this.#starts[column]![row], this.#ends[column]![row]] = [from, to];
      if (!ends) {
        at++;
        continue;
      }
      if (column + 1 !== columns) throw new CsvError(`line ${this.line}: ${column + 1} cells where the header names ${columns} columns`);
      if (bytes[at] === carriageReturn) at++;
      for (const own of this.#doubled) this.#ends[own]![row] = undouble(bytes, this.#starts[own]![row]!, this.#ends[own]![row]!);
      this.line += lines + 1;
      return Math.min(end, at + 1);
    }
  }
}

function undouble(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let at = start; at < end; at++) {
    bytes[to++] = bytes[at]!;
    if (bytes[at] === quote) at++;
  }
  return to;
}
