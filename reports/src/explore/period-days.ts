import type { ReportCompare, ReportPeriod } from '@arbiter/contracts/reporting/explore';

/** Days of a period: calendar dates; `before` is the first one that does not count. */
export interface DaySpan {
  from: string;
  before: string;
}

/** How a moment of the span compared with is moved onto the axis of the span asked about. */
export interface SpanShift {
  unit: 'day' | 'month';
  count: number;
}

const dayMs = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;
const dayOf = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);

/** Calendar date so many days later (earlier for a negative count). */
export function addDays(day: string, count: number): string {
  return dayOf(dayNumber(day) + count);
}

/** Calendar date so many months later; a month without the day has it on its last day: one month after 31 January is 28 February. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

export const spanDays = ({ from, before }: DaySpan): number => Math.max(0, dayNumber(before) - dayNumber(from));

const monthsIn = { month: 1, quarter: 3, year: 12 } as const;

/**
 * The days that a period means on the day `today`; null is all time. `last 7 day` is today and the six days before it; `last 1 month` begins the day
 * after the same day of the month before. A period whose end is not after its start has no days: `from` equals `before`.
 */
export function periodDays(period: ReportPeriod | undefined, today: string): DaySpan | null {
  if (period === undefined || period.kind === 'all') return null;
  if (period.kind === 'between') return { from: period.from, before: period.before < period.from ? period.from : period.before };
  const before = addDays(today, 1);
  if (period.unit === 'day') return { from: addDays(before, -period.count), before };
  if (period.unit === 'week') return { from: addDays(before, -7 * period.count), before };
  return { from: addMonths(before, -monthsIn[period.unit] * period.count), before };
}

/** Whole calendar months that a span is made of, 0 where it is not. */
function wholeMonths({ from, before }: DaySpan): number {
  if (!from.endsWith('-01') || !before.endsWith('-01')) return 0;
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [year = 0, month = 0] = before.split('-').map(Number);
  return (year - fromYear) * 12 + month - fromMonth;
}

/** The span of the same length right before: calendar months before calendar months, else as many days. */
export function previousPeriod(span: DaySpan): DaySpan {
  const months = wholeMonths(span);
  return { from: months > 0 ? addMonths(span.from, -months) : addDays(span.from, -spanDays(span)), before: span.from };
}

/** The same days a year before; 29 February becomes the 28th. */
export function yearBefore({ from, before }: DaySpan): DaySpan {
  return { from: addMonths(from, -12), before: addMonths(before, -12) };
}

/**
 * The span that numbers are held against and how its moments move onto the axis of the present one. Null where there is none: all time has no
 * period before it, and a campaign is no span of days.
 */
export function comparedSpan(compare: ReportCompare | undefined, span: DaySpan | null): { span: DaySpan; shift: SpanShift } | null {
  if (compare === undefined || compare.kind === 'campaign' || span === null) return null;
  if (compare.kind === 'year-before') return { span: yearBefore(span), shift: { unit: 'month', count: 12 } };
  if (compare.kind === 'previous-period') {
    const months = wholeMonths(span);
    return { span: previousPeriod(span), shift: months > 0 ? { unit: 'month', count: months } : { unit: 'day', count: spanDays(span) } };
  }
  const other = { from: compare.from, before: compare.before < compare.from ? compare.from : compare.before };
  return { span: other, shift: { unit: 'day', count: dayNumber(span.from) - dayNumber(other.from) } };
}
