import { expect, it } from 'vitest';
import { addComparison, moveMatrix } from './add-comparison.js';
import type { Comparison } from './bench-api.js';

const failed = { ok: false as const, failure: { code: 'x', message: '', nodeId: null } };
const part = (rows: number, moves: Comparison['moves'], row: number): Comparison => ({ rows, changed: 1, otherWay: 2, moves, partings: [{ path: 'size', left: 'yes', right: 'no', rows: 1 }], examples: [{ row, input: {}, left: failed, right: failed, differences: [], parted: null }] });

it('adds up comparisons of parts, rows by their place in the whole', () => {
  const sum = addComparison(addComparison(null, part(50, [{ from: 'a', to: 'b', rows: 1 }], 3), 0), part(400, [{ from: 'a', to: 'c', rows: 5 }, { from: 'a', to: 'b', rows: 2 }], 7), 50);
  expect(sum).toMatchObject({ rows: 450, changed: 2, otherWay: 4, moves: [{ to: 'c', rows: 5 }, { to: 'b', rows: 3 }], partings: [{ rows: 2 }] });
  expect(sum.examples.map(({ row }) => row)).toEqual([3, 57]);
});

it('puts moves into a table', () => {
  const { from, to, count } = moveMatrix([{ from: 'a', to: 'b', rows: 3 }, { from: 'c', to: 'b', rows: 9 }, { from: 'a', to: 'd', rows: 1 }]);
  expect([from, to, count('a', 'b'), count('c', 'd')]).toEqual([['c', 'a'], ['b', 'd'], 3, 0]);
});
