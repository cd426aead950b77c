import { Type } from 'typebox';
import { populationStability, weightOfEvidence } from '../../stats/model-monitoring.js';
import { isKnown } from '../../stats/result.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { decisionFilterIds } from '../strategy/recorded-decisions.js';
import { binText, countInputs, cutInputs, type BinCount } from './input-bins.js';
import { afterReference, bandTitles, driftLines, driftParams, inReference, referenceParams, referenceSpan } from './reference-span.js';
import { scoredParams, scoredProperties, scoredSource } from './scored-outcomes.js';

const noInputs = (table: TableMaker): void => table.note('Входы не записаны: публикуйте с уровнем журнала «inputs»', 'Inputs were not recorded: publish with the log level "inputs"');

export const inputDrift: AskedView = {
  definition: {
    id: 'model.input-drift',
    topic: 'model',
    title: { ru: 'Смещение входов: PSI', en: 'Drift of inputs: PSI' },
    meaning: {
      ru: 'PSI каждого входа после опорных дней против них: числа по децилям, остальное по 20 частым значениям, пропуски отдельно. До 0,1 устойчив, до 0,25 присмотреться, выше — сместился.',
      en: 'PSI of each input after the days compared with against them: numbers by deciles, the rest by the 20 most frequent values, missing ones apart. Below 0.1 stable, below 0.25 watch, above shifted.',
    },
    params: driftParams,
    filters: decisionFilterIds,
    chart: { type: 'lying-bar', x: 'input', y: ['psi'], lines: driftLines, fromZero: true },
  },
  async make(input, plain) {
    const table = new TableMaker([dimension('input', 'Вход', 'Input', { filterBy: null }), measure('psi', 'PSI', 'PSI', 'index', { better: 'lower' }), dimension('band', 'Вывод', 'Verdict', { filterBy: null, valueTitles: bandTitles }), measure('units', 'Решений', 'Decisions', 'count'), measure('unitsBefore', 'Решений в опорных днях', 'Decisions compared with', 'count')]);
    const stores = table.watch(plain);
    const source = await scoredSource(input, table, stores);
    const span = source && (await referenceSpan(source, input.params, table, stores));
    if (!source || !span) return table.table();
    const days = referenceParams(span);
    const inputs = await cutInputs(source, inReference, days, stores);
    if (inputs.length === 0) noInputs(table);
    // What lies before the reference belongs to neither side.
    const counts = (await countInputs({ ...source, from: `(SELECT * FROM ${source.from} WHERE ${inReference} OR ${afterReference})`, params: { ...source.params, ...days } }, inputs, inReference, days, stores));
    const found = inputs.map(({ name }) => {
      const own = counts.filter((count) => count.name === name);
      const bins = [...new Set(own.map(({ bin }) => bin))];
      const of = (inside: boolean): number[] => bins.map((bin) => own.filter((count) => count.bin === bin && count.inReference === inside).reduce((sum, { units }) => sum + units, 0));
      const [before, after] = [of(true), of(false)];
      const total = (some: number[]): number => some.reduce((sum, one) => sum + one, 0);
      return { name, psi: total(after) === 0 ? null : populationStability(before, after), units: total(after), unitsBefore: total(before) };
    });
    const value = (one: (typeof found)[number]): number => (one.psi && isKnown(one.psi) ? one.psi.value : -1);
    for (const one of found.sort((a, b) => value(b) - value(a) || (a.name < b.name ? -1 : 1))) {
      table.row({ input: one.name, psi: one.psi === null ? { undefined: true, reason: 'empty-arm' } : cellOf(one.psi, (known) => known.value), band: one.psi && isKnown(one.psi) ? one.psi.band : null, units: one.units, unitsBefore: one.unitsBefore });
    }
    return table.table();
  },
};

const evidenceParams = Type.Object({ ...scoredProperties, attribute: Type.String({ maxLength: 200, default: '', description: 'The input whose bins are shown; left out: all' }), good: Type.Enum(['came-true', 'did-not'] as const, { default: 'came-true', description: 'Which outcome is the good one: the sign of the weights' }) }, { additionalProperties: false });

const goodAndBad = ({ positives, negatives }: Pick<BinCount, 'positives' | 'negatives'>, good: string) => (good === 'did-not' ? { good: negatives, bad: positives } : { good: positives, bad: negatives });

export const inputEvidence: AskedView = {
  definition: {
    id: 'model.woe',
    topic: 'model',
    title: { ru: 'WOE по интервалам входа', en: 'Weight of evidence by bin' },
    meaning: {
      ru: 'WOE = ln(доля хороших / доля плохих) в каждом интервале входа; неизвестен там, где одного из классов нет.',
      en: 'WOE = ln(share of good / share of bad) in each bin of an input; not known where one of the classes is missing.',
    },
    params: evidenceParams,
    filters: decisionFilterIds,
    chart: { type: 'table' },
  },
  async make(input, plain) {
    const table = new TableMaker([
      dimension('input', 'Вход', 'Input', { filterBy: null }),
      dimension('bin', 'Интервал', 'Bin', { filterBy: null }),
      measure('good', 'Хороших', 'Good', 'count', { additive: true }),
      measure('bad', 'Плохих', 'Bad', 'count', { additive: true }),
      measure('rate', 'Доля сбывшихся', 'Share that came true', 'share'),
      measure('woe', 'WOE', 'WOE', 'index'),
    ]);
    const { attribute = '', good = 'came-true' } = input.params as { attribute?: string; good?: string };
    for (const { bins, counts } of await evidence(input, table, plain)) {
      if (attribute !== '' && bins.name !== attribute) continue;
      const found = weightOfEvidence(counts.map((count) => goodAndBad(count, good)));
      for (const [index, count] of counts.entries()) {
        const weight = isKnown(found) ? found.weights[index]! : found;
        table.row({ input: bins.name, bin: binText(bins, count.bin), ...goodAndBad(count, good), rate: ratio(count.positives, count.positives + count.negatives), woe: cellOf<{ value: number }>(weight, ({ value }) => value) });
      }
    }
    return table.table();
  },
};

export const inputValue: AskedView = {
  definition: {
    id: 'model.information-value',
    topic: 'model',
    title: { ru: 'Информативность входов: IV', en: 'Information value of inputs' },
    meaning: {
      ru: 'IV = Σ (доля хороших − доля плохих)·WOE по интервалам; интервал с одним классом присоединён к соседнему. До 0,02 вход бесполезен, до 0,1 слаб, до 0,3 средний, выше силён.',
      en: 'IV = Σ (share of good − share of bad)·WOE over bins; a bin with one class joins its neighbour. Below 0.02 an input is of no use, below 0.1 weak, below 0.3 medium, above strong.',
    },
    params: scoredParams,
    filters: decisionFilterIds,
    chart: { type: 'lying-bar', x: 'input', y: ['iv'], fromZero: true },
  },
  async make(input, plain) {
    const table = new TableMaker([dimension('input', 'Вход', 'Input', { filterBy: null }), measure('iv', 'IV', 'IV', 'index', { better: 'higher' }), measure('bins', 'Интервалов', 'Bins', 'count')]);
    const rows = (await evidence(input, table, plain)).map(({ bins, counts }) => {
      const merged = withBothClasses(counts);
      const found = weightOfEvidence(merged.map((count) => goodAndBad(count, 'came-true')));
      return { name: bins.name, iv: isKnown(found) ? cellOf(found.informationValue, ({ value }) => value) : found, bins: merged.length };
    });
    const value = (iv: unknown): number => (typeof iv === 'number' ? iv : -1);
    for (const { name, iv, bins } of rows.sort((a, b) => value(b.iv) - value(a.iv) || (a.name < b.name ? -1 : 1))) table.row({ input: name, iv, bins });
    return table.table();
  },
};

/** A bin with one class alone has no weight: it joins its neighbour, as an analyst would do by hand. */
function withBothClasses(counts: readonly BinCount[]): Pick<BinCount, 'positives' | 'negatives'>[] {
  const made: { positives: number; negatives: number }[] = [];
  for (const { positives, negatives } of counts) {
    const last = made.at(-1);
    if (last && (positives === 0 || negatives === 0 || last.positives === 0 || last.negatives === 0)) {
      last.positives += positives;
      last.negatives += negatives;
    } else if (positives + negatives > 0) made.push({ positives, negatives });
  }
  return made;
}

async function evidence(input: Parameters<AskedView['make']>[0], table: TableMaker, plain: Parameters<AskedView['make']>[1]) {
  const stores = table.watch(plain);
  const source = await scoredSource(input, table, stores);
  if (!source) return [];
  const inputs = await cutInputs(source, 'isNotNull(outcome)', {}, stores);
  if (inputs.length === 0) noInputs(table);
  const counts = await countInputs(source, inputs, '0', {}, stores);
  return inputs.map((bins) => ({ bins, counts: counts.filter((count) => count.name === bins.name).sort((a, b) => (bins.values.length > 0 ? (a.bin < b.bin ? -1 : 1) : Number(a.bin) - Number(b.bin) || (a.bin < b.bin ? -1 : 1))) }));
}
