import type { ReportModel, ReportTimeSeries } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { columnUnit, differenceUnit, endsOf, type ReportSectionTable, type SectionChoice, TableWriter } from './section-table.js';

/** The effect by day, by week and by days since assignment, and how soon the contacted answer. */
export function timeSections(report: ReportModel, phrases: ReportPhrases, choice: SectionChoice): ReportSectionTable[] {
  const series = report.time.filter((candidate) => candidate.metric === choice.metric && candidate.arm === choice.arm);
  return [...series.map((candidate) => timeSection(report, phrases, candidate)), ...report.contactCurves.filter((curve) => curve.arm === choice.arm).map((curve) => contactCurve(report, phrases, curve))];
}

function timeSection(report: ReportModel, phrases: ReportPhrases, { metric, by, points }: ReportTimeSeries): ReportSectionTable {
  const unit = report.metrics.find(({ id }) => id === metric)?.unit ?? 'number';
  const writer = new TableWriter();
  if (by === 'since-assignment') writer.dimension('days', phrases.text('sectionDaysSince'), 'number', { unit: 'days' });
  else writer.dimension('day', by === 'day' ? phrases.text('day') : phrases.text('sectionWeek'), 'date', { grain: by });
  writer
    .measure('target', phrases.text('target'), columnUnit(unit), { arm: 'target' })
    .measure('control', phrases.text('control'), columnUnit(unit), { arm: 'control' })
    .withInterval('difference', phrases.text('difference'), differenceUnit(unit), endsOf(phrases));
  for (const point of points) {
    writer.row(
      { days: point.days, day: point.day, target: point.target, control: point.control, difference: point.difference, difference_low: point.low, difference_high: point.high },
      { difference: point.reason },
    );
  }
  const x = by === 'since-assignment' ? 'days' : 'day';
  return {
    id: `time-${by}`,
    group: 'time',
    title: phrases.text(`sectionTime-${by}`, { metric: phrases.metric(metric) }),
    text: phrases.text(`sectionTimeText-${by}`),
    notes: [],
    table: writer.table(report),
    chart: by === 'since-assignment' ? { type: 'curve', x, y: ['target', 'control'] } : { type: 'line', x, y: ['target', 'control'] },
    missing: writer.isEmpty ? phrases.reason('no-data') : null,
  };
}

function contactCurve(report: ReportModel, phrases: ReportPhrases, { outcome, customers, points, reason }: ReportModel['contactCurves'][number]): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('days', phrases.text('sectionDaysSinceContact'), 'number', { unit: 'days' })
    .measure('customers', phrases.text('customersColumn'), 'count')
    .withInterval('share', phrases.text(`sectionContact-${outcome}`), 'share', endsOf(phrases), { arm: 'target' });
  for (const point of points) writer.row({ days: point.days, customers: point.customers, share: point.share, share_low: point.low, share_high: point.high });
  return {
    id: `contact-${outcome}`,
    group: 'time',
    title: phrases.text(`sectionContact-${outcome}`),
    text: phrases.text('sectionContactText', { count: customers }),
    notes: [phrases.text('sectionContactNote')],
    table: writer.table(report),
    chart: { type: 'curve', x: 'days', y: ['share'], fromZero: true },
    missing: reason ? phrases.reason(reason) : writer.isEmpty ? phrases.reason('no-data') : null,
  };
}
