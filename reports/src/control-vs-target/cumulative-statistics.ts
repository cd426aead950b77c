import type { PairMoments } from '../stats/moments.js';
import { assignedSql } from './report-scope.js';
import { finite } from './sufficient-statistics.js';

/** What one day added to the sums over an arm's customers. */
export interface CumulativeRow {
  metric: string;
  arm: string;
  day: string;
  sumX: number;
  sumY: number;
  sumXX: number;
  sumYY: number;
  sumXY: number;
}

/**
 * Daily increments of the sums, from a subquery of events (metric, customer_id, day, x, y: what the day adds to the
 * customer's x and y of the metric). Squares grow by x² − (x − dx)², so only customers with an event on a day are touched: the work is
 * proportional to the events, not to customers × days.
 */
export function cumulativeSql(eventsSql: string): string {
  return `WITH ${assignedSql}
SELECT metric, arm, toString(day) AS day, sum(dx) AS sumX, sum(dy) AS sumY,
    sum(dx * (2 * total_x - dx)) AS sumXX, sum(dy * (2 * total_y - dy)) AS sumYY,
    sum(total_x * total_y - (total_x - dx) * (total_y - dy)) AS sumXY
FROM (
    SELECT metric, arm, day, dx, dy, sum(dx) OVER so_far AS total_x, sum(dy) OVER so_far AS total_y
    FROM (
        SELECT metric, arm, customer_id, day, sum(x) AS dx, sum(y) AS dy
        FROM assigned INNER JOIN (${eventsSql}) AS event USING (customer_id)
        GROUP BY metric, arm, customer_id, day
    )
    WINDOW so_far AS (PARTITION BY metric, customer_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
GROUP BY metric, arm, day
ORDER BY metric, day, arm`;
}

/** The statistics of a set of arms at the end of each day on which any arm had an event, oldest first. */
export function accumulate(rows: readonly CumulativeRow[], days: readonly string[], arms: ReadonlySet<string>, units: number): PairMoments[] {
  const byDay = new Map<string, CumulativeRow[]>();
  for (const row of rows) {
    if (!arms.has(row.arm)) continue;
    byDay.set(row.day, [...(byDay.get(row.day) ?? []), row]);
  }
  const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  return days.map((day) => {
    for (const row of byDay.get(day) ?? []) {
      sums.x += finite(row.sumX);
      sums.y += finite(row.sumY);
      sums.xx += finite(row.sumXX);
      sums.yy += finite(row.sumYY);
      sums.xy += finite(row.sumXY);
    }
    if (units === 0) return { n: 0, meanX: 0, meanY: 0, m2X: 0, m2Y: 0, coMoment: 0 };
    return {
      n: units,
      meanX: sums.x / units,
      meanY: sums.y / units,
      m2X: centred(sums.xx, sums.x, sums.x, units),
      m2Y: centred(sums.yy, sums.y, sums.y, units),
      coMoment: sums.xy - (sums.x * sums.y) / units,
    };
  });
}

/** Sum of squares about the mean. A remainder that rounding alone explains is no spread. */
function centred(sumOfProducts: number, sumA: number, sumB: number, units: number): number {
  const centredSum = sumOfProducts - (sumA * sumB) / units;
  return centredSum <= Math.abs(sumOfProducts) * 1e-13 ? 0 : centredSum;
}
