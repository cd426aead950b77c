import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { numberTile, viewTile } from './named-view-tiles.js';

const keys = 'collections.key-figures';

/** For whoever runs collecting: how much comes back and how fast, where debts move, what contacts bring and cost. */
export const collectionsBoard: BoardDocument = {
  title: { ru: 'Взыскание', en: 'Collections' },
  description: { ru: 'Возврат, оборачиваемость, переходы между корзинами, контакты и обещания', en: 'Recovery, turnover days, rolls between buckets, contacts and promises' },
  filters: ['segment', 'kind', 'region', 'campaign', 'arm', 'channel'],
  period: { kind: 'last', count: 12, unit: 'month' },
  shared: true,
  tiles: [
    numberTile('overdue', 'Просрочено', 'Overdue', keys, 'overdue'),
    numberTile('overdue-share', 'Доля просроченного', 'Overdue share', keys, 'overdue_share'),
    numberTile('recovery', 'Возврат за период', 'Recovery rate', keys, 'recovery_rate'),
    numberTile('cure', 'Излечение за месяц', 'Cure rate, a month', keys, 'cure_rate'),
    numberTile('dso', 'Оборот ДЗ (DSO)', 'Turnover days (DSO)', keys, 'dso'),
    numberTile('cei', 'Эффективность (CEI)', 'Effectiveness (CEI)', keys, 'cei'),
    viewTile('aging', 'ДЗ по срокам просрочки', 'Receivables by days overdue', 'collections.aging', { type: 'stacked-area', x: 'month', y: ['balance'], series: 'bucket', fromZero: true }, { width: 8 }),
    viewTile('aging-now', 'Сейчас', 'Now', 'collections.aging-now', { type: 'bar', x: 'bucket', y: ['balance'], fromZero: true }, { width: 4 }),
    viewTile('turnover', 'Оборачиваемость: DSO, лучшая возможная, задержка', 'Turnover: DSO, best possible, delinquent', 'collections.turnover', { type: 'line', x: 'month', y: ['dso', 'dso_countback', 'best_possible_dso', 'add'], fromZero: true }),
    viewTile('recovery-trend', 'Возврат, излечение', 'Recovery and cure', 'collections.recovery', { type: 'line', x: 'month', y: ['recovery_rate', 'cure_rate'], fromZero: true }),
    viewTile('effectiveness', 'Эффективность взыскания (CEI)', 'Collection effectiveness (CEI)', 'collections.turnover', { type: 'line', x: 'month', y: ['cei'] }),
    viewTile('cure-curve', 'Кривая излечения: доля счетов, оплаченных к дню', 'Cure curve: share of invoices paid by a day', 'collections.cure-curve', { type: 'curve', x: 'day', y: ['cured'], fromZero: true }),
    viewTile('rolls', 'Матрица переходов, доля клиентов', 'Roll rates, share of customers', 'collections.roll-rates', { type: 'heatmap', x: 'from', series: 'to', y: ['share'] }),
    viewTile('balance-migration', 'Миграция остатка', 'Balance migration', 'collections.roll-rates', { type: 'heatmap', x: 'from', series: 'to', y: ['balance_share'] }),
    viewTile('roll-trend', 'Ухудшение по корзинам', 'Roll forward by bucket', 'collections.roll-trend', { type: 'line', x: 'month', y: ['roll_forward'], series: 'from' }),
    viewTile('net-flow', 'Чистый поток остатка в следующую корзину', 'Net flow of the balance into the next bucket', 'collections.roll-trend', { type: 'line', x: 'month', y: ['net_flow'], series: 'from' }),
    viewTile('projection', 'Где клиенты будут через три месяца', 'Where customers will be in three months', 'collections.roll-projection', { type: 'heatmap', x: 'from', series: 'to', y: ['share'] }, { params: { months: 3 } }),
    viewTile('arms', 'Переходы: ЦГ − КГ', 'Rolls: target − control', 'collections.roll-difference', { type: 'heatmap', x: 'from', series: 'to', y: ['difference'] }, { note: { ru: 'Выберите кампанию в отборе', en: 'Choose a campaign in the filter' } }),
    viewTile('migration', 'Вероятность перейти в 61+ дней за месяц', 'Probability to roll into 61+ days in a month', 'collections.migration-to-bad', { type: 'forest', x: 'segment', y: ['probability'] }),
    viewTile('segments', 'Сегменты должников', 'Segments of debtors', 'collections.debtor-segments', { type: 'table' }),
    viewTile('contacts', 'Контакты с должником и обещания', 'Right-party contacts and promises', 'collections.contact-results', { type: 'line', x: 'month', y: ['rpc_rate', 'promise_rate'], fromZero: true }),
    viewTile('promises', 'Обещания: выполнены, частично, нарушены', 'Promises: kept, partial, broken', 'collections.promises', { type: 'stacked-bar', x: 'month', y: ['kept', 'partial', 'broken'] }),
    viewTile('promise-money', 'Обещано: выполнено и нарушено, сумма', 'Promised: kept and broken, amount', 'collections.promises', { type: 'stacked-bar', x: 'month', y: ['kept_minor', 'partial_minor', 'broken_minor'] }),
    viewTile('cost', 'Затраты на рубль взысканного по каналам', 'Cost per unit collected by channel', 'collections.contact-results', { type: 'lying-bar', x: 'channel', y: ['cost_per_collected'] }, { params: { by: 'channel' } }),
    viewTile('channels', 'Каналы: контакты, результат, затраты', 'Channels: contacts, results, cost', 'collections.contact-results', { type: 'table' }, { params: { by: 'channel' }, width: 8 }),
    viewTile('court', 'Доля взысканий через суд', 'Share of court cases', 'collections.court-share', { type: 'line', x: 'month', y: ['share_of_acted'], fromZero: true, lines: [{ value: 0.05, title: { ru: 'Предел 5 %', en: 'Limit of 5 %' } }] }, { width: 4 }),
  ],
};
