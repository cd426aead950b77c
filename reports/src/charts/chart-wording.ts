import type { MetricUnit } from '@arbiter/contracts/report-model';
import type { ChartThemeName } from './chart-theme.js';

/** Words of the charts in the reader's language; a chart knows none of its own. */
export interface ChartTexts {
  target: string;
  control: string;
  difference: string;
  /** Name of the interval, with its level: "95 % interval". */
  interval: string;
  allCustomers: string;
  noEffect: string;
  used: string;
  planned: string;
  limit: string;
  /** Short for percentage points: "pp". */
  percentagePoints: string;
  days: string;
}

export interface ChartContext {
  text: ChartTexts;
  /** BCP 47, for numbers and dates. */
  locale: string;
  /** ISO 4217. */
  currency: string;
  theme: ChartThemeName;
  /** The chart has the width of a phone: bars run sideways, so that names have room. */
  narrow?: boolean;
  /** As many digits for 2.0 as for 2.1: numbers of a table or a sentence are read against one another. */
  fixedDigits?: boolean;
  metricTitle: (metric: string) => string;
  segmentTitle: (segment: string) => string;
  /** Name of an action's channel or of a limit. */
  itemTitle: (id: string) => string;
}

/** A value of a metric, short enough for an axis or a label. */
export function formatValue(value: number | null, unit: MetricUnit, context: ChartContext): string {
  if (value === null) return '–';
  const { locale, currency } = context;
  const number = (options: Intl.NumberFormatOptions, of = value): string => new Intl.NumberFormat(locale, options).format(of);
  switch (unit) {
    case 'share':
      return number({ style: 'percent', ...digits(shareDigits(value), context) });
    case 'days':
      return `${number(digits(1, context))}\u00a0${context.text.days}`;
    case 'money-minor':
      return number(money(currency, value / 100), value / 100);
    case 'money':
      return number(money(currency, value));
    case 'number':
      return number({ maximumSignificantDigits: 4 });
  }
}

/** A difference with its sign; of shares in percentage points, since "+3 %" could be taken for a relative change. */
export function formatDifference(value: number | null, unit: MetricUnit, context: ChartContext): string {
  if (value === null) return '–';
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  if (unit !== 'share') return `${sign}${formatValue(Math.abs(value), unit, context)}`;
  const points = new Intl.NumberFormat(context.locale, digits(shareDigits(value), context)).format(Math.abs(value) * 100);
  return `${sign}${points}\u00a0${context.text.percentagePoints}`;
}

export function formatPercent(value: number | null, locale: string): string {
  return value === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: shareDigits(value) }).format(value);
}

export function formatDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** Large sums in thousands or millions, those of one customer in full, with cents where they matter. */
function money(currency: string, value: number): Intl.NumberFormatOptions {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const size = Math.abs(value);
  if (size >= 100_000) return { ...style, notation: 'compact', maximumSignificantDigits: 3 };
  return size >= 100 ? { ...style, maximumFractionDigits: 0 } : { ...style, minimumFractionDigits: 0, maximumFractionDigits: 2 };
}

function digits(most: number, context: ChartContext): Intl.NumberFormatOptions {
  return { minimumFractionDigits: context.fixedDigits ? most : 0, maximumFractionDigits: most };
}

function shareDigits(value: number): number {
  return Math.abs(value) < 0.02 ? 2 : 1;
}

/** Text that came from outside, for the markup of a tooltip. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
