import { i18n } from '$lib/i18n/i18n.svelte.js';

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = i18n.language + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locales[i18n.language], options)));
  return format;
}

const dash = '—';
const known = (value: number | null | undefined): value is number => value !== null && value !== undefined && Number.isFinite(value);

/** Numbers, money, shares and times as the reader's language writes them. An unknown value is a dash. */
class Format {
  /** Currency of the installation; the overview says which. */
  currency = $state('RUB');

  number(value: number | null | undefined, digits = 0): string {
    return known(value) ? numberFormat({ maximumFractionDigits: digits }).format(value) : dash;
  }

  /** 18 240 as `18,2 тыс.`; small numbers stay whole. */
  compact(value: number | null | undefined): string {
    if (!known(value)) return dash;
    return Math.abs(value) < 100_000 ? this.number(value) : numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
  }

  money(minor: number | null | undefined): string {
    if (!known(minor)) return dash;
    const whole = minor % 100 === 0 || Math.abs(minor) >= 10_000_000;
    return numberFormat({ style: 'currency', currency: this.currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: whole ? 0 : 2 }).format(minor / 100);
  }

  /** Money of which the last digits say nothing: without kopecks from a hundred up. */
  moneyRounded(minor: number | null | undefined): string {
    return this.money(known(minor) ? (Math.abs(minor) >= 10_000 ? Math.round(minor / 100) * 100 : Math.round(minor)) : minor);
  }

  moneyCompact(minor: number | null | undefined): string {
    if (!known(minor)) return dash;
    if (Math.abs(minor) < 1_000_000) return this.money(minor);
    return numberFormat({ style: 'currency', currency: this.currency, currencyDisplay: 'narrowSymbol', notation: 'compact', maximumFractionDigits: 1 }).format(minor / 100);
  }

  /** The sign of the currency, for a field's end. */
  currencySign(): string {
    return numberFormat({ style: 'currency', currency: this.currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0).find((part) => part.type === 'currency')?.value ?? this.currency;
  }

  /** A share (0..1) as per cent. */
  percent(share: number | null | undefined, digits = 1): string {
    return known(share) ? numberFormat({ style: 'percent', maximumFractionDigits: digits }).format(share) : dash;
  }

  signed(value: number | null | undefined, digits = 0): string {
    return known(value) ? numberFormat({ maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(value).replace('-', '−') : dash;
  }

  signedMoney(minor: number | null | undefined): string {
    if (!known(minor)) return dash;
    const text = this.money(Math.abs(minor));
    return minor === 0 ? text : `${minor > 0 ? '+' : '−'}${text}`;
  }

  signedPercent(share: number | null | undefined, digits = 1): string {
    return known(share) ? numberFormat({ style: 'percent', maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(share).replace('-', '−') : dash;
  }

  /** A calendar date, without any shift by time zone. */
  date(date: string | null | undefined): string {
    if (!date) return dash;
    const value = new Date(/^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T00:00:00` : date);
    return Number.isNaN(value.getTime()) ? date : value.toLocaleDateString(locales[i18n.language], { day: 'numeric', month: 'short', year: 'numeric' });
  }

  /** A date of which the year is plain. */
  dayMonth(date: string): string {
    return new Date(`${date.slice(0, 10)}T00:00:00`).toLocaleDateString(locales[i18n.language], { day: 'numeric', month: 'short' });
  }

  dateTime(instant: string | null | undefined): string {
    if (!instant) return dash;
    const value = new Date(instant);
    if (Number.isNaN(value.getTime())) return instant;
    return value.toLocaleString(locales[i18n.language], { day: 'numeric', month: 'short', year: value.getFullYear() === new Date().getFullYear() ? undefined : 'numeric', hour: '2-digit', minute: '2-digit' });
  }

  /** How long ago, in the largest unit that fits. */
  ago(instant: string | null | undefined): string {
    if (!instant) return dash;
    const seconds = Math.round((new Date(instant).getTime() - Date.now()) / 1000);
    const relative = new Intl.RelativeTimeFormat(locales[i18n.language], { numeric: 'auto', style: 'short' });
    for (const [unit, size] of [['day', 86_400], ['hour', 3600], ['minute', 60]] as const) if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
    return relative.format(seconds, 'second');
  }

  durationMs(ms: number | null | undefined): string {
    if (!known(ms)) return dash;
    const unit = (value: number, name: 'millisecond' | 'second' | 'minute' | 'hour' | 'day', digits = 0) => numberFormat({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
    if (ms < 1000) return unit(Math.round(ms), 'millisecond');
    if (ms < 60_000) return unit(ms / 1000, 'second', 1);
    if (ms >= 86_400_000) return `${unit(Math.floor(ms / 86_400_000), 'day')} ${unit(Math.floor((ms % 86_400_000) / 3_600_000), 'hour')}`;
    if (ms >= 3_600_000) return `${unit(Math.floor(ms / 3_600_000), 'hour')} ${unit(Math.floor((ms % 3_600_000) / 60_000), 'minute')}`;
    return `${unit(Math.floor(ms / 60_000), 'minute')} ${unit(Math.round((ms % 60_000) / 1000), 'second')}`;
  }

  bytes(bytes: number | null | undefined): string {
    if (!known(bytes)) return dash;
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
    const power = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
    return numberFormat({ style: 'unit', unit: units[power] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: power > 1 ? 1 : 0 }).format(bytes / 1000 ** power);
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(locales[i18n.language], { type: 'conjunction' }).format(items);
  }
}

export const format = new Format();
