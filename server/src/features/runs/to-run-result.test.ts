import { expect, it } from 'vitest';
import { roundedLoosely } from './to-run-result.js';

it('rounds a proposed sum to the loose side, by a thousandth at most', () => {
  expect(roundedLoosely({ from: 2_275_200_000, to: 2_230_549_473.252161 })).toBe(2_230_000_000);
  expect(roundedLoosely({ from: 15_000_000, to: 16_123_450 })).toBe(16_130_000);
  expect(roundedLoosely({ from: 100, to: 0 })).toBe(0);
  expect(roundedLoosely({ from: 100, to: 7.3 })).toBe(7);
  for (let sum = 1_000; sum < 1e13; sum *= 3.7) {
    const up = roundedLoosely({ from: 0, to: sum });
    const down = roundedLoosely({ from: 1e15, to: sum });
    expect([up >= sum && up <= sum * 1.0011, down <= sum && down >= sum * 0.9989]).toEqual([true, true]);
  }
});
