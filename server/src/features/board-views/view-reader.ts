import type { ReportColumn, ReportFilter, ReportQueryText } from '@arbiter/contracts/reporting/index';
import type { ViewDefinition, ViewInput, ViewTable } from '@arbiter/reports/views/view';
import type { Container } from '../../container.js';

/** A page of the customers behind a number of a view, with the number of each. */
export interface ViewCustomers {
  total: number;
  measure: ReportColumn;
  rows: { customerId: string; value: number | null }[];
  queries: ReportQueryText[];
}

/** A bar that was clicked, and which page of its customers is wanted. */
export interface ViewBar {
  where: readonly ReportFilter[];
  measure?: string | undefined;
  limit: number;
  offset: number;
}

/** A view of a board with the code that asks the stores for it. SQL and arithmetic are pure and stand in the reports package. */
export interface ViewReader {
  readonly definition: ViewDefinition;
  /** @throws ProblemError where the input does not fit; the signal's reason when nobody waits any more */
  read(container: Container, input: ViewInput, signal: AbortSignal | undefined): Promise<ViewTable>;
  /** The customers behind a bar, where the view can tell: `where` are the bar's own values, `measure` the column that was clicked. */
  customers?(container: Container, input: ViewInput, bar: ViewBar, signal: AbortSignal | undefined): Promise<ViewCustomers>;
}
