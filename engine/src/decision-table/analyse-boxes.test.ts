import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGaps, findOverlaps, findShadowed, WorkBudget, type BoxSpace } from './analyse-boxes.js';
import { spaceOf } from './analyse-decision-table.js';
import { complement, mergeRanges, type CellSet, type ColumnKind, type KeyRange } from './cell-set.js';
import { isEmptySlot } from './column-slots.js';
import { describeRegion } from './describe-region.js';
import { tableIndex } from './table-index.js';

const ends = fc.constantFrom('[]', '[)', '(]', '()') as fc.Arbitrary<KeyRange[2]>;
const bound = fc.option(fc.integer({ min: 0, max: 5 }), { freq: 4 });
const ranges: fc.Arbitrary<CellSet> = fc.record({ null: fc.boolean(), in: fc.array(fc.tuple(bound, bound, ends).filter(([low, high]) => low === null || high === null || low <= high), { maxLength: 2 }) });
const listed = (values: (string | boolean)[]): fc.Arbitrary<CellSet> => fc.record({ null: fc.boolean(), is: fc.subarray(values), except: fc.boolean() });
const any = fc.constant<CellSet>('any');
const kinds: [ColumnKind, fc.Arbitrary<CellSet>][] = [['number', ranges], ['integer', ranges], ['string', listed(['a', 'b', 'c'])], ['boolean', listed([true, false])]];
const samples: Record<string, unknown[]> = { number: [null, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6], integer: [null, -1, 0, 1, 2, 3, 4, 5, 6], string: [null, 'a', 'b', 'c', 'other'], boolean: [null, true, false] };

function accepts(cell: CellSet, value: unknown): boolean {
  if (typeof cell === 'string') return true;
  if (value === null) return cell.null;
  if ('is' in cell) return cell.is.includes(value as string) !== cell.except;
  return cell.in.some(([low, high, [open, close]]) => {
    const number = value as number;
    return (low === null || number > low || (number === low && open === '[')) && (high === null || number < high || (number === high && close === ']'));
  });
}
const table = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }).chain((columns) =>
  fc.array(fc.tuple(...columns.map((column) => fc.oneof({ weight: 2, arbitrary: kinds[column]![1] }, { weight: 1, arbitrary: any }))), { maxLength: 7 }).map((rules) => ({ columns: columns.map((column) => kinds[column]![0]), rules })),
);
function* points(columns: readonly ColumnKind[]): Generator<unknown[]> {
  if (columns.length === 0) yield [];
  else for (const value of samples[columns[0]!]!) for (const rest of points(columns.slice(1))) yield [value, ...rest];
}
const hitsOf = (rules: readonly (readonly CellSet[])[], point: readonly unknown[]): number[] => rules.flatMap((cells, rule) => (cells.every((cell, column) => accepts(cell, point[column])) ? [rule] : []));
const makeSpace = (columns: readonly ColumnKind[], rules: readonly (readonly CellSet[])[]): BoxSpace => spaceOf(columns.map((kind) => ({ kind, allowed: undefined, domain: 'any' as const })), rules);
const budget = (): WorkBudget => new WorkBudget(1e7);

describe('the analysis of boxes, against every combination of sample values', () => {
  it('finds exactly the gaps', () => {
    fc.assert(fc.property(table, ({ columns, rules }) => {
      const space = makeSpace(columns, rules);
      const { gaps } = findGaps(space, 100_000, budget());
      // Each region counts as the rule that would close it, so that its description is tried too.
      const inGap = (point: readonly unknown[]): boolean => gaps.some((region) => region.every((runs, column) => tableHolds(space, column, runs, point[column])));
      for (const point of points(columns)) expect(inGap(point), JSON.stringify(point)).toBe(hitsOf(rules, point).length === 0);
      for (const gap of gaps) expect(describeRegion(gap, space.columns, space.domain, columns).tests).toHaveLength(columns.length);
    }), { numRuns: 400 });
  });

  it('finds exactly the overlaps', () => {
    fc.assert(fc.property(table, ({ columns, rules }) => {
      const { pairs } = findOverlaps(makeSpace(columns, rules), 100_000, budget());
      const expected = new Set<string>();
      for (const point of points(columns)) {
        const hits = hitsOf(rules, point);
        hits.forEach((a, i) => hits.slice(i + 1).forEach((b) => expected.add(`${a},${b}`)));
      }
      expect(new Set(pairs.map(String))).toEqual(expected);
    }), { numRuns: 400 });
  });

  it('finds exactly the rules that are never first', () => {
    fc.assert(fc.property(table, ({ columns, rules }) => {
      const shadowed = findShadowed(makeSpace(columns, rules), rules.map((_, rule) => rule), budget());
      const reached = new Set<number>();
      for (const point of points(columns)) reached.add(hitsOf(rules, point)[0] ?? -1);
      expect(shadowed).toEqual(rules.flatMap((_, rule) => (reached.has(rule) ? [] : [rule])));
    }), { numRuns: 400 });
  });

  it('finds the rules that hit, as the index of large tables does', () => {
    fc.assert(fc.property(table, ({ columns, rules }) => {
      // With few words slots must share bitsets, so that survivors are looked at again.
      for (const words of [1 << 20, 1, 4]) {
        const index = tableIndex(columns.map((kind, column) => ({ kind, cells: rules.map((cells) => cells[column]!) })), rules.length, words);
        for (const point of points(columns)) {
          const hits = hitsOf(rules, point);
          expect(index.find(point)).toEqual(hits);
          expect(index.first(point)).toBe(hits[0] ?? -1);
        }
      }
    }), { numRuns: 400 });
  });

  it('negates ranges and merges them without a change of meaning', () => {
    fc.assert(fc.property(ranges, (cell) => {
      if (typeof cell === 'string' || !('in' in cell)) return;
      for (const value of samples['number']!.slice(1)) {
        expect(accepts(complement(cell, false), value)).toBe(!accepts(cell, value));
        expect(accepts({ null: false, in: mergeRanges(cell.in) }, value)).toBe(accepts({ ...cell, null: false }, value));
      }
    }));
  });
});

function tableHolds(space: BoxSpace, column: number, runs: readonly number[], value: unknown): boolean {
  const slots = space.columns[column]!;
  const slot = value === null ? slots.count - 2 : typeof value === 'number' ? slotOf(slots.points, value) : (slots.places.get(value as string) ?? slots.places.size);
  for (let i = 0; i < runs.length; i += 2) if (slot >= runs[i]! && slot <= runs[i + 1]!) return !isEmptySlot(slots, slot);
  return false;
}
const slotOf = (list: Float64Array, value: number): number => {
  const at = list.indexOf(value);
  return at >= 0 ? 2 * at + 1 : 2 * list.filter((point) => point < value).length;
};
