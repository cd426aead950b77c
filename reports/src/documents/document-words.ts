import type { Title } from '@arbiter/contracts';
import type { ReportModel } from '@arbiter/contracts/report-model';
import type { TableChartContext } from '../charts/table-chart.js';
import { type Wording, constraintSentence } from '../wording/constraint-sentence.js';
import { constraintWording as enConstraints, stageWording as enStages } from '../wording/en-constraints.js';
import { reportWording as en } from '../wording/en.js';
import { reportLocales, ReportPhrases } from '../wording/report-phrases.js';
import { constraintWording as ruConstraints, stageWording as ruStages } from '../wording/ru-constraints.js';
import { reportWording as ru } from '../wording/ru.js';
import { createTranslator } from '../wording/translator.js';
import type { DocumentNames, DocumentReader } from './document-input.js';
import { documentTexts, type DocumentTexts } from './document-texts.js';

const trees = {
  ru: { reports: ru as Record<string, string>, constraints: ruConstraints as Record<string, string>, stages: ruStages as Record<string, string> },
  en: { reports: en as Record<string, string>, constraints: enConstraints as Record<string, string>, stages: enStages as Record<string, string> },
};
const translators = { ru: createTranslator<string>(trees.ru, 'ru'), en: createTranslator<string>(trees.en, 'en') };

/** Everything that a document says in words, for one reader. */
export class DocumentWords {
  readonly text: DocumentTexts;
  readonly locale: string;

  constructor(readonly reader: DocumentReader, readonly names: DocumentNames) {
    this.text = documentTexts(reader.language);
    this.locale = reportLocales[reader.language];
  }

  title(title: Title | string | undefined, otherwise = ''): string {
    if (title === undefined) return otherwise;
    if (typeof title === 'string') return title;
    return (this.reader.language === 'ru' ? title.ru || title.en : title.en || title.ru) || otherwise;
  }

  dimension(id: string): string {
    return this.title(entry(this.names.dimensions, id), id);
  }

  value(dimension: string, value: string): string {
    return this.title(entry(entry(this.names.values, dimension) ?? {}, value), value);
  }

  channel(id: string): string {
    return this.title(entry(this.names.channels, id), id);
  }

  action(id: string): string {
    return this.title(entry(this.names.actions, id), id);
  }

  limit(constraintId: string): string {
    const constraint = this.names.constraints.find(({ id }) => id === constraintId);
    return constraint ? constraintSentence(constraint, this.constraintWords()) : constraintId;
  }

  count(value: number | null): string {
    return value === null ? '—' : this.number(value, { maximumFractionDigits: 0 });
  }

  share(value: number | null, digits = 1): string {
    return value === null ? '—' : this.number(value, { style: 'percent', maximumFractionDigits: digits });
  }

  number(value: number, options: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.locale, options).format(value).replace(/^-/, '−');
  }

  /** YYYY-MM-DD as "12 November 2026". */
  day(day: string): string {
    return new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
  }

  /** "1 March – 31 March 2026", without what is the same in both. */
  days(first: string, last: string): string {
    const format = new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    return first >= last ? this.day(first) : format.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`)).replace(/\u2009/g, '\u00a0');
  }

  /** An instant in the reader's zone, with the zone. */
  instant(instant: string): string {
    return new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: this.reader.timeZone, timeZoneName: 'short' }).format(new Date(instant));
  }

  phrases(report: ReportModel): ReportPhrases {
    const translate = translators[this.reader.language];
    const coded = (key: string): string | null => {
      const text = translate(`reports.${key}`);
      return text === `reports.${key}` ? null : text;
    };
    return new ReportPhrases(report, {
      language: this.reader.language,
      currency: this.reader.currency,
      text: (key, values) => translate(`reports.${key}`, values),
      coded,
      names: { dimension: (name) => this.dimension(name), value: (dimension, value) => this.value(dimension, value), channel: (id) => this.channel(id), action: (id) => this.action(id), limit: (id) => this.limit(id) },
    });
  }

  chart(): TableChartContext {
    return { language: this.reader.language, locale: this.locale, currency: this.reader.currency, theme: 'light', timeZone: this.reader.timeZone };
  }

  private constraintWords(): Wording {
    const translate = translators[this.reader.language];
    return {
      t: (key, values) => translate(key, values),
      action: (id) => this.action(id),
      channel: (id) => this.channel(id),
      stage: (stage) => translate(`stages.stage${stage.charAt(0).toUpperCase()}${stage.slice(1)}`),
      attribute: (name) => this.dimension(name),
      value: (name, value) => this.value(name, value),
      count: (value) => this.count(value),
      money: (minor) => this.number(minor / 100, { style: 'currency', currency: this.reader.currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0, maximumFractionDigits: 2 }),
      share: (value) => this.share(value, 2),
    };
  }
}

function entry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
