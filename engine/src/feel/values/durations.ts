import { FeelObject } from './feel-object.js';

const giga = 1_000_000_000;

/** Fraction of a second as text: '' or `.5`. */
export function nanosText(nanos: number): string {
  return nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
}

/** An exact span of time: whole seconds (rounded down) and 0–999,999,999 nanoseconds. */
export class DayTimeDuration extends FeelObject {
  constructor(readonly seconds: number, readonly nanos: number) {
    super();
  }

  /** From seconds with a fraction; null where the span leaves the exact range of numbers. */
  static ofSeconds(total: number): DayTimeDuration | null {
    if (!(Math.abs(total) <= Number.MAX_SAFE_INTEGER)) return null;
    const whole = Math.floor(total);
    const nanos = Math.round((total - whole) * giga);
    return nanos === giga ? new DayTimeDuration(whole + 1, 0) : new DayTimeDuration(whole, nanos);
  }

  static of(seconds: number, nanos: number): DayTimeDuration | null {
    const carry = Math.floor(nanos / giga);
    const whole = seconds + carry;
    return Number.isSafeInteger(whole) ? new DayTimeDuration(whole, nanos - carry * giga) : null;
  }

  get totalSeconds(): number {
    return this.seconds + this.nanos / giga;
  }

  negate(): DayTimeDuration {
    return this.nanos === 0 ? new DayTimeDuration(-this.seconds || 0, 0) : new DayTimeDuration(-this.seconds - 1, giga - this.nanos);
  }

  /** Days, hours, minutes and seconds of the span without its sign. */
  parts(): { negative: boolean; days: number; hours: number; minutes: number; seconds: number; nanos: number } {
    const negative = this.seconds < 0;
    const span = negative ? this.negate() : this;
    const s = span.seconds;
    return { negative, days: Math.floor(s / 86_400), hours: Math.floor(s / 3600) % 24, minutes: Math.floor(s / 60) % 60, seconds: s % 60, nanos: span.nanos };
  }

  toString(): string {
    const { negative, days, hours, minutes, seconds, nanos } = this.parts();
    const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds || nanos ? `${seconds}${nanosText(nanos)}S` : ''}`;
    if (days === 0 && time === '') return 'PT0S';
    return `${negative ? '-' : ''}P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
  }
}

/** A span of whole months. */
export class YearMonthDuration extends FeelObject {
  constructor(readonly months: number) {
    super();
  }

  static of(months: number): YearMonthDuration | null {
    return Number.isSafeInteger(months) ? new YearMonthDuration(months || 0) : null;
  }

  toString(): string {
    const total = Math.abs(this.months);
    const years = Math.floor(total / 12);
    const months = total % 12;
    return `${this.months < 0 ? '-' : ''}P${years ? `${years}Y` : ''}${months || !years ? `${months}M` : ''}`;
  }
}

const yearMonth = /^(-?)P(?:(\d{1,15})Y)?(?:(\d{1,15})M)?$/;
const dayTime = /^(-?)P(?:(\d{1,15})D)?(?:T(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d{0,30}))?S)?)?$/;

/** Reads an ISO 8601 duration; null where the text is none. */
export function parseDuration(text: string): DayTimeDuration | YearMonthDuration | null {
  if (text.length > 100) return null;
  const ym = yearMonth.exec(text);
  if (ym && (ym[2] !== undefined || ym[3] !== undefined)) {
    const months = Number(ym[2] ?? 0) * 12 + Number(ym[3] ?? 0);
    return YearMonthDuration.of(ym[1] ? -months : months);
  }
  const dt = dayTime.exec(text);
  if (!dt || text.endsWith('T') || (dt[2] === undefined && dt[3] === undefined && dt[4] === undefined && dt[5] === undefined)) return null;
  const seconds = Number(dt[2] ?? 0) * 86_400 + Number(dt[3] ?? 0) * 3600 + Number(dt[4] ?? 0) * 60 + Number(dt[5] ?? 0);
  const span = DayTimeDuration.of(seconds, Number((dt[6] ?? '').slice(0, 9).padEnd(9, '0')));
  return span && dt[1] ? span.negate() : span;
}
