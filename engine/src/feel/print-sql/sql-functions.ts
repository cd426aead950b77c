import type { FeelType } from '../feel-type.js';
import type { FeelNode } from '../parse/feel-node.js';
import type { SqlContext, SqlPart } from './sql-part.js';

type Print = (context: SqlContext, given: readonly SqlPart[], node: FeelNode) => { sql: string; type: FeelType; present?: boolean; raw?: boolean };

const number: FeelType = { kind: 'number' };
const string: FeelType = { kind: 'string' };
const boolean: FeelType = { kind: 'boolean' };

const strings = (type: FeelType, print: (...sql: string[]) => string): Print => (context, given, node) => {
  for (const part of given) if (part.type.kind !== 'string') context.refuse(part.node, 'it is not known to be a text');
  return { sql: print(...given.map((part) => part.sql)), type };
};
const numeric = (print: (sql: string) => string, raw = false): Print => (context, given, node) => {
  const [part] = given;
  if (given.length !== 1 || part!.type.kind !== 'number') context.refuse(node, 'only the form with one number has an exact equal');
  return { sql: print(context.finite(part!)), type: number, raw };
};

/** A literal whole number, as positions and lengths must be. */
function whole(context: SqlContext, part: SqlPart): number {
  const { node } = part;
  if (node.kind !== 'number') return context.refuse(node, 'it must be a number written out');
  return Math.trunc(node.value);
}

const substring: Print = (context, given, node) => {
  const [text, start, length] = given;
  if (text!.type.kind !== 'string') context.refuse(text!.node, 'it is not known to be a text');
  const from = whole(context, start!);
  const size = length ? whole(context, length) : null;
  if (from === 0) return context.refuse(node, 'places begin at 1');
  if (size !== null && size < 1) return { sql: `if(isNull(${text!.sql}), NULL, '')`, type: string };
  const piece = `substringUTF8(${text!.sql}, ${from}${size === null ? '' : `, ${size}`})`;
  return { sql: from > 0 ? piece : `if(lengthUTF8(${text!.sql}) >= ${-from}, ${piece}, NULL)`, type: string };
};

const around = (found: (text: string, match: string) => string): Print => strings(string, (text, match) => `if(isNull(${text}) OR isNull(${match}), NULL, if(position(${text}, ${match}) > 0, ${found(text!, match!)}, ''))`);

/** The elements, for functions that take a list or its elements one by one. */
function elements(context: SqlContext, given: readonly SqlPart[], node: FeelNode): { sql: string; items: FeelType } {
  const [only] = given;
  if (given.length === 1 && only!.type.kind === 'list') return { sql: only!.sql, items: only!.type.items };
  const kinds = new Set(given.map((part) => part.type.kind));
  if (kinds.size !== 1) return context.refuse(node, 'its values are not all known to be of one type');
  return { sql: `[${given.map((part) => context.finite(part)).join(', ')}]`, items: only!.type };
}

const known = (list: string): string => `arrayMap(e -> assumeNotNull(e), ${list})`;
const complete = (list: string, sql: string): string => `if(empty(${list}) OR arrayExists(e -> isNull(e), ${list}), NULL, ${sql})`;

const total = (print: (list: string) => string): Print => (context, given, node) => {
  const { sql, items } = elements(context, given, node);
  if (items.kind !== 'number') context.refuse(node, 'its list is not known to hold numbers');
  return { sql: complete(sql, print(sql)), type: number, raw: true };
};
const extreme = (name: string): Print => (context, given, node) => {
  const { sql, items } = elements(context, given, node);
  if (!['number', 'string', 'date', 'date and time'].includes(items.kind)) context.refuse(node, 'its list is not known to hold numbers, texts or dates');
  return { sql: complete(sql, `${name}(${known(sql)})`), type: items };
};
const sum = (list: string): string => `arrayFold((total, e) -> total + assumeNotNull(e), ${list}, 0.0)`;

const datePart = (sql: (date: string) => string, type: FeelType = number): Print => (context, given, node) => {
  const [part] = given;
  if (given.length !== 1 || (part!.type.kind !== 'date' && part!.type.kind !== 'date and time')) context.refuse(node, 'its argument is not known to be a date');
  return { sql: sql(part!.sql), type };
};
const named = (names: readonly string[], place: string) => (date: string): string => `if(isNull(${date}), NULL, [${names.map((name) => `'${name}'`).join(', ')}][assumeNotNull(${place}(${date}))])`;

/** Whether a list holds a value. With an expression that turns out NULL, `has` itself finds empty texts and zeros. */
export function holds(list: string, value: string, present: boolean): string {
  if (value === 'NULL') return `arrayExists(e -> isNull(e), ${list})`;
  return present ? `has(${list}, ${value})` : `if(isNull(${value}), arrayExists(e -> isNull(e), ${list}), has(${list}, assumeNotNull(${value})))`;
}

/** Built-in functions that have an exact equal in ClickHouse. */
export const sqlFunctions: Readonly<Record<string, Print>> = {
  not: (context, given, node) => {
    if (given[0]?.type.kind !== 'boolean') context.refuse(node, 'its argument is not known to be a boolean');
    return { sql: `NOT (${given[0]!.sql})`, type: boolean };
  },
  contains: strings(boolean, (text, match) => `position(${text}, ${match}) > 0`),
  'starts with': strings(boolean, (text, match) => `startsWith(${text}, ${match})`),
  'ends with': strings(boolean, (text, match) => `endsWith(${text}, ${match})`),
  'string length': strings(number, (text) => `toFloat64(lengthUTF8(${text}))`),
  'upper case': strings(string, (text) => `upperUTF8(${text})`),
  'lower case': strings(string, (text) => `lowerUTF8(${text})`),
  'substring before': around((text, match) => `substring(${text}, 1, position(${text}, ${match}) - 1)`),
  'substring after': around((text, match) => `substring(${text}, position(${text}, ${match}) + length(${match}))`),
  substring,
  abs: numeric((n) => `abs(${n})`),
  floor: numeric((n) => `floor(${n})`),
  ceiling: numeric((n) => `ceil(${n})`),
  sqrt: numeric((n) => `if(${n} < 0, NULL, sqrt(${n}))`),
  count: (context, given, node) => {
    if (given.length !== 1 || given[0]!.type.kind !== 'list') context.refuse(node, 'its argument is not known to be a list');
    return { sql: `toFloat64(length(${given[0]!.sql}))`, type: number, present: true };
  },
  sum: total(sum),
  mean: total((list) => `${sum(list)} / length(${list})`),
  min: extreme('arrayMin'),
  max: extreme('arrayMax'),
  'list contains': (context, given, node) => {
    const [list, element] = given;
    if (list?.type.kind !== 'list' || !element || (element.type.kind !== 'null' && element.type.kind !== list.type.items.kind)) return context.refuse(node, 'its arguments are not known to be a list and a value of its type');
    return { sql: holds(list.sql, context.finite(element), element.present === true && element.raw !== true), type: boolean, present: true };
  },
  // toDayOfYear itself is off by one at the end of ClickHouse's calendar.
  'day of year': datePart((date) => `toFloat64(toInt32(toDate32(${date})) - toInt32(makeDate32(toYear(${date}), 1, 1)) + 1)`),
  'week of year': datePart((date) => `toFloat64(toISOWeek(${date}))`),
  'day of week': datePart(named(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], 'toDayOfWeek'), string),
  'month of year': datePart(named(['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'], 'toMonth'), string),
  'years and months duration': (context, given, node) => {
    const [from, to] = given;
    if (given.length !== 2 || from!.type.kind !== 'date' || to!.type.kind !== 'date') return context.refuse(node, 'its arguments are not known to be dates');
    const months = `(toInt64(toYear(${to!.sql})) - toYear(${from!.sql})) * 12 + toMonth(${to!.sql}) - toMonth(${from!.sql})`;
    const rest = `toInt64(toDayOfMonth(${to!.sql})) - toDayOfMonth(${from!.sql})`;
    return { sql: `(${months} - ((${months} > 0) AND (${rest} < 0)) + ((${months} < 0) AND (${rest} > 0)))`, type: { kind: 'years and months duration' } };
  },
  date: (context, given, node) => {
    const [part] = given;
    if (given.length === 1 && part!.type.kind === 'date') return { sql: part!.sql, type: part!.type };
    if (given.length === 1 && part!.type.kind === 'date and time') return { sql: `toDate32(${part!.sql})`, type: { kind: 'date' } };
    return context.refuse(node, 'only a date written out, or the date of a date and time, has an exact equal');
  },
  string: (context, given, node) => {
    const [part] = given;
    if (given.length === 1 && part!.type.kind === 'string') return { sql: part!.sql, type: string };
    if (given.length === 1 && part!.type.kind === 'date') return { sql: `toString(${part!.sql})`, type: string };
    if (given.length === 1 && part!.type.kind === 'boolean') return { sql: `if(isNull(${part!.sql}), NULL, if(${part!.sql}, 'true', 'false'))`, type: string };
    return context.refuse(node, 'only texts, dates and booleans are written the same way');
  },
  today: (context, given, node) => (context.today === undefined || given.length > 0 ? context.refuse(node, 'the day is not given to the query') : { sql: context.today, type: { kind: 'date' }, present: true }),
};
