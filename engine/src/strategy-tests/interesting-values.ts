import type { FieldSpec, ValueSpec } from '@arbiter/contracts';

/** Values at which a decision may change: the constants that settings and rule documents mention, and their neighbours. */
export interface InterestingValues {
  numbers: number[];
  texts: string[];
  dates: string[];
}

const mostValues = 5_000;
const numberPattern = /-?\d+(?:\.\d+)?/g;
const textPattern = /"((?:[^"\\]|\\.)*)"/g;
const datePattern = /\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?/g;

/** Collects constants from documents of whatever shape: numbers, quoted texts and dates inside expressions, and plain values. */
export function interestingValues(documents: readonly unknown[]): InterestingValues {
  const numbers = new Set<number>();
  const texts = new Set<string>();
  const dates = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (depth > 100 || numbers.size + texts.size > mostValues) return;
    if (typeof value === 'number' && Number.isFinite(value)) addNeighbours(numbers, value);
    else if (typeof value === 'string') {
      for (const [date] of value.matchAll(datePattern)) addDays(dates, date);
      for (const [number] of value.replace(datePattern, ' ').matchAll(numberPattern)) addNeighbours(numbers, Number(number));
      for (const [, text] of value.matchAll(textPattern)) texts.add(text!.replace(/\\(.)/g, '$1'));
      if (value.length <= 100) texts.add(value);
    } else if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
    else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) visit(item, depth + 1);
  };
  for (const document of documents) visit(document, 0);
  return { numbers: [...numbers], texts: [...texts], dates: [...dates] };
}

function addNeighbours(numbers: Set<number>, value: number): void {
  const step = Number.isInteger(value) ? 1 : 10 ** -Math.min(9, (String(value).split('.')[1] ?? '').length);
  for (const neighbour of [value, value - step, value + step]) numbers.add(Number(neighbour.toPrecision(15)));
}

function addDays(dates: Set<string>, text: string): void {
  const day = text.slice(0, 10);
  const instant = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(instant)) return;
  for (const days of [-1, 0, 1]) dates.add(new Date(instant + days * 86_400_000).toISOString().slice(0, 10));
}

/** The interesting values that a field can take, its own bounds and enumeration with them. */
export function candidatesFor(spec: ValueSpec, values: InterestingValues): unknown[] {
  if (spec.values) return [...spec.values];
  const within = (value: number | string): boolean => (spec.min === undefined || value >= spec.min) && (spec.max === undefined || value <= spec.max);
  switch (spec.type) {
    case 'number':
    case 'integer':
      return [...new Set([...values.numbers, 0, ...(typeof spec.min === 'number' ? [spec.min] : []), ...(typeof spec.max === 'number' ? [spec.max] : [])])].filter((value) => within(value) && (spec.type === 'number' || Number.isSafeInteger(value)));
    case 'string':
    case 'any':
      return values.texts;
    case 'boolean':
      return [true, false];
    case 'date':
      return values.dates.filter(within);
    case 'date and time':
      return values.dates.map((date) => `${date}T00:00:00Z`);
    default:
      return [];
  }
}

/** Places of an input that a search may change: `contracts.0.balance` and the like are found while walking an input. */
export interface Place {
  holder: Record<string, unknown> | unknown[];
  key: string | number;
  spec: ValueSpec;
  nullable: boolean;
}

/** Every place of an input, lists themselves and their elements included. */
export function placesOf(fields: readonly FieldSpec[], input: Record<string, unknown>, places: Place[] = []): Place[] {
  for (const field of fields) placesOfValue(field, input, field.name, field.required !== true, places);
  return places;
}

function placesOfValue(spec: ValueSpec, holder: Record<string, unknown> | unknown[], key: string | number, nullable: boolean, places: Place[]): void {
  places.push({ holder, key, spec, nullable });
  const value = (holder as Record<string | number, unknown>)[key];
  if (spec.type === 'object' && value !== null && typeof value === 'object') placesOf(spec.fields ?? [], value as Record<string, unknown>, places);
  if (spec.type === 'list' && Array.isArray(value) && spec.items) for (let index = 0; index < Math.min(value.length, 20); index += 1) placesOfValue(spec.items, value, index, true, places);
}
