import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { roundDecimal } from './rounding.js';
export { ceiling, decimal, floor, roundDown, roundHalfDown, roundHalfUp, roundUp } from './rounding.js';

const finite = (n: number): number | null => (n - n === 0 ? n : null);

export function abs(n: number | DayTimeDuration | YearMonthDuration): unknown {
  if (typeof n === 'number') return Math.abs(n);
  if (n instanceof DayTimeDuration) return n.seconds < 0 ? n.negate() : n;
  return new YearMonthDuration(Math.abs(n.months));
}

/** dividend − divisor × floor(dividend / divisor), freed of the dust of binary fractions. */
export function modulo(dividend: number, divisor: number): number | null {
  if (divisor === 0) return null;
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) {
    const rest = dividend % divisor;
    return (rest !== 0 && rest < 0 !== divisor < 0 ? rest + divisor : rest) || 0;
  }
  const value = finite(dividend - divisor * Math.floor(dividend / divisor));
  return value === null ? null : roundDecimal(value, Math.max(0, 15 - Math.ceil(Math.log10(Math.max(Math.abs(dividend), Math.abs(divisor), 1)))), 'half-even');
}

export const sqrt = (n: number): number | null => (n < 0 ? null : Math.sqrt(n));
export const log = (n: number): number | null => (n <= 0 ? null : Math.log(n));
export const exp = (n: number): number | null => finite(Math.exp(n));
export const odd = (n: number): boolean | null => (Number.isInteger(n) ? n % 2 !== 0 : false);
export const even = (n: number): boolean | null => (Number.isInteger(n) ? n % 2 === 0 : false);

/** Reads a number as people write it, with the given separators. */
export function number(from: string | number, grouping?: string | null, decimal?: string | null): number | null {
  if (typeof from === 'number') return from;
  if (grouping !== undefined || decimal !== undefined) {
    if (grouping !== null && grouping !== ' ' && grouping !== ',' && grouping !== '.') return null;
    if (decimal !== undefined && decimal !== null && decimal !== '.' && decimal !== ',') return null;
    if (grouping === decimal && grouping !== null) return null;
    let text = from;
    if (grouping !== null) text = text.split(grouping).join('');
    if (decimal === ',') {
      if (text.includes('.')) return null;
      text = text.replace(',', '.');
    }
    return number(text);
  }
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(from) && from.length <= 1000 ? finite(Number(from)) : null;
}
