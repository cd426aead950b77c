import { Type } from 'typebox';
import { populationStability } from '../../stats/model-monitoring.js';
import { isKnown } from '../../stats/result.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { decisionFilterIds } from '../strategy/recorded-decisions.js';
import { bandTitles, driftLines, driftParams, inReference, referenceParams, referenceSpan } from './reference-span.js';
import { scoredSource } from './scored-outcomes.js';

const grainParams = Type.Object({ ...driftParams.properties, grain: Type.Enum(['week', 'month'] as const, { default: 'week' }) }, { additionalProperties: false });
const deciles = '0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9';
const startOf = { week: 'toDate32(toMonday(at))', month: 'toDate32(toStartOfMonth(at))' } as const;

interface Counted { periods: Map<string, number[]>; reference: number[]; edges: number[] }

/** Scores by period over the deciles of the reference. */
async function countByPeriod(input: Parameters<AskedView['make']>[0], table: TableMaker, plain: Parameters<AskedView['make']>[1]): Promise<Counted | null> {
  const stores = table.watch(plain);
  const source = await scoredSource(input, table, stores);
  const span = source && (await referenceSpan(source, input.params, table, stores));
  if (!source || !span) return null;
  const params = { ...source.params, ...referenceParams(span) };
  const [found] = await stores.query<{ edges: number[]; scores: string }>(`SELECT quantilesExactInclusive(${deciles})(assumeNotNull(score)) AS edges, count() AS scores FROM ${source.from} WHERE isNotNull(score) AND ${inReference}`, params);
  if (!found || Number(found.scores) === 0) {
    table.note('В днях, с которыми сравнивают, нет оценок', 'There are no scores in the days compared with');
    return null;
  }
  // Equal deciles of a score with few values are one bound, so that no bin is empty by construction.
  const edges = [...new Set(found.edges.map(Number))].sort((a, b) => a - b);
  const { grain = 'week' } = input.params as { grain?: 'week' | 'month' };
  const rows = await stores.query<{ period: string; in_reference: number; bin: number; scores: string }>(
    `SELECT ${startOf[grain]} AS period, ${inReference} AS in_reference, arrayCount(edge -> assumeNotNull(score) > edge, {edges:Array(Float64)}) AS bin, count() AS scores FROM ${source.from} WHERE isNotNull(score) GROUP BY period, in_reference, bin ORDER BY period`,
    { ...params, edges },
  );
  const periods = new Map<string, number[]>();
  const reference = new Array<number>(edges.length + 1).fill(0);
  for (const row of rows) {
    const counts = periods.get(row.period) ?? new Array<number>(edges.length + 1).fill(0);
    const bin = Number(row.bin);
    counts[bin] = (counts[bin] ?? 0) + Number(row.scores);
    periods.set(row.period, counts);
    if (Number(row.in_reference)) reference[bin] = (reference[bin] ?? 0) + Number(row.scores);
  }
  table.note(`Оценка: ${source.name}`, `Score: ${source.name}`);
  return { periods, reference, edges };
}

export const scoreStability: AskedView = {
  definition: {
    id: 'model.stability',
    topic: 'model',
    title: { ru: 'Устойчивость оценки: PSI', en: 'Stability of the score: PSI' },
    meaning: {
      ru: 'PSI = Σ(a − e)·ln(a/e) по децилям опорных дней; доли ниже 0,0001 считаются 0,0001. До 0,1 устойчива, до 0,25 присмотреться, выше — сместилась. Недели и месяцы по UTC.',
      en: 'PSI = Σ(a − e)·ln(a/e) over deciles of the days compared with; shares below 0.0001 count as that. Below 0.1 stable, below 0.25 watch, above shifted. Weeks and months are UTC.',
    },
    params: grainParams,
    filters: decisionFilterIds,
    chart: { type: 'line', x: 'period', y: ['psi'], lines: driftLines, fromZero: true },
  },
  async make(input, plain) {
    const grain = (input.params as { grain?: 'week' | 'month' }).grain ?? 'week';
    const table = new TableMaker([dimension('period', 'Период', 'Period', { type: 'date', grain, filterBy: null }), measure('psi', 'PSI', 'PSI', 'index', { better: 'lower' }), dimension('band', 'Вывод', 'Verdict', { filterBy: null, valueTitles: bandTitles }), measure('scores', 'Оценок', 'Scores', 'count', { additive: true })]);
    const counted = await countByPeriod(input, table, plain);
    for (const [period, counts] of counted?.periods ?? []) {
      const psi = populationStability(counted!.reference, counts);
      table.row({ period, psi: cellOf(psi, ({ value }) => value), band: isKnown(psi) ? psi.band : null, scores: counts.reduce((sum, one) => sum + one, 0) });
    }
    return table.table();
  },
};

export const scoreDistribution: AskedView = {
  definition: {
    id: 'model.score-distribution',
    topic: 'model',
    title: { ru: 'Распределение оценки по времени', en: 'Distribution of the score over time' },
    meaning: {
      ru: 'Доля клиентов в каждом интервале оценки; интервалы — децили опорных дней, поэтому там каждая доля около 10 %.',
      en: 'The share of customers in each range of the score; ranges are deciles of the days compared with, so that there each share is about 10 %.',
    },
    params: grainParams,
    filters: decisionFilterIds,
    chart: { type: 'heatmap', x: 'range', y: ['share'], series: 'period' },
  },
  async make(input, plain) {
    const grain = (input.params as { grain?: 'week' | 'month' }).grain ?? 'week';
    const table = new TableMaker([dimension('period', 'Период', 'Period', { type: 'date', grain, filterBy: null }), dimension('range', 'Оценка', 'Score', { filterBy: null }), measure('share', 'Доля', 'Share', 'share'), measure('scores', 'Оценок', 'Scores', 'count', { additive: true })]);
    const counted = await countByPeriod(input, table, plain);
    if (!counted) return table.table();
    const { edges } = counted;
    for (const [period, counts] of counted.periods) {
      const total = counts.reduce((sum, one) => sum + one, 0);
      for (const [bin, scores] of counts.entries()) table.row({ period, range: rangeText(edges, bin), share: ratio(scores, total), scores });
    }
    return table.table();
  },
};

/** `≤ 0.2`, `0.2 – 0.4`, `> 0.4`. */
export function rangeText(edges: readonly number[], bin: number): string {
  const shown = (value: number | undefined): string => String(Number((value ?? 0).toPrecision(4)));
  if (edges.length === 0) return '—';
  if (bin === 0) return `≤ ${shown(edges[0])}`;
  return bin >= edges.length ? `> ${shown(edges.at(-1))}` : `${shown(edges[bin - 1])} – ${shown(edges[bin])}`;
}
