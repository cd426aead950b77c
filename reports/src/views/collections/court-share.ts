import { Type } from 'typebox';
import { isKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { measureColumn, monthColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';
import { contactFacts } from './contact-results.js';

/** Court cases of all cases, with both denominators (S106). */
export const courtShareView: SqlView = {
  definition: {
    id: 'collections.court-share', topic: 'collections',
    title: title('Доля взысканий через суд', 'Share of court cases'),
    meaning: title('Клиенты, по которым в месяце было мероприятие канала «суд» / клиенты, по которым было любое мероприятие взыскания; второй показатель — от всех клиентов с просрочкой на начало месяца', 'Customers with an action of the court channel in the month / customers with any collection action; beside it, of all customers overdue at the start of the month'),
    params: Type.Object({ channel: Type.String({ minLength: 1, maxLength: 64, default: 'court', description: 'Channel that is the court' }), atMost: Type.Number({ minimum: 0, maximum: 1, default: 0.05 }) }, { additionalProperties: false }),
    filters: ['segment', 'region', 'kind', 'customer.*', 'arm', 'campaign'],
    chart: { type: 'line', x: 'month', y: ['share_of_acted'], fromZero: true, lines: [{ value: 0.05, title: title('Предел 5 %', 'Limit of 5 %') }] },
  },
  receivables: true,
  facts: new Map([...contactFacts].filter(([id]) => id === 'campaign')),
  questions(scope) {
    const params = { ...scope.customers.params, ...scope.facts.params, from: scope.from, before: scope.before, channel: textOf(scope.params['channel']) };
    return {
      cases: {
        sql: `SELECT toString(toStartOfMonth(toDate(at))) AS month, toFloat64(uniqExact(customer_id)) AS acted, toFloat64(uniqExactIf(customer_id, channel = {channel:String})) AS court
FROM contacts FINAL WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') AND stage IN ('pre', 'soft', 'hard') AND ${scope.facts.where} AND ${scope.customers.where}
GROUP BY month ORDER BY month`,
        params,
      },
      portfolio: { sql: `SELECT toString(month) AS month, toFloat64(countIf(opening_bucket > 0)) AS overdue FROM receivable_months WHERE ${scope.customers.where} GROUP BY month`, params: scope.customers.params },
    };
  },
  table({ cases = [], portfolio = [] }, scope) {
    const overdue = new Map(portfolio.map((row) => [textOf(row['month']), numberOf(row['overdue'])]));
    const atMost = numberOf(scope.params['atMost']);
    const over = cases.filter((row) => numberOf(row['court']) - atMost * numberOf(row['acted']) >= 0 && numberOf(row['court']) > 0).map((row) => textOf(row['month']).slice(0, 7));
    const limit = `${Math.round(atMost * 10_000) / 100} %`;
    return viewTable(
      [
        monthColumn,
        measureColumn('share_of_acted', title('От клиентов с мероприятием', 'Of customers acted upon'), 'share', { better: 'lower', low: 'low', high: 'high' }), measureColumn('low', title('от', 'from'), 'share'), measureColumn('high', title('до', 'to'), 'share'),
        measureColumn('share_of_overdue', title('От клиентов с просрочкой', 'Of customers overdue'), 'share', { better: 'lower' }),
        measureColumn('court', title('Клиентов в суде', 'Customers in court'), 'count'), measureColumn('acted', title('Клиентов с мероприятием', 'Customers acted upon'), 'count'), measureColumn('overdue', title('Клиентов с просрочкой', 'Customers overdue'), 'count'),
      ],
      cases.map((row) => {
        const [court, acted, all] = [numberOf(row['court']), numberOf(row['acted']), overdue.get(textOf(row['month'])) ?? 0];
        const interval = wilsonInterval({ n: acted, successes: court });
        return { month: textOf(row['month']), share_of_acted: quotient(court, acted), low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval, share_of_overdue: quotient(court, all), court, acted, overdue: all };
      }),
      [over.length === 0 ? title(`Во всех месяцах строго ниже ${limit} клиентов с мероприятием`, `Strictly below ${limit} of customers acted upon in every month`) : title(`Не ниже ${limit} клиентов с мероприятием: ${over.join(', ')}`, `Not below ${limit} of customers acted upon: ${over.join(', ')}`)],
    );
  },
};
