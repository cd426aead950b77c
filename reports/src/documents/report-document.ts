import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import type { EChartsOption } from 'echarts';

export type Tone = 'good' | 'bad' | 'caution' | 'neutral';

/** Text in a cell of a printed table; `detail` stands under it, smaller. */
export interface PrintCell {
  text: string;
  detail?: string;
  tone?: Tone;
  strong?: boolean;
}

export interface PrintColumn {
  title: string;
  align: 'left' | 'right';
  /** Wide columns take more of the room that is left over. 1 unless said. */
  weight?: number;
}

/** A table on paper: texts only, the header repeated on every page. */
export interface PrintTable {
  columns: PrintColumn[];
  rows: PrintCell[][];
  /** For screen readers and bookmarks. */
  summary: string;
}

/** A typed value of a sheet. `money-minor` is written in major units; `points` as per cent. */
export type SheetValue = string | number | boolean | null;
export interface SheetCell {
  value: SheetValue;
  unit?: ColumnUnit | undefined;
  kind?: 'date' | 'instant' | undefined;
}

/** A sheet of a workbook: one row of titles, then typed values. Rows are made while they are written. */
export interface Sheet {
  name: string;
  columns: { title: string; width: number }[];
  rows: () => Iterable<SheetCell[]>;
  rowCount: number;
}

export interface Check {
  state: 'fine' | 'alarm' | 'unknown';
  label: string;
  value: string;
  text: string;
}

export interface Verdict {
  tone: Tone;
  sentence: string;
  details: string[];
  cautions: string[];
}

export type Block =
  | { kind: 'text'; text: string; look?: 'plain' | 'muted' | 'caution' }
  | { kind: 'list'; items: string[] }
  | { kind: 'heading'; text: string }
  | { kind: 'terms'; items: { term: string; meaning: string }[] }
  /** Numbers with their names, side by side. */
  | { kind: 'figures'; items: { label: string; value: string; detail?: string; tone?: Tone }[] }
  | { kind: 'checks'; items: Check[] }
  | { kind: 'verdicts'; items: Verdict[] }
  /** A chart at this height in points; `alt` says it in words. */
  | { kind: 'chart'; option: EChartsOption; height: number; alt: string; caption?: string }
  | { kind: 'table'; table: PrintTable };

export interface Section {
  title: string;
  blocks: Block[];
  /** Begins a page of its own. */
  ownPage?: boolean;
  /** Its tables are too wide for upright paper. */
  landscape?: boolean;
}

/**
 * What stands in the files of a report, whatever their format: pages take cover and sections, workbooks the sheets. All words are in the
 * reader's language already and all numbers are written as the page writes them.
 */
export interface ReportDocument {
  language: 'ru' | 'en';
  /** BCP 47. */
  locale: string;
  title: string;
  /** What kind of report it is. */
  kind: string;
  /** When it was made, in words, with its zone. */
  madeAt: string;
  /** Lines of the cover: period, filters, groups, date of data. */
  facts: { label: string; value: string }[];
  /** What stands on the cover below the facts. */
  cover: Block[];
  sections: Section[];
  sheets: Sheet[];
  words: DocumentFrameWords;
}

/** Words of the frame of every document. */
export interface DocumentFrameWords {
  /** `Page {page} of {pages}`. */
  pageOf: (page: number, pages: number) => string;
  continued: string;
}
