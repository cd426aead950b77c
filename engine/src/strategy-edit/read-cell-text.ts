import type { FieldType } from '@arbiter/contracts';
import { splitTests } from '../decision-table/split-tests.js';
import { readNumberText, type DecimalMark } from './read-number-text.js';

export interface CellReading {
  /** Type of the column; where it is not known numbers and dates are told by their looks. */
  type?: FieldType | undefined;
  decimal: DecimalMark;
  /** Names that expressions may use: a word that is one of them is no text. */
  names?: ReadonlySet<string> | undefined;
}

/**
 * What a person, or a spreadsheet, wrote into a cell, as FEEL: `1 234,5` → `1234.5`, `31.12.2025` → `@"2025-12-31"`, `10-20` and
 * `от 10 до 20` → `[10..20]`, `≥ 5` → `>= 5`, `EU; US` → `"EU", "US"`. Whatever is not surely one of these stays as it was written, and so does what stands behind `=`.
 */
export function readTestText(raw: string, reading: CellReading): string {
  const text = tidy(raw);
  const formula = formulaOf(text);
  if (formula !== null) return formula || '-';
  if (text === '' || /^(?:[-–—*]|любо[йе]|любая|все|any|all)$/i.test(text)) return '-';
  return testsText(text, reading) ?? text;
}

/** As `readTestText`, for the cell of an output: one value, not a test. */
export function readValueText(raw: string, reading: CellReading): string {
  const text = tidy(raw);
  const formula = formulaOf(text);
  if (formula !== null) return formula;
  return text === '' ? '' : (valueText(text, reading) ?? text);
}

/** What stands behind an equals sign is FEEL as it is written, as in a spreadsheet; null for everything else. */
const formulaOf = (text: string): string | null => (/^=(?![<>])/.test(text) ? text.slice(1).trim() : null);

const tidy = (raw: string): string => raw.replaceAll(/[\u00a0\u202f\u2009]/g, ' ').trim();

function testsText(text: string, reading: CellReading): string | null {
  const negated = /^not\s*\((.*)\)$/is.exec(text) ?? /^(?:кроме|за исключением|except|all but)\s+(.+)$/is.exec(text) ?? /^(?:не|not)\s+((?!мен|мен|бол|ниж|выш|less|more).+)$/is.exec(text);
  if (negated) {
    const inner = testsText(negated[1]!, reading);
    return inner === null ? null : `not(${inner})`;
  }
  const parts = partsOf(text, reading);
  if (reading.type !== 'string' || parts.length < 2) {
    const whole = testText(text, reading);
    if (whole !== null) return whole;
  }
  if (parts.length < 2) return null;
  const read = parts.map((part) => testText(part, reading));
  return read.includes(null) ? null : read.join(', ');
}

/** Alternatives: cut at semicolons, line breaks, `или`, `or`, and commas outside of texts and brackets. */
function partsOf(text: string, { type }: CellReading): string[] {
  if (text.includes('"')) return splitTests(text);
  return text.split(type === 'string' || type === undefined ? /\s*[;\n]\s*|\s*,\s*|\s+(?:или|or)\s+/i : /\s*[;\n]\s*|,\s+|\s+(?:или|or)\s+/i).filter((part) => part !== '');
}

const comparisons: readonly [RegExp, string][] = [
  [/^(?:>=|=>|≥|не менее|не меньше|не ниже|не моложе|не раньше|начиная с|от|at least|not less than|from)\s*(.+)$/i, '>='],
  [/^(?:<=|=<|≤|не более|не больше|не выше|не старше|не позже|до|по|at most|not more than|up to)\s*(.+)$/i, '<='],
  [/^(?:<>|!=|≠)\s*(.+)$/, '!='],
  [/^(?:>|более|больше|выше|свыше|старше|позже|после|more than|greater than|over|above|after)\s*(.+)$/i, '>'],
  [/^(?:<|менее|меньше|ниже|моложе|младше|раньше|less than|under|below|before)\s*(.+)$/i, '<'],
  [/^=\s*(.+)$/, '='],
  [/^(.+?)\s*(?:\+|и более|и больше|и выше|и старше|и позже|or more|and more|and over|and above|or over)$/i, '>='],
  [/^(.+?)\s*(?:и менее|и меньше|и ниже|и младше|и раньше|or less|and less|and under|and below|or under)$/i, '<='],
];

function testText(text: string, reading: CellReading): string | null {
  const interval = /^([[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])[])$/s.exec(text);
  if (interval) {
    const [, open, low, high, close] = interval as unknown as [string, string, string, string, string];
    const [from, to] = [orderedText(low, reading), orderedText(high, reading)];
    return from === null || to === null ? null : `${open}${from}..${to}${close}`;
  }
  // Texts are not compared by more and less; their words may well begin with `от` or `до`.
  if (reading.type !== 'string' && reading.type !== 'boolean') {
    const whole = orderedText(text, reading);
    if (whole !== null) return whole;
    const range = rangeText(text, reading);
    if (range !== null) return range;
    for (const [form, operator] of comparisons) {
      const found = form.exec(text);
      const value = found && orderedText(found[1]!, reading);
      // What is FEEL already keeps its spaces.
      if (value && value === found[1] && text.startsWith(operator) && /^[<>]/.test(operator)) return text;
      if (value) return operator === '=' ? value : operator === '!=' ? `not(${value})` : `${operator} ${value}`;
    }
  } else {
    const found = /^(<>|!=|≠|=)\s*(.+)$/.exec(text);
    const value = found && valueText(found[2]!, reading);
    if (value) return found[1] === '=' ? value : `not(${value})`;
  }
  return valueText(text, reading);
}

/** `от 10 до 20`, `between 10 and 20`, `10-20`, `10..20`. */
function rangeText(text: string, reading: CellReading): string | null {
  const worded = /^(?:от|с|между|from|between)\s+(.+?)\s+(?:до|по|и|to|and)\s+(.+)$/i.exec(text);
  if (worded) return closedRange(worded[1]!, worded[2]!, reading);
  for (const { index, 0: sign } of text.matchAll(/\s*(?:\.{2,3}|…|[-–—])\s*/g)) {
    if (index === 0) continue;
    const range = closedRange(text.slice(0, index), text.slice(index + sign.length), reading);
    if (range !== null) return range;
  }
  return null;
}

function closedRange(low: string, high: string, reading: CellReading): string | null {
  const [from, to] = [orderedText(low, reading), orderedText(high, reading)];
  if (from === null || to === null || from.startsWith('@') !== to.startsWith('@')) return null;
  if (from.startsWith('@') ? from > to : Number(from) > Number(to)) return null;
  return from === to ? from : `[${from}..${to}]`;
}

/** A number, a date or a time. */
function orderedText(text: string, { type, decimal }: CellReading): string | null {
  const bare = text.trim();
  if (bare.startsWith('@"') || /^(?:date|time|date and time|duration)\(/.test(bare)) return bare;
  const known = type !== undefined && type !== 'any';
  if (!known || type === 'number' || type === 'integer') {
    const number = readNumberText(bare, decimal);
    // A date of two parts, 31.12, is no number where nothing says that the column holds numbers; a lone decimal is.
    if (number !== null) return number;
  }
  return !known || type === 'date' || type === 'date and time' || type === 'time' ? momentText(bare, type) : null;
}

function momentText(text: string, type: FieldType | undefined): string | null {
  const found = /^(?:(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г\.?)?|(\d{4})-(\d{2})-(\d{2}))(?:(?:\s+|T)(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/i.exec(text);
  if (found) {
    const [day, month, year] = found[1] === undefined ? [found[6]!, found[5]!, found[4]!] : [found[1], found[2]!, found[3]!];
    if (!isDay(Number(year), Number(month), Number(day))) return null;
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const time = clock(found[7], found[8], found[9]);
    if (time === null) return null;
    if (type === 'time') return null;
    return type === 'date and time' || time !== '' ? `@"${date}T${time || '00:00:00'}"` : `@"${date}"`;
  }
  const hours = type === 'time' || type === undefined || type === 'any' ? /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) : null;
  const time = hours && clock(hours[1], hours[2], hours[3]);
  return time ? `@"${time}"` : null;
}

function clock(hour: string | undefined, minute: string | undefined, second = '00'): string | null {
  if (hour === undefined || minute === undefined) return '';
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 ? `${hour.padStart(2, '0')}:${minute}:${second}` : null;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function valueText(text: string, reading: CellReading): string | null {
  const { type, names } = reading;
  const known = type !== undefined && type !== 'any';
  if (text === 'null' || /^".*"$/s.test(text)) return text;
  if (type !== 'string') {
    const ordered = orderedText(text, reading);
    if (ordered !== null) return ordered;
  }
  if (type === 'boolean' || !known) {
    if (/^(?:true|истина)$/i.test(text) || (known && /^(?:да|yes|y|1)$/i.test(text))) return 'true';
    if (/^(?:false|ложь)$/i.test(text) || (known && /^(?:нет|no|n|0)$/i.test(text))) return 'false';
  }
  if (type !== 'string' && known) return null;
  const quoted = /^[«“„'](.*)[»”“']$/s.exec(text);
  if (quoted) return JSON.stringify(quoted[1]);
  return isPlainText(text, known, names) ? JSON.stringify(text) : null;
}

/** Whether these are words of people, not an expression. */
function isPlainText(text: string, typed: boolean, names: ReadonlySet<string> | undefined): boolean {
  if (/["{}[\]?]|\.\./.test(text) || /^[<>=@]/.test(text) || /^[a-z][a-z ]*\(.*\)$/i.test(text)) return false;
  const words = text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  if (words.some((word) => names?.has(word))) return false;
  return typed ? true : words.length > 0 && /^[\p{L}\p{N}_ .&№/-]+$/u.test(text) && !/^(?:if|for|some|every|function|not)\b/.test(text);
}
