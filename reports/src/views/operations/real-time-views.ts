import { grains } from '@arbiter/contracts/reporting/report-table';
import { Type } from 'typebox';
import { filterSql, type DimensionSql } from '../../explore/filter-sql.js';
import { type AskedView, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { grainSql } from '../strategy/decision-volume.js';
import { daysSql } from '../strategy/recorded-decisions.js';
import type { ViewInput } from '../view.js';

const decisions: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([
  ['campaign', { sql: 'd.campaign_id', type: 'text' }],
  ['action', { sql: 'd.action_id', type: 'text' }],
  ['channel', { sql: 'd.channel', type: 'text' }],
  ['arm', { sql: 'd.arm', type: 'text' }],
  ['outcome', { sql: 'd.outcome', type: 'text' }],
  ['source', { sql: 'd.source', type: 'text' }],
  ['customer', { sql: 'd.customer_id', type: 'text' }],
]);
const deliveries: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([
  ['campaign', { sql: 'd.campaign_id', type: 'text' }],
  ['action', { sql: 'd.action_id', type: 'text' }],
  ['channel', { sql: 'd.channel', type: 'text' }],
  ['stage', { sql: 'd.stage', type: 'text' }],
  ['status', { sql: 'd.status', type: 'text' }],
]);

function rowsOf({ period, filters }: ViewInput, known: ReadonlyMap<string, DimensionSql>, at: string, table: TableMaker) {
  const { where, params, unknown, faults } = filterSql(filters, known);
  for (const one of unknown) table.note(`Фильтр «${one}» здесь не действует`, `The filter "${one}" does not reach this`);
  for (const { message } of faults) table.note(`Фильтр не принят: ${message}`, `Filter not taken: ${message}`);
  const span = daysSql(period, at);
  return { where: [...span.conditions, where].join(' AND '), params: { ...params, ...span.params } };
}

const outcomes = { action: { ru: 'мероприятие', en: 'action' }, 'no-action': { ru: 'ничего', en: 'no action' } };
const secondsOf = { minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;
const cuts = ['none', 'outcome', 'source', 'channel', 'action', 'campaign'] as const;
const cutSql = { none: "''", outcome: 'd.outcome', source: 'd.source', channel: 'd.channel', action: 'd.action_id', campaign: 'd.campaign_id' } as const;

export const decisionFlow: AskedView = {
  definition: {
    id: 'operations.decisions',
    topic: 'operations',
    title: { ru: 'Решения реального времени', en: 'Real-time decisions' },
    meaning: { ru: 'Ответы службы решений по времени (UTC), «ничего» тоже: число, в секунду и доля каждого исхода. Источник: таблица decisions.', en: 'Answers of the decision service by time (UTC), "no action" as well: how many, how many a second, and the share of each outcome. From the table decisions.' },
    params: Type.Object({ grain: Type.Enum(grains, { default: 'hour' }), by: Type.Enum(cuts, { default: 'outcome' }) }, { additionalProperties: false }),
    filters: [...decisions.keys()],
    chart: { type: 'stacked-area', x: 'time', y: ['decisions'], series: 'outcome' },
  },
  async make(input, plain) {
    const { grain = 'hour', by = 'outcome' } = input.params as { grain?: (typeof grains)[number]; by?: (typeof cuts)[number] };
    const dated = grain !== 'minute' && grain !== 'hour';
    const seconds = Object.hasOwn(secondsOf, grain) ? secondsOf[grain as keyof typeof secondsOf] : null;
    const table = new TableMaker([
      dimension('time', 'Время', 'Time', { type: dated ? 'date' : 'instant', grain, filterBy: null }),
      ...(by === 'none' ? [] : [dimension(by, cutTitles[by][0], cutTitles[by][1], by === 'outcome' ? { valueTitles: outcomes } : {})]),
      measure('decisions', 'Решений', 'Decisions', 'count', { additive: true }),
      measure('share', 'Доля', 'Share', 'share'),
      ...(seconds === null ? [] : [measure('rate', 'В секунду', 'A second', 'per-second', { additive: true })]),
    ]);
    const rows = rowsOf(input, decisions, 'd.at', table);
    const found = await table.watch(plain).query<{ time: string; cut: string; decisions: string; whole: string }>(
      `SELECT time, cut, decisions, sum(decisions) OVER (PARTITION BY time) AS whole FROM (SELECT ${grainSql(grain, 'd.at')} AS time, toString(${cutSql[by]}) AS cut, count() AS decisions FROM decisions AS d FINAL WHERE ${rows.where} GROUP BY time, cut) ORDER BY time, cut LIMIT 20000`,
      rows.params,
    );
    for (const row of found) table.row({ time: dated ? row.time : `${row.time.replace(' ', 'T')}Z`, [by]: row.cut, decisions: Number(row.decisions), share: ratio(Number(row.decisions), Number(row.whole)), rate: seconds === null ? null : Number(row.decisions) / seconds });
    if (found.length === 0) table.note('За период решений не было', 'No decisions in the period');
    return table.table();
  },
};
const cutTitles = { outcome: ['Исход', 'Outcome'], source: ['Откуда', 'From where'], channel: ['Канал', 'Channel'], action: ['Мероприятие', 'Action'], campaign: ['Кампания', 'Campaign'] } as const satisfies Record<string, readonly [string, string]>;

export const refusals: AskedView = {
  definition: {
    id: 'operations.refusals',
    topic: 'operations',
    title: { ru: 'Отказы по причинам', en: 'Refusals by reason' },
    meaning: {
      ru: 'Почему мероприятия не предложили: причина каждого отказа в ответах и причина ответов «ничего». Решение с тремя отказами считается в каждой их причине по разу; доля — от всех решений.',
      en: 'Why actions were not offered: the reason of each refusal within answers, and that of answers of "no action". A decision with several refusals counts once in each of their reasons; shares are of all decisions.',
    },
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...decisions.keys()],
    chart: { type: 'lying-bar', x: 'reason', y: ['decisions'] },
  },
  async make(input, plain) {
    const table = new TableMaker([dimension('reason', 'Причина', 'Reason', { filterBy: null }), measure('decisions', 'Решений', 'Decisions', 'count'), measure('share', 'Доля решений', 'Share of decisions', 'share'), measure('noAction', 'Из них ответили «ничего»', 'Of them answered "no action"', 'count')]);
    const rows = rowsOf(input, decisions, 'd.at', table);
    const stores = table.watch(plain);
    const found = await stores.query<{ reason: string; decisions: string; no_action: string }>(
      `SELECT arrayJoin(arrayDistinct(arrayConcat(JSONExtract(JSONExtractRaw(d.body, 'decision', 'refused'), 'Array(Tuple(reason String))').reason, if(d.outcome = 'no-action', JSONExtract(d.body, 'decision', 'reasons', 'Array(String)'), [])))) AS reason, count() AS decisions, countIf(d.outcome = 'no-action') AS no_action
       FROM decisions AS d FINAL WHERE ${rows.where} GROUP BY reason HAVING reason != '' ORDER BY decisions DESC, reason LIMIT 200`,
      rows.params,
    );
    const [total] = await stores.query<{ decisions: string }>(`SELECT count() AS decisions FROM decisions AS d FINAL WHERE ${rows.where}`, rows.params);
    for (const row of found) table.row({ reason: row.reason, decisions: Number(row.decisions), share: ratio(Number(row.decisions), Number(total?.decisions ?? 0)), noAction: Number(row.no_action) });
    return table.table();
  },
};

export const deliveryStatuses: AskedView = {
  definition: {
    id: 'operations.deliveries',
    topic: 'operations',
    title: { ru: 'Доставки по статусам', en: 'Deliveries by status' },
    meaning: { ru: 'Где стоят сообщения, решённые за период, по каналам; попытки — сколько раз отправляли в среднем. Источник: последнее состояние каждой доставки.', en: 'Where the messages decided in the period stand, by channel; attempts: how often they were sent on average. From the latest state of each delivery.' },
    params: Type.Object({}, { additionalProperties: false }),
    filters: [...deliveries.keys()],
    chart: { type: 'stacked-bar', x: 'channel', y: ['deliveries'], series: 'status' },
  },
  async make(input, plain) {
    const table = new TableMaker([dimension('channel', 'Канал', 'Channel'), dimension('status', 'Статус', 'Status'), measure('deliveries', 'Сообщений', 'Messages', 'count', { additive: true }), measure('share', 'Доля канала', 'Share of the channel', 'share'), measure('attempts', 'Попыток', 'Attempts', 'number', { better: 'lower' })]);
    const rows = rowsOf(input, deliveries, 'd.decided_at', table);
    const found = await table.watch(plain).query<{ channel: string; status: string; deliveries: string; whole: string; attempts: number }>(
      `SELECT channel, status, deliveries, attempts, sum(deliveries) OVER (PARTITION BY channel) AS whole FROM (SELECT d.channel AS channel, d.status AS status, count() AS deliveries, avg(d.attempts) AS attempts FROM deliveries AS d FINAL WHERE ${rows.where} GROUP BY channel, status) ORDER BY channel, status`,
      rows.params,
    );
    for (const row of found) table.row({ channel: row.channel, status: row.status, deliveries: Number(row.deliveries), share: ratio(Number(row.deliveries), Number(row.whole)), attempts: row.attempts });
    return table.table();
  },
};

export const operationErrors: AskedView = {
  definition: {
    id: 'operations.errors',
    topic: 'operations',
    title: { ru: 'Ошибки стратегий', en: 'Errors of strategies' },
    meaning: { ru: 'Вычисления без ответа по стратегии, узлу и коду, и доля от всех вычислений стратегии.', en: 'Evaluations without an answer by strategy, node and code, and their share of all evaluations of the strategy.' },
    params: Type.Object({}, { additionalProperties: false }),
    filters: ['strategy', 'environment'],
    chart: { type: 'table' },
  },
  async make(input, plain) {
    const known: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([['strategy', { sql: 'd.strategy_id', type: 'text' }], ['environment', { sql: 'd.environment', type: 'text' }]]);
    const table = new TableMaker([
      dimension('strategy', 'Стратегия', 'Strategy'), dimension('version', 'Версия', 'Version', { type: 'number' }), dimension('node', 'Узел', 'Node', { filterBy: null }), dimension('code', 'Код', 'Code', { filterBy: null }),
      measure('failures', 'Ошибок', 'Failures', 'count', { additive: true, better: 'lower' }), measure('share', 'Доля вычислений', 'Share of evaluations', 'share', { better: 'lower' }), dimension('last', 'Последняя', 'Last', { type: 'instant', filterBy: null }),
    ]);
    const rows = rowsOf(input, known, 'd.at', table);
    const found = await table.watch(plain).query<{ strategy: string; strategy_version: number; node: string; code: string; failures: string; whole: string; last: string }>(
      `SELECT strategy, strategy_version, node, code, failures, last, whole FROM (SELECT d.strategy_id AS strategy, d.strategy_version AS strategy_version, JSONExtractString(d.failure, 'nodeId') AS node, JSONExtractString(d.failure, 'code') AS code, countIf(NOT d.ok) AS failures, toString(maxIf(d.at, NOT d.ok)) AS last, sum(count()) OVER (PARTITION BY strategy, strategy_version) AS whole
       FROM strategy_decisions AS d FINAL WHERE ${rows.where} GROUP BY strategy, strategy_version, node, code) WHERE failures > 0 ORDER BY failures DESC, strategy LIMIT 200`,
      rows.params,
    );
    for (const row of found) table.row({ strategy: row.strategy, version: row.strategy_version, node: row.node, code: row.code, failures: Number(row.failures), share: ratio(Number(row.failures), Number(row.whole)), last: `${row.last.replace(' ', 'T')}Z` });
    if (found.length === 0) table.note('Ошибок не было', 'There were no errors');
    return table.table();
  },
};
