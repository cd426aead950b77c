import type { FileFormat } from '@arbiter/contracts';

/** Cells that mean "no value" in every column but text. Also read by the SQL that checks the rows. */
export const missingWords = ['', 'NULL', 'NA', 'N/A', 'NAN', 'NONE', '-', '—', '#N/A', '#Н/Д', '\\N'];
export const trueWords = ['1', 'true', 't', 'yes', 'y', 'да', 'д', 'истина', 'on', '+'];
export const falseWords = ['0', 'false', 'f', 'no', 'n', 'нет', 'н', 'ложь', 'off'];

export const isMissing = (cell: string) => missingWords.includes(cell.trim().toUpperCase());
export const isTrue = (cell: string) => trueWords.includes(cell.trim().toLowerCase());
export const isFalse = (cell: string) => falseWords.includes(cell.trim().toLowerCase());

const currency = /₽|\$|€|£|руб\.?|р\.|rub|rur|usd|eur/giu;
const spaces = /[\s\u00a0\u202f\u2009'’_]/gu;

export const hasCurrency = (cell: string) => cell.search(currency) >= 0 && /\d/.test(cell);

/** Whether a cell can be a number, written with this decimal mark or (undefined) with either. */
export function looksNumeric(cell: string, decimalComma?: boolean): boolean {
  const bare = cell.replace(currency, '').replace(spaces, '').replace(/^\((.*)\)$/, '-$1').replace(/[−–]/, '-').replace(/%$/, '');
  const point = /^[+-]?(\d+\.?\d*|\.\d+|[1-9]\d{0,2}(,\d{3})+(\.\d+)?)(e[+-]?\d+)?$/i;
  const comma = /^[+-]?(\d+,?\d*|,\d+|\d+\.\d+|[1-9]\d{0,2}(\.\d{3})+(,\d+)?)(e[+-]?\d+)?$/i;
  return decimalComma === undefined ? point.test(bare) || comma.test(bare) : (decimalComma ? comma : point).test(bare);
}

const timeTail = String.raw`(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^\d{4}[-./](\d{1,2})[-./](\d{1,2})${timeTail}$`);
const yearLast = new RegExp(String.raw`^(\d{1,2})([-./])(\d{1,2})[-./](?:\d{4}|\d{2})${timeTail}$`);

/** How a cell's date is written; `either`: day and month could be swapped. */
export function shapeOfDate(cell: string): FileFormat['dateOrder'] | 'either' | undefined {
  const text = cell.trim();
  const iso = yearFirst.exec(text);
  if (iso) return Number(iso[1]) <= 12 && Number(iso[2]) <= 31 ? 'ymd' : undefined;
  const match = yearLast.exec(text);
  if (!match) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (first > 31 || second > 31 || (first > 12 && second > 12) || first === 0 || second === 0) return undefined;
  if (first > 12) return 'dmy';
  if (second > 12) return 'mdy';
  return match[2] === '.' ? 'dmy' : 'either';
}

export const looksLikeDate = (cell: string) => shapeOfDate(cell) !== undefined;
export const hasTime = (cell: string) => /\d{1,2}:\d{2}/.test(cell);
