import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { MetricSource } from '../../marts/metric-source.js';
import { dateLiteral, ofUnits, textLiteral } from './sql-literals.js';

/** Imported outcomes are kept to a millionth. */
export const outcomeScale = 1_000_000;

/** Outcomes of a finished campaign as they were imported; a customer without a value counts as 0. A dimension called `<outcome>_before` is its past. */
export function outcomeSources({ outcomes, dimensions, startsOn }: CampaignFacts): MetricSource[] {
  return outcomes.map(({ name }) => {
    const before = `${name}_before`;
    return {
      metric: name,
      scaleX: outcomeScale,
      scaleY: 1,
      eventsSql: `SELECT customer_id, ${dateLiteral(startsOn)} AS day, toInt64(round(value * ${outcomeScale})) AS x, toInt64(0) AS y FROM outcomes FINAL
WHERE campaign_id = {campaign_id:String} AND metric = ${textLiteral(name)} AND ${ofUnits}`,
      beforeSql: dimensions.includes(before)
        ? `SELECT customer_id, toInt64(round(toFloat64OrZero(dims[${textLiteral(before)}]) * ${outcomeScale})) AS z FROM assignments FINAL WHERE campaign_id = {campaign_id:String} AND ${ofUnits}`
        : null,
      onlyMatched: false,
    };
  });
}
