import type { ReportCompare, ReportFilter, ReportPeriod } from '@arbiter/contracts/reporting/explore';
import { readCompare, readFilter, readPeriod, writeCompare, writeFilter, writePeriod } from '$lib/reporting/question-address.js';

/** Everything that the reader chose on a board. All of it stands in the address, so that a link shows the same board. */
export interface BoardState {
  /** Null: the board's own. */
  period: ReportPeriod | null;
  compare: ReportCompare | null;
  filters: ReportFilter[];
  /** Tiles shown as tables. */
  tables: string[];
  /** Seconds between refreshments; null: the board's own, 0: none. */
  refresh: number | null;
}

export function parseBoardState(query: URLSearchParams): BoardState {
  const refresh = query.get('refresh');
  return {
    period: readPeriod(query.get('period')),
    compare: readCompare(query.get('compare')),
    filters: query.getAll('filter').flatMap((text) => readFilter(text) ?? []),
    tables: [...new Set(query.getAll('table'))],
    refresh: refresh !== null && /^\d{1,5}$/.test(refresh) ? (Number(refresh) === 0 ? 0 : Math.max(5, Number(refresh))) : null,
  };
}

/** Starts with `?` unless empty; what is as the board has it is left out. */
export function boardQuery({ period, compare, filters, tables, refresh }: BoardState): string {
  const search = new URLSearchParams();
  if (period) search.set('period', writePeriod(period));
  if (compare) search.set('compare', writeCompare(compare));
  for (const filter of filters) search.append('filter', writeFilter(filter));
  for (const table of tables) search.append('table', table);
  if (refresh !== null) search.set('refresh', String(refresh));
  const text = search.toString();
  return text ? `?${text}` : '';
}
