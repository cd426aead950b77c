/**
 * Minimises g·d + ½ dᵀQd over least ≤ λ + d ≤ most, Q positive semidefinite (K × K, row after row).
 * Active set with Cholesky on the free rows, which stays exact in the narrow valleys of nearly collinear limits; rows at a bound that
 * push outwards start fixed, rows that would pass a bound are fixed at it, and released when the model asks for it.
 */
export function minimiseQuadratic(Q: Float64Array, g: Float64Array, lambda: Float64Array, ranges: readonly { least: number; most: number }[]): Float64Array {
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
      let slope = g[k]!;
      for (let m = 0; m < K; m++) slope += Q[k * K + m]! * d[m]!;
      if ((fixed[k] === 1 ? slope : -slope) < -1e-9 * (Math.abs(g[k]!) + 1)) {
        fixed[k] = 0;
        changed = true;
      }
    }
    if (!changed) break;
  }
  for (let k = 0; k < K; k++) hold(k);
  return d;
}

function solveFree(Q: Float64Array, g: Float64Array, d: Float64Array, fixed: Uint8Array, free: readonly number[]): void {
  const n = free.length;
  const K = g.length;
  const L = new Float64Array(n * n);
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = free[i]! * K;
    for (let j = 0; j <= i; j++) L[i * n + j] = Q[row + free[j]!]!;
    L[i * n + i] = L[i * n + i]! * (1 + 1e-9) + 1e-12;
    let right = -g[free[i]!]!;
    for (let k = 0; k < K; k++) if (fixed[k] && d[k] !== 0) right -= Q[row + k]! * d[k]!;
    x[i] = right;
  }
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let s = L[i * n + j]!;
      for (let k = 0; k < j; k++) s -= L[i * n + k]! * L[j * n + k]!;
      if (i === j) L[j * n + j] = Math.sqrt(s > 0 ? s : 1e-30);
      else L[i * n + j] = s / L[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= L[i * n + k]! * x[k]!;
    x[i]! /= L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= L[k * n + i]! * x[k]!;
    x[i]! /= L[i * n + i]!;
  }
  free.forEach((k, i) => (d[k] = x[i]!));
}

/** Qd. */
export function times(Q: Float64Array, d: Float64Array): Float64Array {
  const K = d.length;
  const out = new Float64Array(K);
  for (let m = 0; m < K; m++) {
    const dm = d[m]!;
    if (dm === 0) continue;
    for (let k = 0; k < K; k++) out[k]! += Q[m * K + k]! * dm;
  }
  return out;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
