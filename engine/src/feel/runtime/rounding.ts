/**
 * Rounding on the decimal digits of a number: its shortest decimal text is taken for the number, so that 1.005 is rounded as 1.005 and not
 * as the binary 1.00499999….
 */
export type RoundingMode = 'up' | 'down' | 'floor' | 'ceiling' | 'half-up' | 'half-down' | 'half-even';

/** Scales that the standard allows. */
const minScale = -6111;
const maxScale = 6176;

/** Rounds to a number of decimal digits (a fraction of it is cut off); null where the scale is out of range. */
export function roundDecimal(n: number, scaleGiven: number, mode: RoundingMode): number | null {
  const scale = Math.trunc(scaleGiven);
  if (!(scale >= minScale && scale <= maxScale)) return null;
  if (n === 0) return 0;
  const quick = scale >= 0 && scale <= 15 ? roundQuickly(n, scale, mode) : null;
  if (quick !== null) return quick;
  const negative = n < 0;
  const text = String(Math.abs(n));
  const e = text.indexOf('e');
  const exponent = e < 0 ? 0 : Number(text.slice(e + 1));
  const mantissa = e < 0 ? text : text.slice(0, e);
  const dot = mantissa.indexOf('.');
  const digits = (dot < 0 ? mantissa : mantissa.slice(0, dot) + mantissa.slice(dot + 1)).replace(/^0+/, '');
  /** The number is 0.digits × 10^point. */
  const point = (dot < 0 ? mantissa.length : dot) + exponent - ((dot < 0 ? mantissa : mantissa.slice(0, dot) + mantissa.slice(dot + 1)).length - digits.length);
  const keep = point + scale;
  if (keep >= digits.length) return n;
  const kept = keep > 0 ? digits.slice(0, keep) : '';
  const rest = keep >= 0 ? digits.slice(keep) : `0${digits}`;
  const rounded = roundsUp(mode, negative, kept, rest) ? String(BigInt(kept === '' ? '0' : kept) + 1n) : kept;
  if (rounded === '') return 0;
  const value = Number(`${negative ? '-' : ''}${rounded}e${-scale}`);
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : null;
}

const tens = Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * Rounds by plain arithmetic where the digit in question is far enough from a tie that the binary fraction cannot matter; null elsewhere.
 * A whole number divided by a power of ten is the nearest number to that decimal, as IEEE 754 divides exactly.
 */
function roundQuickly(n: number, scale: number, mode: RoundingMode): number | null {
  const scaled = Math.abs(n) * tens[scale]!;
  if (!(scaled < 1e9)) return null;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest < 1e-6 || rest > 1 - 1e-6 || Math.abs(rest - 0.5) < 1e-6) return null;
  const up = mode === 'up' || (mode === 'floor' && n < 0) || (mode === 'ceiling' && n > 0) || (mode.startsWith('half') && rest > 0.5);
  const rounded = (up ? whole + 1 : whole) / tens[scale]!;
  return n < 0 ? -rounded || 0 : rounded;
}

function roundsUp(mode: RoundingMode, negative: boolean, kept: string, rest: string): boolean {
  const nothing = /^0*$/.test(rest);
  if (nothing || mode === 'down') return false;
  if (mode === 'up') return true;
  if (mode === 'floor') return negative;
  if (mode === 'ceiling') return !negative;
  const first = rest.charCodeAt(0) - 48;
  if (first !== 5) return first > 5;
  if (!/^50*$/.test(rest)) return true;
  return mode === 'half-up' || (mode === 'half-even' && Number(kept.at(-1) ?? '0') % 2 === 1);
}

const rounding = (mode: RoundingMode) => (n: number, scale: number): number | null => roundDecimal(n, scale, mode);

export const decimal = rounding('half-even');
export const roundUp = (n: number, scale = 0): number | null => roundDecimal(n, scale, 'up');
export const roundDown = (n: number, scale = 0): number | null => roundDecimal(n, scale, 'down');
export const roundHalfUp = (n: number, scale = 0): number | null => roundDecimal(n, scale, 'half-up');
export const roundHalfDown = (n: number, scale = 0): number | null => roundDecimal(n, scale, 'half-down');
export const floor = (n: number, scale?: number): number | null => (scale === undefined ? Math.floor(n) || 0 : roundDecimal(n, scale, 'floor'));
export const ceiling = (n: number, scale?: number): number | null => (scale === undefined ? Math.ceil(n) || 0 : roundDecimal(n, scale, 'ceiling'));
