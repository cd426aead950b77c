import type { AttributeType, FileFormat } from '@arbiter/contracts';
import { hasCurrency, hasTime, isFalse, isMissing, isTrue, looksLikeDate, looksNumeric } from './cell-shapes.js';

const moneyName = /сумм|долг|задолж|руб|₽|стоим|цена|баланс|платеж|платёж|выруч|доход|прибыл|лимит|amount|debt|balance|price|cost|income|revenue|profit|payment|charge|spend|bill|limit_bal/i;
const textName = /(^|[^a-zа-я])(id|код|номер|инн|кпп|огрн|телефон|phone|inn|zip|postcode|индекс)([^a-zа-я]|$)|(_id|ид)$/i;
const listName = /list|tags|список|теги|отказ|каналы|channels$/i;

export const soundsLikeMoney = (name: string) => moneyName.test(name);

/** A number whose digits are a name: a leading zero, or more digits than a number keeps. */
const isIdentifier = (cell: string) => /^0\d+$/.test(cell) || /^\d{16,}$/.test(cell);

function isList(cells: readonly string[], name: string, separator: FileFormat['separator']): boolean {
  if (cells.every((cell) => /^\[.*\]$/.test(cell))) return true;
  const marks = (['|', ';', ','] as const).filter((mark) => mark !== separator && (mark !== ',' || listName.test(name)));
  const enough = listName.test(name) ? 1 : cells.length / 2;
  return marks.some((mark) => cells.filter((cell) => cell.includes(mark)).length >= enough && cells.every((cell) => cell.length < 300));
}

/** In a long column a few cells may be faulty: they become rejects, and the column keeps its type. */
function nearlyAll(cells: readonly string[], fits: (cell: string) => boolean): boolean {
  const misfits = cells.filter((cell) => !fits(cell)).length;
  return misfits === 0 || (cells.length >= 20 && misfits <= cells.length * 0.05);
}

/** The type that the samples of a column fit; `text` when there is none. Missing values do not count. */
export function detectType(name: string, samples: readonly string[], format: Pick<FileFormat, 'decimalComma' | 'separator'>): AttributeType {
  const cells = samples.map((cell) => cell.trim()).filter((cell) => !isMissing(cell));
  if (cells.length === 0) return 'text';
  if (nearlyAll(cells, (cell) => isTrue(cell) || isFalse(cell)) && cells.some(isTrue) && cells.some(isFalse)) return 'boolean';
  if (nearlyAll(cells, (cell) => looksNumeric(cell, format.decimalComma))) {
    if (textName.test(name) || cells.some(isIdentifier)) return 'text';
    return cells.some(hasCurrency) || soundsLikeMoney(name) ? 'money' : 'number';
  }
  if (nearlyAll(cells, looksLikeDate)) return cells.some((cell) => looksLikeDate(cell) && hasTime(cell)) ? 'instant' : 'date';
  return isList(cells, name, format.separator) ? 'list' : 'text';
}
