import type { MetricSource } from '../../marts/metric-source.js';
import type { ReportDays } from './report-days.js';
import { dateLiteral, ofUnits, textLiteral } from './sql-literals.js';

/** Answers that are no success; the rest (payment, promise, click, purchase …) are. */
export const unwantedResponses = ['refusal', 'wrong-number', 'complaint', 'opt-out'];

const listed = (kinds: readonly string[]): string => `kind IN (${kinds.map(textLiteral).join(', ')})`;
const wanted = `NOT (${listed(unwantedResponses)})`;

/** Answers of some days. Those tied to no campaign count as well: the control group has no other kind. */
function answers(columns: string, condition: string, from: string, before: string, anyCampaign: boolean): string {
  return `SELECT ${columns} FROM responses FINAL
WHERE at >= toDateTime64(${dateLiteral(from)}, 3, 'UTC') AND at < toDateTime64(${dateLiteral(before)}, 3, 'UTC')${anyCampaign ? '' : " AND campaign_id IN ('', {campaign_id:String})"}
    AND ${condition} AND ${ofUnits}`;
}

/** Share of customers with such an answer (F1), on the day of the first one. */
function answered(metric: string, condition: string, { startsOn, windowBefore, before }: ReportDays, anyCampaign: boolean, withBefore = false): MetricSource {
  return {
    metric,
    scaleX: 1,
    scaleY: 1,
    eventsSql: `${answers('customer_id, min(toDate32(at)) AS day, toInt64(1) AS x, toInt64(0) AS y', condition, startsOn, windowBefore, anyCampaign)}\nGROUP BY customer_id`,
    beforeSql: withBefore ? `${answers('customer_id, toInt64(1) AS z', condition, before.from, before.before, true)}\nGROUP BY customer_id` : null,
    onlyMatched: false,
  };
}

/** `anyCampaign`: answers to whatever campaign count, for the company's own control group. */
export function responseSources(days: ReportDays, anyCampaign: boolean): MetricSource[] {
  return [
    answered('response_rate', wanted, days, anyCampaign, true),
    answered('promise_rate', listed(['promise']), days, anyCampaign),
    answered('refusal_rate', listed(['refusal', 'complaint', 'opt-out']), days, anyCampaign),
    answered('complaint_rate', listed(['complaint']), days, anyCampaign),
    optOutSource(days, anyCampaign),
  ];
}

/** Customers who said, by an answer or by a consent taken back, that they want no messages. */
function optOutSource({ startsOn, windowBefore }: ReportDays, anyCampaign: boolean): MetricSource {
  const within = `at >= toDateTime64(${dateLiteral(startsOn)}, 3, 'UTC') AND at < toDateTime64(${dateLiteral(windowBefore)}, 3, 'UTC')`;
  return {
    metric: 'opt_out_rate',
    scaleX: 1,
    scaleY: 1,
    eventsSql: `SELECT customer_id, min(day) AS day, toInt64(1) AS x, toInt64(0) AS y FROM (
    ${answers('customer_id, toDate32(at) AS day', listed(['opt-out']), startsOn, windowBefore, anyCampaign)}
    UNION ALL
    SELECT customer_id, toDate32(at) AS day FROM customer_facts FINAL WHERE ((fact = 'consent' AND NOT given) OR (fact = 'stop-list' AND given)) AND ${within} AND ${ofUnits}
) GROUP BY customer_id`,
    beforeSql: null,
    onlyMatched: false,
  };
}

/** What customers brought by their answers, minor units, and what of it is left after the cost of the contacts. */
export function revenueSources({ startsOn, windowBefore, before }: ReportDays, anyCampaign: boolean): MetricSource[] {
  const revenue = (columns: string, from: string, until: string, any: boolean) => answers(columns, `${wanted} AND amount_minor != 0`, from, until, any);
  const earned = revenue('customer_id, toDate32(at) AS day, amount_minor AS x, toInt64(0) AS y', startsOn, windowBefore, anyCampaign);
  const earnedBefore = `${revenue('customer_id, sum(amount_minor) AS z', before.from, before.before, true)}\nGROUP BY customer_id`;
  const amount = { scaleX: 1, scaleY: 1, onlyMatched: false };
  return [
    { metric: 'revenue_per_customer', ...amount, eventsSql: earned, beforeSql: earnedBefore },
    { metric: 'contribution_per_customer', ...amount, eventsSql: `${earned}\nUNION ALL\n${costEvents('-cost_minor', { startsOn, windowBefore }, anyCampaign)}`, beforeSql: earnedBefore },
  ];
}

function costEvents(x: string, { startsOn, windowBefore }: Pick<ReportDays, 'startsOn' | 'windowBefore'>, anyCampaign: boolean): string {
  return `SELECT customer_id, toDate32(at) AS day, ${x} AS x, toInt64(0) AS y FROM contacts FINAL
WHERE ${anyCampaign ? "campaign_id != ''" : 'campaign_id = {campaign_id:String}'} AND at >= toDateTime64(${dateLiteral(startsOn)}, 3, 'UTC') AND at < toDateTime64(${dateLiteral(windowBefore)}, 3, 'UTC')
    AND cost_minor != 0 AND ${ofUnits}`;
}

/** Cost of the campaign's contacts, minor units. */
export function contactCostSource(days: ReportDays, anyCampaign: boolean): MetricSource {
  return { metric: 'contact_cost', scaleX: 1, scaleY: 1, eventsSql: costEvents('cost_minor', days, anyCampaign), beforeSql: null, onlyMatched: false };
}

/** Share of customers who kept a promise to pay that they made in the campaign's time (F1), on the day that they made it. */
export function promiseKeptSource({ startsOn, windowBefore }: ReportDays): MetricSource {
  return {
    metric: 'promise_kept_rate',
    scaleX: 1,
    scaleY: 1,
    eventsSql: `SELECT customer_id, min(toDate32(made)) AS day, toInt64(1) AS x, toInt64(0) AS y FROM (
    SELECT customer_id, promise_id, argMax(state, number) AS stands, any(made_at) AS made FROM promises FINAL
    WHERE made_at >= toDateTime64(${dateLiteral(startsOn)}, 3, 'UTC') AND made_at < toDateTime64(${dateLiteral(windowBefore)}, 3, 'UTC') AND ${ofUnits}
    GROUP BY customer_id, promise_id
) WHERE stands = 'kept' GROUP BY customer_id`,
    beforeSql: null,
    onlyMatched: false,
  };
}
