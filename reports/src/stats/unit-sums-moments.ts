import type { UnitSums } from '../marts/unit-sums.js';
import { bigintQuotient } from './bigint-quotient.js';
import type { Moments, PairMoments, TripleMoments } from './moments.js';
import type { RatioArm } from './ratio-difference.js';
import { notKnown, type Result } from './result.js';
import type { ProportionArm } from './wilson-interval.js';

/** What the whole numbers of the sums are divided by to get the metric's own unit: whole, above 0. `scaleZ` is `scaleX` unless given. */
export interface UnitSumScales {
  scaleX: number;
  scaleY: number;
  scaleZ?: number;
}

export const noUnitSums: UnitSums = { n: 0n, x: 0n, y: 0n, z: 0n, xx: 0n, yy: 0n, zz: 0n, xy: 0n, xz: 0n, yz: 0n };

/** The sums of two disjoint sets of units together; exact, so the order of adding never matters. */
export function addUnitSums(a: UnitSums, b: UnitSums): UnitSums {
  return combine(a, b, (left, right) => left + right);
}

/** The sums of the units of `whole` that are not in `part`; exact. */
export function subtractUnitSums(whole: UnitSums, part: UnitSums): UnitSums {
  return combine(whole, part, (left, right) => left - right);
}

export function totalUnitSums(cells: Iterable<UnitSums>): UnitSums {
  let total = noUnitSums;
  for (const cell of cells) total = addUnitSums(total, cell);
  return total;
}

/** From the whole numbers of each unit; a value that is not given is 0. Throws a RangeError when a number is not whole. */
export function unitSumsOf(units: Iterable<{ x: number | bigint; y?: number | bigint; z?: number | bigint }>): UnitSums {
  const sums = { ...noUnitSums };
  for (const unit of units) {
    const [x, y, z] = [BigInt(unit.x), BigInt(unit.y ?? 0), BigInt(unit.z ?? 0)];
    sums.n += 1n;
    sums.x += x;
    sums.y += y;
    sums.z += z;
    sums.xx += x * x;
    sums.yy += y * y;
    sums.zz += z * z;
    sums.xy += x * y;
    sums.xz += x * z;
    sums.yz += y * z;
  }
  return sums;
}

/** Could any set of units have these sums: no negative count, no sum of squares below what its sum asks for. */
export function areSumsOfUnits(sums: UnitSums): boolean {
  if (sums.n < 0n) return false;
  if (sums.n === 0n) return Object.values(sums).every((sum) => sum === 0n);
  return spread(sums, 'x', 'x') >= 0n && spread(sums, 'y', 'y') >= 0n && spread(sums, 'z', 'z') >= 0n;
}

/**
 * Moments of x, y and z: n·Σxx − (Σx)² in whole numbers, and one rounding at the end, so they keep all digits however large the mean is
 * against the spread. Sums that no units can have give moments of NaN, which every comparison answers with `bad-input`.
 */
export function tripleMomentsOfSums(sums: UnitSums, scales: UnitSumScales): TripleMoments {
  const scale = scalesOf(scales);
  if (!areSumsOfUnits(sums)) {
    return { n: Number(sums.n), meanX: NaN, meanY: NaN, meanZ: NaN, m2X: NaN, m2Y: NaN, m2Z: NaN, coXY: NaN, coXZ: NaN, coYZ: NaN };
  }
  const mean = (name: Variable): number => (sums.n === 0n ? 0 : bigintQuotient(sums[name], sums.n * scale[name]));
  const products = (a: Variable, b: Variable): number => (sums.n === 0n ? 0 : bigintQuotient(spread(sums, a, b), sums.n * scale[a] * scale[b]));
  return {
    n: Number(sums.n),
    meanX: mean('x'),
    meanY: mean('y'),
    meanZ: mean('z'),
    m2X: products('x', 'x'),
    m2Y: products('y', 'y'),
    m2Z: products('z', 'z'),
    coXY: products('x', 'y'),
    coXZ: products('x', 'z'),
    coYZ: products('y', 'z'),
  };
}

/** Moments of the metric's value, for F2. */
export function momentsOfSums(sums: UnitSums, scales: UnitSumScales): Moments {
  const { n, meanX, m2X } = tripleMomentsOfSums(sums, scales);
  return { n, mean: meanX, m2: m2X, exact: true };
}

/** Moments of the covariate z, for the balance check of the time before assignment (F6). */
export function covariateMomentsOfSums(sums: UnitSums, scales: UnitSumScales): Moments {
  const { n, meanZ, m2Z } = tripleMomentsOfSums(sums, scales);
  return { n, mean: meanZ, m2: m2Z, exact: true };
}

/** x and y as the pair X, Y. */
export function pairMomentsOfSums(sums: UnitSums, scales: UnitSumScales): PairMoments {
  const { n, meanX, meanY, m2X, m2Y, coXY } = tripleMomentsOfSums(sums, scales);
  return { n, meanX, meanY, m2X, m2Y, coMoment: coXY };
}

/** Those who did (x = 1 after scaling) of all units, for F1; `not-binary` when the sums are not those of zeros and ones. */
export function proportionArmOfSums(sums: UnitSums, scales: UnitSumScales): Result<ProportionArm> {
  const scale = scalesOf(scales).x;
  if (!areSumsOfUnits(sums)) return notKnown('bad-input');
  // Zeros and ones have Σx² = scale·Σx. With a scale of 1 nothing else has; above it fractions and values over 1 could make up for each other.
  if (sums.xx !== sums.x * scale || sums.x % scale !== 0n || sums.x < 0n) return notKnown('not-binary');
  return { n: Number(sums.n), successes: Number(sums.x / scale) };
}

/** x over y as a ratio metric, for F4. */
export function ratioArmOfSums(sums: UnitSums, scales: UnitSumScales): RatioArm {
  const { n, meanX, meanY, m2X, m2Y, coXY } = tripleMomentsOfSums(sums, scales);
  return { n, meanNumerator: meanX, meanDenominator: meanY, m2Numerator: m2X, m2Denominator: m2Y, coMoment: coXY };
}

/** The covariate z as X and the metric's value x as Y: an arm of CUPED (F5) for a mean or a share. */
export function cupedArmOfSums(sums: UnitSums, scales: UnitSumScales): PairMoments {
  const { n, meanZ, meanX, m2Z, m2X, coXZ } = tripleMomentsOfSums(sums, scales);
  return { n, meanX: meanZ, meanY: meanX, m2X: m2Z, m2Y: m2X, coMoment: coXZ };
}

/**
 * The covariate z as X and the linearised ratio u = R + (x − R·y)/mean y as Y: an arm of CUPED (F5) for a ratio, and with Y alone the arm
 * of F4. Exact: R is a fraction of whole numbers, and Σ(x − R·y)² = (Σy²·Σxx − 2·Σx·Σy·Σxy + (Σx)²·Σyy)/(Σy)² before any rounding.
 */
export function ratioCupedArmOfSums(sums: UnitSums, scales: UnitSumScales): Result<PairMoments> {
  const scale = scalesOf(scales);
  if (!areSumsOfUnits(sums)) return notKnown('bad-input');
  const { n, x, y, z } = sums;
  if (n === 0n) return notKnown('empty-arm');
  if (y === 0n) return notKnown('denominator-zero');
  // |Σy/n| < 2·sqrt(variance/n) in whole numbers: with y as likely as not 0 on average the linearisation has no meaning.
  if (n > 1n && y * y * (n - 1n) < 4n * spread(sums, 'y', 'y')) return notKnown('denominator-near-zero');
  const squares = y * y * sums.xx - 2n * x * y * sums.xy + x * x * sums.yy;
  const products = y * sums.xz - x * sums.yz;
  // Scaling x by a and y by b scales R and u by b/a; Σu² gets n²/(Σy)² for the mean of y.
  const moments: PairMoments = {
    n: Number(n),
    meanX: bigintQuotient(z, n * scale.z),
    meanY: fraction(x * scale.y, y * scale.x),
    m2X: bigintQuotient(spread(sums, 'z', 'z'), n * scale.z * scale.z),
    m2Y: bigintQuotient(squares * n * n * scale.y * scale.y, y * y * y * y * scale.x * scale.x),
    coMoment: fraction(products * n * scale.y, y * y * scale.x * scale.z),
  };
  return squares < 0n ? notKnown('bad-input') : moments;
}

/** The linearised ratio alone, for F4. */
export function ratioMomentsOfSums(sums: UnitSums, scales: UnitSumScales): Result<Moments> {
  const arm = ratioCupedArmOfSums(sums, scales);
  return 'undefined' in arm ? arm : { n: arm.n, mean: arm.meanY, m2: arm.m2Y, exact: true };
}

type Variable = 'x' | 'y' | 'z';

/** n·Σab − Σa·Σb: n times the sum of the products of deviations. */
function spread(sums: UnitSums, a: Variable, b: Variable): bigint {
  const products = { xx: sums.xx, yy: sums.yy, zz: sums.zz, xy: sums.xy, xz: sums.xz, yz: sums.yz };
  return sums.n * products[`${a}${b}` as keyof typeof products] - sums[a] * sums[b];
}

function fraction(numerator: bigint, denominator: bigint): number {
  return denominator < 0n ? bigintQuotient(-numerator, -denominator) : bigintQuotient(numerator, denominator);
}

function scalesOf({ scaleX, scaleY, scaleZ = scaleX }: UnitSumScales): Record<Variable, bigint> {
  for (const scale of [scaleX, scaleY, scaleZ]) {
    if (!Number.isSafeInteger(scale) || scale < 1) throw new RangeError(`the scale of a metric must be a whole number above 0, got ${scale}; give 1 for values that are whole as they are`);
  }
  return { x: BigInt(scaleX), y: BigInt(scaleY), z: BigInt(scaleZ) };
}

function combine(a: UnitSums, b: UnitSums, of: (left: bigint, right: bigint) => bigint): UnitSums {
  return {
    n: of(a.n, b.n), x: of(a.x, b.x), y: of(a.y, b.y), z: of(a.z, b.z),
    xx: of(a.xx, b.xx), yy: of(a.yy, b.yy), zz: of(a.zz, b.zz), xy: of(a.xy, b.xy), xz: of(a.xz, b.xz), yz: of(a.yz, b.yz),
  };
}
