import type { NumberArray } from './columns.js';
import type { Instance } from './instance.js';
import { countingSort, sortWithin } from './sort-candidates.js';

/** Numbers with no more digits than float32 holds stay in it: half the memory. */
type Values = Float32Array | Float64Array;

/**
 * Candidates as they arrive. While they come by customer, in the order of the customers, nothing but their columns is kept; from the
 * first one that does not, the customer of each is kept too, and all are put in order at the end.
 */
export class CandidateColumns {
  rows = 0;
  #option = new Uint16Array(0);
  #value: Values = new Float32Array(0);
  /** Agent of each + 1; null while none is named. */
  #agent: Uint16Array | null = null;
  readonly #measures = new Map<string, Float64Array>();
  /** Null while the candidates come in order. */
  #customer: Uint32Array | null = null;
  /** By customer, up to the last one seen: where its candidates begin. */
  #starts = new Uint32Array(1024);
  #last = -1;
  readonly #single = new Float32Array(1);

  get measureNames(): string[] {
    return [...this.#measures.keys()];
  }

  /** Takes the room for so many rows in all at once, where their number is known. */
  reserve(rows: number): void {
    if (rows > this.#option.length) this.#resize(rows);
  }

  /** Appends a batch; every array is as long as `customer`. */
  add(customer: Uint32Array, option: Uint16Array, value: NumberArray, measures: ReadonlyMap<string, NumberArray>, agent: Uint16Array | null = null): void {
    const first = this.rows;
    const end = first + customer.length;
    if (end > this.#option.length) this.#resize(Math.max(end, Math.min(0xffff_ffff, Math.ceil(this.#option.length * 1.5))));
    this.#option.set(option, first);
    this.#addValues(value, first);
    for (const [name, column] of measures) {
      let own = this.#measures.get(name);
      if (!own) this.#measures.set(name, (own = new Float64Array(this.#option.length)));
      own.set(column, first);
    }
    if (agent) (this.#agent ??= new Uint16Array(this.#option.length)).set(agent, first);
    this.#addCustomers(customer, first);
    this.rows = end;
  }

  #addCustomers(customer: Uint32Array, first: number): void {
    let row = 0;
    if (!this.#customer) {
      let last = this.#last;
      for (; row < customer.length; row++) {
        const own = customer[row]!;
        if (own === last) continue;
        if (own < last) break;
        if (own >= this.#starts.length) {
          const grown = new Uint32Array(Math.max(this.#starts.length * 2, own + 1));
          grown.set(this.#starts);
          this.#starts = grown;
        }
        this.#starts.fill(first + row, last + 1, own + 1);
        last = own;
      }
      this.#last = last;
      if (row === customer.length) return;
      this.#leaveOrder(first + row);
    }
    this.#customer!.set(row === 0 ? customer : customer.subarray(row), first + row);
  }

  /** Writes down whose the candidates so far are. */
  #leaveOrder(rows: number): void {
    this.#customer = new Uint32Array(this.#option.length);
    for (let i = 0; i <= this.#last; i++) this.#customer.fill(i, this.#starts[i], i === this.#last ? rows : this.#starts[i + 1]);
    this.#starts = new Uint32Array(0);
  }

  #addValues(value: NumberArray, first: number): void {
    if (this.#value instanceof Float32Array) {
      if (value instanceof Float32Array || this.#fitsSingle(value)) {
        this.#value.set(value, first);
        return;
      }
      const wide = new Float64Array(this.#value.length);
      wide.set(first === this.#value.length ? this.#value : this.#value.subarray(0, first));
      this.#value = wide;
    }
    this.#value.set(value, first);
  }

  #fitsSingle(values: NumberArray): boolean {
    const single = this.#single;
    for (let row = 0; row < values.length; row++) {
      single[0] = values[row]!;
      if (single[0] !== values[row]) return false;
    }
    return true;
  }

  #resize(rows: number): void {
    this.#option = resized(this.#option, rows, this.rows);
    this.#value = resized(this.#value, rows, this.rows);
    if (this.#agent) this.#agent = resized(this.#agent, rows, this.rows);
    if (this.#customer) this.#customer = resized(this.#customer, rows, this.rows);
    for (const [name, column] of this.#measures) this.#measures.set(name, resized(column, rows, this.rows));
  }

  /** The candidates by customer and option. Calls `duplicate` for a customer that has an option twice. The builder's own columns are used up. */
  toInstance(customers: number, duplicate: (customer: number, option: number) => void): Pick<Instance, 'offsets' | 'option' | 'value' | 'measures' | 'agent'> {
    const { rows } = this;
    const offsets = new Uint32Array(customers + 1);
    const place = this.#customer?.subarray(0, rows);
    this.#customer = null;
    if (place) countingSort(place, offsets);
    else {
      offsets.set(this.#starts.subarray(0, this.#last + 1));
      offsets.fill(rows, this.#last + 1);
    }
    const taken = <T extends Uint16Array | Values>(column: T): T => {
      if (!place) return column.length === rows ? column : (column.slice(0, rows) as T);
      const out = new (column.constructor as new (length: number) => T)(rows);
      for (let row = 0; row < rows; row++) out[place[row]!] = column[row]!;
      return out;
    };
    const option = (this.#option = taken(this.#option));
    const value = (this.#value = taken(this.#value));
    for (const [name, column] of this.#measures) this.#measures.set(name, taken(column));
    const measures = Object.fromEntries(this.#measures);
    const agent = this.#agent && (this.#agent = taken(this.#agent));
    sortWithin(offsets, { option, agent }, [value, ...this.#measures.values()], duplicate);
    return { offsets, option, value, measures, ...(agent ? { agent } : {}) };
  }
}

function resized<T extends Uint16Array | Uint32Array | Values>(column: T, length: number, used: number): T {
  const out = new (column.constructor as new (length: number) => T)(length);
  out.set(column.subarray(0, used));
  return out;
}
