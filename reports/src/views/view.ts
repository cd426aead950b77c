import type { ReportFilter, Title } from '@arbiter/contracts';
import type { ChartSpec, ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { TSchema } from 'typebox';

/** Boards that come with the product. */
export const boardTopics = ['collections', 'life-cycle', 'campaign', 'strategy', 'model', 'insurance', 'operations', 'data'] as const;
export type BoardTopic = (typeof boardTopics)[number];

/** A number or picture of a board that a question to one dataset cannot give: roll rates, cure curves, calibration, swap sets. */
export interface ViewDefinition {
  /** `collections.roll-rates`. */
  id: string;
  topic: BoardTopic;
  title: Title;
  /** What it says, its formula and where its numbers come from, for the reader. */
  meaning: Title;
  /** What a tile may set; every property has a default. */
  params: TSchema;
  /** Dimensions of filters that it understands, `customer.*` for all further attributes of customers; others do not reach it, and the table says so in a note. */
  filters: readonly string[];
  /** How it is drawn unless a tile says otherwise. */
  chart: ChartSpec;
}

/** What a view is asked for. Days are calendar dates; `before` is the first day that does not count. */
export interface ViewInput {
  period: { from: string; before: string } | null;
  filters: readonly ReportFilter[];
  /** Checked against the view's `params`, defaults set. */
  params: Readonly<Record<string, unknown>>;
  today: string;
}

/** What a view makes; who asked adds when it was made and how long it took. */
export type ViewTable = Omit<ReportTable, 'asOf' | 'tookMs' | 'rowsOmitted'>;

export type { ReportCell, ReportColumn };
