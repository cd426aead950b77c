import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { decisionList } from '../views/strategy/decision-list.js';
import { decisionMix } from '../views/strategy/decision-mix.js';
import { strategySummary, strategyVolume } from '../views/strategy/decision-volume.js';
import { strategyGraph } from '../views/strategy/strategy-graph.js';
import { numberTile, viewTile } from './board-tiles.js';

const whole = { grain: 'none', by: 'none' };

export const strategyBoard: BoardDocument = {
  title: { ru: 'Стратегии', en: 'Strategies' },
  description: { ru: 'Граф со счётчиками на каждой ветви, сравнение версий, решения за ветвью', en: 'The graph with counts on every branch, versions compared, the decisions behind a branch' },
  tiles: [
    numberTile('decisions', strategySummary, 'decisions', 'Решений', 'Decisions', whole),
    numberTile('failed', strategySummary, 'failedShare', 'Без ответа', 'Without an answer', whole),
    numberTile('p50', strategySummary, 'p50', 'Время: половина быстрее', 'Time: half is faster', whole),
    numberTile('p95', strategySummary, 'p95', 'Время: 95 % быстрее', 'Time: 95 % is faster', whole),
    viewTile('graph', strategyGraph, { compare: 'arm' }, { width: 12, height: 'tall' }),
    viewTile('volume', strategyVolume, { grain: 'day', by: 'decision' }, { title: { ru: 'Решения по дням', en: 'Decisions by day' }, width: 6 }),
    viewTile('mix', decisionMix, { compare: 'arm' }),
    viewTile('versions', strategyVolume, { grain: 'day', by: 'version' }, { title: { ru: 'Версии по дням', en: 'Versions by day' }, chart: { type: 'stacked-area', x: 'time', y: ['decisions'], series: 'version' } }),
    viewTile('times', strategyVolume, { grain: 'day', by: 'none' }, { title: { ru: 'Время ответа по дням', en: 'Time to answer by day' }, chart: { type: 'line', x: 'time', y: ['p50', 'p95', 'p99'] } }),
    viewTile('list', decisionList, {}, { width: 12, height: 'tall' }),
  ],
  filters: ['strategy', 'version', 'arm', 'environment', 'decision', 'step'],
  period: { kind: 'last', count: 8, unit: 'week' },
  shared: true,
};
