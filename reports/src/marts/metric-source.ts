/**
 * Where the values of a metric come from. All numbers are whole: money in minor units, days and counts as they are, imported outcomes times
 * `scale`. Sums of whole numbers have no order, so that a rollup equals the raw rows to the last digit and a correction can be taken back.
 */
export interface MetricSource {
  metric: string;
  /** Sums are divided by this to get the metric's own unit: 1 for counts and minor units, 1,000,000 for imported outcomes. */
  scaleX: number;
  scaleY: number;
  /**
   * Sub-select over raw facts with the columns customer_id String, day Date32, x Int64, y Int64: what the day adds to the customer's x (value or
   * numerator) and y (denominator). It sees `unit_ids` (customer_id) and the parameters of the report's scope, and reads tables with FINAL.
   */
  eventsSql: string;
  /** Sub-select with customer_id String, z Int64: the same measure before assignment, for CUPED and for the balance check; null where there is none. */
  beforeSql: string | null;
  /** Leaves out customers without an event instead of counting them as 0; sound only where being matched was settled before assignment. */
  onlyMatched: boolean;
}
