import type { FieldType } from '@arbiter/contracts';

const numeric = (type: FieldType): boolean => type === 'number' || type === 'integer';
/** Types whose values are written as one line of text. */
export const isScalar = (type: FieldType): boolean => type !== 'list' && type !== 'object' && type !== 'any';
export const hasBounds = (type: FieldType): boolean => isScalar(type) && type !== 'string' && type !== 'boolean';
export const hasValues = (type: FieldType): boolean => isScalar(type) && type !== 'boolean';

/** A value as it is typed: numbers of either notation, texts as they are, JSON for the rest. What cannot be read stays text, and the check says so. */
export function readValue(text: string, type: FieldType): unknown {
  if (numeric(type)) {
    const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : text;
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (isScalar(type)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function writeValue(value: unknown, type: FieldType): string {
  if (value === undefined || value === null) return '';
  if (isScalar(type) && typeof value !== 'object') return String(value);
  return JSON.stringify(value);
}

/** Allowed values from lines of text; commas and semicolons separate numbers too, since lists come from tables. */
export function readValues(text: string, type: FieldType): (string | number | boolean)[] | undefined {
  const lines = text.split('\n').flatMap((line) => (numeric(type) ? line.split(/[;\t]/) : line.split('\t'))).map((line) => line.trim()).filter((line) => line !== '');
  const values = [...new Set(lines.map((line) => readValue(line, type) as string | number | boolean))];
  return values.length > 0 ? values : undefined;
}

export const placeholders: Partial<Record<FieldType, string>> = {
  date: '2026-01-31',
  time: '12:30:00',
  'date and time': '2026-01-31T12:30:00Z',
  'days and time duration': 'P1DT2H',
  'years and months duration': 'P1Y6M',
};
