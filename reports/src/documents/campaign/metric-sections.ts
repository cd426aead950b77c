import type { ReportComparison } from '@arbiter/contracts/report-model';
import { cumulativeChart } from '../../charts/cumulative-chart.js';
import { forestPlot } from '../../charts/forest-plot.js';
import { pairedBars } from '../../charts/paired-bars.js';
import { heterogeneitySentence } from '../../wording/heterogeneity-sentence.js';
import type { Block, PrintTable, Section } from '../report-document.js';
import { armOf, type CampaignParts, conclusionCell, differenceCell, metricOf, plain, relativeCell } from './campaign-words.js';

const left = (title: string, weight = 1) => ({ title, align: 'left' as const, weight });
const right = (title: string, weight = 1) => ({ title, align: 'right' as const, weight });
/** Text that stays on one line: "< 0.0001". */
const held = (text: string) => plain(text.replaceAll(' ', '\u00a0'));
/** Charts with more rows than this could not be read on paper; the table has them all. */
const mostDrawnSegments = 24;
const mostPairs = 12;

/** All metrics of all target arms. */
export function metricsSection(parts: CampaignParts): Section {
  const { report, phrases, words, manyArms } = parts;
  const table: PrintTable = {
    summary: words.text.metrics,
    columns: [
      left(phrases.text('metric'), 2), ...(manyArms ? [left(words.text.perGroup)] : []),
      right(phrases.text('target')), right(phrases.text('control')), right(`${phrases.text('difference')}, ${phrases.interval}`, 1.5), right(`${phrases.text('relativeDifference')}, ${phrases.interval}`, 1.5),
      right('p'), right(phrases.text('pAdjusted')), left(phrases.text('conclusion')),
    ],
    rows: report.overall.map((row) => {
      const { unit, role } = metricOf(report, row.metric);
      return [
        { text: phrases.metric(row.metric), detail: phrases.text(`role-${role}`) }, ...(manyArms ? [armOf(parts, row.arm)] : []),
        plain(phrases.amount(row.target.value, unit)), plain(phrases.amount(row.control.value, unit)), differenceCell(parts, row.metric, row.absolute), relativeCell(parts, row.relative),
        held(phrases.probability(row.absolute.pValue)), held(phrases.probability(row.pAdjusted)), conclusionCell(parts, row),
      ];
    }),
  };
  return { title: words.text.metrics, landscape: manyArms, blocks: [{ kind: 'table', table }, { kind: 'text', text: phrases.text('pAdjustedHelp'), look: 'muted' }] };
}

/** The primary metric by segment for each target arm: bars, forest, whether it differs, all metrics as tables. */
export function segmentSection(parts: CampaignParts): Section | null {
  const { report, phrases, words, manyArms } = parts;
  if (report.dimension === null || report.segments.length === 0) return null;
  const dimension = phrases.dimension(report.dimension);
  const context = phrases.chart({ theme: 'light' });
  const primary = report.metrics.find(({ role }) => role === 'primary') ?? report.metrics[0];
  const blocks: Block[] = [];
  for (const { id: arm } of report.arms.filter(({ role }) => role === 'target')) {
    const suffix = manyArms ? `: ${phrases.arm(arm)}` : '';
    for (const metric of report.metrics) {
      const rows = report.segments.filter((row) => row.metric === metric.id && row.arm === arm);
      if (rows.length === 0) continue;
      blocks.push({ kind: 'heading', text: `${phrases.metric(metric.id)}${suffix}` });
      if (metric.id === primary?.id) {
        if (rows.length <= mostPairs) blocks.push({ kind: 'chart', option: pairedBars(report, metric.id, arm, context), height: 240, alt: phrases.text('bySegment', { metric: phrases.metric(metric.id) }), caption: phrases.text('bySegmentText') });
        if (rows.length <= mostDrawnSegments) blocks.push({ kind: 'chart', option: forestPlot(report, metric.id, arm, context), height: 60 + (rows.length + 1) * 22, alt: words.text.forest(dimension), caption: phrases.text('forestText') });
      }
      const whole = report.overall.filter((row) => row.metric === metric.id && row.arm === arm);
      blocks.push({ kind: 'table', table: comparisonTable(parts, [...whole, ...rows], dimension, (row) => phrases.segment(row.segment), phrases.metric(metric.id)) });
      const mixed = report.heterogeneity.find((row) => row.metric === metric.id && row.arm === arm);
      if (mixed) blocks.push({ kind: 'text', text: heterogeneitySentence(mixed, phrases), look: 'muted' });
    }
  }
  if (report.segmentsOmitted > 0) blocks.push({ kind: 'text', text: phrases.text('segmentsOmitted', { count: report.segmentsOmitted }), look: 'muted' });
  return { title: words.text.bySegment(dimension), ownPage: true, blocks };
}

/** One metric's comparisons, a row for each value of something. */
export function comparisonTable(parts: CampaignParts, rows: readonly ReportComparison[], of: string, name: (row: ReportComparison) => string, summary: string): PrintTable {
  const { report, phrases, words } = parts;
  return {
    summary,
    columns: [left(of, 2), right(phrases.text('customersColumn'), 1.2), right(phrases.text('target')), right(phrases.text('control')), right(`${phrases.text('difference')}, ${phrases.interval}`, 1.7), right(phrases.text('pAdjusted')), left(phrases.text('conclusion'))],
    rows: rows.map((row) => {
      const { unit } = metricOf(report, row.metric);
      return [
        { text: name(row), strong: row.segment === null }, held(`${words.count(row.target.units)} / ${words.count(row.control.units)}`),
        plain(phrases.amount(row.target.value, unit)), plain(phrases.amount(row.control.value, unit)), differenceCell(parts, row.metric, row.absolute), held(phrases.probability(row.pAdjusted)), conclusionCell(parts, row),
      ];
    }),
  };
}

/** The effect as it grew, of the primary metric of each arm. */
export function cumulativeSection(parts: CampaignParts): Section | null {
  const { report, phrases, manyArms } = parts;
  const primary = report.metrics.find(({ role }) => role === 'primary')?.id;
  const series = report.series.filter(({ metric, points }) => metric === primary && points.length > 1);
  if (series.length === 0) return null;
  const context = phrases.chart({ theme: 'light' });
  return {
    title: phrases.text('cumulative'),
    blocks: [
      ...series.flatMap(({ metric, arm }): Block[] => [
        { kind: 'heading', text: `${phrases.metric(metric)}${manyArms ? `: ${phrases.arm(arm)}` : ''}` },
        { kind: 'chart', option: cumulativeChart(report, metric, arm, context), height: 200, alt: phrases.metric(metric), caption: phrases.text('cumulativeText') },
      ]),
      { kind: 'text', text: phrases.text('cumulativeNote', { interval: phrases.interval }), look: 'muted' },
    ],
  };
}
