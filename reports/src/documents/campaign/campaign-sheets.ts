import type { ReportArmValue, ReportComparison, ReportEffect, ReportTotal } from '@arbiter/contracts/report-model';
import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import { aboutSheet } from '../about-sheet.js';
import type { Sheet, SheetCell } from '../report-document.js';
import { type CampaignParts, conclusionCell, metricOf } from './campaign-words.js';
import { healthChecks } from './campaign-cover.js';
import { methodNotes } from './definitions-section.js';
import { partSheets } from './part-sections.js';

type Cells = (SheetCell | string | number | null)[];
const cell = (given: SheetCell | string | number | null): SheetCell => (typeof given === 'object' && given !== null ? given : { value: given });
const number = (value: number | null, unit?: ColumnUnit): SheetCell => ({ value, unit });

function sheet(name: string, columns: { title: string; width: number }[], rows: Cells[]): Sheet {
  return { name, columns, rows: () => rows.map((row) => row.map(cell)), rowCount: rows.length };
}

/** The difference of shares is in percentage points. */
const differenceUnit = (unit: ColumnUnit): ColumnUnit => (unit === 'share' ? 'points' : unit);
const wide = (title: string) => ({ title, width: Math.max(14, Math.min(40, title.length + 3)) });

/** A sheet for each section with every number typed: ends of intervals in columns of their own, reasons where a number is not known. */
export function campaignSheets(parts: CampaignParts, about: { title: string; facts: { label: string; value: string }[] }): Sheet[] {
  const { report, words, phrases } = parts;
  const sheets = [metricSheet(parts), segmentSheet(parts), cumulativeSheet(parts), moneySheet(parts), channelSheet(parts), limitSheet(parts), ...partSheets(parts), healthSheet(parts)].filter((one) => one.rowCount > 0);
  const first = aboutSheet(words, {
    ...about,
    kind: words.text.controlVsTarget,
    contents: sheets.map(({ name, rowCount }) => ({ name, rows: rowCount })),
    terms: report.metrics.flatMap(({ id }) => { const meaning = phrases.metricHelp(id); return meaning ? [{ term: phrases.metric(id), meaning }] : []; }),
    notes: methodNotes(parts),
    queries: [],
  });
  return [first, ...sheets];
}

function comparisonColumns({ phrases, words }: CampaignParts, lead: string[]): { title: string; width: number }[] {
  const { text } = words;
  const [target, control, difference, relative] = [phrases.text('target'), phrases.text('control'), phrases.text('difference'), phrases.text('relativeDifference')];
  const withEnds = (title: string) => [title, text.lower(title), text.upper(title)];
  const customers = (of: string) => `${of}: ${phrases.text('customersColumn').toLowerCase()}`;
  return [
    ...lead, customers(target), ...withEnds(target), customers(control), ...withEnds(control), ...withEnds(difference), text.standardError, ...withEnds(relative),
    text.pValue, phrases.text('pAdjusted'), ...withEnds(text.incremental), phrases.text('conclusion'), text.unknownColumn,
  ].map(wide);
}

function comparisonCells(parts: CampaignParts, row: ReportComparison): Cells {
  const { report, phrases } = parts;
  const { unit, incrementalUnit } = metricOf(report, row.metric);
  const arm = (value: ReportArmValue): Cells => [number(value.units, 'count'), number(value.value, unit), number(value.low, unit), number(value.high, unit)];
  const ends = (effect: Pick<ReportEffect, 'estimate' | 'low' | 'high'>, of: ColumnUnit): Cells => [number(effect.estimate, of), number(effect.low, of), number(effect.high, of)];
  const total = (of: ReportTotal | null): Cells => [number(of?.total ?? null, incrementalUnit ?? 'number'), number(of?.low ?? null, incrementalUnit ?? 'number'), number(of?.high ?? null, incrementalUnit ?? 'number')];
  const reasons = [row.absolute, row.relative].flatMap(({ estimate, reason }) => (estimate === null || reason !== null ? [phrases.reason(reason)] : []));
  return [
    ...arm(row.target), ...arm(row.control), ...ends(row.absolute, differenceUnit(unit)), number(row.absolute.standardError, differenceUnit(unit)), ...ends(row.relative, 'share'),
    number(row.absolute.pValue), number(row.pAdjusted), ...total(row.incremental), conclusionCell(parts, row).text, [...new Set(reasons)].join(' '),
  ];
}

function metricSheet(parts: CampaignParts): Sheet {
  const { report, phrases, words } = parts;
  return sheet(words.text.metrics, comparisonColumns(parts, [phrases.text('metric'), words.text.role, words.text.perGroup]), report.overall.map((row) => [phrases.metric(row.metric), phrases.text(`role-${metricOf(report, row.metric).role}`), phrases.arm(row.arm), ...comparisonCells(parts, row)]));
}

function segmentSheet(parts: CampaignParts): Sheet {
  const { report, phrases, words } = parts;
  const dimension = report.dimension === null ? '' : phrases.dimension(report.dimension);
  return sheet(words.text.bySegment(dimension), comparisonColumns(parts, [dimension, phrases.text('metric'), words.text.perGroup]), report.segments.map((row) => [phrases.segment(row.segment), phrases.metric(row.metric), phrases.arm(row.arm), ...comparisonCells(parts, row)]));
}

function cumulativeSheet({ report, phrases, words }: CampaignParts): Sheet {
  const { text } = words;
  const difference = phrases.text('difference');
  const columns = [phrases.text('metric'), text.perGroup, text.day, phrases.text('target'), phrases.text('control'), difference, text.lower(difference), text.upper(difference)].map(wide);
  const rows = report.series.flatMap(({ metric, arm, points }) => {
    const { unit } = metricOf(report, metric);
    const of = differenceUnit(unit);
    return points.map((point): Cells => [phrases.metric(metric), phrases.arm(arm), { value: point.day, kind: 'date' }, number(point.target, unit), number(point.control, unit), number(point.difference, of), number(point.low, of), number(point.high, of)]);
  });
  return sheet(text.effectByDay, columns, rows);
}

function moneySheet({ report, phrases, words }: CampaignParts): Sheet {
  const { text } = words;
  const [released, responses] = [phrases.text('released'), phrases.text('extraResponses')];
  const columns = [text.perGroup, phrases.text('cost'), released, text.lower(released), text.upper(released), responses, text.lower(responses), text.upper(responses), phrases.text('costPerResponse'), text.unknownColumn].map(wide);
  const total = (of: ReportTotal | null, unit: ColumnUnit): Cells => [number(of?.total ?? null, unit), number(of?.low ?? null, unit), number(of?.high ?? null, unit)];
  return sheet(text.money, columns, report.economics.map((row) => [phrases.arm(row.arm), number(row.costMinor, 'money-minor'), ...total(row.releasedReceivablesMinor, 'money-minor'), ...total(row.incrementalResponses, 'count'), number(row.costPerIncrementalMinor, 'money-minor'), row.reason === null ? '' : phrases.reason(row.reason)]));
}

function channelSheet({ report, phrases }: CampaignParts): Sheet {
  const columns = [phrases.text('channel'), phrases.text('planned'), phrases.text('contacts'), phrases.text('delivered'), phrases.text('customersColumn'), phrases.text('cost')].map(wide);
  return sheet(phrases.text('channels'), columns, report.channels.map((row) => [phrases.options.names.channel(row.channel), number(row.plannedActions, 'count'), number(row.contacts, 'count'), number(row.delivered, 'count'), number(row.customers, 'count'), number(row.costMinor, 'money-minor')]));
}

function limitSheet({ report, phrases }: CampaignParts): Sheet {
  const unitOf = { actions: 'count', 'money-minor': 'money-minor', share: 'share' } as const;
  const columns = [{ title: phrases.text('limit'), width: 60 }, ...[phrases.text('planned'), phrases.text('used'), phrases.text('limitValue'), phrases.text('usedShare')].map(wide)];
  return sheet(phrases.text('limits'), columns, report.limits.map((limit) => {
    const unit = unitOf[limit.unit];
    return [phrases.options.names.limit(limit.constraintId), number(limit.planned, unit), number(limit.used, unit), number(limit.limit, unit), number(limit.used === null || limit.limit <= 0 ? null : limit.used / limit.limit, 'share')];
  }));
}

function healthSheet(parts: CampaignParts): Sheet {
  const { words } = parts;
  return sheet(words.text.health, [{ title: words.text.health, width: 30 }, { title: words.text.verdict, width: 24 }, { title: words.text.meaning, width: 110 }], healthChecks(parts).map(({ label, value, text }) => [label, value, text]));
}
