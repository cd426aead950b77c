import { finiteOrUndefined, notKnown, type Result } from './result.js';

export interface AlwaysValidInput {
  estimate: number;
  standardError: number;
  /** Units in both arms so far. */
  units: number;
  /** Units at which the interval is meant to be tightest: fixed before the start, never after looking. */
  decisionUnits: number;
  confidence?: number;
}

export interface AlwaysValidInterval {
  low: number;
  high: number;
  /** Stays below the level at all looks together only with probability 1 - confidence when there is no effect. */
  pValue: number;
}

/** Asymptotic confidence sequence (F7; Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024): may be looked at any time. */
export function alwaysValidInterval(input: AlwaysValidInput): Result<AlwaysValidInterval> {
  const { estimate, standardError, units, decisionUnits } = input;
  const alpha = 1 - (input.confidence ?? 0.95);
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError) || !(alpha > 0 && alpha < 1)) return notKnown('bad-input');
  if (!(units > 0)) return notKnown('empty-arm');
  if (!(decisionUnits > 0)) return notKnown('bad-input');
  if (!(standardError > 0)) return notKnown('zero-variance');
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / decisionUnits;
  const growth = units * rho2 + 1;
  const half = standardError * Math.sqrt(units) * Math.sqrt(((2 * growth) / (units * units * rho2)) * Math.log(Math.sqrt(growth) / alpha));
  const z = estimate / standardError;
  // In logarithms: the exponent alone would underflow before the product is formed.
  const logP = 0.5 * Math.log(growth) - (rho2 * units * z * z) / (2 * growth);
  return finiteOrUndefined({ low: estimate - half, high: estimate + half, pValue: Math.exp(Math.min(0, logP)) });
}
