import { Type } from 'typebox';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView, type ViewQuery, type ViewScope, type ViewValue } from '../sql-view.js';
import { campaignFacts, campaignFilters, contactsByWeek, endOf, noPlanNote, startOf, stateTitles, sumOf, useRow } from './campaign-contacts.js';

const verdictTitles = {
  'effect-found-good': title('Эффект есть', 'Effect found'), 'effect-found-bad': title('Эффект вредный', 'Harmful effect'), 'no-effect-seen': title('Эффект не виден', 'No effect seen'), 'not-enough-data': title('Данных мало', 'Not enough data'), 'not-launched': title('Ещё не запущена', 'Not launched yet'), pending: title('Ещё считается', 'Being made'),
};
const metricTitles = {
  turnover_days: title('Оборачиваемость ДЗ, дней', 'Turnover days'), overdue_volume: title('Просроченная ДЗ', 'Overdue receivables'), overdue_paid_share: title('Доля оплаты ПДЗ', 'Share of overdue paid'), response_rate: title('Доля откликов', 'Response rate'),
};

const assignedByCampaign = (scope: ViewScope): ViewQuery => ({
  sql: `SELECT campaign_id AS campaign, arm, toFloat64(count()) AS customers FROM assignments FINAL WHERE has({campaign_ids:Array(String)}, campaign_id) AND ${scope.customers.where} GROUP BY campaign, arm ORDER BY campaign, arm`,
  params: { ...scope.customers.params, campaign_ids: (scope.campaigns ?? []).map(({ id }) => id) },
});

const budgetOf = (scope: ViewScope, id: string): number | null => {
  const budgets = scope.campaigns?.find((campaign) => campaign.id === id)?.draft.constraints.filter((constraint) => constraint.kind === 'budget' && !constraint.for) ?? [];
  const amounts = budgets.flatMap((constraint) => (constraint.kind === 'budget' ? [constraint.atMostMinor] : []));
  return amounts.length === 0 ? null : Math.min(...amounts);
};

export const campaignListView: SqlView = {
  definition: {
    id: 'campaign.list', topic: 'campaign', title: title('Кампании', 'Campaigns'),
    meaning: title('Кампании с составом групп, контактами, бюджетом и выводом отчёта ЦГ против КГ по главной метрике; освоение бюджета = затраты контактов / предел бюджета', 'Campaigns with their groups, contacts, budget and the conclusion of target against control on the main metric; budget used = cost of contacts / limit of the budget'),
    params: Type.Object({}, { additionalProperties: false }), filters: ['campaign'], chart: { type: 'table' },
  },
  facts: campaignFacts, needs: ['campaigns', 'verdicts'],
  questions: (scope) => ({ contacts: contactsByWeek(scope), assigned: assignedByCampaign(scope) }),
  table({ contacts = [], assigned = [] }, scope) {
    const uses = contacts.map(useRow);
    return viewTable(
      [
        dimensionColumn('campaign', title('Кампания', 'Campaign'), { valueTitles: { ...scope.titles['campaign'] } }),
        dimensionColumn('state', title('Состояние', 'State'), { valueTitles: { ...stateTitles }, filterBy: null }),
        dimensionColumn('verdict', title('Вывод', 'Verdict'), { valueTitles: verdictTitles, filterBy: null }),
        dimensionColumn('metric', title('Главная метрика', 'Main metric'), { valueTitles: metricTitles, filterBy: null }),
        measureColumn('effect', title('Эффект ЦГ − КГ', 'Effect, target − control'), 'number', { low: 'effect_low', high: 'effect_high' }), measureColumn('effect_low', title('от', 'from'), 'number'), measureColumn('effect_high', title('до', 'to'), 'number'),
        dimensionColumn('starts_on', title('Начало', 'Start'), { type: 'date', filterBy: null }), dimensionColumn('ends_before', title('Первый день после', 'First day after'), { type: 'date', filterBy: null }),
        measureColumn('target', title('ЦГ, клиентов', 'Target customers'), 'count', { arm: 'target' }), measureColumn('control', title('КГ, клиентов', 'Control customers'), 'count', { arm: 'control' }),
        measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { additive: true }), measureColumn('cost', title('Затраты', 'Cost'), 'money-minor', { additive: true }),
        measureColumn('budget', title('Бюджет', 'Budget'), 'money-minor'), measureColumn('budget_used', title('Освоено бюджета', 'Budget used'), 'share'),
      ],
      (scope.campaigns ?? []).map((campaign): Record<string, ViewValue> => {
        const { id, state, facts } = campaign;
        const own = uses.filter((use) => use.campaign === id);
        const cost = sumOf(own, ({ costMinor }) => costMinor);
        const budget = budgetOf(scope, id);
        const verdict = scope.verdicts?.get(id);
        const role = (wanted: 'target' | 'control') => sumOf(assigned.filter((row) => textOf(row['campaign']) === id && facts?.arms.some((arm) => arm.id === row['arm'] && arm.role === wanted)), (row) => numberOf(row['customers']));
        const no = { undefined: true, reason: 'no-data' } as const;
        return {
          campaign: id, state, verdict: facts === null ? 'not-launched' : (verdict?.code ?? 'pending'), metric: verdict?.metric ?? null, effect: verdict?.estimate ?? no, effect_low: verdict?.low ?? no, effect_high: verdict?.high ?? no,
          starts_on: startOf(campaign), ends_before: endOf(campaign), target: role('target'), control: role('control'), contacts: sumOf(own, (use) => use.contacts), cost,
          budget: budget ?? no, budget_used: budget === null ? no : quotient(cost, budget),
        };
      }),
      [title('Эффект — в единицах метрики: дни, деньги в минорных единицах, доля. Вывод и интервал — на странице отчёта кампании', 'The effect is in the metric’s own unit: days, minor units of money, a share. The whole conclusion stands on the campaign’s report page')],
    );
  },
};

export const campaignKeyFiguresView: SqlView = {
  definition: {
    id: 'campaign.key-figures', topic: 'campaign', title: title('Главные показатели кампаний', 'Key figures of campaigns'),
    meaning: title('Суммы по выбранным кампаниям за всё их время; выполнение плана = контакты / контакты утверждённого плана', 'Sums over the chosen campaigns and all of their time; plan fulfilled = contacts / contacts of the approved plan'),
    params: Type.Object({}, { additionalProperties: false }), filters: campaignFilters, chart: { type: 'number', y: ['contacts'] },
  },
  facts: campaignFacts, needs: ['campaigns'],
  questions: (scope) => ({
    contacts: contactsByWeek(scope), assigned: assignedByCampaign(scope),
    answers: {
      sql: `SELECT toFloat64(uniqExact(customer_id, campaign_id)) AS responders FROM responses FINAL WHERE has({campaign_ids:Array(String)}, campaign_id) AND corrected_by = '' AND kind NOT IN ('refusal', 'wrong-number', 'complaint', 'opt-out') AND ${scope.customers.where}`,
      params: { ...scope.customers.params, campaign_ids: (scope.campaigns ?? []).map(({ id }) => id) },
    },
  }),
  table({ contacts = [], assigned = [], answers = [] }, scope) {
    const campaigns = scope.campaigns ?? [];
    const uses = contacts.map(useRow);
    const withBudget = campaigns.filter(({ id, facts }) => facts !== null && budgetOf(scope, id) !== null);
    const planned = campaigns.flatMap(({ id, plan }) => (plan === null ? [] : [{ id, count: sumOf(plan.cells, (cell) => cell.count) }]));
    const [n, customers] = [sumOf(uses, (use) => use.contacts), sumOf(assigned, (row) => numberOf(row['customers']))];
    return viewTable(
      [
        measureColumn('running', title('Идёт кампаний', 'Campaigns running'), 'count'), measureColumn('campaigns', title('Всего кампаний', 'Campaigns'), 'count'),
        measureColumn('customers', title('Клиентов в группах', 'Customers assigned'), 'count'), measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { better: 'higher' }),
        measureColumn('delivered_rate', title('Доставлено', 'Delivered'), 'share', { better: 'higher' }), measureColumn('rpc_rate', title('Контакт с клиентом', 'Right-party contact'), 'share', { better: 'higher' }),
        measureColumn('response_rate', title('Откликнулось из групп', 'Responded of those assigned'), 'share', { better: 'higher' }),
        measureColumn('cost', title('Затраты', 'Cost'), 'money-minor', { better: 'lower' }), measureColumn('budget', title('Бюджет', 'Budget'), 'money-minor'), measureColumn('budget_used', title('Освоено бюджета', 'Budget used'), 'share'),
        measureColumn('plan_fulfilled', title('Выполнение плана', 'Plan fulfilled'), 'share', { better: 'higher' }),
      ],
      [
        {
          running: campaigns.filter(({ state }) => state === 'launched').length, campaigns: campaigns.length, customers, contacts: n,
          delivered_rate: quotient(sumOf(uses, (use) => use.arrived), n), rpc_rate: quotient(sumOf(uses, (use) => use.reached), n), response_rate: quotient(numberOf(answers[0]?.['responders']), customers),
          cost: sumOf(uses, (use) => use.costMinor), budget: sumOf(withBudget, ({ id }) => budgetOf(scope, id) ?? 0),
          budget_used: quotient(sumOf(uses.filter((use) => withBudget.some(({ id }) => id === use.campaign)), (use) => use.costMinor), sumOf(withBudget, ({ id }) => budgetOf(scope, id) ?? 0)),
          plan_fulfilled: quotient(sumOf(uses.filter((use) => planned.some(({ id }) => id === use.campaign)), (use) => use.contacts), sumOf(planned, ({ count }) => count), 'no-data'),
        },
      ],
      [noPlanNote],
    );
  },
};
