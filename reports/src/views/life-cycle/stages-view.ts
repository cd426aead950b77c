import { unwantedKinds } from './unwanted-kinds.js';
import { isKnown, type Result } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView, type ViewRow, type ViewScope, type ViewValue } from '../sql-view.js';
import { lifeCycleFilters, StageParams, stageQueryParams, stagesNote, stagesSql, stageTitlesOf } from './life-cycle-stages.js';

/** Days after a contact within which an answer is taken for its conversion. */
export const conversionDays = 30;

/** Facts of the stages, one question for each source. `group` is the stage, or empty for all customers together. */
export function stageQuestions(scope: ViewScope, grouped: boolean) {
  const params = stageQueryParams(scope);
  const stage = grouped ? 'who.stage' : "''";
  const who = stagesSql(scope);
  return {
    people: {
      sql: `SELECT ${stage} AS stage, toFloat64(count()) AS customers,
    toFloat64(countIf(owed.days_overdue > {risk_days:UInt32})) AS at_risk, toFloat64(sum(owed.overdue_minor)) AS overdue
FROM ${who} AS who LEFT JOIN receivable_customers AS owed USING (customer_id) GROUP BY stage ORDER BY stage`,
      params,
    },
    gone: {
      sql: `SELECT ${grouped ? 'start_stage' : "''"} AS stage, toFloat64(count()) AS active_begin, toFloat64(countIf(gone_on < least({before:Date32}, {as_of:Date32} + 1))) AS churned
FROM (
    SELECT owed.last_invoice_on + {churn_days:UInt16} AS gone_on,
        multiIf(late.found = 1, 'at-risk', dateDiff('month', least(owed.first_invoice_on, ifNull(relation.since, owed.first_invoice_on)), {from:Date32}) <= {new_months:UInt32}, 'new',
            dateDiff('month', least(owed.first_invoice_on, ifNull(relation.since, owed.first_invoice_on)), {from:Date32}) <= {growing_months:UInt32}, 'growing', 'loyal') AS start_stage
    FROM (SELECT * FROM receivable_customers WHERE first_invoice_on < {from:Date32} AND last_invoice_on + {churn_days:UInt16} >= {from:Date32} AND ${scope.customers.where}) AS owed
    LEFT JOIN (SELECT customer_id, 1 AS found FROM receivable_months WHERE month = toStartOfMonth({from:Date32}) AND opening_bucket = 4) AS late USING (customer_id)
    LEFT JOIN (SELECT customer_id, toNullable(min(opened_on)) AS since FROM contracts FINAL WHERE opened_on > toDate32('1970-01-01') GROUP BY customer_id) AS relation USING (customer_id)
)
GROUP BY stage ORDER BY stage`,
      params,
    },
    money: {
      sql: `SELECT ${stage} AS stage, toFloat64(sum(sales_minor)) AS revenue, toFloat64(countIf(sales_minor > 0)) AS active_months, toFloat64(countIf(was_there AND opening_bucket < 4)) AS good_months, toFloat64(countIf(was_there AND opening_bucket < 4 AND bucket = 4)) AS defaults
FROM receivable_months INNER JOIN ${who} AS who USING (customer_id)
WHERE receivable_months.month < {before:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) >= {from:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) <= {as_of:Date32}
GROUP BY stage ORDER BY stage`,
      params,
    },
    contacts: {
      sql: `SELECT ${stage} AS stage, toFloat64(count()) AS contacts, toFloat64(sum(cost)) AS cost, toFloat64(countIf(converted)) AS conversions, toFloat64(sumIf(hours, converted)) AS hours_sum, quantileExactIf(0.5)(hours, converted) AS hours_median
FROM (
    SELECT customer_id, cost, answered > 0 AS converted, answered / 3600 AS hours
    FROM (
        SELECT customer_id, contact_at, any(contact_cost) AS cost, min(if(answer_at >= contact_at AND answer_at < contact_at + ${conversionDays * 86_400}, greatest(answer_at - contact_at, 1), NULL)) AS answered
        FROM (
            SELECT contact.customer_id AS customer_id, contact.at AS contact_at, contact.cost AS contact_cost, answer.at AS answer_at
            FROM (SELECT customer_id, toUnixTimestamp(at) AS at, sum(cost_minor) AS cost FROM contacts FINAL WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') GROUP BY customer_id, at) AS contact
            ASOF LEFT JOIN (SELECT customer_id, toUnixTimestamp(at) AS at FROM responses FINAL WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32} + ${conversionDays}, 3, 'UTC') AND corrected_by = '' AND NOT has({unwanted:Array(String)}, kind)) AS answer
            ON contact.customer_id = answer.customer_id AND contact.at <= answer.at
        )
        GROUP BY customer_id, contact_at
    )
) AS touched INNER JOIN ${who} AS who USING (customer_id) GROUP BY stage ORDER BY stage`,
      params: { ...params, unwanted: unwantedKinds },
    },
    answers: {
      sql: `SELECT ${stage} AS stage, toFloat64(count()) AS answers, toFloat64(countIf(score >= 9)) AS promoters, toFloat64(countIf(score <= 6)) AS detractors
FROM (SELECT customer_id, JSONExtract(data, 'score', 'Nullable(Float64)') AS score FROM events FINAL WHERE type = {survey:String} AND at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC')) AS survey
INNER JOIN ${who} AS who USING (customer_id) WHERE score >= 0 AND score <= 10 GROUP BY stage ORDER BY stage`,
      params: { ...params, survey: textOf(scope.params['surveyEvent']) },
    },
  };
}

const monthsOf = (scope: ViewScope): number => Math.max(1, (Date.parse(scope.before) - Date.parse(scope.from)) / 86_400_000 / 30.4375);
const minus = (one: Result<{ value: number }>, other: number): Result<{ value: number }> => (isKnown(one) ? { value: one.value - other } : one);

/** Indicators of one group of customers (S74–S77) from the sums of the four questions. */
export function stageFigures(scope: ViewScope, rows: { people: ViewRow; gone: ViewRow; money: ViewRow; contacts: ViewRow; answers: ViewRow }): Record<string, ViewValue> {
  const { people, gone, money, contacts, answers } = rows;
  const margin = numberOf(scope.params['marginShare']);
  const [conversions, cost, activeMonths] = [numberOf(contacts['conversions']), numberOf(contacts['cost']), numberOf(money['active_months'])];
  const arpu = quotient(numberOf(money['revenue']), activeMonths);
  const appu = isKnown(arpu) ? { value: arpu.value * margin - cost / activeMonths } : arpu;
  const churn = quotient(numberOf(gone['churned']), numberOf(gone['active_begin']), 'no-history');
  // The rate of the period as one of a month: 1 − (1 − churn)^(1 / months).
  const monthly = isKnown(churn) ? 1 - (1 - churn.value) ** (1 / monthsOf(scope)) : 0;
  const lifetime: Result<{ value: number }> = isKnown(churn) ? quotient(1, monthly) : churn;
  const interval = wilsonInterval({ n: numberOf(contacts['contacts']), successes: conversions });
  return {
    customers: numberOf(people['customers']),
    conversion: quotient(conversions, numberOf(contacts['contacts'])), conversion_low: isKnown(interval) ? interval.low : interval, conversion_high: isKnown(interval) ? interval.high : interval,
    days_to_conversion: conversions === 0 ? { undefined: true, reason: 'denominator-zero' } : numberOf(contacts['hours_median']) / 24,
    cost_per_conversion: quotient(cost, conversions),
    arpu, appu,
    nps: minus(quotient((numberOf(answers['promoters']) - numberOf(answers['detractors'])) * 100, numberOf(answers['answers']), 'no-data'), 0), nps_answers: numberOf(answers['answers']),
    churn, lifetime_months: lifetime,
    ltv: isKnown(lifetime) && isKnown(appu) ? lifetime.value * appu.value : isKnown(lifetime) ? appu : lifetime,
    risk: quotient(numberOf(money['defaults']), numberOf(money['good_months'])),
    at_risk: quotient(numberOf(people['at_risk']), numberOf(people['customers'])),
    profit: numberOf(money['revenue']) * margin - cost, revenue: numberOf(money['revenue']), contact_cost: cost, overdue: numberOf(people['overdue']),
  };
}

export const stageMeasures = [
  measureColumn('customers', title('Клиентов', 'Customers'), 'count', { additive: true }),
  measureColumn('conversion', title('Конверсия контактов', 'Conversion of contacts'), 'share', { better: 'higher', low: 'conversion_low', high: 'conversion_high' }),
  measureColumn('conversion_low', title('Конверсия, от', 'Conversion, from'), 'share'), measureColumn('conversion_high', title('Конверсия, до', 'Conversion, to'), 'share'),
  measureColumn('days_to_conversion', title('Дней до конверсии, медиана', 'Days to conversion, median'), 'days', { better: 'lower' }),
  measureColumn('cost_per_conversion', title('Затраты на конверсию', 'Cost of a conversion'), 'money-minor', { better: 'lower' }),
  measureColumn('arpu', title('ARPU: выручка на клиента в месяц', 'ARPU: revenue per customer and month'), 'money-minor', { better: 'higher' }),
  measureColumn('appu', title('APPU: прибыль на клиента в месяц', 'APPU: profit per customer and month'), 'money-minor', { better: 'higher' }),
  measureColumn('nps', title('NPS', 'NPS'), 'index', { better: 'higher' }), measureColumn('nps_answers', title('Ответов NPS', 'NPS answers'), 'count', { additive: true }),
  measureColumn('churn', title('Отток за период', 'Churn in the period'), 'share', { better: 'lower' }),
  measureColumn('at_risk', title('В зоне риска', 'At risk'), 'share', { better: 'lower' }),
  measureColumn('lifetime_months', title('Ожидаемый срок жизни, мес.', 'Expected lifetime, months'), 'number', { better: 'higher' }),
  measureColumn('ltv', title('LTV', 'LTV'), 'money-minor', { better: 'higher' }),
  measureColumn('risk', title('Риск: переход в 90+ за месяц', 'Risk: into 90+ days in a month'), 'share', { better: 'lower' }),
  measureColumn('profit', title('Прибыль после затрат на контакты', 'Profit after the cost of contacts'), 'money-minor', { better: 'higher', additive: true }),
  measureColumn('revenue', title('Выручка', 'Revenue'), 'money-minor', { better: 'higher', additive: true }),
  measureColumn('contact_cost', title('Затраты на контакты', 'Cost of contacts'), 'money-minor', { better: 'lower', additive: true }),
  measureColumn('overdue', title('Просрочено', 'Overdue'), 'money-minor', { better: 'lower', additive: true }),
];

export const figureNotes = (scope: ViewScope) => [
  stagesNote(scope),
  title(
    `Отток: без счёта ${numberOf(scope.params['churnDays'])} дней, день ухода в периоде / клиенты со счётом за столько же дней до начала периода, по этапу на его начало (по правилу). Маржа принята за ${Math.round(numberOf(scope.params['marginShare']) * 1000) / 10} % выручки (параметр плитки)`,
    `Churn: no invoice for ${numberOf(scope.params['churnDays'])} days with that day in the period / customers with an invoice in as many days before it, by their stage at its start (by the rule). Margin is taken as ${Math.round(numberOf(scope.params['marginShare']) * 1000) / 10} % of revenue (a parameter of the tile)`,
  ),
];

const meaning = title('Конверсия = контакты с откликом за 30 дней / контакты; ARPU = выставлено / клиенто-месяцы со счётом; APPU = ARPU × маржа − затраты; NPS = % 9–10 − % 0–6; срок жизни = 1 / отток в месяц; LTV = APPU × срок', 'Conversion = contacts answered within 30 days / contacts; ARPU = invoiced / customer months with an invoice; APPU = ARPU × margin − cost; NPS = % 9–10 − % 0–6; lifetime = 1 / monthly churn; LTV = APPU × lifetime');

const empty: ViewRow = {};
export const stagesView: SqlView = {
  definition: { id: 'life-cycle.stages', topic: 'life-cycle', title: title('Показатели по этапам жизненного цикла', 'Figures by stage of the life cycle'), meaning, params: StageParams, filters: lifeCycleFilters, chart: { type: 'table' } },
  receivables: true,
  questions: (scope) => stageQuestions(scope, true),
  table(answers, scope) {
    const valueTitles = stageTitlesOf(scope);
    const order = Object.keys(valueTitles);
    const found = (name: string, stage: string): ViewRow => answers[name]?.find((row) => textOf(row['stage']) === stage) ?? empty;
    const stages = (answers['people'] ?? []).map((row) => textOf(row['stage'])).sort((one, other) => (order.indexOf(one) + 1 || 99) - (order.indexOf(other) + 1 || 99));
    return viewTable(
      [dimensionColumn('stage', title('Этап', 'Stage'), { valueTitles: { ...valueTitles }, filterBy: 'customer.lifecycle_stage' }), ...stageMeasures],
      stages.map((stage) => ({ stage, ...stageFigures(scope, { people: found('people', stage), gone: found('gone', stage), money: found('money', stage), contacts: found('contacts', stage), answers: found('answers', stage) }) })),
      figureNotes(scope),
    );
  },
};

export const lifeCycleKeyFiguresView: SqlView = {
  definition: { id: 'life-cycle.key-figures', topic: 'life-cycle', title: title('Главные показатели жизненного цикла', 'Key figures of the life cycle'), meaning, params: StageParams, filters: lifeCycleFilters, chart: { type: 'number', y: ['arpu'] } },
  receivables: true,
  questions: (scope) => stageQuestions(scope, false),
  table: (answers, scope) =>
    viewTable(stageMeasures, [stageFigures(scope, { people: answers['people']?.[0] ?? empty, gone: answers['gone']?.[0] ?? empty, money: answers['money']?.[0] ?? empty, contacts: answers['contacts']?.[0] ?? empty, answers: answers['answers']?.[0] ?? empty })], figureNotes(scope)),
};
