import { isListed, type CellSet, type ColumnKind } from './cell-set.js';
import { foreignSlot, makeSlots, nullSlot, slotOfKey, slotRuns, type ColumnSlots, type SlotRuns } from './column-slots.js';
import { orderedKey } from './ordered-key.js';

/** A column of the index: its kind and one cell for each rule. */
export interface IndexColumn { kind: ColumnKind; cells: readonly CellSet[] }

/** Finds the rules whose known cells fit, in rising order. Cells of which nothing is known fit every value here: the caller runs them. */
export interface TableIndex { find(values: readonly unknown[]): number[]; first(values: readonly unknown[]): number }

/** Words of 32 rules that one column's bitsets may take; beyond it neighbouring slots share a bitset and survivors are looked at again. */
const defaultWordBudget = 1 << 20;

interface BuiltColumn {
  slots: ColumnSlots;
  /** Slots are shifted right by this to find their bitset. */
  shift: number;
  bits: Int32Array;
  /** Runs by rule, for the second look; only where slots share bitsets. */
  runs: (SlotRuns | undefined)[] | undefined;
}

export function tableIndex(columns: readonly IndexColumn[], ruleCount: number, wordBudget = defaultWordBudget): TableIndex {
  const words = (ruleCount + 31) >>> 5;
  const built = columns.map((column) => buildColumn(column, ruleCount, words, wordBudget));
  const looked = built.flatMap(({ runs }, column) => (runs ? [{ runs, column }] : []));
  const slotAt = new Int32Array(built.length);
  const base = new Int32Array(built.length);
  const locate = (values: readonly unknown[]): void => {
    for (let i = 0; i < built.length; i += 1) {
      const { slots, shift } = built[i]!;
      const slot = slotOf(slots, values[i]);
      slotAt[i] = slot;
      base[i] = (slot >>> shift) * words;
    }
  };
  const survives = (rule: number): boolean => {
    for (const { runs, column } of looked) if (!within(runs[rule], slotAt[column]!)) return false;
    return true;
  };
  const everyRule = lastWordMask(ruleCount);
  const wordOf = (word: number): number => {
    let bits = word === words - 1 ? everyRule : -1;
    for (let i = 0; i < built.length && bits !== 0; i += 1) bits &= built[i]!.bits[base[i]! + word]!;
    return bits;
  };
  return {
    find(values) {
      locate(values);
      const found: number[] = [];
      for (let word = 0; word < words; word += 1) {
        let bits = wordOf(word);
        while (bits !== 0) {
          const rule = (word << 5) + 31 - Math.clz32(bits & -bits);
          bits &= bits - 1;
          if (looked.length === 0 || survives(rule)) found.push(rule);
        }
      }
      return found;
    },
    first(values) {
      locate(values);
      for (let word = 0; word < words; word += 1) {
        let bits = wordOf(word);
        while (bits !== 0) {
          const rule = (word << 5) + 31 - Math.clz32(bits & -bits);
          if (looked.length === 0 || survives(rule)) return rule;
          bits &= bits - 1;
        }
      }
      return -1;
    },
  };
}

const lastWordMask = (ruleCount: number): number => (ruleCount % 32 === 0 ? -1 : (1 << ruleCount % 32) - 1);

function buildColumn({ kind, cells }: IndexColumn, ruleCount: number, words: number, wordBudget: number): BuiltColumn {
  const slots = makeSlots(kind, cells);
  let shift = 0;
  while (((slots.count >>> shift) + 1) * words > Math.max(wordBudget, words * 2)) shift += 1;
  const bits = new Int32Array(((slots.count >>> shift) + 1) * words);
  const runs: (SlotRuns | undefined)[] = new Array<SlotRuns | undefined>(ruleCount);
  const wide = new Int32Array(words);
  for (let rule = 0; rule < ruleCount; rule += 1) {
    const run = slotRuns(slots, cells[rule] ?? 'any');
    runs[rule] = run;
    const bit = 1 << (rule & 31);
    const word = rule >>> 5;
    if (!run) wide[word]! |= bit;
    else for (let i = 0; i < run.length; i += 2) for (let slot = run[i]! >>> shift; slot <= run[i + 1]! >>> shift; slot += 1) bits[slot * words + word]! |= bit;
  }
  for (let at = 0; at < bits.length; at += words) for (let word = 0; word < words; word += 1) bits[at + word]! |= wide[word]!;
  return { slots, shift, bits, runs: shift === 0 ? undefined : runs };
}

function slotOf(slots: ColumnSlots, value: unknown): number {
  if (value === null || value === undefined) return nullSlot(slots);
  if (isListed(slots.kind)) return typeof value === slots.kind ? (slots.places.get(value as string | boolean) ?? slots.places.size) : foreignSlot(slots);
  const key = orderedKey(slots.kind, value);
  return key === undefined ? foreignSlot(slots) : slotOfKey(slots.points, key);
}

function within(runs: SlotRuns | undefined, slot: number): boolean {
  if (!runs) return true;
  for (let i = 0; i < runs.length; i += 2) if (slot >= runs[i]! && slot <= runs[i + 1]!) return true;
  return false;
}
