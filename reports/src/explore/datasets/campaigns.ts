import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { actionDimension, armDimension, campaignDimension, channelDimension, date, instant, money, number, stageDimension, text } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio, summed } from './measures.js';

/** Segment, region and kind as they stood at the assignment: what a campaign itself changes must not move a customer between groups. */
const asAssigned = (customer: readonly ExploreDimension[]): ExploreDimension[] =>
  customer.map((dimension) => (['segment', 'region', 'kind'].includes(dimension.id) ? { ...dimension, sql: `if(mapContains(f.dims, '${dimension.id}'), f.dims['${dimension.id}'], toString(${dimension.sql}))` } : dimension));

const responded = { joins: ['response'] };

export const assignmentsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'assignments',
  title: title('Участники кампаний', 'Customers of campaigns'),
  meaning: title('Кто в какой группе кампании; сегмент, регион и тип — на момент распределения. Выводы об эффекте — в отчёте «Цель и контроль»', 'Who is in which arm of a campaign; segment, region and kind as of the assignment. For conclusions about the effect see the report of control against target'),
  time: 'assigned_at',
  customers: true,
  rows: 'assignments FINAL',
  joins: {
    response: "LEFT ANY JOIN (SELECT campaign_id, customer_id, count() AS responses, sum(amount_minor) AS amount_minor FROM responses FINAL WHERE campaign_id != '' GROUP BY campaign_id, customer_id) AS r ON r.campaign_id = f.campaign_id AND r.customer_id = f.customer_id",
    contact: "LEFT ANY JOIN (SELECT campaign_id, customer_id, count() AS contacts, sum(cost_minor) AS cost_minor FROM contacts FINAL WHERE campaign_id != '' GROUP BY campaign_id, customer_id) AS k ON k.campaign_id = f.campaign_id AND k.customer_id = f.customer_id",
  },
  dimensions: [instant('assigned_at', 'Распределён', 'Assigned', 'f.assigned_at'), campaignDimension(), armDimension(), text('stratum', 'Страта', 'Stratum', 'f.stratum'), ...asAssigned(customer)],
  measures: [
    counted('units', title('Участников', 'Units'), title('Сколько клиентов распределено', 'How many customers are assigned')),
    counted('contacted', title('С контактом', 'Contacted'), title('Участники хотя бы с одним контактом кампании', 'Units with at least one contact of the campaign'), 'k.contacts > 0', { joins: ['contact'] }),
    counted('responders', title('Откликнувшихся', 'Responders'), title('Участники хотя бы с одним откликом кампании', 'Units with at least one response of the campaign'), 'r.responses > 0', { ...responded, better: 'higher' }),
    ratio('response_rate', title('Доля откликов', 'Response rate'), title('Откликнувшихся / участников', 'Responders / units'), 'countIf(r.responses > 0)', 'count()', 'share', { ...responded, better: 'higher' }),
    summed('amount', title('Сумма откликов', 'Amount of responses'), title('Сумма откликов кампании', 'Amount of responses of the campaign'), 'r.amount_minor', 'money-minor', { ...responded, better: 'higher' }),
    ratio('arpu', title('На участника (ARPU)', 'Per unit (ARPU)'), title('Сумма откликов / участников', 'Amount of responses / units'), 'sum(r.amount_minor)', 'count()', 'money-minor', { ...responded, better: 'higher' }),
    summed('cost', title('Затраты', 'Cost'), title('Стоимость контактов кампании', 'Cost of contacts of the campaign'), 'k.cost_minor', 'money-minor', { joins: ['contact'], better: 'lower' }),
    ratio('cost_per_response', title('Цена отклика', 'Cost per response'), title('Затраты / откликнувшихся', 'Cost / responders'), 'sum(k.cost_minor)', 'countIf(r.responses > 0)', 'money-minor', { joins: ['contact', 'response'], better: 'lower' }),
  ],
});

export const outcomesDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'outcomes',
  title: title('Загруженные итоги', 'Imported outcomes'),
  meaning: title('Итоги завершённых кампаний, загруженные из файла: строка — клиент и показатель', 'Outcomes of finished campaigns from a file: a row is a customer and a metric'),
  time: null,
  customers: true,
  rows: `(
    SELECT o.campaign_id AS campaign_id, o.metric AS metric, o.customer_id AS customer_id, o.value AS value, a.arm AS arm, a.stratum AS stratum, a.dims AS dims
    FROM outcomes AS o FINAL
    LEFT ANY JOIN (SELECT campaign_id, customer_id, arm, stratum, dims FROM assignments FINAL) AS a ON a.campaign_id = o.campaign_id AND a.customer_id = o.customer_id
)`,
  dimensions: [campaignDimension(), text('metric', 'Показатель', 'Metric', 'f.metric'), armDimension(), text('stratum', 'Страта', 'Stratum', 'f.stratum'), number('value', 'Значение', 'Value', 'f.value', 'number'), ...asAssigned(customer)],
  measures: [
    counted('rows', title('Строк', 'Rows'), title('Сколько значений', 'How many values')),
    distinctCustomers(),
    summed('total', title('Сумма', 'Total'), title('Сумма значений', 'Sum of values'), 'f.value', 'number'),
    over('mean', title('Среднее', 'Mean'), title('Сумма / строк', 'Total / rows'), 'avgOrNull(f.value)', 'number'),
    over('median', title('Медиана', 'Median'), title('Половина значений меньше', 'Half of the values are smaller'), 'quantileExactInclusiveOrNull(0.5)(f.value)', 'number'),
    over('deviation', title('Стандартное отклонение', 'Standard deviation'), title('По выборке', 'Of the sample'), 'if(count() < 2, NULL, stddevSampStable(f.value))', 'number'),
    ratio('positive_share', title('Доля больше нуля', 'Share above zero'), title('Значения больше нуля / строк', 'Values above zero / rows'), 'countIf(f.value > 0)', 'count()'),
  ],
});

export const planDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'plan',
  title: title('Планы кампаний', 'Plans of campaigns'),
  meaning: title('Утверждённые планы: кому что, через какой канал, в какую неделю', 'Approved plans: who gets what, through which channel, in which week'),
  time: 'planned_on',
  customers: true,
  rows: `(
    SELECT *, transform(run_id, {plan_runs:Array(String)}, {plan_campaigns:Array(String)}, '') AS campaign_id,
        addDays(toDate32(transform(run_id, {plan_runs:Array(String)}, {plan_starts:Array(String)}, '1970-01-01')), 7 * period) AS planned_on
    FROM plan_rows FINAL WHERE run_id IN {plan_runs:Array(String)}
)`,
  dimensions: [
    date('planned_on', 'Неделя плана, её первый день', 'First day of the planned week', 'f.planned_on'),
    number('week', 'Номер недели', 'Number of the week', 'f.period + 1', 'number'),
    campaignDimension(), actionDimension(), channelDimension(), stageDimension(),
    money('action_value', 'Ценность мероприятия', 'Value of the action', 'f.value_minor'), money('action_cost', 'Стоимость мероприятия', 'Cost of the action', 'f.cost_minor'),
    ...customer.map((dimension) => (dimension.id === 'segment' ? { ...dimension, sql: `if(f.segment = '', toString(${dimension.sql}), f.segment)` } : dimension)),
  ],
  measures: [
    counted('actions', title('Мероприятий', 'Actions'), title('Сколько мероприятий запланировано', 'How many actions are planned')),
    distinctCustomers(),
    summed('value', title('Ожидаемая ценность', 'Expected value'), title('Сумма ожидаемой ценности', 'Sum of expected value'), 'f.value_minor', 'money-minor', { better: 'higher' }),
    summed('cost', title('Плановые затраты', 'Planned cost'), title('Сумма стоимости', 'Sum of cost'), 'f.cost_minor', 'money-minor', { better: 'lower' }),
    ratio('value_per_cost', title('Ценность на рубль затрат', 'Value per cost'), title('Ожидаемая ценность / затраты', 'Expected value / cost'), 'sum(f.value_minor)', 'sum(f.cost_minor)', 'number', { better: 'higher' }),
    ratio('actions_per_customer', title('Мероприятий на клиента', 'Actions per customer'), title('Мероприятий / разных клиентов', 'Actions / different customers'), 'count()', 'uniqExact(f.customer_id)', 'number'),
  ],
});
