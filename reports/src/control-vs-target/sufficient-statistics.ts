import { mergePairMoments, noPairMoments, type PairMoments } from '../stats/moments.js';
import { assignedSql } from './report-scope.js';

/** Statistics of a metric over the customers of an arm and segment; x is the value or numerator, y the denominator. */
export interface StatisticsRow {
  metric: string;
  arm: string;
  segment: string;
  n: number;
  meanX: number;
  meanY: number;
  m2X: number;
  m2Y: number;
  coMoment: number;
}

/** Aggregates over columns x and y of the rows in a group. The -Stable forms are one-pass Welford sums. */
export const momentColumns = `toFloat64(count()) AS n,
    sumKahan(x) / n AS meanX, sumKahan(y) / n AS meanY,
    varPopStable(x) * n AS m2X, varPopStable(y) * n AS m2Y, covarPopStable(x, y) * n AS coMoment`;

export interface StatisticsOptions {
  /**
   * Leaves out customers without a row instead of counting them as 0; sound only where being matched was settled before
   * assignment.
   */
  onlyMatched?: boolean;
}

/** Statistics of a metric per arm and segment from a subquery with customer_id, x and y (Float64). */
export function statisticsSql(metric: string, valuesSql: string, options: StatisticsOptions = {}): string {
  return `WITH ${assignedSql}
SELECT '${metric}' AS metric, arm, segment, ${momentColumns}
FROM assigned ${options.onlyMatched ? 'INNER' : 'LEFT'} JOIN (${valuesSql}) AS measured USING (customer_id)
GROUP BY arm, segment
ORDER BY arm, segment`;
}

/** Rows as the store sends them: a number that it could not form comes as null. */
export function readStatistics(rows: readonly Partial<Record<keyof StatisticsRow, unknown>>[]): StatisticsRow[] {
  return rows.map((row) => ({
    metric: String(row.metric ?? ''),
    arm: String(row.arm ?? ''),
    segment: String(row.segment ?? ''),
    n: finite(row.n),
    meanX: finite(row.meanX),
    meanY: finite(row.meanY),
    m2X: finite(row.m2X),
    m2Y: finite(row.m2Y),
    coMoment: finite(row.coMoment),
  }));
}

/** The statistics of several arms or segments as one. */
export function mergeStatistics(rows: readonly StatisticsRow[]): PairMoments {
  return rows.reduce<PairMoments>((sum, { n, meanX, meanY, m2X, m2Y, coMoment }) => mergePairMoments(sum, { n, meanX, meanY, m2X, m2Y, coMoment }), noPairMoments);
}

export function finite(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}
