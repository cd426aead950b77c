import type { Title } from '@arbiter/contracts';
import type { Constraint } from '@arbiter/contracts/campaign';
import type { ReportModel } from '@arbiter/contracts/report-model';
import type { TileSource, BoardDocument } from '@arbiter/contracts/reporting/board';
import type { ReportCompare, ReportFilter, ReportPeriod } from '@arbiter/contracts/reporting/explore';
import type { ChartSpec, ReportTable } from '@arbiter/contracts/reporting/report-table';

/** For whom a file is made. */
export interface DocumentReader {
  language: 'ru' | 'en';
  /** ISO 4217. */
  currency: string;
  /** IANA zone in which instants are written. */
  timeZone: string;
  /** ISO 8601. */
  madeAt: string;
}

/** Names of the catalogue and the data, for both languages. */
export interface DocumentNames {
  dimensions: Readonly<Record<string, Title>>;
  /** By dimension, then value. */
  values: Readonly<Record<string, Readonly<Record<string, Title>>>>;
  channels: Readonly<Record<string, Title>>;
  actions: Readonly<Record<string, Title>>;
  constraints: readonly Constraint[];
}

export const noNames: DocumentNames = { dimensions: {}, values: {}, channels: {}, actions: {}, constraints: [] };

/** One chart of a campaign's report, where a picture is asked for. */
export interface CampaignChart {
  kind: 'paired-bars' | 'forest' | 'cumulative' | 'limits';
  metric?: string | undefined;
  arm?: string | undefined;
}

export interface CampaignInput {
  kind: 'campaign';
  name: string;
  report: ReportModel;
  names: DocumentNames;
  chart?: CampaignChart | undefined;
}

/** What the reader chose above the tiles. */
export interface Chosen {
  period?: ReportPeriod | undefined;
  filters?: readonly ReportFilter[] | undefined;
  compare?: ReportCompare | undefined;
  /** Name of the campaign that is compared with. */
  compareTitle?: string | undefined;
}

export interface TableInput {
  kind: 'table';
  title: string;
  note?: string | undefined;
  table: ReportTable;
  chart?: ChartSpec | undefined;
  chosen: Chosen;
  names: DocumentNames;
}

/** Each tile has its table, or says why it has none. */
export interface BoardInput {
  kind: 'board';
  document: BoardDocument;
  tiles: { id: string; source?: TileSource; table: ReportTable | null; failure: string | null }[];
  chosen: Chosen;
  names: DocumentNames;
}

export type DocumentInput = CampaignInput | TableInput | BoardInput;
