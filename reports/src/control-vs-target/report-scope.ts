import type { CampaignFacts } from '@arbiter/contracts/campaign';

/** A filter of the report: customers whose dimension had one of these values when they were assigned. */
export interface DimensionFilter {
  dimension: string;
  values: string[];
}

/** A choice of customers by what they are now: not known to any rollup. */
export interface CustomerChoice {
  filters: readonly DimensionFilter[];
  /** SELECT of customer_id. */
  sql: string;
  params: Readonly<Record<string, unknown>>;
}

/** What a report is asked about. */
export interface ReportScope {
  campaignId: string;
  facts: CampaignFacts;
  /** First day whose facts are not complete: the campaign's own, or the day after the last one loaded. YYYY-MM-DD. */
  dataBefore: string;
  /** Key of the assignments' dims by which the report is cut; null for none. */
  dimension: string | null;
  filters: readonly DimensionFilter[];
  customers?: CustomerChoice;
}

/** SQL text for the analytical store with its typed parameters; `Row` is what a row of the answer looks like. */
export interface ReportQuery<Row> {
  sql: string;
  params: Record<string, unknown>;
  /** Never set: carries the type of the rows. */
  readonly row?: Row;
}

/** Runs one query: the only thing that reading a report asks of its surroundings. */
export type RunQuery = <Row>(query: ReportQuery<Row>) => Promise<Row[]>;
