/**
 * Sufficient statistics of one variable over the units of an arm: count, mean and the sum of squared deviations
 * from the mean. Unlike a sum of squares they keep their digits when the mean is large against the spread.
 */
export interface Moments {
  n: number;
  mean: number;
  m2: number;
  /** Made of whole numbers without rounding: a spread far below the mean is real, and not taken for rounding. */
  exact?: true;
}

/** The same for a pair of variables measured on each unit, with the sum of products of their deviations. */
export interface PairMoments {
  n: number;
  meanX: number;
  meanY: number;
  m2X: number;
  m2Y: number;
  coMoment: number;
}

/** The same for three variables; in sums of units x is the value or numerator, y the denominator, z the covariate. */
export interface TripleMoments {
  n: number;
  meanX: number;
  meanY: number;
  meanZ: number;
  m2X: number;
  m2Y: number;
  m2Z: number;
  coXY: number;
  coXZ: number;
  coYZ: number;
}

export const noMoments: Moments = { n: 0, mean: 0, m2: 0 };
export const noPairMoments: PairMoments = { n: 0, meanX: 0, meanY: 0, m2X: 0, m2Y: 0, coMoment: 0 };

/** Welford 1962: one pass, stable. */
export function momentsOf(values: Iterable<number>): Moments {
  let n = 0;
  let mean = 0;
  let m2 = 0;
  for (const value of values) {
    n += 1;
    const delta = value - mean;
    mean += delta / n;
    m2 += delta * (value - mean);
  }
  return { n, mean, m2 };
}

export function pairMomentsOf(pairs: Iterable<readonly [x: number, y: number]>): PairMoments {
  const sum = { ...noPairMoments };
  for (const [x, y] of pairs) {
    sum.n += 1;
    const deltaX = x - sum.meanX;
    const deltaY = y - sum.meanY;
    sum.meanX += deltaX / sum.n;
    sum.meanY += deltaY / sum.n;
    sum.m2X += deltaX * (x - sum.meanX);
    sum.m2Y += deltaY * (y - sum.meanY);
    sum.coMoment += deltaX * (y - sum.meanY);
  }
  return sum;
}

/** From plain sums, for sources that publish nothing better; loses digits when mean² is large against the variance. */
export function momentsFromSums(n: number, sum: number, sumOfSquares: number): Moments {
  if (n === 0) return noMoments;
  return { n, mean: sum / n, m2: Math.max(0, sumOfSquares - (sum * sum) / n) };
}

/** Chan, Golub and LeVeque 1983: the statistics of the union of two disjoint sets of units. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const n = a.n + b.n;
  if (n === 0) return noMoments;
  const delta = b.mean - a.mean;
  return { n, mean: a.mean + (delta * b.n) / n, m2: a.m2 + b.m2 + delta * delta * ((a.n * b.n) / n) };
}

export function mergePairMoments(a: PairMoments, b: PairMoments): PairMoments {
  const n = a.n + b.n;
  if (n === 0) return noPairMoments;
  const deltaX = b.meanX - a.meanX;
  const deltaY = b.meanY - a.meanY;
  const weight = (a.n * b.n) / n;
  return {
    n,
    meanX: a.meanX + (deltaX * b.n) / n,
    meanY: a.meanY + (deltaY * b.n) / n,
    m2X: a.m2X + b.m2X + deltaX * deltaX * weight,
    m2Y: a.m2Y + b.m2Y + deltaY * deltaY * weight,
    coMoment: a.coMoment + b.coMoment + deltaX * deltaY * weight,
  };
}

/**
 * Sample variance with n - 1; the caller has checked n > 1. A database's sum of squares of a constant column may come
 * out a hair beside 0: a spread below 1e-13 of the mean is rounding, and counts as none.
 */
export function sampleVariance(moments: Moments): number {
  if (!moments.exact && moments.m2 <= 1e-26 * moments.n * moments.mean * moments.mean) return 0;
  return Math.max(0, moments.m2) / (moments.n - 1);
}

export function isValidCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}
