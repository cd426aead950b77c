import { type Column, cellAt, columnLength, idOf, isDictionary, isTyped, isUtf8, type RowNames, type Utf8Column } from './columns.js';
import { type FaultList, shown } from './fault-list.js';
import type { IdTable } from './id-table.js';

/** What an unknown name is an error of. */
type Role = 'customer' | 'action' | 'period' | 'agent';

/**
 * Turns a column of names into indexes of a table of ids. A dictionary's entries are looked up once each, at the row that first has
 * them; in other columns the last answer often serves again, as rows of one customer mostly stand together.
 */
export class CodeReader {
  /** The dictionary last seen, and the codes of its entries (−1: not looked up yet): parts of one file often share it. */
  #dictionary: unknown = null;
  #known = new Int32Array(0);

  constructor(private readonly role: Role, private readonly ids: IdTable, public mode: 'find' | 'add', private readonly rows: RowNames, private readonly faults: FaultList) {}

  /** Codes of a column; where one is at fault its code is 0. */
  codes(column: Column, first: number): Uint32Array {
    const out = new Uint32Array(columnLength(column));
    if (isDictionary(column)) {
      const { codes, dictionary } = column;
      const entries = isUtf8(dictionary) ? dictionary.starts.length : dictionary.length;
      if (this.#dictionary !== dictionary || this.#known.length !== entries) [this.#dictionary, this.#known] = [dictionary, new Int32Array(entries).fill(-1)];
      const known = this.#known;
      for (let row = 0; row < out.length; row++) {
        const code = codes[row]!;
        const found = code >= 0 && code < entries ? known[code]! : -1;
        out[row] = found >= 0 ? found : this.#entry(column, row, code, first);
      }
    } else if (isUtf8(column)) this.#fromBytes(column.bytes, column.starts, column.ends, column, first, out);
    else {
      let last: unknown = NaN;
      let code = 0;
      for (let row = 0; row < out.length; row++) {
        const raw: unknown = column[row];
        if (raw !== last) {
          code = isTyped(column) && Number.isSafeInteger(raw) ? this.#number(raw as number) : this.#cell(raw);
          if (code < 0) code = this.#refuse(raw, first + row);
          else last = raw;
        }
        out[row] = code;
      }
    }
    return out;
  }

  #fromBytes(bytes: Uint8Array, starts: Uint32Array, ends: Uint32Array, column: Column, first: number, out: Uint32Array): void {
    const adds = this.mode === 'add';
    let [lastStart, lastLength, code] = [0, -1, 0];
    for (let row = 0; row < out.length; row++) {
      const start = starts[row]!;
      const length = ends[row]! - start;
      let same = length === lastLength;
      // Neighbours that differ mostly do so in their last bytes.
      for (let at = length - 1; same && at >= 0; at--) same = bytes[start + at] === bytes[lastStart + at];
      if (!same) {
        code = length <= 0 ? -1 : adds ? this.ids.findOrAdd(bytes, start, start + length) : this.ids.find(bytes, start, start + length);
        if (code < 0) {
          code = this.#refuse(cellAt(column, row), first + row);
          lastLength = -1;
        } else [lastStart, lastLength] = [start, length];
      }
      out[row] = code;
    }
  }

  #entry(column: Column, row: number, code: number, first: number): number {
    const { dictionary } = column as { dictionary: readonly string[] | Utf8Column };
    const found = isUtf8(dictionary) ? this.#bytes(dictionary, code) : this.#cell(cellAt(column, row));
    if (found < 0) return this.#refuse(cellAt(column, row), first + row);
    if (code >= 0 && code < this.#known.length) this.#known[code] = found;
    return found;
  }

  #bytes({ bytes, starts, ends }: Utf8Column, at: number): number {
    if (!(at >= 0 && at < starts.length) || ends[at]! <= starts[at]!) return -1;
    return this.mode === 'add' ? this.ids.findOrAdd(bytes, starts[at]!, ends[at]!) : this.ids.find(bytes, starts[at]!, ends[at]!);
  }

  #number(value: number): number {
    return this.mode === 'add' ? this.ids.findOrAddNumber(value) : this.ids.findNumber(value);
  }

  #cell(raw: unknown): number {
    const id = idOf(raw);
    return id === null ? -1 : this.mode === 'add' ? this.ids.findOrAddText(id) : this.ids.findText(id);
  }

  /** Whoever needs no agent in particular names none: code 0 stands for that. */
  #refuse(raw: unknown, row: number): number {
    if (this.role === 'agent' && (raw === null || raw === undefined || raw === '')) return 0;
    const place = this.rows.of(row);
    const known = this.role === 'customer' ? 'who is not among the customers' : `which is not among the document's "${this.role}s"`;
    if (this.role === 'customer' && idOf(raw) === null) this.faults.add(`/candidates/${row}/customer`, 'id-missing', `${place}: the customer is ${shown(raw)}; give a text or a whole number`);
    else this.faults.add(`/candidates/${row}/${this.role}`, `unknown-${this.role}`, `${place}: the ${this.role} is ${shown(raw)}, ${known}`);
    return 0;
  }
}
