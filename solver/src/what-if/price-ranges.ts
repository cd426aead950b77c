import type { Dual, DualPoint } from '../dual/dual.js';
import { clampMultiplier, multiplierRange } from '../dual/dual.js';
import { newton } from '../dual/newton.js';
import type { Glpk } from '../exact/glpk.js';
import { candidateProgram } from '../exact/program.js';
import type { Model, Row } from '../model/model.js';
import { FixedPriceDual } from './fixed-price-dual.js';

/**
 * How far the bound of a row may move, all others unchanged, before its price has changed by 5 %: from `down` ≤ 0 to `up` ≥ 0, in
 * scaled units; infinite where no bound changes it so much.
 */
export interface PriceRange {
  down: number;
  up: number;
}

/** A change of the price up to this share of itself counts as none. */
const holds = 0.05;
/** With more rows under a price their curvature is not factored. */
const mostCurved = 400;
/** Near ties from which the curvature is taken, for each row with a price. */
const tiesForRow = 200;
/**
 * Ranges by solving for the other prices with the row's own held 5 % higher and lower: what is used then is the bound at which the row
 * has that price. The start is where the curvature says: at the optimum the use of the rows under a price is their bounds, and follows
 * the prices as du = −H dλ over these rows, so that to move the bound of row k alone is dλ ∝ H⁻¹ e_k. From there a few evaluations do.
 */
export function searchedRanges(dual: Dual, point: DualPoint, stop: () => boolean): Map<number, PriceRange> {
  const ranges = new Map<number, PriceRange>();
  const active = activeRows(dual.rows, point.lambda);
  if (active.length === 0) return ranges;
  dual.evaluate(point.lambda);
  const band = dual.gapQuantile(Math.min(0.5, Math.max(0.01, (tiesForRow * active.length) / Math.max(1, dual.customers))));
  const factor = band > 0 && active.length <= mostCurved ? cholesky(submatrix(dual.curvature(band), active, dual.rows.length)) : null;
  const shrink = Math.min(1, 1e6 / Math.max(1, dual.customers));
  const options = { tolerance: 1e-4 * shrink, progress: 1e-8 * shrink, iterations: 6, smallestBand: 0.003 * Math.sqrt(shrink), enough: Math.max(5, dual.rows.length / 8), warm: true, stop };
  active.forEach((k, z) => {
    const lambda = point.lambda[k]!;
    if (lambda === 0 || stop()) return;
    const response = factor && columnOfInverse(factor, z);
    const movedBy = (change: number): number => {
      const start = Float64Array.from(point.lambda);
      if (response && response[z]! > 0) active.forEach((m, y) => (start[m] = clampMultiplier(dual.rows[m]!, start[m]! + (change * lambda * response[y]!) / response[z]!)));
      const fixed = new FixedPriceDual(dual, k, (1 + change) * lambda);
      return fixed.usedAt(newton(fixed, start, options).point) - dual.rows[k]!.bound;
    };
    ranges.set(k, rangeBetween(dual.rows[k]!, lambda, movedBy(holds), movedBy(-holds)));
  });
  return ranges;
}

/**
 * Ranges of the linear relaxation, exact: the row is left out and its price, 5 % higher and lower, taken off the gains; what the best
 * plans use then are the ends. For small models.
 */
export function programmedRanges(model: Model, lambda: Float64Array, search: { glpk: Glpk; now: () => number; timeLimitMs: number }): Map<number, PriceRange> {
  const ranges = new Map<number, PriceRange>();
  const started = search.now();
  const customers = Array.from({ length: model.customers }, (_, i) => i);
  for (const k of activeRows(model.rows, lambda)) {
    const price = lambda[k]!;
    if (price === 0) continue;
    const useAt = (factor: number): number | null => {
      const left = search.timeLimitMs - (search.now() - started);
      if (left <= 0) return null;
      const program = candidateProgram(model, { customers, rest: null, integer: false, penalty: null, bounds: 'proof' });
      program.rows[k] = { lower: -Infinity, upper: Infinity };
      const amounts = program.columns.map((column) => column.rows.reduce((sum, row, s) => (row === k ? sum + column.coefficients[s]! : sum), 0));
      // Slack of a soft row comes after the candidates, and pays for nothing where the row is left out.
      program.candidates.forEach((_, j) => (program.columns[j]!.cost -= factor * price * amounts[j]!));
      const answer = search.glpk.solve(program, { timeLimitMs: left, now: search.now });
      return answer.status === 'optimal' ? program.candidates.reduce((sum, _, j) => sum + amounts[j]! * answer.x[j]!, 0) : null;
    };
    const [high, low] = [useAt(1 + holds), useAt(1 - holds)];
    if (high !== null && low !== null) ranges.set(k, rangeBetween(model.rows[k]!, price, high - model.rows[k]!.bound, low - model.rows[k]!.bound));
  }
  return ranges;
}

/** The two ends, wherever the higher |price| lies: below for a cap, above for a floor. Zero is always between them. */
function rangeBetween(row: Row, lambda: number, high: number, low: number): PriceRange {
  return beyondSoft(row, lambda, { down: Math.min(0, high, low), up: Math.max(0, high, low) });
}

/** A soft limit that is broken has its own price however tight it becomes. */
function beyondSoft(row: Row, lambda: number, { down, up }: PriceRange): PriceRange {
  const { least, most } = multiplierRange(row);
  if (lambda > 0 && lambda >= most * (1 - 1e-9)) return { down: -Infinity, up };
  if (lambda < 0 && lambda <= least * (1 - 1e-9)) return { down, up: Infinity };
  return { down, up };
}

function activeRows(rows: readonly Row[], lambda: Float64Array): number[] {
  return rows.flatMap((row, k) => (!row.orZero && (lambda[k] !== 0 || row.sense === 0) ? [k] : []));
}

function submatrix(H: Float64Array, active: readonly number[], K: number): Float64Array {
  const n = active.length;
  const part = new Float64Array(n * n);
  active.forEach((k, a) => active.forEach((m, b) => (part[a * n + b] = H[k * K + m]!)));
  return part;
}

/** Lower Cholesky factor of a symmetric positive semidefinite matrix; a little is added where it is singular. */
export function cholesky(A: Float64Array): Float64Array {
  const n = Math.round(Math.sqrt(A.length));
  let trace = 0;
  for (let a = 0; a < n; a++) trace += A[a * n + a]!;
  const L = A.slice();
  const least = Math.max(1e-300, (1e-10 * trace) / Math.max(1, n));
  for (let j = 0; j < n; j++) {
    let pivot = L[j * n + j]!;
    for (let s = 0; s < j; s++) pivot -= L[j * n + s]! ** 2;
    const root = Math.sqrt(Math.max(pivot, least));
    L[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let value = L[i * n + j]!;
      for (let s = 0; s < j; s++) value -= L[i * n + s]! * L[j * n + s]!;
      L[i * n + j] = value / root;
    }
  }
  return L;
}

/** Column k of the inverse of the matrix with this lower factor. */
export function columnOfInverse(L: Float64Array, k: number): Float64Array {
  const n = Math.round(Math.sqrt(L.length));
  const x = new Float64Array(n);
  for (let i = k; i < n; i++) {
    let value = i === k ? 1 : 0;
    for (let s = k; s < i; s++) value -= L[i * n + s]! * x[s]!;
    x[i] = value / L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = x[i]!;
    for (let s = i + 1; s < n; s++) value -= L[s * n + i]! * x[s]!;
    x[i] = value / L[i * n + i]!;
  }
  return x;
}
