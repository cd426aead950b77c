import type { ReportModel, ReportUplift } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { columnUnit, differenceUnit, endsOf, type ReportSectionTable, type SectionChoice, TableWriter } from './section-table.js';

/** Whom the campaign changes most: Qini curve, deciles of the score, profit by how many are acted upon. */
export function upliftSections(report: ReportModel, phrases: ReportPhrases, choice: SectionChoice): ReportSectionTable[] {
  const own = report.uplift.filter(({ arm }) => arm === choice.arm);
  const uplift = own.find(({ metric }) => metric === choice.metric) ?? own[0];
  return uplift ? [qini(report, phrases, uplift), deciles(report, phrases, uplift), profit(report, phrases, uplift)] : [];
}

function section(report: ReportModel, phrases: ReportPhrases, uplift: ReportUplift, of: Pick<ReportSectionTable, 'id' | 'title' | 'text' | 'chart'> & { writer: TableWriter; notes?: string[] }): ReportSectionTable {
  const { writer, notes = [], ...rest } = of;
  return { ...rest, group: 'uplift', notes, table: writer.table(report), missing: uplift.reason ? phrases.reason(uplift.reason) : writer.isEmpty ? phrases.reason('no-data') : null };
}

function qini(report: ReportModel, phrases: ReportPhrases, uplift: ReportUplift): ReportSectionTable {
  // Results of a share are counted; those of an amount stay amounts.
  const unit = report.metrics.find(({ id }) => id === uplift.metric)?.unit ?? 'number';
  const total = unit === 'share' ? 'number' : columnUnit(unit);
  const writer = new TableWriter()
    .dimension('share', phrases.text('sectionShareActed'), 'number', { unit: 'share' })
    .measure('qini', phrases.text('sectionQini'), total, { arm: 'target' })
    .measure('random', phrases.text('sectionByChance'), total);
  for (const point of uplift.curve) writer.row({ share: point.share, qini: point.qini, random: point.random });
  const coefficients = ([['sectionQiniCoefficient', uplift.qiniCoefficient], ['sectionAuuc', uplift.auuc]] as const).map(([key, { value, reason }]) =>
    value === null ? `${phrases.text(key)}: ${phrases.reason(reason)}` : `${phrases.text(key)}: ${new Intl.NumberFormat(phrases.locale, { maximumFractionDigits: 3 }).format(value)}`,
  );
  return section(report, phrases, uplift, {
    id: 'qini',
    title: phrases.text('sectionQiniTitle', { metric: phrases.metric(uplift.metric) }),
    text: phrases.text('sectionQiniText'),
    chart: { type: 'curve', x: 'share', y: ['qini', 'random'] },
    notes: uplift.reason ? [] : [...coefficients, phrases.text('sectionBins', { count: uplift.bins })],
    writer,
  });
}

function deciles(report: ReportModel, phrases: ReportPhrases, uplift: ReportUplift): ReportSectionTable {
  const unit = report.metrics.find(({ id }) => id === uplift.metric)?.unit ?? 'number';
  const writer = new TableWriter()
    .dimension('decile', phrases.text('sectionDecile'))
    .withInterval('uplift', phrases.text('difference'), differenceUnit(unit), endsOf(phrases))
    .measure('target', phrases.text('target'), columnUnit(unit), { arm: 'target' })
    .measure('control', phrases.text('control'), columnUnit(unit), { arm: 'control' })
    .measure('target_units', phrases.text('sectionTargetCustomers'), 'count')
    .measure('control_units', phrases.text('sectionControlCustomers'), 'count');
  for (const row of uplift.deciles) {
    writer.row(
      { decile: String(row.decile), uplift: row.uplift, uplift_low: row.low, uplift_high: row.high, target: row.target, control: row.control, target_units: row.targetUnits, control_units: row.controlUnits },
      { uplift: row.reason },
    );
  }
  return section(report, phrases, uplift, { id: 'deciles', title: phrases.text('sectionDeciles'), text: phrases.text('sectionDecilesText'), chart: { type: 'forest', x: 'decile', y: ['uplift'] }, writer });
}

function profit(report: ReportModel, phrases: ReportPhrases, uplift: ReportUplift): ReportSectionTable {
  const writer = new TableWriter().dimension('share', phrases.text('sectionShareActed'), 'number', { unit: 'share' }).measure('profit', phrases.text('sectionProfit'), 'money-minor', { arm: 'target' });
  for (const point of uplift.profit.points) writer.row({ share: point.share, profit: point.profitMinor });
  const { best, reason } = uplift.profit;
  const percent = new Intl.NumberFormat(phrases.locale, { style: 'percent', maximumFractionDigits: 0 });
  const made = section(report, phrases, uplift, {
    id: 'profit',
    title: phrases.text('sectionProfitTitle'),
    text: phrases.text('sectionProfitText'),
    chart: { type: 'curve', x: 'share', y: ['profit'] },
    notes: best ? [phrases.text('sectionBest', { share: percent.format(best.share), profit: phrases.amount(best.profitMinor, 'money-minor') })] : [],
    writer,
  });
  return { ...made, missing: made.missing && reason ? phrases.reason(reason) : made.missing };
}
