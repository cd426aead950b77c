import type { Title } from '@arbiter/contracts';
import type { UndefinedReason } from '@arbiter/contracts/report-model';
import type { MetricUnit, ReportModel } from '@arbiter/contracts/report-model';
import { type ChartContext, formatDay, formatDifference, formatPercent, formatValue } from '../charts/chart-wording.js';
import { intervalText } from './interval-text.js';
import type { reportWording } from './ru.js';
import type { Language, MessageValues } from './translator.js';

export type ReportWordingKey = keyof typeof reportWording;

/** Names that come from the catalogue and the data, in the reader's language. */
export interface ReportNames {
  dimension(name: string): string;
  /** A value that is not empty. */
  value(dimension: string, value: string): string;
  channel(id: string): string;
  action(id: string): string;
  /** A constraint of the campaign, as a sentence. */
  limit(constraintId: string): string;
}

export interface ReportPhrasesOptions {
  language: Language;
  /** ISO 4217. */
  currency: string;
  text: (key: ReportWordingKey, values?: MessageValues) => string;
  /** Text of a key that is made at run time, or null where there is none. */
  coded: (key: string) => string | null;
  names: ReportNames;
}

export const reportLocales = { ru: 'ru-RU', en: 'en-GB' } as const;

/** How the things of a control-vs-target report are called and its numbers written: the same on the page, in files and in mails. */
export class ReportPhrases {
  readonly locale: string;

  constructor(readonly report: ReportModel, readonly options: ReportPhrasesOptions) {
    this.locale = reportLocales[options.language];
  }

  text(key: ReportWordingKey, values?: MessageValues): string {
    return this.options.text(key, values);
  }

  /** A metric of this product by its own name, an imported one by its title or the name of its column. */
  metric(id: string): string {
    const title = this.report.metrics.find((metric) => metric.id === id)?.title;
    return this.options.coded(`metric-${id}`) ?? (title ? this.title(title) || id : id);
  }

  metricHelp(id: string): string | undefined {
    return this.options.coded(`metricHelp-${id}`) ?? undefined;
  }

  /** The metric's name within a sentence. */
  metricInside(id: string): string {
    return this.options.coded(`metricInside-${id}`) ?? this.text('quoted', { name: this.metric(id) });
  }

  arm(id: string): string {
    return this.options.coded(`arm-${id}`) ?? id;
  }

  dimension(name: string): string {
    return this.options.names.dimension(name);
  }

  value(dimension: string, value: string): string {
    return value === '' ? this.text('noValue') : this.options.names.value(dimension, value);
  }

  /** A value of the dimension that the report is cut by. */
  segment(value: string | null): string {
    return value === null ? this.text('allCustomers') : this.value(this.report.dimension ?? '', value);
  }

  reason(reason: UndefinedReason | null): string {
    return (reason === null ? null : this.options.coded(`reason-${reason}`)) ?? this.text('reason-unknown');
  }

  /** "95 % CI". */
  get interval(): string {
    return this.text('interval', { level: formatPercent(this.report.confidence, this.locale) });
  }

  /** A day, YYYY-MM-DD, with month and without year. */
  date(day: string): string {
    return formatDay(day, this.locale);
  }

  amount(value: number | null, unit: MetricUnit): string {
    return formatValue(value, unit, this.numbers()).replace(/^-/, '−');
  }

  difference(value: number | null, unit: MetricUnit): string {
    return formatDifference(value, unit, this.numbers());
  }

  relative(value: number | null): string {
    return value === null ? '—' : `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatPercent(Math.abs(value), this.locale)}`;
  }

  differenceInterval(low: number | null, high: number | null, unit: MetricUnit): string {
    return low === null || high === null ? '—' : intervalText(this.difference(low, unit), this.difference(high, unit));
  }

  relativeInterval(low: number | null, high: number | null): string {
    return low === null || high === null ? '—' : intervalText(this.relative(low), this.relative(high));
  }

  /** A probability to two digits or so; what is very small is only said to be so. */
  probability(p: number | null): string {
    if (p === null) return '—';
    const number = (digits: number, of: number) => new Intl.NumberFormat(this.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(of);
    return p < 0.0001 ? `< ${number(4, 0.0001)}` : number(p < 0.001 ? 4 : p < 0.1 ? 3 : 2, p);
  }

  /** "p = 0.02", "p < 0.0001". */
  probabilityText(p: number | null): string {
    const text = this.probability(p);
    return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
  }

  chart(look: Pick<ChartContext, 'theme' | 'narrow'>): ChartContext {
    return {
      ...look,
      text: {
        target: this.text('target'), control: this.text('control'), difference: this.text('difference'), interval: this.interval, allCustomers: this.text('allCustomers'),
        noEffect: this.text('noEffectLine'), used: this.text('used'), planned: this.text('planned'), limit: this.text('limit'),
        percentagePoints: this.text('percentagePoints'), days: this.text('daysShort'),
      },
      locale: this.locale,
      currency: this.options.currency,
      metricTitle: (metric) => this.metric(metric),
      segmentTitle: (segment) => this.segment(segment),
      itemTitle: (id) => this.options.names.limit(id),
    };
  }

  private numbers(): ChartContext {
    return { ...this.chart({ theme: 'light' }), fixedDigits: true };
  }

  private title({ ru, en }: Title): string {
    return (this.options.language === 'ru' ? ru || en : en || ru) || '';
  }
}
