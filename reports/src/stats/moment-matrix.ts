/**
 * Sufficient statistics of several variables over the units of an arm: count, means, and the sums of products of deviations from the means
 * (square, symmetric; the diagonal holds the sums of squared deviations).
 */
export interface MomentMatrix {
  n: number;
  means: number[];
  products: number[][];
}

export function noMomentMatrix(size: number): MomentMatrix {
  return { n: 0, means: new Array<number>(size).fill(0), products: Array.from({ length: size }, () => new Array<number>(size).fill(0)) };
}

/** One pass over the units, each a row of `size` numbers (Welford 1962). */
export function momentMatrixOf(rows: Iterable<readonly number[]>, size: number): MomentMatrix {
  const matrix = noMomentMatrix(size);
  const before = new Array<number>(size).fill(0);
  for (const row of rows) {
    matrix.n += 1;
    for (let i = 0; i < size; i += 1) {
      before[i] = (row[i] ?? NaN) - (matrix.means[i] as number);
      matrix.means[i] = (matrix.means[i] as number) + (before[i] as number) / matrix.n;
    }
    for (let i = 0; i < size; i += 1) {
      const products = matrix.products[i] as number[];
      for (let j = 0; j < size; j += 1) products[j] = (products[j] as number) + (before[i] as number) * ((row[j] ?? NaN) - (matrix.means[j] as number));
    }
  }
  return matrix;
}

/** The statistics of the union of two disjoint sets of units (Chan, Golub and LeVeque 1983). */
export function mergeMomentMatrices(a: MomentMatrix, b: MomentMatrix): MomentMatrix {
  const n = a.n + b.n;
  if (n === 0) return a;
  const delta = a.means.map((mean, index) => (b.means[index] as number) - mean);
  const weight = (a.n * b.n) / n;
  return {
    n,
    means: a.means.map((mean, index) => mean + ((delta[index] as number) * b.n) / n),
    products: a.products.map((row, i) => row.map((value, j) => value + (b.products[i]?.[j] as number) + (delta[i] as number) * (delta[j] as number) * weight)),
  };
}

/** Sum of squared deviations of a weighted sum of the variables. Rounding that cancels to a hair counts as no spread. */
export function m2OfWeightedSum(matrix: MomentMatrix, weights: readonly number[]): number {
  let [sum, size] = [0, 0];
  matrix.products.forEach((row, i) =>
    row.forEach((value, j) => {
      const term = (weights[i] ?? 0) * (weights[j] ?? 0) * value;
      sum += term;
      size += Math.abs(term);
    }),
  );
  return sum <= 1e-13 * size ? 0 : sum;
}

export function isFiniteMatrix(matrix: MomentMatrix): boolean {
  return matrix.means.every(Number.isFinite) && matrix.products.every((row) => row.length === matrix.means.length && row.every(Number.isFinite));
}
