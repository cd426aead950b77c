import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { numberTile, viewTile } from './named-view-tiles.js';

const keys = 'campaign.key-figures';

/** For whoever runs campaigns: what is under way, what it uses of its limits, whether it goes as planned. */
export const campaignBoard: BoardDocument = {
  title: { ru: 'Кампании', en: 'Campaigns' },
  description: { ru: 'Бюджет и ёмкость каналов, план и факт, волны, календарь, выводы', en: 'Budget and capacity of channels, plan against fact, waves, calendar, verdicts' },
  filters: ['campaign', 'channel', 'action', 'segment', 'region', 'kind'],
  period: { kind: 'last', count: 12, unit: 'month' },
  shared: true,
  tiles: [
    numberTile('running', 'Идёт сейчас', 'Running now', keys, 'running'),
    numberTile('customers', 'Клиентов в группах', 'Customers assigned', keys, 'customers'),
    numberTile('contacts', 'Контактов', 'Contacts', keys, 'contacts'),
    numberTile('response', 'Откликнулось', 'Responded', keys, 'response_rate'),
    numberTile('cost', 'Затраты', 'Cost', keys, 'cost'),
    numberTile('budget', 'Освоено бюджета', 'Budget used', keys, 'budget_used'),
    viewTile('list', 'Кампании и выводы', 'Campaigns and verdicts', 'campaign.list', { type: 'table' }, { width: 12 }),
    viewTile('plan-week', 'План и факт по неделям', 'Plan against fact by week', 'campaign.plan-fact', { type: 'bar', x: 'week', y: ['planned', 'contacts'] }, { params: { by: 'week' } }),
    viewTile('plan-channel', 'План и факт по каналам', 'Plan against fact by channel', 'campaign.plan-fact', { type: 'lying-bar', x: 'channel', y: ['planned', 'contacts'] }, { params: { by: 'channel' } }),
    viewTile('limits', 'Пределы: использовано и по плану', 'Limits: used and planned', 'campaign.limits', { type: 'lying-bar', x: 'limit', y: ['used_share', 'planned_share'], lines: [{ value: 1, title: { ru: 'Предел', en: 'Limit' } }] }),
    viewTile('waves', 'Волны: клиенты, новые, откликнувшиеся', 'Waves: customers, first contacts, responses', 'campaign.waves', { type: 'bar', x: 'week', y: ['customers', 'newcomers', 'responses'] }),
    viewTile('calendar', 'Календарь кампаний', 'Calendar of campaigns', 'campaign.calendar', { type: 'heatmap', x: 'campaign', series: 'week', y: ['contacts'] }, { width: 12 }),
    viewTile('days', 'Контакты по дням недели', 'Contacts by day', 'campaign.days', { type: 'heatmap', x: 'weekday', series: 'week', y: ['contacts'] }, { width: 12 }),
    viewTile('actions', 'Мероприятия: контакты и затраты', 'Actions: contacts and cost', 'campaign.plan-fact', { type: 'table' }, { params: { by: 'action' } }),
    viewTile('quotas', 'Квоты компании', 'Quotas of the company', 'campaign.quotas', { type: 'table' }),
  ],
};
