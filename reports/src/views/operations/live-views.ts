import { Type } from 'typebox';
import { isKnown } from '../../stats/result.js';
import { type AskedView, cellOf, dimension, measure, notKnownCell, ratio, type SecondsHistogram, TableMaker } from '../asked-view.js';
import type { ViewDefinition } from '../view.js';
import { histogramQuantile } from './histogram-quantile.js';

const noParams = Type.Object({}, { additionalProperties: false });
const liveView = (definition: Omit<ViewDefinition, 'topic' | 'filters' | 'params'>, make: AskedView['make']): AskedView => ({ definition: { ...definition, topic: 'operations', filters: [], params: noParams }, make });

/** Seconds that "now" looks back. */
const lookBack = 60;

export const operationsNow = liveView(
  {
    id: 'operations.now',
    title: { ru: 'Сейчас', en: 'Now' },
    meaning: {
      ru: 'Решений в секунду за последнюю минуту (реальное время и стратегии, по записанным), время ответа этого процесса с его запуска (по гистограмме: внутри её ступени распределение считается ровным), журнал: сколько записей ещё не дошло до ClickHouse и сколько ждёт старшая.',
      en: 'Decisions a second over the last minute (real time and strategies, as recorded), times to answer of this process since it started (from a histogram: within a step values are taken as evenly spread), journal: how many entries have not reached ClickHouse and how long the oldest has waited.',
    },
    chart: { type: 'number', y: ['decisionRate', 'p95', 'journalWaiting', 'journalBehind'] },
  },
  async (_, plain) => {
    const table = new TableMaker([
      measure('decisionRate', 'Решений реального времени в секунду', 'Real-time decisions a second', 'per-second'),
      measure('strategyRate', 'Ответов стратегий в секунду', 'Strategy answers a second', 'per-second'),
      measure('failedShare', 'Доля ответов стратегий с ошибкой', 'Share of strategy answers that failed', 'share', { better: 'lower' }),
      measure('p50', 'Решение: 50 %', 'Decision: 50 %', 'duration-ms', { better: 'lower' }),
      measure('p95', 'Решение: 95 %', 'Decision: 95 %', 'duration-ms', { better: 'lower' }),
      measure('p99', 'Решение: 99 %', 'Decision: 99 %', 'duration-ms', { better: 'lower' }),
      measure('strategyP50', 'Стратегия: 50 %', 'Strategy: 50 %', 'duration-ms', { better: 'lower' }),
      measure('strategyP95', 'Стратегия: 95 %', 'Strategy: 95 %', 'duration-ms', { better: 'lower' }),
      measure('strategyP99', 'Стратегия: 99 %', 'Strategy: 99 %', 'duration-ms', { better: 'lower' }),
      measure('journalWaiting', 'В журнале ждёт', 'Waiting in the journal', 'count', { better: 'lower' }),
      measure('journalBehind', 'Старшая запись ждёт', 'The oldest has waited', 'duration-ms', { better: 'lower' }),
      measure('journalFill', 'Журнал заполнен', 'Journal filled', 'share', { better: 'lower' }),
      measure('upTime', 'Процесс работает', 'Process has run', 'duration-ms'),
    ]);
    const stores = table.watch(plain);
    const live = await plain.live();
    const since = new Date(live.nowMs - lookBack * 1000).toISOString().replace('T', ' ').replace('Z', '');
    const [last] = await stores.query<{ decisions: string; answers: string; failed: string }>(
      `SELECT (SELECT count() FROM decisions FINAL WHERE at >= {since:DateTime64(3, 'UTC')}) AS decisions, (SELECT count() FROM strategy_decisions FINAL WHERE at >= {since:DateTime64(3, 'UTC')}) AS answers, (SELECT countIf(NOT ok) FROM strategy_decisions FINAL WHERE at >= {since:DateTime64(3, 'UTC')}) AS failed`,
      { since },
    );
    const { journal } = live;
    const away = notKnownCell('bad-input');
    table.row({
      decisionRate: Number(last?.decisions ?? 0) / lookBack, strategyRate: Number(last?.answers ?? 0) / lookBack, failedShare: ratio(Number(last?.failed ?? 0), Number(last?.answers ?? 0)),
      ...times(live.decisionSeconds, { 0.5: 'p50', 0.95: 'p95', 0.99: 'p99' }), ...times(live.strategySeconds, { 0.5: 'strategyP50', 0.95: 'strategyP95', 0.99: 'strategyP99' }),
      journalWaiting: journal?.waiting ?? away, journalBehind: journal ? (journal.behindSeconds ?? 0) * 1000 : away, journalFill: journal ? ratio(journal.waiting, journal.limit) : away, upTime: live.nowMs - live.startedMs,
    });
    if (journal?.failingSince) table.note(`Журнал не переносится с ${journal.failingSince}: решения принимаются, но в отчётах их ещё нет`, `The journal cannot be moved since ${journal.failingSince}: decisions go on, but reports are without them`);
    if (!journal) table.note('Журнал не отвечает', 'The journal does not answer');
    const beyond = [live.decisionSeconds, live.strategySeconds].some((histogram) => {
      const found = histogramQuantile(histogram, 0.99);
      return isKnown(found) && found.atLeast;
    });
    if (beyond) table.note('Время 99 % лежит за последней ступенью гистограммы: показана её граница', 'The 99 % time lies beyond the last step of the histogram: its bound is shown');
    return table.table();
  },
);

function times(histogram: SecondsHistogram, names: Record<number, string>) {
  return Object.fromEntries(Object.entries(names).map(([share, name]) => [name, cellOf(histogramQuantile(histogram, Number(share)), ({ seconds }) => seconds * 1000)]));
}

export const operationsQueues = liveView(
  {
    id: 'operations.timers',
    title: { ru: 'Очередь таймеров', en: 'Queue of timers' },
    meaning: {
      ru: 'Что ждёт своего часа в горячем состоянии: триггеры, отправки, окончания предложений. Опоздание — сколько ближайший уже просрочен; больше минуты значит, что работать некому.',
      en: 'What waits for its time in the hot state: triggers, deliveries, ends of offers. Late: how long the earliest has been due; more than a minute means that nobody works.',
    },
    chart: { type: 'table' },
  },
  async (_, plain) => {
    const table = new TableMaker([
      dimension('kind', 'Вид', 'Kind', { filterBy: null, valueTitles: { trigger: { ru: 'триггер', en: 'trigger' }, delivery: { ru: 'отправка', en: 'delivery' }, hold: { ru: 'окончание предложения', en: 'end of an offer' }, promise: { ru: 'обещание', en: 'promise' } } }),
      measure('waiting', 'Ждёт', 'Waiting', 'count', { additive: true }),
      measure('late', 'Опоздание', 'Late', 'duration-ms', { better: 'lower' }),
      dimension('earliest', 'Ближайший', 'Earliest', { type: 'instant', filterBy: null }),
    ]);
    const { timers, nowMs } = await plain.live();
    for (const { kind, waiting, earliestMs } of timers) table.row({ kind, waiting, late: earliestMs === null ? 0 : Math.max(0, nowMs - earliestMs), earliest: earliestMs === null ? null : new Date(earliestMs).toISOString() });
    return table.table();
  },
);

export const operationsHealth = liveView(
  {
    id: 'operations.health',
    title: { ru: 'Здоровье', en: 'Health' },
    meaning: { ru: 'Отвечает ли каждое хранилище и за сколько, в эту минуту.', en: 'Whether each store answers, and how fast, at this moment.' },
    chart: { type: 'table' },
  },
  async (_, plain) => {
    const table = new TableMaker([
      dimension('component', 'Часть', 'Component', { filterBy: null }),
      dimension('engine', 'На чём', 'Engine', { filterBy: null }),
      dimension('ok', 'Отвечает', 'Answers', { type: 'boolean', filterBy: null }),
      measure('latency', 'За', 'In', 'duration-ms', { better: 'lower' }),
      dimension('error', 'Ошибка', 'Error', { filterBy: null }),
    ]);
    for (const { name, engine, ok, latencyMs, error } of (await plain.live()).components) table.row({ component: name, engine, ok, latency: latencyMs, error: error ?? '' });
    return table.table();
  },
);
