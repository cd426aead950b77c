import type { CampaignDraft, CampaignFacts, CampaignState, RunResult, Title } from '@arbiter/contracts';
import type { UndefinedReason } from '@arbiter/contracts/report-numbers';
import type { ReportCell, ReportColumn } from '@arbiter/contracts/reporting/report-table';
import type { DimensionSql } from '../explore/filter-sql.js';
import type { Result } from '../stats/result.js';
import type { ViewDefinition, ViewInput, ViewTable } from './view.js';

/** A condition of the store with the values of its typed parameters; `1` where there is none. */
export interface ViewCondition {
  where: string;
  params: Record<string, unknown>;
}

export type ValueTitles = Readonly<Record<string, Title>>;

/** A campaign that a board is filtered by. */
export interface ViewCampaign {
  id: string;
  name: string;
  facts: CampaignFacts | null;
}

/** A campaign with what was planned: for the views of campaigns. */
export interface CampaignDetail {
  id: string;
  draft: CampaignDraft;
  state: CampaignState;
  facts: CampaignFacts | null;
  /** The approved plan, if there is one. */
  plan: RunResult | null;
}

/** What the report of a campaign concludes; null where the report could not be made. */
export interface CampaignVerdict {
  code: string;
  metric: string;
  estimate: number | null;
  low: number | null;
  high: number | null;
}

/** A quota of the company, as it is set now. */
export interface QuotaSetting {
  id: string;
  title: string;
  atMost: number;
  unit: string;
  per: string;
}

/** What a view is made for: what was asked, and what the reader of the stores found out about it. */
export interface ViewScope {
  input: ViewInput;
  params: Readonly<Record<string, unknown>>;
  /** Last day of the facts, not after today: what balances stand as of. */
  asOf: string;
  /** The period's days, else the days from 1970 to today. */
  from: string;
  before: string;
  /** Which `customer_id` belong to it: filters by attributes of customers, and by campaign and arm where the view takes them for a cohort. */
  customers: ViewCondition;
  /** Conditions on the view's own facts. */
  facts: ViewCondition;
  /** The campaign when exactly one was chosen. */
  campaign: ViewCampaign | null;
  /** Campaigns chosen by the filter, the newest first; all of them without one. Of views that need them. */
  campaigns?: readonly CampaignDetail[];
  verdicts?: ReadonlyMap<string, CampaignVerdict>;
  quotas?: readonly QuotaSetting[];
  /** Whether customers have an attribute `lifecycle_stage`. */
  hasLifecycleStage?: boolean;
  /** Titles by dimension: attributes of customers, `channel`, `action`, `campaign`. */
  titles: Readonly<Record<string, ValueTitles>>;
}

export interface ViewQuery {
  sql: string;
  params: Record<string, unknown>;
}

export type ViewRow = Readonly<Record<string, unknown>>;

/** A view made of questions to the analytical store. Pure: the server asks the questions and hands over the rows. */
export interface SqlView {
  definition: ViewDefinition;
  /** Reads the marts of receivables, which must be up to date first. */
  receivables?: boolean;
  /** Wants the campaigns; their verdicts as well, which take a report each; the company's quotas. */
  needs?: readonly ('campaigns' | 'verdicts' | 'quotas')[];
  /** Dimensions of the view's own facts, beside the attributes of customers. With `campaign` here, a campaign means facts of it, not its customers. */
  facts?: ReadonlyMap<string, DimensionSql>;
  questions(scope: ViewScope): Readonly<Record<string, ViewQuery>>;
  /**
   * The customers behind a bar, whose values stand among the filters of the scope: rows `customer_id`, `value` in any order, one for each customer, and what
   * the value is. `measure` is the column that was clicked; a view that has no number of it by customer gives the one that is nearest.
   */
  customers?(scope: ViewScope, measure: string | undefined): ViewQuery & { measure: ReportColumn };
  table(answers: Readonly<Record<string, readonly ViewRow[]>>, scope: ViewScope): Omit<ViewTable, 'queries'>;
}

/** A cell, or why there is none. */
export type ViewValue = ReportCell | Result<{ value: number }>;

/** A table of named values in the order of its columns; what cannot be known becomes null with its reason. */
export function viewTable(columns: readonly ReportColumn[], rows: readonly Readonly<Record<string, ViewValue | undefined>>[], notes: readonly Title[] = []): Omit<ViewTable, 'queries'> {
  const unknown: ViewTable['unknown'] = [];
  const cells = rows.map((row, index) =>
    columns.map((column): ReportCell => {
      const value = row[column.id];
      if (value === undefined || value === null) {
        if (column.role === 'measure' && value === undefined) unknown.push({ row: index, column: column.id, reason: 'no-data' });
        return null;
      }
      if (typeof value === 'object') {
        if ('undefined' in value) {
          unknown.push({ row: index, column: column.id, reason: value.reason });
          return null;
        }
        return finite(value.value, index, column.id, unknown);
      }
      return typeof value === 'number' ? finite(value, index, column.id, unknown) : value;
    }),
  );
  return { columns: [...columns], rows: cells, unknown, notes: [...notes] };
}

function finite(value: number, row: number, column: string, unknown: { row: number; column: string; reason: UndefinedReason }[]): number | null {
  if (Number.isFinite(value)) return value;
  unknown.push({ row, column, reason: 'bad-input' });
  return null;
}

/** A quotient, unknown where there is nothing to divide by. */
export function quotient(above: number, below: number, reason: UndefinedReason = 'denominator-zero'): Result<{ value: number }> {
  return below === 0 ? { undefined: true, reason } : { value: above / below };
}

export const dimensionColumn = (id: string, title: Title, more: Partial<ReportColumn> = {}): ReportColumn => ({ id, title, role: 'dimension', type: 'text', ...more });
export const measureColumn = (id: string, title: Title, unit: NonNullable<ReportColumn['unit']>, more: Partial<ReportColumn> = {}): ReportColumn => ({ id, title, role: 'measure', type: 'number', unit, ...more });
export const monthColumn: ReportColumn = dimensionColumn('month', { ru: 'Месяц', en: 'Month' }, { type: 'date', grain: 'month', filterBy: null });

export const title = (ru: string, en: string): Title => ({ ru, en });
export const numberOf = (value: unknown): number => Number(value ?? 0);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : String(value ?? ''));
