import type { Grain } from '@arbiter/contracts/reporting/report-table';
import { addDays, addMonths } from '@arbiter/reports/explore/period-days';

/** The days of a period of a chart that begins at a moment; null for periods shorter than a day. */
export function spanOfPeriod(start: string, grain: Grain): { from: string; before: string } | null {
  const from = start.slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(from)) return null;
  switch (grain) {
    case 'day':
      return { from, before: addDays(from, 1) };
    case 'week':
      return { from, before: addDays(from, 7) };
    case 'month':
      return { from, before: addMonths(from, 1) };
    case 'quarter':
      return { from, before: addMonths(from, 3) };
    case 'year':
      return { from, before: addMonths(from, 12) };
    default:
      return null;
  }
}
