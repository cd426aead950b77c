import type { ReportModel, ReportRollRates } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { endsOf, type ReportSectionTable, type SectionChoice, TableWriter } from './section-table.js';

/** What only collection asks: turnover days against the time before, cure curve, roll rates. */
export function collectionSections(report: ReportModel, phrases: ReportPhrases, choice: SectionChoice): ReportSectionTable[] {
  return [turnoverSection(report, phrases, choice), cureSection(report, phrases, choice), ...rollSections(report, phrases, choice)].filter((section) => section !== null);
}

function turnoverSection(report: ReportModel, phrases: ReportPhrases, { arm }: SectionChoice): ReportSectionTable | null {
  const turnover = report.turnover?.find((candidate) => candidate.arm === arm);
  if (!turnover) return null;
  const effect = turnover.differenceInDifferences;
  const writer = new TableWriter()
    .dimension('period', phrases.text('sectionPeriod'))
    .measure('target', phrases.text('target'), 'days', { arm: 'target' })
    .measure('control', phrases.text('control'), 'days', { arm: 'control' })
    .withInterval('difference', phrases.text('difference'), 'days', endsOf(phrases));
  const between = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);
  const { target, control } = turnover;
  writer.row({ period: phrases.text('sectionBefore', { count: turnover.daysBefore }), target: target.before, control: control.before, difference: between(target.before, control.before) }, { target: 'no-history', control: 'no-history' });
  writer.row({ period: phrases.text('sectionDuring'), target: target.after, control: control.after, difference: between(target.after, control.after) }, { target: 'no-data', control: 'no-data' });
  writer.row({ period: phrases.text('sectionChange'), target: target.change, control: control.change, difference: effect.estimate, difference_low: effect.low, difference_high: effect.high }, { difference: effect.reason });
  const sentence = effect.estimate === null
    ? phrases.reason(effect.reason)
    : phrases.text('sectionDid', { difference: phrases.difference(effect.estimate, 'days'), interval: `${phrases.interval}: ${phrases.differenceInterval(effect.low, effect.high, 'days')}`, p: phrases.probabilityText(effect.pValue) });
  return { id: 'turnover', group: 'collection', title: phrases.text('sectionTurnover'), text: phrases.text('sectionTurnoverText'), notes: [sentence], table: writer.table(report), chart: { type: 'paired-bars', x: 'period', y: ['target', 'control'] }, missing: null };
}

function cureSection(report: ReportModel, phrases: ReportPhrases, { arm }: SectionChoice): ReportSectionTable | null {
  const { cure } = report;
  if (!cure) return null;
  const controls = new Set(report.arms.filter(({ role }) => role === 'control').map(({ id }) => id));
  const target = cure.arms.find((candidate) => candidate.arm === arm);
  const control = cure.arms.find((candidate) => controls.has(candidate.arm));
  const writer = new TableWriter()
    .dimension('day', phrases.text('sectionDaysSince'), 'number', { unit: 'days' })
    .withInterval('target', phrases.text('target'), 'share', endsOf(phrases), { arm: 'target' })
    .withInterval('control', phrases.text('control'), 'share', endsOf(phrases), { arm: 'control' });
  const byDay = (points: NonNullable<typeof target>['points'] | undefined) => new Map((points ?? []).map((point) => [point.day, point]));
  const [ours, theirs] = [byDay(target?.points), byDay(control?.points)];
  for (const day of [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b)) {
    const [a, b] = [ours.get(day), theirs.get(day)];
    writer.row({ day, target: a?.share ?? null, target_low: a?.low ?? null, target_high: a?.high ?? null, control: b?.share ?? null, control_low: b?.low ?? null, control_high: b?.high ?? null });
  }
  const test = cure.logRank.find((candidate) => candidate.arm === arm);
  const reason = target?.reason ?? control?.reason ?? null;
  return {
    id: 'cure',
    group: 'collection',
    title: phrases.text('sectionCure'),
    text: phrases.text('sectionCureText'),
    notes: test ? [test.pValue === null ? phrases.reason(test.reason) : phrases.text('sectionLogRank', { p: phrases.probabilityText(test.pValue) })] : [],
    table: writer.table(report),
    chart: { type: 'curve', x: 'day', y: ['target', 'control'], fromZero: true },
    missing: writer.isEmpty ? phrases.reason(reason ?? 'no-data') : null,
  };
}

function rollSections(report: ReportModel, phrases: ReportPhrases, { arm }: SectionChoice): ReportSectionTable[] {
  const rates = report.rollRates;
  if (!rates) return [];
  const bucket = (id: string) => phrases.options.coded(`bucket-${id}`) ?? id;
  const matrices = rates.matrices.map((matrix) => {
    const writer = new TableWriter().dimension('from', phrases.text('sectionFromBucket')).dimension('to', phrases.text('sectionToBucket')).measure('share', phrases.text('sectionRollShare'), 'share').measure('units', phrases.text('customersColumn'), 'count');
    for (const row of matrix.rows) for (const cell of row.cells) writer.row({ from: bucket(row.from), to: bucket(cell.to), share: cell.share, units: cell.units }, { share: row.reason });
    return rollSection(report, phrases, rates, { id: `roll-${matrix.arm}`, title: phrases.text('sectionRoll', { arm: phrases.arm(matrix.arm) }), text: phrases.text('sectionRollText', { from: phrases.date(rates.from), to: phrases.date(rates.to) }), notes: [], y: 'share', writer });
  });
  const difference = rates.differences.find((candidate) => candidate.arm === arm);
  if (!difference) return matrices;
  const writer = new TableWriter()
    .dimension('from', phrases.text('sectionFromBucket'))
    .dimension('to', phrases.text('sectionToBucket'))
    .withInterval('difference', phrases.text('difference'), 'points', endsOf(phrases))
    .measure('p', phrases.text('pAdjusted'), 'number');
  for (const row of difference.rows) for (const cell of row.cells) writer.row({ from: bucket(row.from), to: bucket(cell.to), difference: cell.difference, difference_low: cell.low, difference_high: cell.high, p: cell.pAdjusted }, { difference: cell.reason });
  const bad = difference.migrationToBad;
  const note = bad.absolute.estimate === null
    ? phrases.reason(bad.absolute.reason)
    : phrases.text('sectionToBad', { bucket: bucket(bad.bucket), target: phrases.amount(bad.target.value, 'share'), control: phrases.amount(bad.control.value, 'share'), difference: phrases.difference(bad.absolute.estimate, 'share'), interval: `${phrases.interval}: ${phrases.differenceInterval(bad.absolute.low, bad.absolute.high, 'share')}` });
  return [...matrices, rollSection(report, phrases, rates, { id: 'roll-difference', title: phrases.text('sectionRollDifference'), text: phrases.text('sectionRollDifferenceText'), notes: [note], y: 'difference', writer })];
}

function rollSection(report: ReportModel, phrases: ReportPhrases, rates: ReportRollRates, of: { id: string; title: string; text: string; notes: string[]; y: string; writer: TableWriter }): ReportSectionTable {
  return { id: of.id, group: 'collection', title: of.title, text: of.text, notes: of.notes, table: of.writer.table(report), chart: { type: 'heatmap', x: 'from', series: 'to', y: [of.y] }, missing: rates.reason ? phrases.reason(rates.reason) : of.writer.isEmpty ? phrases.reason('no-data') : null };
}
