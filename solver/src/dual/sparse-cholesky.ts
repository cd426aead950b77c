/** A symmetric matrix by rows: the entries of row k are index[start[k] … start[k + 1]) and value[…]. */
export interface SparseSymmetric {
  size: number;
  start: Uint32Array;
  index: Uint32Array;
  value: Float64Array;
}

/** Room for the entries that are not zero in one of two dense symmetric matrices. */
export function sparsePattern(one: Float64Array, other: Float64Array, size: number): SparseSymmetric {
  const start = new Uint32Array(size + 1);
  for (let k = 0, end = 0; k < size; k++) {
    for (let z = k * size; z < (k + 1) * size; z++) if (one[z] !== 0 || other[z] !== 0) end++;
    start[k + 1] = end;
  }
  const index = new Uint32Array(start[size]!);
  for (let k = 0, end = 0; k < size; k++) for (let m = 0, z = k * size; m < size; m++, z++) if (one[z] !== 0 || other[z] !== 0) index[end++] = m;
  return { size, start, index, value: new Float64Array(index.length) };
}

/** A dense matrix at the entries of a pattern. */
export function valuesAt({ size, start, index }: SparseSymmetric, dense: Float64Array): Float64Array {
  const value = new Float64Array(index.length);
  for (let k = 0; k < size; k++) for (let s = start[k]!; s < start[k + 1]!; s++) value[s] = dense[k * size + index[s]!]!;
  return value;
}

export function timesSparse(A: SparseSymmetric, x: Float64Array): Float64Array {
  return Float64Array.from({ length: A.size }, (_, k) => rowTimes(A, k, x));
}

/** Row k times a vector. */
export function rowTimes({ start, index, value }: SparseSymmetric, k: number, x: Float64Array): number {
  let sum = 0;
  for (let s = start[k]!; s < start[k + 1]!; s++) sum += value[s]! * x[index[s]!]!;
  return sum;
}

/**
 * Solves A x = b on some rows and columns of A, which must be positive semidefinite there; the diagonal is enlarged by a billionth.
 * Up-looking Cholesky over the elimination tree (Davis, Direct Methods for Sparse Linear Systems, 2006, chapter 4), rows with few
 * entries first: limits of one segment touch few others, a budget touches all, so that the factor stays nearly as sparse as A.
 * `right` holds b by position in `free`, and x afterwards.
 */
export function solveSparse(A: SparseSymmetric, free: readonly number[], right: Float64Array): void {
  const n = free.length;
  const order = Array.from({ length: n }, (_, z) => z).sort((a, b) => A.start[free[a]! + 1]! - A.start[free[a]!]! - (A.start[free[b]! + 1]! - A.start[free[b]!]!) || a - b);
  const place = new Int32Array(A.size).fill(-1);
  order.forEach((z, i) => (place[free[z]!] = i));
  const parent = new Int32Array(n).fill(-1);
  const mark = new Int32Array(n).fill(-1);
  const rows: number[][] = Array.from({ length: n }, () => []);
  const values: number[][] = Array.from({ length: n }, () => []);
  const diagonal = new Float64Array(n);
  const x = new Float64Array(n);
  const reach = new Int32Array(n);
  const path = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    // The pattern of row i of the factor: all columns on the paths of the elimination tree from the entries of A up to i.
    let top = n;
    mark[i] = i;
    let d = 0;
    const k = free[order[i]!]!;
    for (let s = A.start[k]!; s < A.start[k + 1]!; s++) {
      const j = place[A.index[s]!]!;
      if (j < 0 || j > i) continue;
      if (j === i) {
        d = A.value[s]!;
        continue;
      }
      x[j] = A.value[s]!;
      let length = 0;
      for (let at = j; mark[at] !== i; at = parent[at]!) {
        if (parent[at]! < 0) parent[at] = i;
        path[length++] = at;
        mark[at] = i;
      }
      while (length > 0) reach[--top] = path[--length]!;
    }
    const whole = d * (1 + 1e-9) + 1e-12;
    d = whole;
    for (; top < n; top++) {
      const j = reach[top]!;
      const [own, at] = [values[j]!, rows[j]!];
      const entry = x[j]! / diagonal[j]!;
      x[j] = 0;
      for (let p = 0; p < at.length; p++) x[at[p]!]! -= own[p]! * entry;
      d -= entry * entry;
      at.push(i);
      own.push(entry);
    }
    // A pivot that cancelled away stands for a direction without curvature: a tiny pivot would make its step enormous.
    diagonal[i] = Math.sqrt(d > 1e-14 * whole ? d : Math.max(1e-14 * whole, 1e-30));
  }
  for (let i = 0; i < n; i++) x[i] = right[order[i]!]!;
  for (let j = 0; j < n; j++) {
    const entry = (x[j]! /= diagonal[j]!);
    const [own, at] = [values[j]!, rows[j]!];
    for (let p = 0; p < at.length; p++) x[at[p]!]! -= own[p]! * entry;
  }
  for (let j = n - 1; j >= 0; j--) {
    const [own, at] = [values[j]!, rows[j]!];
    let entry = x[j]!;
    for (let p = 0; p < at.length; p++) entry -= own[p]! * x[at[p]!]!;
    x[j] = entry / diagonal[j]!;
  }
  for (let i = 0; i < n; i++) right[order[i]!] = x[i]!;
}
