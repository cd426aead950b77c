export type ReadingLanguage = 'ru' | 'en';

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;
const numbers = { ru: new Intl.NumberFormat(locales.ru, { maximumFractionDigits: 20 }), en: new Intl.NumberFormat(locales.en, { maximumFractionDigits: 20 }) };
const days = { ru: new Intl.DateTimeFormat(locales.ru, { dateStyle: 'long', timeZone: 'UTC' }), en: new Intl.DateTimeFormat(locales.en, { dateStyle: 'long', timeZone: 'UTC' }) };
const dayText = /^\d{4}-\d{2}-\d{2}$/;
const longestList = 12;
const longestText = 200;

/** Whether a text is a day as JSON writes it: 2026-05-01. */
export const isDay = (value: unknown): value is string => typeof value === 'string' && dayText.test(value) && !Number.isNaN(Date.parse(value));

export const quoted = (text: string, language: ReadingLanguage): string => {
  const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return language === 'ru' ? `«${short}»` : `“${short}”`;
};

/** A JSON value as a sentence has it. Lists are cut after a dozen values. */
export function valueInWords(value: unknown, language: ReadingLanguage, unit = ''): string {
  if (value === null) return language === 'ru' ? 'пусто' : 'empty';
  if (value === undefined || value === '') return language === 'ru' ? 'пустой текст' : 'an empty text';
  if (typeof value === 'number') return Number.isFinite(value) ? `${numbers[language].format(value)}${unit === '' ? '' : unit === '%' && language === 'en' ? '%' : `\u00a0${unit}`}` : String(value);
  if (typeof value === 'boolean') return language === 'ru' ? (value ? 'да' : 'нет') : value ? 'yes' : 'no';
  if (isDay(value)) return days[language].format(new Date(value));
  if (typeof value === 'string') return quoted(value, language);
  if (Array.isArray(value)) return listInWords(value, language, unit);
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    text = String(value);
  }
  return text === undefined ? String(value) : text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

export function listInWords(values: readonly unknown[], language: ReadingLanguage, unit = ''): string {
  if (values.length === 0) return language === 'ru' ? 'пустой список' : 'an empty list';
  const shown = values.slice(0, longestList).map((value) => valueInWords(value, language, unit));
  const more = values.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? (language === 'ru' ? ` и ещё ${more}` : ` and ${more} more`) : ''}`;
}
