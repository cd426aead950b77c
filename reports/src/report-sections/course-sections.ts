import type { ReportCut, ReportModel } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { columnUnit, differenceUnit, endsOf, type ReportSectionTable, type SectionChoice, TableWriter } from './section-table.js';

/** The way from assignment to payment, and the effect by wave, channel and offer. */
export function courseSections(report: ReportModel, phrases: ReportPhrases, choice: SectionChoice): ReportSectionTable[] {
  return [funnelSection(report, phrases, choice), ...report.cuts.map((cut) => cutSection(report, phrases, choice, cut))];
}

function funnelSection(report: ReportModel, phrases: ReportPhrases, { arm }: SectionChoice): ReportSectionTable {
  const controls = new Set(report.arms.filter(({ role }) => role === 'control').map(({ id }) => id));
  const target = report.funnel.find((funnel) => funnel.arm === arm);
  const control = report.funnel.find((funnel) => controls.has(funnel.arm));
  const writer = new TableWriter()
    .dimension('step', phrases.text('sectionStep'))
    .withInterval('target', phrases.text('target'), 'share', endsOf(phrases), { arm: 'target' })
    .withInterval('control', phrases.text('control'), 'share', endsOf(phrases), { arm: 'control' })
    .measure('target_units', phrases.text('sectionTargetCustomers'), 'count')
    .measure('control_units', phrases.text('sectionControlCustomers'), 'count');
  for (const step of target?.steps ?? []) {
    const beside = control?.steps.find((candidate) => candidate.step === step.step);
    writer.row(
      { step: phrases.text(`sectionStep-${step.step}`), target: step.share, target_low: step.low, target_high: step.high, control: beside?.share ?? null, control_low: beside?.low ?? null, control_high: beside?.high ?? null, target_units: step.units, control_units: beside?.units ?? null },
      { target: step.reason, control: beside?.reason },
    );
  }
  return {
    id: 'funnel',
    group: 'course',
    title: phrases.text('sectionFunnel'),
    text: phrases.text('sectionFunnelText'),
    notes: [phrases.text('sectionFunnelNote')],
    table: writer.table(report),
    chart: { type: 'paired-bars', x: 'step', y: ['target', 'control'] },
    missing: writer.isEmpty ? phrases.reason('no-data') : null,
  };
}

function cutSection(report: ReportModel, phrases: ReportPhrases, { arm, metric }: SectionChoice, cut: ReportCut): ReportSectionTable {
  const unit = report.metrics.find(({ id }) => id === metric)?.unit ?? 'number';
  const writer = new TableWriter();
  if (cut.by === 'wave') writer.dimension('value', phrases.text('sectionCut-wave'), 'date', { grain: 'week' });
  else writer.dimension('value', phrases.text(`sectionCut-${cut.by}`));
  writer
    .withInterval('difference', phrases.text('difference'), differenceUnit(unit), endsOf(phrases))
    .measure('target', phrases.text('target'), columnUnit(unit), { arm: 'target' })
    .measure('control', phrases.text('control'), columnUnit(unit), { arm: 'control' })
    .measure('target_units', phrases.text('sectionTargetCustomers'), 'count')
    .measure('control_units', phrases.text('sectionControlCustomers'), 'count')
    .measure('p', phrases.text('pAdjusted'), 'number');
  for (const row of cut.rows.filter((candidate) => candidate.metric === metric && candidate.arm === arm)) {
    const value = row.segment ?? '';
    const name = cut.by === 'wave' ? value : value === '' ? phrases.text('noValue') : cut.by === 'channel' ? phrases.options.names.channel(value) : phrases.options.names.action(value);
    writer.row(
      { value: name, difference: row.absolute.estimate, difference_low: row.absolute.low, difference_high: row.absolute.high, target: row.target.value, control: row.control.value, target_units: row.target.units, control_units: row.control.units, p: row.pAdjusted ?? row.absolute.pValue },
      { difference: row.absolute.reason, target: row.target.reason, control: row.control.reason },
    );
  }
  const notes = [phrases.text(cut.basis === 'randomised' ? 'sectionCutRandomised' : 'sectionCutAsTreated'), ...cut.cautions.filter((caution) => caution !== 'not-randomised').map((caution) => phrases.text(`sectionCaution-${caution}`))];
  return {
    id: `cut-${cut.by}`,
    group: 'course',
    title: phrases.text(`sectionCutTitle-${cut.by}`, { metric: phrases.metric(metric) }),
    text: '',
    notes: cut.omitted > 0 ? [...notes, phrases.text('segmentsOmitted', { count: cut.omitted })] : notes,
    table: writer.table(report),
    chart: { type: 'forest', x: 'value', y: ['difference'] },
    missing: cut.reason ? phrases.reason(cut.reason) : writer.isEmpty ? phrases.reason('no-data') : null,
  };
}
