import { Type } from 'typebox';
import type { DimensionSql } from '../../explore/filter-sql.js';
import { limitUse } from '../../control-vs-target/limit-use.js';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView, type ViewValue } from '../sql-view.js';
import { campaignFacts, campaignFilters, contactsByWeek, endOf, noPlanNote, plannedCells, startOf, stateTitles, sumOf, useRow, weekStart } from './campaign-contacts.js';

const campaignColumn = (titles: Readonly<Record<string, ReturnType<typeof title>>> | undefined) => dimensionColumn('campaign', title('Кампания', 'Campaign'), { valueTitles: { ...titles } });
const weekColumn = dimensionColumn('week', title('Неделя с', 'Week from'), { type: 'date', filterBy: null });
const kindTitles = { budget: title('Бюджет', 'Budget'), capacity: title('Ёмкость', 'Capacity'), minimum: title('Минимум', 'Minimum'), share: title('Доля', 'Share') };
const no = { undefined: true, reason: 'no-data' } as const;

/** Limits of the campaigns against what their plans and their contacts use of them. */
export const campaignLimitsView: SqlView = {
  definition: {
    id: 'campaign.limits', topic: 'campaign', title: title('Пределы: бюджет и ёмкость каналов', 'Limits: budget and capacity of channels'),
    meaning: title('Использовано = факт / предел; у предела на неделю — самая загруженная неделя. Факт — контакты кампании и их стоимость', 'Used = fact / limit; of a limit for each week the fullest week. The fact is the campaign’s contacts and their cost'),
    params: Type.Object({}, { additionalProperties: false }), filters: ['campaign'], chart: { type: 'lying-bar', x: 'limit', y: ['used_share', 'planned_share'], lines: [{ value: 1, title: title('Предел', 'Limit') }] },
  },
  facts: campaignFacts, needs: ['campaigns'],
  questions: (scope) => ({ contacts: contactsByWeek(scope) }),
  table({ contacts = [] }, scope) {
    const uses = contacts.map(useRow);
    const rows = (scope.campaigns ?? []).filter(({ facts }) => facts !== null).flatMap(({ id, draft, plan }) =>
      limitUse(draft.constraints, plan, uses.filter((use) => use.campaign === id).map((use) => ({ arm: '', ...use }))).map((use): Record<string, ViewValue> => {
        const money = use.unit === 'money-minor';
        const share = (value: number | null): ViewValue => (value === null ? no : use.unit === 'share' ? value / (use.limit || 1) : quotient(value, use.limit));
        return {
          campaign: id, limit: use.constraintId, kind: use.kind, used_share: share(use.used), planned_share: share(use.planned), week: use.week === null ? null : use.week + 1,
          used: money ? null : (use.used ?? no), planned: money ? null : (use.planned ?? no), at_most: money ? null : use.limit,
          used_minor: money ? (use.used ?? no) : null, planned_minor: money ? (use.planned ?? no) : null, at_most_minor: money ? use.limit : null,
        };
      }),
    );
    return viewTable(
      [
        campaignColumn(scope.titles['campaign']), dimensionColumn('limit', title('Предел', 'Limit'), { filterBy: null }), dimensionColumn('kind', title('Вид', 'Kind'), { valueTitles: kindTitles, filterBy: null }),
        measureColumn('used_share', title('Использовано', 'Used'), 'share'), measureColumn('planned_share', title('По плану', 'Planned'), 'share'), measureColumn('week', title('Самая загруженная неделя', 'Fullest week'), 'number'),
        measureColumn('used', title('Факт, контактов', 'Contacts'), 'count'), measureColumn('planned', title('План, контактов', 'Planned contacts'), 'count'), measureColumn('at_most', title('Предел, контактов', 'Limit, contacts'), 'number'),
        measureColumn('used_minor', title('Факт, деньги', 'Money used'), 'money-minor'), measureColumn('planned_minor', title('План, деньги', 'Money planned'), 'money-minor'), measureColumn('at_most_minor', title('Предел, деньги', 'Limit, money'), 'money-minor'),
      ],
      rows,
      [noPlanNote, title('Факт пределов для части клиентов и пределов доли по одним контактам не определить', 'The fact of limits for a part of the customers and of shares cannot be told from contacts alone')],
    );
  },
};

const groupings = ['week', 'channel', 'week-channel', 'action'] as const;

/** Contacts and cost that were planned, and that were made. */
export const planFactView: SqlView = {
  definition: {
    id: 'campaign.plan-fact', topic: 'campaign', title: title('План и факт', 'Plan against fact'),
    meaning: title('План — утверждённый расчёт кампании по неделям и каналам; факт — контакты кампании', 'The plan is the campaign’s approved run by week and channel; the fact is the campaign’s contacts'),
    params: Type.Object({ by: Type.Enum(groupings, { default: 'week' }) }, { additionalProperties: false }), filters: campaignFilters, chart: { type: 'bar', x: 'week', y: ['planned', 'contacts'] },
  },
  facts: campaignFacts, needs: ['campaigns'],
  questions: (scope) => ({ contacts: contactsByWeek(scope) }),
  table({ contacts = [] }, scope) {
    const by = textOf(scope.params['by']) as (typeof groupings)[number];
    const campaigns = scope.campaigns ?? [];
    const cells = new Map<string, { week: string; channel: string; action: string; contacts: number; cost: number; planned: number | null; plannedCost: number | null }>();
    const cellOf = (week: string, channel: string, action: string) => {
      const key = by === 'week' ? week : by === 'channel' ? channel : by === 'action' ? action : `${week} ${channel}`;
      const cell = cells.get(key) ?? { week, channel, action, contacts: 0, cost: 0, planned: null, plannedCost: null };
      cells.set(key, cell);
      return cell;
    };
    for (const use of contacts.map(useRow)) {
      const campaign = campaigns.find(({ id }) => id === use.campaign);
      if (!campaign) continue;
      const cell = cellOf(weekStart(campaign, use.week), use.channel, use.action);
      cell.contacts += use.contacts;
      cell.cost += use.costMinor;
    }
    for (const campaign of campaigns) {
      for (const planned of plannedCells(campaign, scope) ?? []) {
        const cell = cellOf(weekStart(campaign, planned.period), planned.channel, planned.actionId);
        cell.planned = (cell.planned ?? 0) + planned.count;
        cell.plannedCost = (cell.plannedCost ?? 0) + planned.costMinor;
      }
    }
    const of = (id: string) => ({ valueTitles: { ...scope.titles[id] } });
    const dimensions = [...(by.startsWith('week') ? [weekColumn] : []), ...(by.endsWith('channel') ? [dimensionColumn('channel', title('Канал', 'Channel'), of('channel'))] : []), ...(by === 'action' ? [dimensionColumn('action', title('Мероприятие', 'Action'), of('action'))] : [])];
    const anyPlan = campaigns.some((campaign) => plannedCells(campaign, scope) !== null);
    return viewTable(
      [
        ...dimensions,
        measureColumn('planned', title('План, контактов', 'Planned contacts'), 'count', { additive: true }), measureColumn('contacts', title('Факт, контактов', 'Contacts'), 'count', { additive: true }),
        measureColumn('fulfilled', title('Выполнение', 'Fulfilled'), 'share', { better: 'higher' }),
        measureColumn('planned_cost', title('План, затраты', 'Planned cost'), 'money-minor', { additive: true }), measureColumn('cost', title('Факт, затраты', 'Cost'), 'money-minor', { additive: true }),
      ],
      [...cells.values()].sort((one, other) => (one.week + one.channel < other.week + other.channel ? -1 : 1)).map(({ week, channel, action, contacts: n, cost, planned, plannedCost }) => ({
        week, channel, action, contacts: n, cost, planned: planned ?? (anyPlan ? 0 : no), planned_cost: plannedCost ?? (anyPlan ? 0 : no), fulfilled: planned === null ? no : quotient(n, planned),
      })),
      [noPlanNote],
    );
  },
};

/** Weeks of a campaign as waves: who was touched and what came of it. */
export const wavesView: SqlView = {
  definition: {
    id: 'campaign.waves', topic: 'campaign', title: title('Волны', 'Waves'),
    meaning: title('Волна — неделя кампании; новые — клиенты, у которых это первый контакт кампании; отклики — клиенты с откликом в эту неделю', 'A wave is a week of the campaign; new: customers whose first contact of the campaign it is; responses: customers with a response in the week'),
    params: Type.Object({}, { additionalProperties: false }), filters: ['campaign', 'segment', 'region', 'kind', 'customer.*'], chart: { type: 'bar', x: 'week', y: ['customers', 'newcomers', 'responses'] },
  },
  facts: campaignFacts, needs: ['campaigns'],
  questions(scope) {
    const campaigns = scope.campaigns ?? [];
    const params = { ...scope.customers.params, campaign_ids: campaigns.map(({ id }) => id), starts: campaigns.map(startOf) };
    const start = "toDate32(transform(campaign_id, {campaign_ids:Array(String)}, {starts:Array(String)}, '1970-01-01'))";
    const week = (day: string) => `toString(${start} + 7 * intDiv(toInt32(${day}) - toInt32(${start}), 7))`;
    const where = `has({campaign_ids:Array(String)}, campaign_id) AND ${scope.customers.where}`;
    return {
      contacts: {
        sql: `SELECT campaign_id AS campaign, ${week('toDate32(at)')} AS week, toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(countIf(status IN ('delivered', 'opened', 'read', 'right-party', 'responded', 'promise', 'paid', 'clicked'))) AS arrived, toFloat64(countIf(status IN ('right-party', 'responded', 'promise', 'paid', 'clicked'))) AS reached, toFloat64(sum(cost_minor)) AS cost
FROM contacts FINAL WHERE ${where} GROUP BY campaign, week ORDER BY week, campaign`,
        params,
      },
      newcomers: { sql: `SELECT campaign_id AS campaign, ${week('first')} AS week, toFloat64(count()) AS newcomers FROM (SELECT campaign_id, customer_id, min(toDate32(at)) AS first FROM contacts FINAL WHERE ${where} GROUP BY campaign_id, customer_id) GROUP BY campaign, week`, params },
      responses: { sql: `SELECT campaign_id AS campaign, ${week('toDate32(at)')} AS week, toFloat64(uniqExact(customer_id)) AS responses FROM responses FINAL WHERE ${where} AND corrected_by = '' AND kind NOT IN ('refusal', 'wrong-number', 'complaint', 'opt-out') GROUP BY campaign, week`, params },
    };
  },
  table({ contacts = [], newcomers = [], responses = [] }, scope) {
    const of = (rows: typeof contacts, campaign: unknown, week: unknown, key: string) => numberOf(rows.find((row) => row['campaign'] === campaign && row['week'] === week)?.[key]);
    return viewTable(
      [
        weekColumn, campaignColumn(scope.titles['campaign']),
        measureColumn('customers', title('Клиентов', 'Customers'), 'count'), measureColumn('newcomers', title('Из них впервые', 'Of them for the first time'), 'count', { additive: true }), measureColumn('responses', title('Откликнулось', 'Responded'), 'count', { better: 'higher' }),
        measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { additive: true }), measureColumn('delivered_rate', title('Доставлено', 'Delivered'), 'share', { better: 'higher' }), measureColumn('rpc_rate', title('Контакт с клиентом', 'Right-party contact'), 'share', { better: 'higher' }),
        measureColumn('cost', title('Затраты', 'Cost'), 'money-minor', { additive: true }),
      ],
      contacts.map((row) => ({
        week: textOf(row['week']), campaign: textOf(row['campaign']), customers: numberOf(row['customers']), newcomers: of(newcomers, row['campaign'], row['week'], 'newcomers'), responses: of(responses, row['campaign'], row['week'], 'responses'),
        contacts: numberOf(row['contacts']), delivered_rate: quotient(numberOf(row['arrived']), numberOf(row['contacts'])), rpc_rate: quotient(numberOf(row['reached']), numberOf(row['contacts'])), cost: numberOf(row['cost']),
      })),
      [title('Откликнулись и те, с кем не связывались: отклик — не эффект волны', 'Some respond without being contacted: a response is no effect of the wave')],
    );
  },
};

/** When campaigns run: contacts by campaign and week, with the weeks that are planned. */
export const calendarView: SqlView = {
  definition: {
    id: 'campaign.calendar', topic: 'campaign', title: title('Календарь кампаний', 'Calendar of campaigns'),
    meaning: title('Недели каждой кампании от начала до конца и контакты в них; 0 — неделя кампании без контактов', 'The weeks of each campaign from start to end with their contacts; 0 is a week of the campaign without any'),
    params: Type.Object({}, { additionalProperties: false }), filters: campaignFilters, chart: { type: 'heatmap', x: 'campaign', series: 'week', y: ['contacts'] },
  },
  facts: campaignFacts, needs: ['campaigns'],
  questions: (scope) => ({ contacts: contactsByWeek(scope) }),
  table({ contacts = [] }, scope) {
    const uses = contacts.map(useRow);
    const within = (scope.campaigns ?? []).filter((campaign) => endOf(campaign) > scope.from);
    const rows = within.flatMap((campaign) => {
      const weeks = Math.min(60, Math.max(1, Math.round((Date.parse(endOf(campaign)) - Date.parse(startOf(campaign))) / (7 * 86_400_000))));
      const plan = plannedCells(campaign, scope);
      return Array.from({ length: weeks }, (_, week): Record<string, ViewValue> => ({
        campaign: campaign.id, week: weekStart(campaign, week), state: campaign.state, contacts: sumOf(uses.filter((use) => use.campaign === campaign.id && use.week === week), (use) => use.contacts),
        planned: plan === null ? no : sumOf(plan.filter((cell) => cell.period === week), (cell) => cell.count),
      }));
    });
    return viewTable(
      [campaignColumn(scope.titles['campaign']), weekColumn, dimensionColumn('state', title('Состояние', 'State'), { valueTitles: { ...stateTitles }, filterBy: null }), measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { additive: true }), measureColumn('planned', title('По плану', 'Planned'), 'count', { additive: true })],
      rows.sort((one, other) => (String(one['week']) + String(one['campaign']) < String(other['week']) + String(other['campaign']) ? -1 : 1)),
      [noPlanNote],
    );
  },
};

const weekdayTitles = Object.fromEntries([['1', 'Пн', 'Mon'], ['2', 'Вт', 'Tue'], ['3', 'Ср', 'Wed'], ['4', 'Чт', 'Thu'], ['5', 'Пт', 'Fri'], ['6', 'Сб', 'Sat'], ['7', 'Вс', 'Sun']].map(([id = '', ru = '', en = '']) => [id, title(ru, en)]));

/** Contacts by day: rows weekdays, columns weeks. */
export const daysView: SqlView = {
  definition: {
    id: 'campaign.days', topic: 'campaign', title: title('Контакты по дням', 'Contacts by day'),
    meaning: title('Все контакты компании по дням (UTC), в кампаниях и вне их; с отбором по кампании — только её', 'All contacts of the company by day (UTC), in campaigns and outside of them; filtered by a campaign, its own'),
    params: Type.Object({}, { additionalProperties: false }), filters: [...campaignFilters, 'arm'], chart: { type: 'heatmap', x: 'weekday', series: 'week', y: ['contacts'] },
  },
  facts: campaignFacts,
  questions: (scope) => ({
    days: {
      sql: `SELECT toString(toMonday(toDate(at))) AS week, toString(toDayOfWeek(toDate(at))) AS weekday, toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(sum(cost_minor)) AS cost
FROM contacts FINAL WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') AND ${scope.facts.where} AND ${scope.customers.where} GROUP BY week, weekday ORDER BY week, weekday`,
      params: { ...scope.facts.params, ...scope.customers.params, from: scope.from, before: scope.before },
    },
  }),
  table: ({ days = [] }) =>
    viewTable(
      [dimensionColumn('weekday', title('День', 'Day'), { valueTitles: weekdayTitles, filterBy: null }), weekColumn, measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { additive: true }), measureColumn('customers', title('Клиентов', 'Customers'), 'count'), measureColumn('cost', title('Затраты', 'Cost'), 'money-minor', { additive: true })],
      days.map((row) => ({ weekday: textOf(row['weekday']), week: textOf(row['week']), contacts: numberOf(row['contacts']), customers: numberOf(row['customers']), cost: numberOf(row['cost']) })),
    ),
};

const quotaFacts: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([['campaign', { sql: 'campaign_id', type: 'text' }]]);

/** What plans have set aside of the company's quotas. */
export const quotasView: SqlView = {
  definition: {
    id: 'campaign.quotas', topic: 'campaign', title: title('Квоты компании', 'Quotas of the company'),
    meaning: title('Отложено планами за период квоты, возвращено и осталось отложенным; доля — от предела квоты, каким он задан сейчас', 'Set aside by plans in a period of the quota, given back, and still set aside; the share is of the quota’s limit as it is set now'),
    params: Type.Object({}, { additionalProperties: false }), filters: ['campaign'], chart: { type: 'table' },
  },
  facts: quotaFacts, needs: ['quotas'],
  questions: (scope) => ({
    moves: {
      sql: `SELECT account_id AS quota, period, toFloat64(sumIf(units, units > 0)) AS taken, toFloat64(-sumIf(units, units < 0)) AS returned, toFloat64(sum(units)) AS held FROM quota_moves FINAL WHERE account = 'quota' AND ${scope.facts.where} GROUP BY quota, period ORDER BY quota, period DESC LIMIT 500`,
      params: scope.facts.params,
    },
  }),
  table({ moves = [] }, scope) {
    const quotas = scope.quotas ?? [];
    const untouched = quotas.filter(({ id }) => !moves.some((row) => row['quota'] === id)).map(({ id }) => ({ quota: id, period: '', taken: 0, returned: 0, held: 0 }));
    return viewTable(
      [
        dimensionColumn('quota', title('Квота', 'Quota'), { valueTitles: Object.fromEntries(quotas.map(({ id, title: name }) => [id, title(name, name)])), filterBy: null }), dimensionColumn('period', title('Период', 'Period'), { filterBy: null }),
        measureColumn('at_most', title('Предел', 'Limit'), 'number'), measureColumn('taken', title('Отложено', 'Set aside'), 'number'), measureColumn('returned', title('Возвращено', 'Given back'), 'number'), measureColumn('held', title('Остаётся отложенным', 'Still set aside'), 'number'), measureColumn('share', title('Доля предела', 'Share of the limit'), 'share'),
      ],
      [...moves, ...untouched].map((row): Record<string, ViewValue> => {
        const quota = quotas.find(({ id }) => id === row['quota']);
        return { quota: textOf(row['quota']), period: textOf(row['period']), at_most: quota?.atMost ?? no, taken: numberOf(row['taken']), returned: numberOf(row['returned']), held: numberOf(row['held']), share: quota ? quotient(numberOf(row['held']), quota.atMost) : no };
      }),
      [title('Что из квот взяли решения в реальном времени, показывает страница «Операции»', 'What decisions in real time take of the quotas is shown on the page “Operations”')],
    );
  },
};
