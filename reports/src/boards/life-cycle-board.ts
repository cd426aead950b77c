import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { numberTile, viewTile } from './named-view-tiles.js';

const keys = 'life-cycle.key-figures';
const trend = 'life-cycle.trend';
const stages = 'life-cycle.stages';

/** For whoever answers for customers from the first invoice to the last: who they are, what they bring, whether they stay. */
export const lifeCycleBoard: BoardDocument = {
  title: { ru: 'Жизненный цикл клиента', en: 'Customer life cycle' },
  description: { ru: 'Этапы, конверсия, ARPU и APPU, NPS, отток, срок жизни, риск и прибыль', en: 'Stages, conversion, ARPU and APPU, NPS, churn, lifetime, risk and profit' },
  filters: ['segment', 'kind', 'region', 'customer.lifecycle_stage', 'campaign'],
  period: { kind: 'last', count: 12, unit: 'month' },
  shared: true,
  tiles: [
    numberTile('customers', 'Клиентов', 'Customers', keys, 'customers'),
    numberTile('arpu', 'ARPU в месяц', 'ARPU a month', keys, 'arpu'),
    numberTile('appu', 'APPU в месяц', 'APPU a month', keys, 'appu'),
    numberTile('nps', 'NPS', 'NPS', keys, 'nps'),
    numberTile('churn', 'Отток за период', 'Churn in the period', keys, 'churn'),
    numberTile('ltv', 'LTV', 'LTV', keys, 'ltv'),
    viewTile('stages', 'Клиенты по этапам', 'Customers by stage', stages, { type: 'lying-bar', x: 'stage', y: ['customers'] }, { width: 4 }),
    viewTile('trend-money', 'ARPU и APPU', 'ARPU and APPU', trend, { type: 'line', x: 'month', y: ['arpu', 'appu'], fromZero: true }, { width: 8 }),
    viewTile('trend-churn', 'Отток по месяцам', 'Churn by month', trend, { type: 'line', x: 'month', y: ['churn'], fromZero: true }, { width: 4 }),
    viewTile('trend-flow', 'Пришли и ушли', 'Joined and left', trend, { type: 'bar', x: 'month', y: ['joined', 'churned'] }, { width: 4 }),
    viewTile('trend-nps', 'NPS по месяцам', 'NPS by month', trend, { type: 'line', x: 'month', y: ['nps'] }, { width: 4 }),
    viewTile('conversion', 'Конверсия контактов по этапам', 'Conversion of contacts by stage', stages, { type: 'forest', x: 'stage', y: ['conversion'] }),
    viewTile('time', 'Дней до конверсии', 'Days to conversion', stages, { type: 'lying-bar', x: 'stage', y: ['days_to_conversion'] }, { width: 3 }),
    viewTile('cost', 'Затраты на конверсию', 'Cost of a conversion', stages, { type: 'lying-bar', x: 'stage', y: ['cost_per_conversion'] }, { width: 3 }),
    viewTile('nps-stage', 'NPS по этапам', 'NPS by stage', stages, { type: 'lying-bar', x: 'stage', y: ['nps'] }, { width: 3 }),
    viewTile('churn-stage', 'Отток по этапам', 'Churn by stage', stages, { type: 'lying-bar', x: 'stage', y: ['churn'] }, { width: 3 }),
    viewTile('lifetime', 'Ожидаемый срок жизни, месяцев', 'Expected lifetime, months', stages, { type: 'lying-bar', x: 'stage', y: ['lifetime_months'] }, { width: 3 }),
    viewTile('risk', 'Риск: переход в 90+ за месяц', 'Risk: into 90+ days in a month', stages, { type: 'lying-bar', x: 'stage', y: ['risk'] }, { width: 3 }),
    viewTile('at-risk', 'Кто может уйти и почему', 'Who may leave, and why', 'life-cycle.at-risk', { type: 'stacked-bar', x: 'segment', y: ['customers'], series: 'signal' }),
    viewTile('profit', 'Прибыль после затрат на контакты', 'Profit after the cost of contacts', stages, { type: 'bar', x: 'stage', y: ['profit'] }),
    viewTile('arms', 'Конверсия по этапам: ЦГ и КГ', 'Conversion by stage: target and control', 'life-cycle.arms', { type: 'paired-bars', x: 'stage', y: ['target', 'control'] }, { note: { ru: 'Выберите кампанию в отборе', en: 'Choose a campaign in the filter' } }),
    viewTile('figures', 'Все показатели по этапам', 'All figures by stage', stages, { type: 'table' }, { width: 12, height: 'tall' }),
  ],
};
