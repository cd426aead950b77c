import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { operationsStrategies } from '../views/strategy/decision-volume.js';
import { operationsHealth, operationsNow, operationsQueues } from '../views/operations/live-views.js';
import { decisionFlow, deliveryStatuses, operationErrors, refusals } from '../views/operations/real-time-views.js';
import { scoreStability } from '../views/model/score-stability.js';
import { numberTile, viewTile } from './board-tiles.js';

export const operationsBoard: BoardDocument = {
  title: { ru: 'Работа системы', en: 'Operations' },
  description: { ru: 'Решений в секунду, время ответа, отказы, ошибки, отставание журнала, доставки, очереди', en: 'Decisions a second, time to answer, refusals, errors, journal lag, deliveries, queues' },
  tiles: [
    numberTile('rate', operationsNow, 'decisionRate', 'Решений в секунду сейчас', 'Decisions a second now'),
    numberTile('p95', operationsNow, 'p95', 'Решение: 95 % быстрее', 'Decision: 95 % is faster'),
    numberTile('strategy-failed', operationsNow, 'failedShare', 'Стратегии: ошибок сейчас', 'Strategies: failing now'),
    numberTile('lag', operationsNow, 'journalBehind', 'Журнал отстаёт на', 'Journal is behind by'),
    viewTile('flow', decisionFlow, { grain: 'day', by: 'outcome' }),
    viewTile('strategies', operationsStrategies, { grain: 'day', by: 'none' }, { title: { ru: 'Стратегии: решений в день', en: 'Strategies: decisions a day' }, chart: { type: 'line', x: 'time', y: ['decisions'], fromZero: true } }),
    viewTile('latency', operationsStrategies, { grain: 'day', by: 'none' }, { title: { ru: 'Стратегии: время ответа', en: 'Strategies: time to answer' } }),
    viewTile('mix', operationsStrategies, { grain: 'day', by: 'decision' }, { title: { ru: 'Стратегии: какие решения', en: 'Strategies: which decisions' }, chart: { type: 'stacked-area', x: 'time', y: ['decisions'], series: 'decision' } }),
    viewTile('refusals', refusals),
    viewTile('deliveries', deliveryStatuses),
    viewTile('errors', operationErrors),
    viewTile('drift', scoreStability, {}, { title: { ru: 'Смещение оценок: PSI', en: 'Drift of scores: PSI' } }),
    viewTile('times', operationsNow, {}, { title: { ru: 'Время ответа процесса и журнал', en: 'Times of the process and the journal' }, chart: { type: 'table' }, width: 12, height: 'small' }),
    viewTile('timers', operationsQueues),
    viewTile('health', operationsHealth),
  ],
  filters: ['strategy', 'environment', 'channel', 'campaign', 'action', 'outcome'],
  period: { kind: 'last', count: 4, unit: 'week' },
  refreshSeconds: 15,
  shared: true,
};
