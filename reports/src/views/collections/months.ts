import { title, type ValueTitles, type ViewScope } from '../sql-view.js';
import { bucketIds } from './receivables-mart.js';

/** Titles of the buckets by days overdue. */
export const bucketTitles: ValueTitles = {
  current: title('Без просрочки', 'Not overdue'),
  '1-30': title('1–30 дней', '1–30 days'),
  '31-60': title('31–60 дней', '31–60 days'),
  '61-90': title('61–90 дней', '61–90 days'),
  '90+': title('Более 90 дней', 'More than 90 days'),
};

export const bucketIdOf = (index: unknown): string => bucketIds[Number(index)] ?? String(index);

/** The months that the period touches, of the customers asked for; whole ones only unless the month under way is wanted too. */
export function monthsWhere(scope: ViewScope, wanted: 'whole' | 'all' = 'whole'): { where: string; params: Record<string, unknown> } {
  return {
    where: `receivable_months.month < {before:Date32} AND toDate32(toLastDayOfMonth(receivable_months.month)) >= {from:Date32}${wanted === 'whole' ? ' AND toDate32(toLastDayOfMonth(receivable_months.month)) <= {as_of:Date32}' : ''} AND ${scope.customers.where}`,
    params: { ...scope.customers.params, from: scope.from, before: scope.before, as_of: scope.asOf },
  };
}

/** Dimensions that every view of receivables understands. */
export const receivableFilters = ['segment', 'region', 'kind', 'customer.*', 'campaign', 'arm'] as const;

/** Days of a month given by its first day, and of what of it is over at `asOf`. */
export function daysOfMonth(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

const dayIn = (locale: string, day: string) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
/** The last day with data. */
export const asOfNote = ({ asOf }: ViewScope) => title(`Остатки на ${dayIn('ru-RU', asOf)}`, `Balances as of ${dayIn('en-GB', asOf)}`);
