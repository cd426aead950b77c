import { describe, expect, it } from 'vitest';
import { movedBy, rangeOf, rowsOf, type Place } from './cell-range.js';

const extent = { rows: 10, columns: 4 };
const filled = new Set([0, 1, 2, 5, 6]);
const isBlank = ({ row }: Place): boolean => !filled.has(row);
const go = (row: number, column: number, key: string, far = false): Place | null => movedBy({ row, column }, { key, far, page: 5 }, extent, isBlank);

describe('the cursor of a table', () => {
  it('moves by arrows and stays inside', () => {
    expect([go(0, 0, 'ArrowUp'), go(0, 0, 'ArrowRight'), go(9, 3, 'ArrowDown'), go(4, 2, 'ArrowLeft')]).toEqual([{ row: 0, column: 0 }, { row: 0, column: 1 }, { row: 9, column: 3 }, { row: 4, column: 1 }]);
  });
  it('jumps along what is filled', () => {
    expect([go(0, 0, 'ArrowDown', true), go(2, 0, 'ArrowDown', true), go(6, 0, 'ArrowDown', true), go(9, 0, 'ArrowUp', true), go(3, 0, 'ArrowUp', true)].map((place) => place!.row)).toEqual([2, 5, 9, 6, 2]);
  });
  it('knows Home, End and pages', () => {
    expect([go(3, 2, 'Home'), go(3, 2, 'End'), go(3, 2, 'Home', true), go(3, 2, 'End', true), go(3, 2, 'PageDown'), go(3, 2, 'PageUp'), go(3, 2, 'x')]).toEqual([{ row: 3, column: 0 }, { row: 3, column: 3 }, { row: 0, column: 0 }, { row: 9, column: 3 }, { row: 8, column: 2 }, { row: 0, column: 2 }, null]);
  });
  it('makes ranges whichever way they were drawn', () => {
    const range = rangeOf({ row: 5, column: 1 }, { row: 3, column: 2 });
    expect([range, rowsOf(range)]).toEqual([{ top: 3, bottom: 5, left: 1, right: 2 }, [3, 4, 5]]);
  });
});
