import { grains } from '@arbiter/contracts/reporting/report-table';
import { Type } from 'typebox';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { decisionFilterIds, decisionRows } from './recorded-decisions.js';

const cuts = ['none', 'strategy', 'version', 'arm', 'decision', 'action', 'environment'] as const;
const cutSql = { none: "''", strategy: 'd.strategy_id', version: 'toString(d.strategy_version)', arm: 'd.arm', decision: "if(d.ok, d.decision, '$failed')", action: 'd.action', environment: 'd.environment' } as const;
const cutTitles = { none: ['Всё', 'All'], strategy: ['Стратегия', 'Strategy'], version: ['Версия', 'Version'], arm: ['Группа', 'Arm'], decision: ['Решение', 'Decision'], action: ['Мероприятие', 'Action'], environment: ['Среда', 'Environment'] } as const;

/** Start of each period (UTC) as SQL. */
export const grainSql = (grain: (typeof grains)[number], column: string): string =>
  ({
    minute: `toStartOfMinute(${column})`, hour: `toStartOfHour(${column})`, day: `toDate32(${column})`, week: `toDate32(toMonday(${column}))`,
    month: `toDate32(toStartOfMonth(${column}))`, quarter: `toDate32(toStartOfQuarter(${column}))`, year: `toDate32(toStartOfYear(${column}))`,
  })[grain];
const secondsOf = { minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;

const definition: Omit<AskedView['definition'], 'id' | 'topic' | 'params' | 'chart'> = {
  title: { ru: 'Решения, ошибки и время ответа', en: 'Decisions, errors and time to answer' },
  meaning: {
    ru: 'Записанные решения опубликованных стратегий по времени (UTC): число, доля без ответа с интервалом Уилсона 95 %, точные квантили времени ответа (50, 95, 99 %). Решения публикаций, чей журнал выключен, сюда не входят.',
    en: 'Recorded decisions of published strategies by time (UTC): how many, the share without an answer with its 95 % Wilson interval, exact quantiles of the time to answer (50, 95, 99 %). Publications whose log is off are not in it.',
  },
  filters: decisionFilterIds,
};

const paramsOf = (grain: string, by: string) => Type.Object({ grain: Type.Enum(['none', ...grains] as const, { default: grain as 'day' }), by: Type.Enum(cuts, { default: by as 'none' }) }, { additionalProperties: false });

const make: AskedView['make'] = async ({ period, filters, params }, plain) => {
  const { grain = 'day', by = 'none' } = params as { grain?: 'none' | (typeof grains)[number]; by?: (typeof cuts)[number] };
  const seconds = Object.hasOwn(secondsOf, grain) ? secondsOf[grain as keyof typeof secondsOf] : null;
  const dated = grain !== 'none' && grain !== 'minute' && grain !== 'hour';
  const table = new TableMaker([
    ...(grain === 'none' ? [] : [dimension('time', 'Время', 'Time', { type: dated ? 'date' : 'instant', grain, filterBy: null })]),
    ...(by === 'none' ? [] : [dimension(by, cutTitles[by][0], cutTitles[by][1], { ...(by === 'decision' ? { valueTitles: { $failed: { ru: 'ошибка', en: 'failed' }, '': { ru: 'без решения', en: 'none' } } } : {}) })]),
    measure('decisions', 'Решений', 'Decisions', 'count', { additive: true }),
    ...(seconds === null ? [] : [measure('rate', 'Решений в секунду', 'Decisions a second', 'per-second')]),
    measure('failed', 'Без ответа', 'Without an answer', 'count', { additive: true, better: 'lower' }),
    measure('failedShare', 'Доля без ответа', 'Share without an answer', 'share', { low: 'failedLow', high: 'failedHigh', better: 'lower' }),
    measure('failedLow', 'От', 'From', 'share'),
    measure('failedHigh', 'До', 'To', 'share'),
    measure('p50', 'Время: 50 %', 'Time: 50 %', 'duration-us', { better: 'lower' }),
    measure('p95', 'Время: 95 %', 'Time: 95 %', 'duration-us', { better: 'lower' }),
    measure('p99', 'Время: 99 %', 'Time: 99 %', 'duration-us', { better: 'lower' }),
  ]);
  const stores = table.watch(plain);
  const rows = decisionRows({ period, filters }, table);
  const time = grain === 'none' ? "''" : grainSql(grain, 'd.at');
  const found = await stores.query<{ time: string; cut: string; decisions: string; failed: string; durations: number[] }>(
    `SELECT ${time} AS time, ${cutSql[by]} AS cut, count() AS decisions, countIf(NOT d.ok) AS failed, quantilesExact(0.5, 0.95, 0.99)(d.duration_us) AS durations
     FROM strategy_decisions AS d FINAL WHERE ${rows.where} GROUP BY time, cut ORDER BY time, cut LIMIT 20000`,
    rows.params,
  );
  for (const row of found) {
    const [decisions, failed] = [Number(row.decisions), Number(row.failed)];
    const wilson = wilsonInterval({ n: decisions, successes: failed });
    table.row({
      time: dated ? row.time : `${row.time.replace(' ', 'T')}Z`, [by]: row.cut, decisions, rate: seconds === null ? null : decisions / seconds, failed, failedShare: ratio(failed, decisions), failedLow: cellOf(wilson, ({ low }) => low), failedHigh: cellOf(wilson, ({ high }) => high),
      p50: row.durations[0] ?? null, p95: row.durations[1] ?? null, p99: row.durations[2] ?? null,
    });
  }
  if (found.length === 0) table.note('За период нет записанных решений', 'No decisions were recorded in the period');
  return table.table();
};

/** The whole period as one row. */
export const strategySummary: AskedView = { definition: { ...definition, id: 'strategy.summary', topic: 'strategy', params: paramsOf('none', 'none'), chart: { type: 'number', y: ['decisions', 'failedShare', 'p95'] } }, make };
export const strategyVolume: AskedView = { definition: { ...definition, id: 'strategy.volume', topic: 'strategy', params: paramsOf('day', 'decision'), chart: { type: 'stacked-bar', x: 'time', y: ['decisions'], series: 'decision' } }, make };
export const operationsStrategies: AskedView = { definition: { ...definition, id: 'operations.strategy-decisions', topic: 'operations', params: paramsOf('hour', 'none'), chart: { type: 'line', x: 'time', y: ['p50', 'p95', 'p99'] } }, make };
