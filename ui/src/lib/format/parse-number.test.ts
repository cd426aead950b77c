import { describe, expect, it } from 'vitest';
import { parseNumber } from './parse-number.js';

describe('parseNumber', () => {
  it.each([
    ['1 000 000', 1_000_000],
    ['1\u00a0234,5', 1234.5],
    ['1,234.50', 1234.5],
    ['1.234,50', 1234.5],
    ['1,234,567', 1_234_567],
    ['12,5 %', 12.5],
    ['−3', -3],
    ['.5', 0.5],
  ])('reads %s', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(['', '  ', 'abc', '1e5', '12 pieces', '--1', '1.2.3,4,5'])('refuses "%s"', (text) => expect(parseNumber(text)).toBeNull());
});
