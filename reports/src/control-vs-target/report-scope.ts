import type { CampaignFacts } from '@arbiter/contracts/campaign';

/** A filter of the report: customers whose dimension had one of these values when they were assigned. */
export interface DimensionFilter {
  dimension: string;
  values: string[];
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

/**
 * The customers of the campaign with their arm and segment, by assignment (intent-to-treat). Dimensions are those of the
 * moment of assignment: one that the treatment changes must not move a customer between the rows of a report.
 */
export const assignedSql = `assigned AS (
    SELECT customer_id, arm, dims[{dimension:String}] AS segment
    FROM assignments FINAL
    WHERE campaign_id = {campaign_id:String}
        AND arrayAll((name, wanted) -> has(wanted, dims[name]), {filter_names:Array(String)}, {filter_values:Array(Array(String))})
)`;

/** Last day that counts for what happens during the campaign. */
export function windowBefore(scope: ReportScope): string {
  return scope.facts.endsBefore < scope.dataBefore ? scope.facts.endsBefore : scope.dataBefore;
}

export function scopeParams(scope: ReportScope): Record<string, unknown> {
  return {
    campaign_id: scope.campaignId,
    dimension: scope.dimension ?? '',
    filter_names: scope.filters.map((filter) => filter.dimension),
    filter_values: scope.filters.map((filter) => filter.values),
    starts_on: scope.facts.startsOn,
    window_before: windowBefore(scope),
    data_before: scope.dataBefore,
  };
}
