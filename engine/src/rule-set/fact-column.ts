import { comparesTo } from './compare-values.js';
import type { ColumnPlan } from './index-plan.js';

/** No cell: the value is of a kind (an object, a text under an ordering) that the index does not know. */
export const noCell = -1;

const ordered = (operator: string): boolean => operator.startsWith('less') || operator.startsWith('greater');
/** Cells that every column has: NaN, true, false, null, undefined, any other text. */
const special = { nan: 0, yes: 1, no: 2, nothing: 3, undefined: 4, text: 5 } as const;
const specials = 6;
const mostInBucket = 6;

/**
 * The values of one fact, cut into cells on which every comparison of the fact gives the same answer: between two neighbouring numbers that
 * the rules name, at each of them, and at each text. A cell's row holds a bit for each lane: whether all its comparisons of this fact hold.
 * Rows are filled when a value first falls into their cell.
 */
export class FactColumn {
  private readonly bounds: Float64Array;
  private readonly texts: Map<string, number> | undefined;
  private readonly rows: Int32Array;
  private readonly filled: Uint8Array;
  private readonly starts: Int32Array | undefined;
  private readonly low: number;
  private readonly scale: number;
  private readonly last: number;
  readonly cells: number;

  /** `rows` is shared by all columns; this one's begin at `base` and have `words` words each. */
  constructor(private readonly plan: ColumnPlan, private readonly words: number) {
    const numbers = new Set<number>();
    const texts = new Set<string>();
    let orders = false;
    for (const { leaf: { node } } of plan.entries) {
      const literal = node.value.kind === 'literal' ? node.value.value : undefined;
      if (ordered(node.operator)) {
        orders = true;
        const bound = Number(literal);
        if (bound === bound) numbers.add(bound + 0);
      } else for (const value of Array.isArray(literal) ? (literal as unknown[]) : [literal]) {
        if (typeof value === 'number') numbers.add(value + 0);
        else if (typeof value === 'string') texts.add(value);
      }
    }
    this.bounds = Float64Array.from(numbers).sort();
    const count = this.bounds.length;
    const firstText = specials + 2 * count + 1;
    this.texts = orders ? undefined : new Map([...texts].map((text, i) => [text, firstText + i]));
    this.cells = firstText + (this.texts?.size ?? 0);
    this.rows = new Int32Array(this.cells * words);
    this.filled = new Uint8Array(this.cells);
    this.low = this.bounds[0] ?? 0;
    const width = (this.bounds[count - 1] ?? 0) - this.low;
    this.last = Math.max(1, 2 * count) - 1;
    this.scale = width > 0 && Number.isFinite(width) ? this.last / width : 0;
    this.starts = this.bucketStarts();
  }

  /** Words of the table that hold this column's rows. */
  get table(): Int32Array {
    return this.rows;
  }

  /** Where the row for a value begins in `table`, or `noCell`. */
  rowOf(value: unknown): number {
    if (typeof value === 'number') {
      if (value !== value) return this.row(special.nan, value);
      const at = this.position(value);
      return this.row(specials + 2 * at + (at < this.bounds.length && this.bounds[at] === value ? 1 : 0), value);
    }
    if (typeof value === 'string') return this.texts ? this.row(this.texts.get(value) ?? special.text, value) : noCell;
    if (value === true) return this.row(special.yes, value);
    if (value === false) return this.row(special.no, value);
    if (value === null) return this.row(special.nothing, value);
    return value === undefined ? this.row(special.undefined, value) : noCell;
  }

  private row(cell: number, value: unknown): number {
    if (this.filled[cell] === 0) this.fill(cell, value);
    return cell * this.words;
  }

  /** How many bounds are below the value. */
  private position(value: number): number {
    const { bounds, starts } = this;
    const count = bounds.length;
    if (starts) {
      const raw = (value - this.low) * this.scale;
      let at = starts[raw > 0 ? (raw < this.last ? raw | 0 : this.last) : 0]!;
      while (at < count && bounds[at]! < value) at += 1;
      return at;
    }
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (bounds[middle]! < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** For evenly spread bounds: the first bound of each of twice as many buckets of equal width. */
  private bucketStarts(): Int32Array | undefined {
    const { bounds, low, scale, last } = this;
    if (bounds.length === 0 || scale === 0) return bounds.length <= mostInBucket ? new Int32Array(last + 1) : undefined;
    const counts = new Int32Array(last + 1);
    for (const bound of bounds) counts[Math.min(last, Math.trunc((bound - low) * scale))]! += 1;
    if (counts.some((count) => count > mostInBucket)) return undefined;
    const starts = new Int32Array(last + 1);
    for (let bucket = 1, sum = 0; bucket <= last; bucket += 1) {
      sum += counts[bucket - 1]!;
      starts[bucket] = sum;
    }
    return starts;
  }

  private fill(cell: number, value: unknown): void {
    const { rows, words, plan } = this;
    const from = cell * words;
    rows.fill(-1, from, from + words);
    for (const { lane, leaf } of plan.entries) {
      const { node, denied } = leaf;
      const holds = comparesTo(node.decorators, 0, node.operator, value, node.value.kind === 'literal' ? node.value.value : undefined) !== denied;
      if (!holds) rows[from + (lane >> 5)]! &= ~(1 << (lane & 31));
    }
    this.filled[cell] = 1;
  }
}
