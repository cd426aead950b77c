import type { Fault } from '@arbiter/contracts/problems';
import type { ReportFilter } from '@arbiter/contracts/reporting/explore';

/** A dimension as a query has it: an expression of the store, trusted text, and what type its values are. */
export interface DimensionSql {
  sql: string;
  type: 'text' | 'number' | 'date' | 'instant' | 'boolean';
  /** The expression is a list; a filter asks whether any of its elements is among the values. */
  list?: true;
}

export interface FilterSql {
  /** Conditions joined by AND, each in parentheses; `1` where there is none. */
  where: string;
  /** Values for the typed parameters of `where`. */
  params: Record<string, unknown>;
  /** Dimensions that are not known here; their filters are left out. */
  unknown: string[];
  /** Values that are not of the dimension's type; paths point into the list of filters. */
  faults: Fault[];
}

const columnTypes = { text: 'String', number: 'Float64', date: 'Date32', instant: "DateTime64(3, 'UTC')", boolean: 'UInt8' } as const;
const dateText = /^(?:1[5-9]|2[0-9])\d\d-\d\d-\d\d$/;
const instantText = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** The value as a parameter of its type, or undefined where it is none. */
function typedValue(type: DimensionSql['type'], text: string): string | number | undefined {
  switch (type) {
    case 'text':
      return text.includes('\0') ? undefined : text;
    case 'number': {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'date': {
      if (!dateText.test(text)) return undefined;
      const at = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined;
    }
    case 'instant': {
      const at = instantText.test(text) ? new Date(text.length > 10 && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text) : undefined;
      return at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString().replace('T', ' ').replace('Z', '');
    }
    case 'boolean':
      return text === 'true' ? 1 : text === 'false' ? 0 : undefined;
  }
}

/** Whether there is no value: null, and of texts and lists the empty one. */
function missing({ sql, type, list }: DimensionSql): string {
  if (list) return `empty(${sql})`;
  return type === 'text' ? `ifNull(${sql}, '') = ''` : `isNull(${sql})`;
}

/**
 * Filters as a condition of the store. Values travel only as typed parameters named `<prefix>0`, `<prefix>1` …; an empty text among the values of `in`
 * and `not-in` means "no value". Nothing of the result is ever null: `not-in` keeps rows without a value, the others leave them out.
 */
export function filterSql(filters: readonly ReportFilter[], dimensions: ReadonlyMap<string, DimensionSql>, prefix = 'filter'): FilterSql {
  const conditions: string[] = [];
  const params: Record<string, unknown> = {};
  const unknown = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, filter] of filters.entries()) {
    const dimension = dimensions.get(filter.dimension);
    if (dimension === undefined) {
      unknown.add(filter.dimension);
      continue;
    }
    const name = `${prefix}${index}`;
    const { sql, list } = dimension;
    const isSet = filter.op === 'in' || filter.op === 'not-in';
    const type = filter.op === 'contains' ? 'text' : dimension.type;
    const given = isSet ? filter.values.filter((value) => value !== '') : filter.values.slice(0, 1);
    const values = given.map((value) => typedValue(type, value));
    for (const [at, value] of values.entries()) {
      if (value !== undefined) continue;
      const shown = JSON.stringify(given[at]).slice(0, 100);
      faults.push({ path: `/${index}/values/${filter.values.indexOf(given[at] ?? '')}`, code: 'wrong-type', message: `${shown} is no ${wordOf(type)}, which ${filter.dimension} is: ${hintOf(type)}` });
    }
    if (values.includes(undefined)) continue;
    if (isSet) {
      const alternatives: string[] = [];
      if (values.length > 0) {
        params[name] = values;
        const set = `{${name}:Array(${columnTypes[type]})}`;
        alternatives.push(list ? `hasAny(${sql}, ${set})` : `ifNull(has(${set}, ${comparable(dimension)}), 0)`);
      }
      if (given.length < filter.values.length) alternatives.push(missing(dimension));
      conditions.push(`${filter.op === 'not-in' ? 'NOT ' : ''}(${alternatives.join(' OR ') || '0'})`);
      continue;
    }
    params[name] = values[0];
    const parameter = `{${name}:${columnTypes[type]}}`;
    if (filter.op === 'contains') {
      const within = (text: string) => `positionCaseInsensitiveUTF8(${text}, ${parameter}) > 0`;
      conditions.push(list ? `(arrayExists(element -> ${within('element')}, ${sql}))` : `(${within(`ifNull(toString(${sql}), '')`)})`);
    } else if (list) {
      faults.push({ path: `/${index}/op`, code: 'wrong-operation', message: `${filter.dimension} is a list: ask with in, not-in or contains, not ${filter.op}` });
    } else {
      conditions.push(`(ifNull(${comparable(dimension)} ${filter.op === 'at-least' ? '>=' : '<'} ${parameter}, 0))`);
    }
  }
  return { where: conditions.length === 0 ? '1' : conditions.join(' AND '), params, unknown: [...unknown], faults };
}

/** Of the parameters' type, so that the store need not guess a common one. */
function comparable({ sql, type }: DimensionSql): string {
  if (type === 'number') return `toFloat64(${sql})`;
  if (type === 'text') return `toString(${sql})`;
  if (type === 'boolean') return `toUInt8(${sql})`;
  return type === 'date' ? `toDate32(${sql})` : sql;
}

const wordOf = (type: DimensionSql['type']) => ({ text: 'text', number: 'number', date: 'date', instant: 'instant', boolean: 'yes or no' })[type];
const hintOf = (type: DimensionSql['type']) => ({ text: 'leave out characters of code 0', number: 'write digits such as 12.5', date: 'write YYYY-MM-DD', instant: 'write ISO 8601 such as 2026-01-31T10:00:00Z', boolean: 'write true or false' })[type];
