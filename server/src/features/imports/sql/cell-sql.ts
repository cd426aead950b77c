import { rejectReasons, type AttributeType, type FileFormat, type RejectReason } from '@arbiter/contracts';
import { falseWords, missingWords, trueWords } from '../detection/cell-shapes.js';
import { literal, literals } from './literal.js';

/** Reasons travel through ClickHouse as numbers; 0 is none. */
export const reasonCode = (reason: RejectReason) => rejectReasons.indexOf(reason) + 1;

/** Money in staging keeps fractions of a minor unit: expected values may be smaller than one. */
export const stagingTypes: Record<AttributeType, string> = {
  text: 'String',
  number: 'Nullable(Float64)',
  money: 'Nullable(Float64)',
  boolean: 'Nullable(Bool)',
  date: 'Nullable(Date32)',
  instant: "Nullable(DateTime64(3, 'UTC'))",
  list: 'Array(String)',
};

export interface CellRules {
  type: AttributeType;
  need?: 'key' | 'value';
  /** Of numbers: yes and no count as 1 and 0. */
  words?: true;
  /** Inclusive, in the file's own units. */
  range?: { least?: number; most?: number };
  /** Name of a query parameter with the values allowed. */
  oneOf?: { parameter: string; reason: RejectReason };
}

/**
 * How a cell is read: named steps, each an expression over the trimmed text and the steps before, then value and fault.
 * Every step is a column of a subquery of its own: written into each other, they would take the engine longer to analyse
 * than the rows take to read.
 */
export interface CellSql {
  steps: { name: string; sql: string }[];
  value: string;
  fault: string;
}

/** Non-breaking spaces count as spaces; a trim by bytes would cut Cyrillic letters that share their bytes. */
export const trimmed = (cell: string) => `trimBoth(replaceAll(${cell}, '\\xC2\\xA0', ' '), ' \\t\\r\\n')`;

const isMissing = (text: string) => `upperUTF8(${text}) IN ${literals(missingWords)}`;
const code = (reason: RejectReason) => String(reasonCode(reason));

/** What a cell without a value amounts to. */
const absent = (rules: CellRules) => (rules.need === 'key' ? code('missing-key') : rules.need === 'value' ? code('missing-value') : '0');

function numberSteps(text: string, id: string, decimalComma: boolean): CellSql['steps'] {
  const plain = decimalComma ? `match(${text}, '^-?\\d+(,\\d+)?$')` : `match(${text}, '^-?\\d+(\\.\\d+)?$')`;
  const stripped = `replaceRegexpAll(${text}, ${literal(String.raw`(?i)[\s\x{00a0}\x{202f}\x{2009}'’_]|₽|\$|€|£|руб\.?|р\.|rub|rur|usd|eur`)}, '')`;
  const signed = `replaceRegexpOne(replaceRegexpOne(replaceRegexpOne(${stripped}, '^\\((.*)\\)$', '-\\1'), '[−–]', '-'), '%$', '')`;
  const bare = `b${id}`;
  const grouped = decimalComma
    ? `replaceOne(if(match(${bare}, '^[+-]?[1-9]\\d{0,2}(\\.\\d{3})+(,\\d+)?$'), replaceAll(${bare}, '.', ''), ${bare}), ',', '.')`
    : `if(match(${bare}, '^[+-]?[1-9]\\d{0,2}(,\\d{3})+(\\.\\d+)?$'), replaceAll(${bare}, ',', ''), ${bare})`;
  return [{ name: bare, sql: `if(${plain}, ${text}, ${signed})` }, { name: `p${id}`, sql: grouped }];
}

const asDigit = (text: string, otherwise: string) => `multiIf(lowerUTF8(${text}) IN ${literals(trueWords)}, '1', lowerUTF8(${text}) IN ${literals(falseWords)}, '0', ${otherwise})`;

const timeTail = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([AaPp][Mm])?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$`;

/** Groups: year, month, day, hour, minute, second, fraction, am or pm, zone; empty when the cell is no date. */
function dateParts(text: string, order: FileFormat['dateOrder']): string {
  const part = (start: number, length: number) => `substring(${text}, ${start}, ${length})`;
  const yearFirst = `extractGroups(${text}, ${literal(String.raw`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})` + timeTail)})`;
  // Dates without a time in two plain forms are by far the most: they are cut at fixed places, which is much quicker.
  const plainYearFirst = `match(${text}, '^\\d{4}-\\d\\d-\\d\\d$'), [${part(1, 4)}, ${part(6, 2)}, ${part(9, 2)}]`;
  if (order === 'ymd') return `multiIf(${plainYearFirst}, ${yearFirst})`;
  const yearLast = `extractGroups(${text}, ${literal(String.raw`^(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})` + timeTail)})`;
  const turned = order === 'dmy' ? 'arrayConcat([g[3], g[2], g[1]], arraySlice(g, 4))' : 'arrayConcat([g[3], g[1], g[2]], arraySlice(g, 4))';
  const [second, third] = order === 'dmy' ? [part(4, 2), part(1, 2)] : [part(1, 2), part(4, 2)];
  const plainYearLast = `match(${text}, '^\\d\\d[-./]\\d\\d[-./]\\d{4}$'), [${part(7, 4)}, ${second}, ${third}]`;
  return `multiIf(${plainYearLast}, ${plainYearFirst}, match(${text}, '^\\d{4}'), ${yearFirst}, arrayMap(g -> if(empty(g), [], ${turned}), [${yearLast}])[1])`;
}

function dateSteps(text: string, id: string, order: FileFormat['dateOrder']): CellSql['steps'] {
  const p = `p${id}`;
  const number = (index: number) => `toInt32OrZero(${p}[${index}])`;
  const inYears = `(y${id} BETWEEN 1900 AND 2299)`;
  return [
    { name: p, sql: dateParts(text, order) },
    { name: `y${id}`, sql: `if(length(${p}[1]) = 2, ${number(1)} + if(${number(1)} < 70, 2000, 1900), ${number(1)})` },
    { name: `d${id}`, sql: `makeDate32(y${id}, ${number(2)}, ${number(3)})` },
    { name: `v${id}`, sql: `notEmpty(${p}) AND ${number(2)} BETWEEN 1 AND 12 AND ${number(3)} BETWEEN 1 AND 31 AND (NOT ${inYears} OR toDayOfMonth(d${id}) = ${number(3)}) AND ${number(4)} < 24 AND ${number(5)} < 60 AND ${number(6)} < 60` },
  ];
}

/** Milliseconds of an instant; without a zone it is taken for UTC. */
function instantMs(id: string): string {
  const p = `p${id}`;
  const number = (index: number) => `toInt64OrZero(${p}[${index}])`;
  const hour = `multiIf(lower(${p}[8]) = 'pm' AND ${number(4)} < 12, ${number(4)} + 12, lower(${p}[8]) = 'am' AND ${number(4)} = 12, 0, ${number(4)})`;
  const fraction = `toInt64OrZero(substring(concat(${p}[7], '000'), 1, 3))`;
  const zone = `replaceAll(substring(${p}[9], 2), ':', '')`;
  const offset = `if(match(${p}[9], '^[+-]'), if(startsWith(${p}[9], '-'), -1, 1) * (toInt64OrZero(substring(${zone}, 1, 2)) * 60 + toInt64OrZero(substring(${zone}, 3, 2))) * 60000, 0)`;
  return `toInt64(d${id}) * 86400000 + (${hour} * 3600 + ${number(5)} * 60 + ${number(6)}) * 1000 + ${fraction} - ${offset}`;
}

function limits(value: string, { range }: CellRules, least: number, most: number): string {
  return `(${value} < ${Math.max(range?.least ?? -Infinity, least)} OR ${value} > ${Math.min(range?.most ?? Infinity, most)})`;
}

/** How a trimmed cell, the column `t<id>`, becomes a value of the type. */
export function readCell(id: string, rules: CellRules, format: Pick<FileFormat, 'decimalComma' | 'dateOrder'>): CellSql {
  const text = `t${id}`;
  const missing = isMissing(text);
  const none = absent(rules);
  switch (rules.type) {
    case 'text': {
      const tooLong = rules.need === 'key' ? `lengthUTF8(${text}) > 200` : `length(${text}) > 10000`;
      const control = rules.need === 'key' ? `match(${text}, '[\\\\x00-\\\\x1f\\\\x7f]')` : `position(${text}, '\\0') > 0`;
      const known = rules.oneOf ? `, NOT (${text} IN ({${rules.oneOf.parameter}:Array(String)})), ${code(rules.oneOf.reason)}` : '';
      return { steps: [], value: text, fault: `multiIf(${text} = '', ${none}, ${control}, ${code('control-characters')}, ${tooLong}, ${code('too-long')}${known}, 0)` };
    }
    case 'number':
    case 'money': {
      const parsed = `p${id}`;
      const scaled = `(n${id} / if(endsWith(${text}, '%'), 100, 1))`;
      const value = rules.type === 'money' ? `round(${scaled} * 100, 6)` : scaled;
      const outside = rules.type === 'money' ? limits(scaled, rules, -9e13, 9e13) : limits(scaled, rules, -1e300, 1e300);
      return {
        steps: [...numberSteps(text, id, format.decimalComma), { name: `n${id}`, sql: `toFloat64OrNull(${rules.words ? asDigit(text, parsed) : parsed})` }],
        value,
        fault: `multiIf(${missing}, ${none}, isNull(n${id}), ${code('not-a-number')}, ifNull(${outside}, 0), ${code('out-of-range')}, 0)`,
      };
    }
    case 'boolean': {
      const word = `lowerUTF8(${text})`;
      const value = `multiIf(${word} IN ${literals(trueWords)}, true, ${word} IN ${literals(falseWords)}, false, NULL)`;
      return { steps: [], value: `CAST(${value}, 'Nullable(Bool)')`, fault: `multiIf(${word} IN ${literals([...trueWords, ...falseWords])}, 0, ${missing}, ${none}, ${code('not-a-boolean')})` };
    }
    case 'date':
    case 'instant': {
      const value = rules.type === 'date' ? `d${id}` : `fromUnixTimestamp64Milli(${instantMs(id)}, 'UTC')`;
      return {
        steps: dateSteps(text, id, format.dateOrder),
        value: `if(v${id}, ${value}, NULL)`,
        fault: `multiIf(${missing}, ${none}, NOT v${id}, ${code('not-a-date')}, NOT (y${id} BETWEEN 1900 AND 2299), ${code('out-of-range')}, 0)`,
      };
    }
    case 'list': {
      const inner = `replaceRegexpAll(${text}, '^[\\\\[{(]|[\\\\])}]$', '')`;
      const items = `arrayDistinct(arrayFilter(item -> item != '', arrayMap(item -> trimBoth(item, ' "\\'\\t\\r\\n'), splitByRegexp('[,;|\\\\n]', ${inner}))))`;
      return { steps: [], value: `if(${missing}, [], ${items})`, fault: `multiIf(${missing}, ${none}, position(${text}, '\\0') > 0, ${code('control-characters')}, length(${text}) > 10000, ${code('too-long')}, 0)` };
    }
  }
}
