import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addShare, allShares, evenShares, movedShare, removeShare, setShare } from './shares.js';

const sum = (shares: readonly number[]) => shares.reduce((one, other) => one + other, 0);
const shares = fc.array(fc.nat(10_000), { minLength: 2, maxLength: 12 });

describe('shares of arms', () => {
  it('make 100 % whatever is done to them', () => {
    fc.assert(fc.property(shares, fc.nat(11), fc.integer({ min: -50, max: 20_000 }), (given, place, wanted) => {
      const index = place % given.length;
      const set = setShare(given, index, wanted);
      expect(sum(set)).toBe(allShares);
      expect(set[index]).toBe(Math.min(allShares, Math.max(0, wanted)));
      expect(sum(addShare(given))).toBe(allShares);
      expect(sum(removeShare(given, index))).toBe(allShares);
      for (const share of [...set, ...addShare(given), ...removeShare(given, index)]) expect(Number.isInteger(share) && share >= 0).toBe(true);
    }));
    for (let count = 2; count <= 50; count += 1) expect(sum(evenShares(count))).toBe(allShares);
    expect(evenShares(3)).toEqual([3334, 3333, 3333]);
  });

  it('change in proportion', () => {
    expect(setShare([5000, 3000, 2000], 0, 6000)).toEqual([6000, 2400, 1600]);
    expect(setShare([10_000, 0, 0], 0, 4000)).toEqual([4000, 3000, 3000]);
    expect(addShare([9000, 1000])).toEqual([6000, 667, 3333]);
    expect(removeShare([5000, 3000, 2000], 0)).toEqual([6000, 4000]);
  });
});

describe('customers who change arms', () => {
  const split = (arms: [string, number][], salt = 'v1') => ({ salt, experiment: 'e', key: 'customer', arms: arms.map(([port, share]) => ({ port, share })) });

  it('are those of the buckets that changed hands', () => {
    expect(movedShare(split([['a', 9000], ['b', 1000]]), split([['a', 9000], ['b', 1000]]))).toBe(0);
    expect(movedShare(split([['a', 9000], ['b', 1000]]), split([['a', 8000], ['b', 2000]]))).toBeCloseTo(0.1);
    expect(movedShare(split([['a', 5000], ['b', 5000]]), split([['b', 5000], ['a', 5000]]))).toBe(1);
  });

  it('are drawn anew with another salt', () => {
    expect(movedShare(split([['a', 5000], ['b', 5000]]), split([['a', 5000], ['b', 5000]], 'v2'))).toBeCloseTo(0.5);
    expect(movedShare(split([['a', 10_000], ['b', 0]]), split([['a', 10_000], ['b', 0]], 'v2'))).toBe(0);
  });
});
