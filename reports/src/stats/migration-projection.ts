import { notKnown, type Result } from './result.js';
import { type MigrationCounts, sumOf } from './migration-counts.js';
import { seededRandom } from './seeded-random.js';

/** Shares after k periods when every period repeats the matrix: P to the power k. An empty row stays where it is. */
export function projectMigration(counts: MigrationCounts, periods: number): number[][] {
  const size = counts.length;
  const step = counts.map((row, from) => {
    const total = sumOf(row);
    return total > 0 ? row.map((value) => value / total) : row.map((_, to) => (to === from ? 1 : 0));
  });
  let result: number[][] = step.map((_, from) => Array.from({ length: size }, (_unused, to) => (from === to ? 1 : 0)));
  for (let period = 0; period < periods; period += 1) result = multiply(result, step);
  return result;
}

/** Clients who made the same moves: `clients` of them, each with `moves` (from, to, and how much: 1 for a month as a unit, or a balance). */
export interface MovePattern {
  clients: number;
  moves: readonly { from: number; to: number; amount?: number }[];
}

export interface BootstrapOptions {
  /** Whole number; the same seed gives the same interval. */
  seed: number;
  /** 1 000 unless told. */
  resamples?: number;
  confidence?: number;
}

export interface ProjectedShare {
  value: number;
  low: number;
  high: number;
}

/**
 * Shares after k periods with a percentile interval of the bootstrap by client (F13; Efron 1979): whole clients are drawn anew, so that the moves
 * of one client stay together. Clients with the same moves are drawn as one multinomial count, so a million of them cost no more than their patterns.
 */
export function bootstrapProjection(patterns: readonly MovePattern[], buckets: number, periods: number, options: BootstrapOptions): Result<{ shares: ProjectedShare[][] }> {
  const { seed, resamples = 1000, confidence = 0.95 } = options;
  if (!Number.isInteger(periods) || periods < 0 || !(resamples >= 2) || !(confidence > 0 && confidence < 1)) return notKnown('bad-input');
  const within = (bucket: number): boolean => Number.isInteger(bucket) && bucket >= 0 && bucket < buckets;
  for (const { clients, moves } of patterns) {
    if (!Number.isInteger(clients) || clients < 0) return notKnown('bad-input');
    if (moves.some(({ from, to, amount = 1 }) => !within(from) || !within(to) || !(amount >= 0) || !Number.isFinite(amount))) return notKnown('bad-input');
  }
  const used = patterns.filter(({ clients }) => clients > 0);
  const clients = sumOf(used.map((pattern) => pattern.clients));
  if (clients === 0) return notKnown('no-transitions');
  if (clients === 1) return notKnown('single-unit');
  const estimate = projectMigration(countsOf(used, used.map((pattern) => pattern.clients), buckets), periods);
  const random = seededRandom(seed);
  const draws: Float64Array[] = Array.from({ length: buckets * buckets }, () => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw += 1) {
    const drawn = projectMigration(countsOf(used, multinomial(used, clients, random.binomial), buckets), periods);
    drawn.forEach((row, from) => row.forEach((share, to) => ((draws[from * buckets + to] as Float64Array)[draw] = share)));
  }
  const limits = draws.map((values) => values.sort()).map((values) => ({ low: quantile(values, (1 - confidence) / 2), high: quantile(values, (1 + confidence) / 2) }));
  return { shares: estimate.map((row, from) => row.map((value, to) => ({ value, ...(limits[from * buckets + to] as { low: number; high: number }) }))) };
}

function countsOf(patterns: readonly MovePattern[], clients: readonly number[], buckets: number): number[][] {
  const counts = Array.from({ length: buckets }, () => new Array<number>(buckets).fill(0));
  patterns.forEach(({ moves }, index) => {
    for (const { from, to, amount = 1 } of moves) {
      const row = counts[from] as number[];
      row[to] = (row[to] as number) + amount * (clients[index] as number);
    }
  });
  return counts;
}

function multinomial(patterns: readonly MovePattern[], clients: number, binomial: (n: number, p: number) => number): number[] {
  let [left, rest] = [clients, clients];
  return patterns.map((pattern) => {
    const count = rest > 0 ? binomial(left, pattern.clients / rest) : 0;
    left -= count;
    rest -= pattern.clients;
    return count;
  });
}

/** Linear between the order statistics, as NumPy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low) * (place - below);
}

function multiply(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] {
  return left.map((row) => right.map((_, to) => sumOf(row.map((share, via) => share * (right[via]?.[to] ?? 0)))));
}
