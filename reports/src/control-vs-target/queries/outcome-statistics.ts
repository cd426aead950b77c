import { assignedSql, type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';
import { momentColumns, type StatisticsRow } from '../sufficient-statistics.js';

/** Imported outcomes of a finished campaign, all metrics at once; a customer without a value counts as 0. */
export function outcomeStatistics(scope: ReportScope): ReportQuery<StatisticsRow> {
  const sql = `WITH ${assignedSql}
SELECT metric, arm, segment, ${momentColumns}
FROM (
    SELECT metric, arm, segment, value AS x, 0. AS y
    FROM (SELECT customer_id, arm, segment, metric FROM assigned ARRAY JOIN {metrics:Array(String)} AS metric) AS unit
    LEFT JOIN (
        SELECT customer_id, metric, value FROM outcomes FINAL
        WHERE campaign_id = {campaign_id:String} AND has({metrics:Array(String)}, metric)
    ) AS outcome USING (customer_id, metric)
)
GROUP BY metric, arm, segment
ORDER BY metric, arm, segment`;
  return { sql, params: { ...scopeParams(scope), metrics: scope.facts.outcomes.map((outcome) => outcome.name) } };
}
