import type { Model } from '../model/model.js';
import { mergeColumns, type MergedColumns } from './merge-columns.js';

/**
 * Customers collapsed to what the limits can tell of them. Where no measure differs by candidate, whether limits can hold together
 * depends only on how many customers of a cell may get which set of options: cells and options that the rows treat alike become one,
 * and customers with the same cell and the same set of options become one group with a size.
 */
export interface Groups extends MergedColumns {
  /** Most options for one customer, in all and in one period. */
  max: number;
  perPeriod: number;
  /** 32-bit words of a mask of kinds, numbered within the cell. */
  words: number;
  /** Groups of cell c: groupStart[c] … groupStart[c + 1] − 1. */
  groupStart: Uint32Array;
  size: Float64Array;
  mask: Uint32Array;
  /** Group of each customer (or of each group that was collapsed further); −1 where no row looks at anything it may get. */
  groupOf: Int32Array;
}

/** Above so many columns of the program over the groups it would take longer than going through the customers. */
const mostKinds = 8_000;

/** The groups of a model under some of its rows; null where these rows weigh candidates one by one, or options exclude each other. */
export function groupCustomers(model: Model, kept: readonly boolean[]): Groups | null {
  const { choice, options, entries } = model;
  if (choice.conflict && choice.max > 1) return null;
  for (let s = 0; s < entries.row.length; s++) if (kept[entries.row[s]!] && entries.channel[s] !== 0 && entries.coefficient[s] !== 0) return null;
  if (model.cells * options > 2_000_000) return null;
  const merged = mergeColumns({
    cells: model.cells,
    options: () => options,
    column: (c, o, visit) => {
      const q = c * options + o;
      if (!helps(model, kept, q)) return;
      for (let s = entries.start[q]!; s < entries.start[q + 1]!; s++) if (kept[entries.row[s]!]) visit(entries.row[s]!, entries.coefficient[s]!);
    },
    periodOf: (_, o) => o % choice.periods,
    together: choice.max === 1,
  });
  if (merged.kindStart[merged.cells]! > mostKinds) return null;
  const table = new GroupTable(merged, model.customers);
  const { cellOf, firstSlot, kindOf, kindStart } = merged;
  for (let i = 0; i < model.customers; i++) {
    const c = model.cell[i]!;
    const at = firstSlot[c]!;
    const first = kindStart[cellOf[c]!]!;
    table.clear();
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
      const kind = kindOf[at + model.option[e]!]!;
      if (kind >= 0) table.mark(kind - first);
    }
    table.add(i, cellOf[c]!, model.weight[c]!);
  }
  return { ...merged, max: choice.max, perPeriod: choice.perPeriod, ...table.finish() };
}

/** Whether an option brings any row nearer to holding; one that only uses up caps is in no proof, and no plan needs it to keep the rows. */
function helps({ rows, entries: { start, row, coefficient } }: Model, kept: readonly boolean[], q: number): boolean {
  const sums = new Map<number, number>();
  for (let s = start[q]!; s < start[q + 1]!; s++) if (kept[row[s]!]) sums.set(row[s]!, (sums.get(row[s]!) ?? 0) + coefficient[s]!);
  for (const [k, a] of sums) if (a !== 0 && rows[k]!.sense * a <= 0) return true;
  return false;
}

/** The groups under fewer rows: fewer cells, kinds and groups. */
export function regroup(groups: Groups, kept: readonly boolean[]): Groups {
  const merged = mergeColumns({
    cells: groups.cells,
    options: (c) => groups.kindStart[c + 1]! - groups.kindStart[c]!,
    column: (c, o, visit) => {
      const kind = groups.kindStart[c]! + o;
      for (let s = groups.start[kind]!; s < groups.start[kind + 1]!; s++) if (kept[groups.row[s]!]) visit(groups.row[s]!, groups.coefficient[s]!);
    },
    periodOf: (c, o) => groups.period[groups.kindStart[c]! + o]!,
    together: groups.max === 1,
  });
  const table = new GroupTable(merged, groups.size.length);
  const { cellOf, firstSlot, kindOf, kindStart } = merged;
  for (let c = 0; c < groups.cells; c++) {
    const first = kindStart[cellOf[c]!]!;
    for (let g = groups.groupStart[c]!; g < groups.groupStart[c + 1]!; g++) {
      table.clear();
      for (let w = 0; w < groups.words; w++) {
        for (let bits = groups.mask[g * groups.words + w]!; bits !== 0; bits &= bits - 1) {
          const kind = kindOf[firstSlot[c]! + 32 * w + (31 - Math.clz32(bits & -bits))]!;
          if (kind >= 0) table.mark(kind - first);
        }
      }
      table.add(g, cellOf[c]!, groups.size[g]!);
    }
  }
  return { ...merged, max: groups.max, perPeriod: groups.perPeriod, ...table.finish() };
}

/** Counts equal (cell, mask) pairs in a hash table with open addressing. */
class GroupTable {
  readonly #cells: number;
  readonly #words: number;
  readonly #current: Uint32Array;
  #count = 0;
  #slots = new Int32Array(1 << 13).fill(-1);
  #cell = new Uint32Array(1 << 12);
  #size = new Float64Array(1 << 12);
  #hash = new Int32Array(1 << 12);
  #mask: Uint32Array;
  readonly #of: Int32Array;

  constructor({ cells, kindStart }: MergedColumns, members: number) {
    this.#cells = cells;
    let most = 1;
    for (let c = 0; c < cells; c++) most = Math.max(most, kindStart[c + 1]! - kindStart[c]!);
    this.#words = Math.ceil(most / 32);
    this.#current = new Uint32Array(this.#words);
    this.#mask = new Uint32Array(this.#words << 12);
    this.#of = new Int32Array(members).fill(-1);
  }

  clear(): void {
    this.#current.fill(0);
  }
  mark(kind: number): void {
    this.#current[kind >> 5]! |= 1 << (kind & 31);
  }

  /** Adds a member with the marks made; one without marks belongs to no group. */
  add(member: number, cell: number, weight: number): void {
    const current = this.#current;
    let [hash, any] = [Math.imul(cell + 1, 0x9e3779b1), 0];
    for (let w = 0; w < current.length; w++) {
      any |= current[w]!;
      hash = Math.imul(hash ^ current[w]!, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    if (any === 0) return;
    const g = this.#find(hash, cell);
    this.#size[g]! += weight;
    this.#of[member] = g;
  }

  #find(hash: number, cell: number): number {
    const [current, words, slots, mask] = [this.#current, this.#words, this.#slots, this.#mask];
    const last = slots.length - 1;
    let slot = (hash ^ (hash >>> 13)) & last;
    for (let g = slots[slot]!; g >= 0; g = slots[slot]!) {
      let same = this.#hash[g] === hash && this.#cell[g] === cell;
      for (let w = 0; same && w < words; w++) same = mask[g * words + w] === current[w];
      if (same) return g;
      slot = (slot + 1) & last;
    }
    if (this.#count === this.#cell.length) this.#grow();
    const g = this.#count++;
    this.#cell[g] = cell;
    this.#hash[g] = hash;
    this.#mask.set(current, g * words);
    this.#put(hash, g);
    return g;
  }

  #put(hash: number, g: number): void {
    const last = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 13)) & last;
    while (this.#slots[slot]! >= 0) slot = (slot + 1) & last;
    this.#slots[slot] = g;
  }

  #grow(): void {
    const capacity = 4 * this.#cell.length;
    const grown = <T extends Uint32Array | Int32Array | Float64Array>(next: T, old: T): T => {
      next.set(old);
      return next;
    };
    this.#cell = grown(new Uint32Array(capacity), this.#cell);
    this.#size = grown(new Float64Array(capacity), this.#size);
    this.#hash = grown(new Int32Array(capacity), this.#hash);
    this.#mask = grown(new Uint32Array(capacity * this.#words), this.#mask);
    this.#slots = new Int32Array(2 * capacity).fill(-1);
    for (let g = 0; g < this.#count; g++) this.#put(this.#hash[g]!, g);
  }

  finish(): Pick<Groups, 'words' | 'groupStart' | 'size' | 'mask' | 'groupOf'> {
    const [count, words] = [this.#count, this.#words];
    const groupStart = new Uint32Array(this.#cells + 1);
    for (let g = 0; g < count; g++) groupStart[this.#cell[g]! + 1]!++;
    for (let c = 0; c < this.#cells; c++) groupStart[c + 1]! += groupStart[c]!;
    const next = groupStart.slice();
    const place = new Int32Array(count);
    const size = new Float64Array(count);
    const mask = new Uint32Array(count * words);
    for (let g = 0; g < count; g++) {
      const to = next[this.#cell[g]!]!++;
      place[g] = to;
      size[to] = this.#size[g]!;
      for (let w = 0; w < words; w++) mask[to * words + w] = this.#mask[g * words + w]!;
    }
    const groupOf = this.#of;
    for (let i = 0; i < groupOf.length; i++) if (groupOf[i]! >= 0) groupOf[i] = place[groupOf[i]!]!;
    return { words, groupStart, size, mask, groupOf };
  }
}
