import type { MetricUnit, ReportModel, ReportSection, UndefinedReason } from '@arbiter/contracts/report-model';
import type { ChartSpec, ColumnUnit, ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { ReportPhrases } from '../wording/report-phrases.js';

/** The parts of a control-vs-target report beside its summary. */
export const sectionGroups = ['time', 'course', 'uplift', 'collection', 'precision'] as const;
export type SectionGroup = (typeof sectionGroups)[number];

/** A part of a report as a table and the way it is drawn: the same on the page, in a workbook and on paper. Texts are in the reader's language. */
export interface ReportSectionTable {
  id: string;
  group: SectionGroup;
  title: string;
  /** What it says, in a sentence. */
  text: string;
  /** How it must be read: cautions, what was left out. */
  notes: string[];
  table: ReportTable;
  chart: ChartSpec;
  /** Why there is nothing to show, in words. */
  missing: string | null;
}

/** What a reader chose to see. */
export interface SectionChoice {
  arm: string;
  /** Metric of the parts that show one metric at a time. */
  metric: string;
}

/** Whose SQL the numbers of a part come from. */
export function sectionSource(id: string): ReportSection {
  const sources: [RegExp, ReportSection][] = [
    [/^time-/, 'time'], [/^contact-/, 'contact-curve'], [/^funnel$/, 'funnel'], [/^cut-/, 'cuts'], [/^(qini|deciles|profit)$/, 'uplift'],
    [/^turnover$/, 'turnover'], [/^cure$/, 'cure'], [/^roll-/, 'roll-rates'], [/^power$/, 'power'], [/^complier$/, 'complier'],
  ];
  return sources.find(([pattern]) => pattern.test(id))?.[1] ?? 'metrics';
}

/** Units of a metric's values in a table. */
export function columnUnit(unit: MetricUnit): ColumnUnit {
  return unit;
}

/** Units of a difference: of shares, percentage points. */
export function differenceUnit(unit: MetricUnit): ColumnUnit {
  return unit === 'share' ? 'points' : unit;
}

/** Writes one table row by row; a number that is not known goes in with its reason. */
export class TableWriter {
  private readonly columns: ReportColumn[] = [];
  private readonly rows: ReportCell[][] = [];
  private readonly unknown: ReportTable['unknown'] = [];

  dimension(id: string, title: string, type: ReportColumn['type'] = 'text', more: Partial<ReportColumn> = {}): this {
    this.columns.push({ id, title: { ru: title, en: title }, role: 'dimension', type, filterBy: null, ...more });
    return this;
  }

  measure(id: string, title: string, unit: ColumnUnit, more: Partial<ReportColumn> = {}): this {
    this.columns.push({ id, title: { ru: title, en: title }, role: 'measure', type: 'number', unit, ...more });
    return this;
  }

  /** A measure with its interval in the two columns after it. */
  withInterval(id: string, title: string, unit: ColumnUnit, ends: { low: string; high: string }, more: Partial<ReportColumn> = {}): this {
    return this.measure(id, title, unit, { low: `${id}_low`, high: `${id}_high`, ...more })
      .measure(`${id}_low`, `${title}: ${ends.low}`, unit)
      .measure(`${id}_high`, `${title}: ${ends.high}`, unit);
  }

  row(cells: Readonly<Record<string, ReportCell>>, reasons: Readonly<Record<string, UndefinedReason | null | undefined>> = {}): this {
    for (const [column, reason] of Object.entries(reasons)) if (reason && (cells[column] ?? null) === null) this.unknown.push({ row: this.rows.length, column, reason });
    this.rows.push(this.columns.map((column) => cells[column.id] ?? null));
    return this;
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  table(report: ReportModel): ReportTable {
    return { columns: this.columns, rows: this.rows, rowsOmitted: 0, unknown: this.unknown, notes: [], queries: [], asOf: report.source.builtAt ?? `${report.dataBefore}T00:00:00Z`, tookMs: 0 };
  }
}

export function endsOf(phrases: ReportPhrases): { low: string; high: string } {
  return { low: phrases.text('sectionLow'), high: phrases.text('sectionHigh') };
}
