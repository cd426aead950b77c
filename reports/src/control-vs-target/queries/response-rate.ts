import { type CumulativeRow, cumulativeSql } from '../cumulative-statistics.js';
import { type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';
import { type StatisticsRow, statisticsSql } from '../sufficient-statistics.js';

/** Answers that are no success; the rest (payment, promise, click, purchase …) are. */
export const unwantedResponses = ['refusal', 'wrong-number', 'complaint', 'opt-out'];
/** Answers that a campaign must not provoke: its guardrail. */
export const harmfulResponses = ['refusal', 'complaint', 'opt-out'];

/**
 * Customers with an answer in the campaign's time, with the day of the first one. Answers tied to no campaign count as
 * well: the control group has no other kind. `listed` chooses between the kinds named and all others.
 */
const firstAnswers = `
SELECT customer_id, 'response_rate' AS metric, min(toDate32(at)) AS day, 1. AS x, 0. AS y FROM responses FINAL
WHERE at >= toDateTime64({starts_on:Date32}, 3, 'UTC') AND at < toDateTime64({window_before:Date32}, 3, 'UTC')
    AND campaign_id IN ('', {campaign_id:String})
    AND has({kinds:Array(String)}, kind) = {listed:Bool}
    AND customer_id IN (SELECT customer_id FROM assigned)
GROUP BY customer_id`;

/** Share of customers who answered (F1). */
export function responseRate(scope: ReportScope): ReportQuery<StatisticsRow> {
  return { sql: statisticsSql('response_rate', firstAnswers), params: { ...scopeParams(scope), kinds: unwantedResponses, listed: false } };
}

/** Share of customers who refused, complained or opted out (F1): the guardrail. */
export function refusalRate(scope: ReportScope): ReportQuery<StatisticsRow> {
  return { sql: statisticsSql('refusal_rate', firstAnswers), params: { ...scopeParams(scope), kinds: harmfulResponses, listed: true } };
}

/** The response rate by day of the first answer. */
export function responseRateByDay(scope: ReportScope): ReportQuery<CumulativeRow> {
  return { sql: cumulativeSql(firstAnswers), params: { ...scopeParams(scope), kinds: unwantedResponses, listed: false } };
}
