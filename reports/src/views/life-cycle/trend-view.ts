import { measureColumn, monthColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';
import { isKnown } from '../../stats/result.js';
import { unwantedKinds } from './unwanted-kinds.js';
import { figureNotes } from './stages-view.js';
import { lifeCycleFilters, StageParams, stageQueryParams } from './life-cycle-stages.js';

export const lifeCycleTrendView: SqlView = {
  definition: {
    id: 'life-cycle.trend', topic: 'life-cycle', title: title('Жизненный цикл по месяцам', 'Life cycle by month'),
    meaning: title('ARPU = выставлено / клиенты со счётом в месяце; отток = ушедшие в месяце / действующие на его начало; NPS = % 9–10 − % 0–6 ответов месяца; маржа и затраты — как в показателях по этапам', 'ARPU = invoiced / customers with an invoice in the month; churn = who left in the month / active at its start; NPS = % 9–10 − % 0–6 of the month’s answers; margin and cost as in the figures by stage'),
    params: StageParams, filters: lifeCycleFilters, chart: { type: 'line', x: 'month', y: ['arpu'] },
  },
  receivables: true,
  questions(scope) {
    const params = stageQueryParams(scope);
    const days = "at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC')";
    return {
      money: {
        sql: `SELECT toString(receivable_months.month) AS month, toFloat64(sum(sales_minor)) AS revenue, toFloat64(countIf(sales_minor > 0)) AS active FROM receivable_months
WHERE receivable_months.month < {before:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) >= {from:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) <= {as_of:Date32} AND ${scope.customers.where}
GROUP BY month ORDER BY month`,
        params,
      },
      people: {
        sql: `SELECT toString(month_start) AS month, toFloat64(countIf(first_invoice_on < month_start AND gone_on >= month_start)) AS active_begin, toFloat64(countIf(first_invoice_on < month_start AND gone_on >= month_start AND gone_on <= month_end)) AS churned,
    toFloat64(countIf(first_invoice_on >= month_start AND first_invoice_on <= month_end)) AS joined
FROM (
    SELECT first_invoice_on, last_invoice_on + {churn_days:UInt16} AS gone_on, toDate32(arrayJoin(months)) AS month_start, toDate32(toLastDayOfMonth(month_start)) AS month_end
    FROM (SELECT first_invoice_on, last_invoice_on, (SELECT groupUniqArray(month) FROM receivable_months WHERE month < {before:Date32} AND toDate32(toLastDayOfMonth(month)) >= {from:Date32} AND toDate32(toLastDayOfMonth(month)) <= {as_of:Date32}) AS months FROM receivable_customers WHERE ${scope.customers.where})
)
GROUP BY month ORDER BY month`,
        params,
      },
      contacts: {
        sql: `SELECT toString(toStartOfMonth(toDate(at))) AS month, toFloat64(count()) AS contacts, toFloat64(sum(cost_minor)) AS cost FROM contacts FINAL WHERE ${days} AND ${scope.customers.where} GROUP BY month`,
        params,
      },
      answers: {
        sql: `SELECT toString(toStartOfMonth(toDate(at))) AS month, toFloat64(countIf(NOT has({unwanted:Array(String)}, kind))) AS answers FROM responses FINAL WHERE ${days} AND corrected_by = '' AND ${scope.customers.where} GROUP BY month`,
        params: { ...params, unwanted: unwantedKinds },
      },
      nps: {
        sql: `SELECT toString(toStartOfMonth(toDate(at))) AS month, toFloat64(count()) AS answers, toFloat64(countIf(score >= 9)) AS promoters, toFloat64(countIf(score <= 6)) AS detractors
FROM (SELECT at, JSONExtract(data, 'score', 'Nullable(Float64)') AS score FROM events FINAL WHERE type = {survey:String} AND ${days} AND ${scope.customers.where}) WHERE score >= 0 AND score <= 10 GROUP BY month`,
        params: { ...params, survey: textOf(scope.params['surveyEvent']) },
      },
    };
  },
  table({ money = [], people = [], contacts = [], answers = [], nps = [] }, scope) {
    const margin = numberOf(scope.params['marginShare']);
    const of = (rows: typeof money, month: string) => rows.find((row) => textOf(row['month']) === month) ?? {};
    return viewTable(
      [
        monthColumn,
        measureColumn('active', title('Клиентов со счётом', 'Customers invoiced'), 'count', { better: 'higher' }),
        measureColumn('joined', title('Пришло', 'Joined'), 'count', { better: 'higher', additive: true }), measureColumn('churned', title('Ушло', 'Left'), 'count', { better: 'lower', additive: true }),
        measureColumn('churn', title('Отток', 'Churn'), 'share', { better: 'lower' }),
        measureColumn('arpu', title('ARPU', 'ARPU'), 'money-minor', { better: 'higher' }), measureColumn('appu', title('APPU', 'APPU'), 'money-minor', { better: 'higher' }),
        measureColumn('nps', title('NPS', 'NPS'), 'index', { better: 'higher' }), measureColumn('nps_answers', title('Ответов NPS', 'NPS answers'), 'count', { additive: true }),
        measureColumn('answers_per_contact', title('Откликов на контакт', 'Responses per contact'), 'number', { better: 'higher' }),
        measureColumn('revenue', title('Выручка', 'Revenue'), 'money-minor', { better: 'higher', additive: true }), measureColumn('contact_cost', title('Затраты на контакты', 'Cost of contacts'), 'money-minor', { better: 'lower', additive: true }),
      ],
      money.map((row) => {
        const month = textOf(row['month']);
        const [who, touched, replied, scores] = [of(people, month), of(contacts, month), of(answers, month), of(nps, month)];
        const arpu = quotient(numberOf(row['revenue']), numberOf(row['active']));
        return {
          month, active: numberOf(row['active']), joined: numberOf(who['joined']), churned: numberOf(who['churned']), churn: quotient(numberOf(who['churned']), numberOf(who['active_begin'])),
          arpu, appu: isKnown(arpu) ? arpu.value * margin - numberOf(touched['cost']) / numberOf(row['active']) : arpu,
          nps: quotient((numberOf(scores['promoters']) - numberOf(scores['detractors'])) * 100, numberOf(scores['answers']), 'no-data'), nps_answers: numberOf(scores['answers']),
          answers_per_contact: quotient(numberOf(replied['answers']), numberOf(touched['contacts'])), revenue: numberOf(row['revenue']), contact_cost: numberOf(touched['cost']),
        };
      }),
      [...figureNotes(scope), title('Только полные месяцы. Пришёл — первый счёт; в первом месяце данных пришедшими считаются все', 'Whole months only. Joined: the first invoice; in the first month of the facts that is everybody')],
    );
  },
};
