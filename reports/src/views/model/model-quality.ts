import { Type } from 'typebox';
import { isKnown, notKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { type AskedView, type CellOrReason, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { decisionFilterIds } from '../strategy/recorded-decisions.js';
import type { ReportColumn, ViewDefinition } from '../view.js';
import { groupedDiscrimination, quantileGroups } from './grouped-discrimination.js';
import { scoreBins, type ScoredUnits } from './score-bins.js';
import { scoredParams, scoredProperties, scoredSource } from './scored-outcomes.js';

type Fill = (table: TableMaker, scored: ScoredUnits, params: Readonly<Record<string, unknown>>) => void;

/** A view over scores and outcomes: what it needs of the stores is the same for all of them. */
function scoredView(definition: Omit<ViewDefinition, 'topic' | 'filters' | 'params'> & { params?: ViewDefinition['params'] }, columns: ReportColumn[], fill: Fill): AskedView {
  return {
    definition: { params: scoredParams, ...definition, topic: 'model', filters: decisionFilterIds },
    async make(input, plain) {
      const table = new TableMaker(columns);
      const stores = table.watch(plain);
      const source = await scoredSource(input, table, stores);
      if (!source) return table.table();
      const scored = await scoreBins(source, table, stores);
      table.note(`Оценка: ${source.name}; исходов ${scored.units}, сбылось ${scored.positives}`, `Score: ${source.name}; ${scored.units} outcomes, ${scored.positives} came true`);
      fill(table, scored, input.params);
      return table.table();
    },
  };
}

const nothing = notKnown('empty-arm');

export const modelQuality = scoredView(
  {
    id: 'model.quality',
    title: { ru: 'Качество модели', en: 'Quality of the model' },
    meaning: {
      ru: 'AUC по рангам (совпадения — половина) с интервалом ДеЛонга 95 %, Джини = 2·AUC − 1, KS — наибольший разрыв накопленных долей, оценка Брайера — средний квадрат ошибки вероятности. Источник: оценки в записанных решениях (или наборе оценок) и отклики на них в пределах окна.',
      en: 'AUC by ranks (ties as half) with its 95 % DeLong interval, Gini = 2·AUC − 1, KS the largest gap of cumulative shares, Brier the mean squared error of the probability. From scores in recorded decisions (or a score set) and the responses to them within the window.',
    },
    chart: { type: 'number', y: ['auc', 'gini', 'ks', 'brier'] },
  },
  [
    measure('auc', 'AUC', 'AUC', 'index', { low: 'aucLow', high: 'aucHigh', better: 'higher' }),
    measure('aucLow', 'AUC: от', 'AUC: from', 'index'),
    measure('aucHigh', 'AUC: до', 'AUC: to', 'index'),
    measure('gini', 'Джини', 'Gini', 'index', { better: 'higher' }),
    measure('ks', 'KS', 'KS', 'index', { better: 'higher' }),
    measure('brier', 'Брайер', 'Brier', 'index', { better: 'lower' }),
    measure('logLoss', 'Логарифмическая потеря', 'Log loss', 'index', { better: 'lower' }),
    measure('units', 'Исходов', 'Outcomes', 'count'),
    measure('positives', 'Сбылось', 'Came true', 'count'),
    measure('rate', 'Доля сбывшихся', 'Share that came true', 'share', { low: 'rateLow', high: 'rateHigh' }),
    measure('rateLow', 'От', 'From', 'share'),
    measure('rateHigh', 'До', 'To', 'share'),
    measure('meanScore', 'Средняя оценка', 'Mean score', 'index'),
  ],
  (table, { bins, units, positives, squares, logLoss }) => {
    const found = groupedDiscrimination(bins);
    const wilson = wilsonInterval({ n: units, successes: positives });
    const perUnit = (sum: number | null): CellOrReason => (units === 0 ? nothing : sum === null ? notKnown('bad-input') : sum / units);
    if (units > 0 && squares === null) table.note('Оценка выходит за 0…1, поэтому это не вероятность: Брайера и калибровки нет', 'Scores lie outside 0…1, so they are no probabilities: there is no Brier score and no calibration');
    table.row({
      auc: units === 0 ? nothing : cellOf(found, ({ auc }) => auc), aucLow: isKnown(found) ? cellOf(found.interval, ({ low }) => low) : null, aucHigh: isKnown(found) ? cellOf(found.interval, ({ high }) => high) : null, gini: units === 0 ? nothing : cellOf(found, ({ gini }) => gini), ks: units === 0 ? nothing : cellOf(found, ({ ks }) => ks),
      brier: perUnit(squares), logLoss: perUnit(logLoss), units, positives, rate: ratio(positives, units), rateLow: cellOf(wilson, ({ low }) => low), rateHigh: cellOf(wilson, ({ high }) => high), meanScore: ratio(bins.reduce((sum, bin) => sum + bin.score * bin.units, 0), units),
    });
  },
);

const groupParams = Type.Object({ ...scoredProperties, groups: Type.Integer({ minimum: 2, maximum: 100, default: 10 }) }, { additionalProperties: false });
const groupsOf = (params: Readonly<Record<string, unknown>>): number => Number(params.groups ?? 10);

export const modelLift = scoredView(
  {
    id: 'model.lift',
    params: groupParams,
    title: { ru: 'Лифт по группам оценки', en: 'Lift by group of the score' },
    meaning: {
      ru: 'Клиенты по убыванию оценки в равных группах (равные оценки вместе). Лифт = доля сбывшихся в группе / доля у всех; интервал — Уилсона 95 %, делённый на общую долю. Охват — какую часть всех сбывшихся собрали группы до этой.',
      en: 'Customers by falling score in groups of equal size (equal scores together). Lift = share that came true in the group / share of all; the interval is the 95 % Wilson interval over the share of all. Captured: which part of all that came true the groups so far hold.',
    },
    chart: { type: 'bar', x: 'group', y: ['lift'], lines: [{ value: 1, title: { ru: 'как у всех', en: 'as everybody' } }], fromZero: true },
  },
  [
    dimension('group', 'Группа', 'Group', { type: 'number', filterBy: null }),
    measure('units', 'Исходов', 'Outcomes', 'count', { additive: true }),
    measure('positives', 'Сбылось', 'Came true', 'count', { additive: true }),
    measure('scoreFrom', 'Оценка от', 'Score from', 'index'),
    measure('scoreTo', 'Оценка до', 'Score to', 'index'),
    measure('rate', 'Доля', 'Share', 'share', { low: 'rateLow', high: 'rateHigh' }),
    measure('rateLow', 'Доля: от', 'Share: from', 'share'),
    measure('rateHigh', 'Доля: до', 'Share: to', 'share'),
    measure('lift', 'Лифт', 'Lift', 'index', { low: 'liftLow', high: 'liftHigh', better: 'higher' }),
    measure('liftLow', 'Лифт: от', 'Lift: from', 'index'),
    measure('liftHigh', 'Лифт: до', 'Lift: to', 'index'),
    measure('captured', 'Охват', 'Captured', 'share', { better: 'higher' }),
  ],
  (table, { bins, units, positives }, params) => {
    const base = units === 0 ? 0 : positives / units;
    let captured = 0;
    for (const [index, group] of quantileGroups(bins, groupsOf(params), 'falling').entries()) {
      captured += group.positives;
      const wilson = wilsonInterval({ n: group.units, successes: group.positives });
      const low = cellOf(wilson, (known) => known.low);
      const high = cellOf(wilson, (known) => known.high);
      const lifted = (share: CellOrReason): CellOrReason => (typeof share === 'number' ? ratio(share, base) : share);
      const rate = ratio(group.positives, group.units);
      table.row({ group: index + 1, units: group.units, positives: group.positives, scoreFrom: group.low, scoreTo: group.high, rate, rateLow: low, rateHigh: high, lift: lifted(rate), liftLow: lifted(low), liftHigh: lifted(high), captured: ratio(captured, positives) });
    }
  },
);

/** Points that a curve is drawn with at most. */
const curvePoints = 200;

export const modelGain = scoredView(
  {
    id: 'model.gain',
    title: { ru: 'Кривая охвата', en: 'Gain curve' },
    meaning: {
      ru: 'Какую часть всех сбывшихся дают клиенты с наибольшими оценками: по оси — доля клиентов, вверх — доля сбывшихся. Равные оценки — один отрезок, поэтому порядок строк не важен. Диагональ — выбор наугад; «идеал» — все сбывшиеся первыми.',
      en: 'Which part of all that came true the customers with the highest scores give: along the axis the share of customers, upwards the share of what came true. Equal scores are one segment, so the order of rows does not matter. The diagonal is choice at random, "perfect" has all that came true first.',
    },
    chart: { type: 'curve', x: 'population', y: ['captured', 'perfect'], diagonal: true },
  },
  [dimension('population', 'Доля клиентов', 'Share of customers', { type: 'number', unit: 'share', filterBy: null }), measure('captured', 'Охват', 'Captured', 'share'), measure('perfect', 'Идеал', 'Perfect', 'share'), measure('score', 'Порог оценки', 'Score cut-off', 'index')],
  (table, { bins, units, positives }) => {
    if (units === 0 || positives === 0) return;
    const step = Math.max(1, Math.ceil(bins.length / curvePoints));
    let [seen, hits] = [0, 0];
    table.row({ population: 0, captured: 0, perfect: 0, score: null });
    for (const [index, bin] of [...bins].reverse().entries()) {
      seen += bin.units;
      hits += bin.positives;
      if ((index + 1) % step === 0 || index === bins.length - 1) table.row({ population: seen / units, captured: hits / positives, perfect: Math.min(1, seen / positives), score: bin.low });
    }
  },
);

export const modelCalibration = scoredView(
  {
    id: 'model.calibration',
    params: groupParams,
    title: { ru: 'Калибровка: обещано и сбылось', en: 'Calibration: promised and came true' },
    meaning: {
      ru: 'Группы равной величины по возрастанию вероятности: средняя обещанная вероятность и доля сбывшихся с интервалом Уилсона 95 %. На диагонали модель обещает верно. Ошибка калибровки (ECE) — средний по клиентам модуль разницы.',
      en: 'Groups of equal size by rising probability: the mean promised probability and the share that came true with its 95 % Wilson interval. On the diagonal the model promises right. The calibration error (ECE) is the mean absolute difference over customers.',
    },
    chart: { type: 'curve', x: 'promised', y: ['rate'], diagonal: true },
  },
  [
    dimension('promised', 'Обещано', 'Promised', { type: 'number', unit: 'share', filterBy: null }),
    measure('rate', 'Сбылось', 'Came true', 'share', { low: 'rateLow', high: 'rateHigh' }),
    measure('rateLow', 'От', 'From', 'share'),
    measure('rateHigh', 'До', 'To', 'share'),
    measure('difference', 'Разница', 'Difference', 'points'),
    measure('units', 'Исходов', 'Outcomes', 'count', { additive: true }),
    measure('positives', 'Сбылось, шт.', 'Came true, count', 'count', { additive: true }),
  ],
  (table, { bins, units, squares }, params) => {
    if (units > 0 && squares === null) {
      table.note('Оценка выходит за 0…1, поэтому это не вероятность: калибровать нечего', 'Scores lie outside 0…1, so they are no probabilities: there is nothing to calibrate');
      return;
    }
    let error = 0;
    for (const group of quantileGroups(bins, groupsOf(params), 'rising')) {
      const wilson = wilsonInterval({ n: group.units, successes: group.positives });
      const rate = group.positives / group.units;
      error += (group.units / units) * Math.abs(rate - group.score);
      table.row({ promised: group.score, rate, rateLow: cellOf(wilson, ({ low }) => low), rateHigh: cellOf(wilson, ({ high }) => high), difference: rate - group.score, units: group.units, positives: group.positives });
    }
    if (units > 0) table.note(`Ошибка калибровки ${(100 * error).toFixed(1)} %`, `Calibration error ${(100 * error).toFixed(1)} %`);
  },
);
