import { compareProportions } from '../../stats/proportion-difference.js';
import { isKnown } from '../../stats/result.js';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView, type ViewQuery } from '../sql-view.js';
import { StageParams, stageQueryParams, stagesNote, stagesSql, stageTitlesOf } from './life-cycle-stages.js';
import { unwantedKinds } from './unwanted-kinds.js';

/** Conversion, its time and cost, and revenue by stage, target against control of one campaign (S74 by group). */
export const armsView: SqlView = {
  definition: {
    id: 'life-cycle.arms', topic: 'life-cycle', title: title('Этапы: ЦГ против КГ', 'Stages: target against control'),
    meaning: title('Конверсия = клиенты с откликом за время кампании / все распределённые; разность с интервалом Ньюкомба; время — от распределения до первого отклика; затраты на конверсию = затраты кампании в группе / конверсии', 'Conversion = customers with a response in the campaign’s time / all assigned; difference with Newcombe’s interval; time from assignment to the first response; cost of a conversion = the campaign’s cost in the arm / conversions'),
    params: StageParams, filters: ['segment', 'region', 'kind', 'customer.*', 'campaign'], chart: { type: 'paired-bars', x: 'stage', y: ['target', 'control'] },
  },
  receivables: true,
  questions(scope): Record<string, ViewQuery> {
    const facts = scope.campaign?.facts;
    if (!scope.campaign || !facts) return {};
    return {
      arms: {
        sql: `SELECT stage, has({control_arms:Array(String)}, arm) AS control, toFloat64(count()) AS units, toFloat64(countIf(days >= 0)) AS conversions, quantileExactIf(0.5)(days, days >= 0) AS days_median, toFloat64(sum(cost)) AS cost_sum, toFloat64(sum(revenue)) AS revenue_sum
FROM (
    SELECT who.stage AS stage, assigned.arm AS arm, if(answer.found = 1, greatest(toFloat64(answer.first - toUnixTimestamp(assigned.assigned_at)) / 86400, 0), -1) AS days, touched.cost AS cost, billed.revenue AS revenue
    FROM (SELECT customer_id, arm, assigned_at FROM assignments FINAL WHERE campaign_id = {campaign_id:String}) AS assigned
    INNER JOIN ${stagesSql(scope)} AS who USING (customer_id)
    LEFT JOIN (SELECT customer_id, 1 AS found, min(toUnixTimestamp(at)) AS first FROM responses FINAL WHERE at >= toDateTime64({starts_on:Date32}, 3, 'UTC') AND at < toDateTime64({ends_before:Date32}, 3, 'UTC') AND campaign_id IN ('', {campaign_id:String}) AND corrected_by = '' AND NOT has({unwanted:Array(String)}, kind) GROUP BY customer_id) AS answer USING (customer_id)
    LEFT JOIN (SELECT customer_id, sum(cost_minor) AS cost FROM contacts FINAL WHERE campaign_id = {campaign_id:String} GROUP BY customer_id) AS touched USING (customer_id)
    LEFT JOIN (SELECT customer_id, sum(amount_minor) AS revenue FROM receivable_items WHERE issued_on >= {starts_on:Date32} AND issued_on < {ends_before:Date32} GROUP BY customer_id) AS billed USING (customer_id)
)
GROUP BY stage, control ORDER BY stage, control`,
        params: { ...stageQueryParams(scope), campaign_id: scope.campaign.id, starts_on: facts.startsOn, ends_before: facts.endsBefore, control_arms: facts.arms.filter(({ role }) => role === 'control').map(({ id }) => id), unwanted: unwantedKinds },
      },
    };
  },
  table({ arms }, scope) {
    const valueTitles = stageTitlesOf(scope);
    const columns = [
      dimensionColumn('stage', title('Этап', 'Stage'), { valueTitles: { ...valueTitles }, filterBy: 'customer.lifecycle_stage' }),
      measureColumn('target', title('Конверсия, ЦГ', 'Conversion, target'), 'share', { arm: 'target', better: 'higher' }), measureColumn('control', title('Конверсия, КГ', 'Conversion, control'), 'share', { arm: 'control', better: 'higher' }),
      measureColumn('difference', title('Разность', 'Difference'), 'points', { better: 'higher', low: 'low', high: 'high' }), measureColumn('low', title('от', 'from'), 'points'), measureColumn('high', title('до', 'to'), 'points'),
      measureColumn('target_days', title('Дней до конверсии, ЦГ', 'Days to conversion, target'), 'days', { arm: 'target', better: 'lower' }), measureColumn('control_days', title('Дней до конверсии, КГ', 'Days to conversion, control'), 'days', { arm: 'control', better: 'lower' }),
      measureColumn('target_cost', title('Затраты на конверсию, ЦГ', 'Cost of a conversion, target'), 'money-minor', { arm: 'target', better: 'lower' }),
      measureColumn('target_arpu', title('Выручка на клиента, ЦГ', 'Revenue per customer, target'), 'money-minor', { arm: 'target', better: 'higher' }), measureColumn('control_arpu', title('Выручка на клиента, КГ', 'Revenue per customer, control'), 'money-minor', { arm: 'control', better: 'higher' }),
      measureColumn('target_units', title('Клиентов, ЦГ', 'Customers, target'), 'count', { arm: 'target', additive: true }), measureColumn('control_units', title('Клиентов, КГ', 'Customers, control'), 'count', { arm: 'control', additive: true }),
    ];
    if (arms === undefined) return viewTable(columns, [], [title('Выберите одну запущенную кампанию в отборе «Кампания»', 'Choose one launched campaign in the filter “Campaign”')]);
    const order = Object.keys(valueTitles);
    const stages = [...new Set(arms.map((row) => textOf(row['stage'])))].sort((one, other) => (order.indexOf(one) + 1 || 99) - (order.indexOf(other) + 1 || 99));
    return viewTable(
      columns,
      stages.map((stage) => {
        const [t, c] = [0, 1].map((control) => arms.find((row) => textOf(row['stage']) === stage && Number(row['control']) === control) ?? {}) as [Record<string, unknown>, Record<string, unknown>];
        const of = (row: Record<string, unknown>, key: string) => numberOf(row[key]);
        const { absolute } = compareProportions({ n: of(t, 'units'), successes: of(t, 'conversions') }, { n: of(c, 'units'), successes: of(c, 'conversions') });
        const interval = isKnown(absolute) ? absolute.interval : absolute;
        const days = (row: Record<string, unknown>) => (of(row, 'conversions') === 0 ? ({ undefined: true, reason: 'denominator-zero' } as const) : of(row, 'days_median'));
        return {
          stage, target: quotient(of(t, 'conversions'), of(t, 'units'), 'empty-arm'), control: quotient(of(c, 'conversions'), of(c, 'units'), 'empty-arm'),
          difference: isKnown(absolute) ? absolute.estimate : absolute, low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval,
          target_days: days(t), control_days: days(c), target_cost: quotient(of(t, 'cost_sum'), of(t, 'conversions')), target_arpu: quotient(of(t, 'revenue_sum'), of(t, 'units'), 'empty-arm'), control_arpu: quotient(of(c, 'revenue_sum'), of(c, 'units'), 'empty-arm'),
          target_units: of(t, 'units'), control_units: of(c, 'units'),
        };
      }),
      [stagesNote(scope), title('Этап — нынешний: мероприятия могли его изменить, поэтому разность по этапам — не чистый эффект', 'The stage is that of now: actions may have changed it, so differences by stage are not pure effects')],
    );
  },
};
