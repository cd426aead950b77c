import { rowTimes, type SparseSymmetric, solveSparse } from './sparse-cholesky.js';

/**
 * Minimises g·d + ½ dᵀQd over least ≤ λ + d ≤ most, Q positive semidefinite.
 * Active set with Cholesky on the free rows, which stays exact in the narrow valleys of nearly collinear limits; rows at a bound that
 * push outwards start fixed, rows that would pass a bound are fixed at it, and released when the model asks for it.
 */
export function minimiseQuadratic(Q: SparseSymmetric, g: Float64Array, lambda: Float64Array, ranges: readonly { least: number; most: number }[]): Float64Array {
  const K = g.length;
  const d = new Float64Array(K);
  /** 1: held at the least, 2: at the most. */
  const fixed = new Uint8Array(K);
  const hold = (k: number): boolean => {
    const { least, most } = ranges[k]!;
    const next = lambda[k]! + d[k]!;
    if (next >= least && next <= most) return false;
    fixed[k] = next < least ? 1 : 2;
    d[k] = (next < least ? least : most) - lambda[k]!;
    return true;
  };
  for (let k = 0; k < K; k++) {
    const { least, most } = ranges[k]!;
    if (lambda[k]! <= least && g[k]! >= 0) fixed[k] = 1;
    else if (lambda[k]! >= most && g[k]! <= 0) fixed[k] = 2;
  }
  for (let round = 0; round < 25; round++) {
    const free: number[] = [];
    for (let k = 0; k < K; k++) if (!fixed[k]) free.push(k);
    if (free.length === 0) break;
    solveFree(Q, g, d, fixed, free);
    let changed = false;
    for (const k of free) if (hold(k)) changed = true;
    if (changed) continue;
    for (let k = 0; k < K; k++) {
      if (!fixed[k]) continue;
      const slope = g[k]! + rowTimes(Q, k, d);
      if ((fixed[k] === 1 ? slope : -slope) < -1e-9 * (Math.abs(g[k]!) + 1)) {
        fixed[k] = 0;
        changed = true;
      }
    }
    if (!changed) break;
  }
  for (let k = 0; k < K; k++) hold(k);
  // An active set that went round in circles may end where nothing is gained: coordinate by coordinate something always is.
  return dot(g, d) < 0 ? d : byCoordinates(Q, g, lambda, ranges);
}

/** Gauss–Seidel with the bounds: every sweep lowers the model, so that a few give a step that descends. */
function byCoordinates(Q: SparseSymmetric, g: Float64Array, lambda: Float64Array, ranges: readonly { least: number; most: number }[]): Float64Array {
  const d = new Float64Array(g.length);
  for (let sweep = 0; sweep < 20; sweep++) {
    for (let k = 0; k < g.length; k++) {
      let own = 0;
      for (let s = Q.start[k]!; s < Q.start[k + 1]!; s++) if (Q.index[s] === k) own = Q.value[s]!;
      const { least, most } = ranges[k]!;
      const next = lambda[k]! + d[k]! - (g[k]! + rowTimes(Q, k, d)) / (own * (1 + 1e-9) + 1e-12);
      d[k] = Math.min(most, Math.max(least, next)) - lambda[k]!;
    }
  }
  return d;
}

function solveFree(Q: SparseSymmetric, g: Float64Array, d: Float64Array, fixed: Uint8Array, free: readonly number[]): void {
  for (let k = 0; k < g.length; k++) if (!fixed[k]) d[k] = 0;
  const x = Float64Array.from(free, (k) => -g[k]! - rowTimes(Q, k, d));
  solveSparse(Q, free, x);
  free.forEach((k, i) => (d[k] = x[i]!));
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
