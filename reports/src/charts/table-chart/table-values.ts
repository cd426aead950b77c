import type { ColumnUnit, Grain, ReportCell, ReportColumn } from '@arbiter/contracts/reporting/report-table';
import type { ChartThemeName } from '../chart-theme.js';
import { type ChartLanguage, chartTexts } from './chart-texts.js';

/** What a table needs to be written and drawn for a reader. */
export interface TableChartContext {
  language: ChartLanguage;
  /** BCP 47, for numbers and dates. */
  locale: string;
  /** ISO 4217. */
  currency: string;
  theme: ChartThemeName;
  /** The chart has the width of a phone. */
  narrow?: boolean;
  /** Width of the chart in pixels, where it is known: names that have no room below standing bars make them lie down. */
  width?: number;
  /** IANA zone of instants; dates have none. By default UTC. */
  timeZone?: string;
  /** Categories that have room; what goes beyond is summed up as "others" where it may be, else left to the table. By default all. */
  maxCategories?: number;
  /** Drawn at their days on charts over time. */
  annotations?: readonly ChartAnnotation[];
}

/** Something that happened on a day (`until`: through that day). */
export interface ChartAnnotation {
  on: string;
  until?: string | undefined;
  text: string;
}

const dash = '–';

/** A title of a column or value in the reader's language, else in the other one. */
export function titleIn(title: { ru: string; en: string }, language: ChartLanguage): string {
  return (language === 'ru' ? title.ru || title.en : title.en || title.ru) || '';
}

/** A cell as a table, tooltip or screen reader says it. */
export function cellText(cell: ReportCell | undefined, column: ReportColumn, context: TableChartContext): string {
  if (column.role === 'measure' && column.type === 'number') return typeof cell === 'number' ? numberText(cell, column.unit ?? 'number', context) : dash;
  return valueText(cell, column, context);
}

/** A value of a dimension: its title where it is a code, a period by its grain, else as it is. */
export function valueText(cell: ReportCell | undefined, column: ReportColumn, context: TableChartContext): string {
  const texts = chartTexts(context.language);
  if (cell === null || cell === undefined || cell === '') return texts.noValue;
  const title = Object.hasOwn(column.valueTitles ?? {}, String(cell)) ? column.valueTitles?.[String(cell)] : undefined;
  if (title) return titleIn(title, context.language) || String(cell);
  if (typeof cell === 'boolean') return cell ? texts.yes : texts.no;
  if (column.type === 'boolean') return cell === 1 || cell === '1' || cell === 'true' ? texts.yes : texts.no;
  if (column.type === 'date' || column.type === 'instant') return periodText(String(cell), column.grain ?? (column.type === 'date' ? 'day' : 'minute'), context, column.type === 'date');
  if (typeof cell === 'number') return numberText(cell, column.unit ?? 'number', context);
  return cell;
}

/** A period by its first moment: "12 Nov", "Nov 2026", "Q4 2026". */
export function periodText(value: string, grain: Grain, context: TableChartContext, isDate = !value.includes('T')): string {
  const at = new Date(isDate ? `${value.slice(0, 10)}T00:00:00Z` : value);
  if (Number.isNaN(at.getTime())) return value;
  const timeZone = isDate ? 'UTC' : (context.timeZone ?? 'UTC');
  const write = (options: Intl.DateTimeFormatOptions): string => dateFormat(context.locale, timeZone, options).format(at);
  const texts = chartTexts(context.language);
  switch (grain) {
    case 'year':
      return write({ year: 'numeric' });
    case 'quarter':
      return texts.quarter(Math.floor((Number(dateFormat('en', timeZone, { month: 'numeric' }).format(at)) - 1) / 3) + 1, write({ year: 'numeric' }));
    case 'month':
      return write({ month: 'short', year: 'numeric' });
    case 'week':
      return texts.week(write({ day: 'numeric', month: 'short' }));
    case 'day':
      return write({ day: 'numeric', month: 'short', year: 'numeric' });
    default:
      return write({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  }
}

/** A period short enough for an axis. */
export function shortPeriodText(at: number, grain: Grain, context: TableChartContext, isDate: boolean): string {
  const timeZone = isDate ? 'UTC' : (context.timeZone ?? 'UTC');
  const write = (options: Intl.DateTimeFormatOptions): string => dateFormat(context.locale, timeZone, options).format(new Date(at));
  if (grain === 'year') return write({ year: 'numeric' });
  if (grain === 'quarter' || grain === 'month') return dateFormat('en', timeZone, { month: 'numeric' }).format(new Date(at)) === '1' ? `${write({ month: 'short' })} ${write({ year: 'numeric' })}` : write({ month: 'short' });
  if (grain === 'minute' || grain === 'hour') return write({ hour: '2-digit', minute: '2-digit' });
  return write({ day: 'numeric', month: 'short' });
}

/** A number with its unit; large ones in short form when `short`. */
export function numberText(value: number, unit: ColumnUnit, context: TableChartContext, short = false): string {
  if (!Number.isFinite(value)) return dash;
  const texts = chartTexts(context.language);
  const size = Math.abs(value);
  const write = (options: Intl.NumberFormatOptions, of = value): string => numberFormat(context.locale, options).format(of).replace(/^-/, '−');
  const plain = (most: number, of = value): string => write(short && Math.abs(of) >= 10_000 ? { notation: 'compact', maximumSignificantDigits: 3 } : { maximumFractionDigits: most }, of);
  switch (unit) {
    case 'count':
      return plain(size < 100 ? 1 : 0);
    case 'share':
      return write({ style: 'percent', maximumFractionDigits: size < 0.02 ? 2 : 1 });
    case 'points':
      return `${signed(plain(size < 0.02 ? 2 : 1, size * 100), value)}\u00a0${texts.points}`;
    case 'money-minor':
      return money(value / 100);
    case 'money':
      return money(value);
    case 'days':
      return `${plain(1)}\u00a0${texts.daysShort}`;
    case 'duration-ms':
      return duration(value);
    case 'duration-us':
      return size < 1000 ? write({ style: 'unit', unit: 'microsecond', unitDisplay: 'short', maximumFractionDigits: 0 }) : duration(value / 1000);
    case 'per-second':
      return `${plain(size < 10 ? 2 : size < 100 ? 1 : 0)}\u00a0${texts.perSecond}`;
    case 'bytes':
      return bytes(value);
    case 'index':
      return plain(size < 1 ? 3 : size < 100 ? 2 : 1);
    case 'number':
      return short && size >= 10_000 ? plain(0) : write(size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 });
  }

  function money(major: number): string {
    const style = { style: 'currency', currency: context.currency, currencyDisplay: 'narrowSymbol' } as const;
    const large = Math.abs(major);
    if (large >= (short ? 10_000 : 10_000_000)) return write({ ...style, notation: 'compact', maximumSignificantDigits: short ? 3 : 4 }, major);
    return write(large >= 100 || Number.isInteger(major) ? { ...style, maximumFractionDigits: 0 } : { ...style, minimumFractionDigits: 2, maximumFractionDigits: 2 }, major);
  }

  function duration(ms: number): string {
    const long = Math.abs(ms);
    const [unitName, length, digits] = long < 1000 ? (['millisecond', 1, long < 10 ? 2 : 0] as const) : long < 60_000 ? (['second', 1000, 1] as const) : long < 3_600_000 ? (['minute', 60_000, 1] as const) : long < 86_400_000 ? (['hour', 3_600_000, 1] as const) : (['day', 86_400_000, 1] as const);
    return write({ style: 'unit', unit: unitName, unitDisplay: 'short', maximumFractionDigits: digits }, ms / length);
  }

  function bytes(amount: number): string {
    const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
    const power = Math.max(0, Math.min(4, Math.floor(Math.log10(Math.max(1, Math.abs(amount))) / 3)));
    return write({ style: 'unit', unit: names[power] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: power > 1 ? 1 : 0 }, amount / 1000 ** power);
  }
}

/** A difference of two values of a unit, with its sign; of shares in percentage points. */
export function differenceText(value: number, unit: ColumnUnit, context: TableChartContext, short = false): string {
  if (unit === 'share' || unit === 'points') return numberText(value, 'points', context, short);
  return signed(numberText(Math.abs(value), unit, context, short), value);
}

export function percentText(share: number, context: TableChartContext): string {
  const text = numberFormat(context.locale, { style: 'percent', maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0 }).format(Math.abs(share));
  return signed(text, share);
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

const formats = new Map<string, Intl.NumberFormat>();
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale, options)));
  return format;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone })));
  return format;
}
