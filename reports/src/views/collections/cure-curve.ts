import { Type } from 'typebox';
import { isKnown } from '../../stats/result.js';
import { cureCurve } from '../../stats/survival-curve.js';
import { dimensionColumn, measureColumn, numberOf, textOf, title, viewTable, type SqlView, type ViewValue } from '../sql-view.js';
import { receivableFilters } from './months.js';

const groupTitles: Record<string, ReturnType<typeof title>> = { segment: title('Сегмент', 'Segment'), kind: title('Тип клиента', 'Kind'), region: title('Регион', 'Region'), arm: title('Группа', 'Arm') };

export const cureCurveView: SqlView = {
  definition: {
    id: 'collections.cure-curve', topic: 'collections',
    title: title('Кривая излечения', 'Cure curve'),
    meaning: title('Доля счетов, оплаченных полностью к дню после срока оплаты, из ставших просроченными в периоде (оценка Каплана — Мейера: ещё открытые счета цензурированы последним днём данных)', 'Share of invoices paid in full by a day after the due date, of those that became overdue in the period (Kaplan–Meier: invoices still open are censored by the last day with data)'),
    params: Type.Object({ by: Type.Enum(['none', 'segment', 'kind', 'region', 'arm'] as const, { default: 'none' }), days: Type.Integer({ minimum: 7, maximum: 365, default: 90 }) }, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'curve', x: 'day', y: ['cured'] },
  },
  receivables: true,
  questions(scope) {
    const by = textOf(scope.params['by']);
    const join = by === 'none' ? '' : by === 'arm'
      ? 'INNER JOIN (SELECT customer_id, arm AS value FROM assignments FINAL WHERE campaign_id = {campaign_id:String}) AS who USING (customer_id)'
      : `INNER JOIN (SELECT customer_id, ${by} AS value FROM customers FINAL) AS who USING (customer_id)`;
    return {
      durations: {
        sql: `SELECT ${by === 'none' ? "''" : 'who.value'} AS value, toFloat64(least(toInt32(ifNull(settled_on, {as_of:Date32})) - toInt32(due_on), {days:Int32} + 1)) AS day,
    toFloat64(countIf(settled_on IS NOT NULL AND toInt32(settled_on) - toInt32(due_on) <= {days:Int32})) AS events, toFloat64(count()) - events AS censored
FROM receivable_items ${join}
WHERE due_on < {as_of:Date32} AND due_on >= {from:Date32} - 1 AND due_on < {before:Date32} - 1 AND (settled_on IS NULL OR settled_on > due_on) AND ${scope.customers.where}
GROUP BY value, day ORDER BY value, day`,
        params: { ...scope.customers.params, from: scope.from > '1970-01-02' ? scope.from : '1970-01-02', before: scope.before, as_of: scope.asOf, days: numberOf(scope.params['days']), ...(by === 'arm' ? { campaign_id: scope.campaign?.id ?? '' } : {}) },
      },
    };
  },
  table({ durations = [] }, scope) {
    const by = textOf(scope.params['by']);
    const rows = [...new Set(durations.map((row) => textOf(row['value'])))].flatMap((value) => {
      const curve = cureCurve(durations.filter((row) => textOf(row['value']) === value).map((row) => ({ day: numberOf(row['day']), events: numberOf(row['events']), censored: numberOf(row['censored']) })));
      return isKnown(curve) ? curve.points.filter(({ day }) => day <= numberOf(scope.params['days'])).map(({ day, atRisk, cured, interval }): Record<string, ViewValue> => ({ ...(by === 'none' ? {} : { [by]: value }), day, cured, low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval, at_risk: atRisk })) : [];
    });
    const heading = groupTitles[by];
    const valueTitles = by === 'arm' ? { target: title('ЦГ', 'Target'), control: title('КГ', 'Control') } : scope.titles[by];
    return viewTable(
      [
        ...(heading ? [dimensionColumn(by, heading, valueTitles ? { valueTitles: { ...valueTitles } } : {})] : []),
        { ...dimensionColumn('day', title('Дней после срока оплаты', 'Days after the due date'), { type: 'number', unit: 'days', filterBy: null }) },
        measureColumn('cured', title('Оплачено, доля счетов', 'Paid, share of invoices'), 'share', { better: 'higher', low: 'low', high: 'high' }),
        measureColumn('low', title('от', 'from'), 'share'), measureColumn('high', title('до', 'to'), 'share'),
        measureColumn('at_risk', title('Ещё открыто счетов', 'Invoices still open'), 'count'),
      ],
      rows,
      by === 'arm' && scope.campaign === null ? [title('Выберите одну кампанию в отборе «Кампания», чтобы сравнить группы', 'Choose one campaign in the filter “Campaign” to compare its arms')] : [title('Учтены счета, срок оплаты которых прошёл в периоде неоплаченным хотя бы частично; интервал Гринвуда, счета одного клиента считаются независимыми', 'Invoices whose due date passed in the period not paid in full; Greenwood’s interval, invoices of one customer taken as independent')],
    );
  },
};
