import type { ReportModel } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { endsOf, type ReportSectionTable, type SectionChoice, TableWriter } from './section-table.js';

/** How sure the numbers are: other ways of counting beside the raw one, and what could be seen at all. */
export function precisionSections(report: ReportModel, phrases: ReportPhrases, { arm }: SectionChoice): ReportSectionTable[] {
  return [methods(report, phrases, arm), chances(report, phrases, arm), power(report, phrases, arm), complier(report, phrases, arm), money(report, phrases)];
}

function methods(report: ReportModel, phrases: ReportPhrases, arm: string): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('metric', phrases.text('metric'))
    .dimension('method', phrases.text('sectionMethod'))
    .withInterval('relative', phrases.text('relativeDifference'), 'share', endsOf(phrases))
    .measure('p', 'p', 'number')
    .measure('reduction', phrases.text('sectionReduction'), 'share');
  for (const row of report.overall.filter((candidate) => candidate.arm === arm)) {
    const metric = phrases.metric(row.metric);
    writer.row({ metric, method: phrases.text('sectionMethodRaw'), relative: row.relative.estimate, relative_low: row.relative.low, relative_high: row.relative.high, p: row.absolute.pValue }, { relative: row.relative.reason });
    if (row.adjusted) writer.row({ metric, method: phrases.text('sectionMethodCuped'), relative: row.adjusted.relative.estimate, relative_low: row.adjusted.relative.low, relative_high: row.adjusted.relative.high, p: row.adjusted.absolute.pValue, reduction: row.adjusted.varianceReduction }, { relative: row.adjusted.reason ?? row.adjusted.relative.reason });
  }
  return section(report, phrases, 'methods', writer, { type: 'table' }, [phrases.text('sectionCupedNote')]);
}

function chances(report: ReportModel, phrases: ReportPhrases, arm: string): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('metric', phrases.text('metric'))
    .measure('chance', phrases.text('sectionChance'), 'share')
    .measure('p_fixed', phrases.text('sectionPFixed'), 'number')
    .measure('p_any', phrases.text('sectionPAny'), 'number');
  for (const row of report.overall.filter((candidate) => candidate.arm === arm)) {
    writer.row({ metric: phrases.metric(row.metric), chance: row.bayes.chanceToWin, p_fixed: row.absolute.pValue, p_any: row.sequential.pValue }, { chance: row.bayes.reason, p_fixed: row.absolute.reason, p_any: row.sequential.reason });
  }
  return section(report, phrases, 'chances', writer, { type: 'table' }, [phrases.text('sectionSequentialNote')]);
}

function power(report: ReportModel, phrases: ReportPhrases, arm: string): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('metric', phrases.text('metric'))
    .measure('planned', phrases.text('sectionSmallestPlanned'), 'share')
    .measure('now', phrases.text('sectionSmallestNow'), 'share')
    .measure('needed', phrases.text('sectionUnitsNeeded'), 'count')
    .measure('days', phrases.text('sectionDaysUntil'), 'days');
  for (const row of report.power.now.filter((candidate) => candidate.arm === arm)) {
    const before = report.power.planned.find((candidate) => candidate.metric === row.metric && candidate.arm === arm);
    writer.row({ metric: phrases.metric(row.metric), planned: before?.smallestRelative ?? null, now: row.smallestRelative, needed: row.unitsNeeded, days: row.daysUntilEnough }, { planned: before?.reason, now: row.reason });
  }
  return section(report, phrases, 'power', writer, { type: 'table' }, report.power.decisionUnits === null ? [] : [phrases.text('sectionDecisionUnits', { count: report.power.decisionUnits })]);
}

function complier(report: ReportModel, phrases: ReportPhrases, arm: string): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('metric', phrases.text('metric'))
    .dimension('effect', phrases.text('difference'))
    .dimension('interval', phrases.interval)
    .measure('delivered_target', phrases.text('sectionDeliveredTarget'), 'share')
    .measure('delivered_control', phrases.text('sectionDeliveredControl'), 'share');
  for (const row of report.complier.filter((candidate) => candidate.arm === arm)) {
    const unit = report.metrics.find(({ id }) => id === row.metric)?.unit ?? 'number';
    writer.row({
      metric: phrases.metric(row.metric),
      effect: row.effect.estimate === null ? phrases.reason(row.effect.reason) : phrases.difference(row.effect.estimate, unit),
      interval: phrases.differenceInterval(row.effect.low, row.effect.high, unit),
      delivered_target: row.deliveredTarget,
      delivered_control: row.deliveredControl,
    });
  }
  return section(report, phrases, 'complier', writer, { type: 'table' }, []);
}

function money(report: ReportModel, phrases: ReportPhrases): ReportSectionTable {
  const writer = new TableWriter()
    .dimension('arm', phrases.text('group'))
    .dimension('of', phrases.text('sectionMoneyOf'))
    .withInterval('extra', phrases.text('sectionExtra'), 'money-minor', endsOf(phrases))
    .measure('contacts', phrases.text('sectionContactCost'), 'money-minor')
    .measure('incentives', phrases.text('sectionIncentiveCost'), 'money-minor')
    .withInterval('profit', phrases.text('sectionProfit'), 'money-minor', endsOf(phrases))
    .withInterval('return', phrases.text('sectionReturn'), 'share', endsOf(phrases));
  for (const row of report.profit) {
    writer.row(
      {
        arm: phrases.arm(row.arm), of: row.of === null ? '' : phrases.metric(row.of), extra: row.incrementalMinor.total, extra_low: row.incrementalMinor.low, extra_high: row.incrementalMinor.high, contacts: row.contactCostMinor, incentives: row.incentiveCostMinor,
        profit: row.profitMinor.total, profit_low: row.profitMinor.low, profit_high: row.profitMinor.high, return: row.returnOnCost.total, return_low: row.returnOnCost.low, return_high: row.returnOnCost.high,
      },
      { extra: row.incrementalMinor.reason, profit: row.profitMinor.reason, return: row.returnOnCost.reason },
    );
  }
  return section(report, phrases, 'money', writer, { type: 'table' }, []);
}

function section(report: ReportModel, phrases: ReportPhrases, id: 'methods' | 'chances' | 'power' | 'complier' | 'money', writer: TableWriter, chart: ReportSectionTable['chart'], notes: string[]): ReportSectionTable {
  return { id, group: 'precision', title: phrases.text(`sectionTitle-${id}`), text: phrases.text(`sectionText-${id}`), notes, table: writer.table(report), chart, missing: writer.isEmpty ? phrases.reason('no-data') : null };
}
