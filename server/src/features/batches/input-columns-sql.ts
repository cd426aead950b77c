import type { FieldSpec, ValueSpec } from '@arbiter/contracts';

/** A column of the source, with its ClickHouse type. */
export interface SourceColumn {
  name: string;
  type: string;
}

export interface InputColumnSql {
  /** ClickHouse type of the column in the snapshot. */
  type: string;
  /** The value in that type; NULL where there is none or where it cannot be read. */
  value: string;
  /** UInt8: the source has a value that cannot be read as the type; absent where every value can. */
  unreadable?: string;
}

export const quoteName = (name: string): string => `\`${name.replace(/[\\`]/g, (character) => `\\${character}`)}\``;
export const quoteText = (text: string): string => `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;

const bare = (type: string): string => type.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
const isText = (type: string): boolean => /^(String|FixedString|Enum)/.test(bare(type));

/**
 * How an input of a strategy is read from a column of whatever type: numbers, booleans and times from their own types and from text
 * (files hold text), lists from arrays and JSON text, objects from JSON text, tuples and maps. An empty text is a missing number.
 */
export function inputColumnSql(field: FieldSpec, column: SourceColumn): InputColumnSql {
  const source = quoteName(column.name);
  const text = isText(column.type);
  const trimmed = `trimBoth(toString(${source}))`;
  switch (field.type) {
    case 'number':
    case 'integer':
      if (!text) return { type: 'Nullable(Float64)', value: `CAST(${source} AS Nullable(Float64))` };
      return { type: 'Nullable(Float64)', value: `toFloat64OrNull(${trimmed})`, unreadable: `ifNull(${trimmed} != '' AND isNull(toFloat64OrNull(${trimmed})), 0)` };
    case 'boolean': {
      if (!text) return { type: 'Nullable(Bool)', value: `CAST(${source} AS Nullable(Bool))` };
      const yes = `lower(${trimmed}) IN ('true', '1')`;
      const no = `lower(${trimmed}) IN ('false', '0')`;
      return { type: 'Nullable(Bool)', value: `CAST(multiIf(${yes}, 1, ${no}, 0, NULL) AS Nullable(Bool))`, unreadable: `ifNull(${trimmed} != '' AND NOT (${yes}) AND NOT (${no}), 0)` };
    }
    case 'string':
      return { type: 'Nullable(String)', value: `CAST(toString(${source}) AS Nullable(String))` };
    case 'list':
      return listSql(field, source, text);
    case 'object':
    case 'any':
      return { type: 'Nullable(String)', value: text ? nullable(`nullIf(${trimmed}, '')`) : nullable(`toJSONString(${source})`) };
    default:
      return { type: 'Nullable(String)', value: nullable(temporalSql(field.type, column, source, trimmed)) };
  }
}

const nullable = (sql: string): string => `CAST(${sql} AS Nullable(String))`;

function temporalSql(type: ValueSpec['type'], column: SourceColumn, source: string, trimmed: string): string {
  const own = bare(column.type);
  if (type === 'date' && /^DateTime/.test(own)) return `toString(toDate(${source}))`;
  if (type === 'date and time' && /^DateTime/.test(own)) return `concat(replaceOne(toString(toDateTime64(${source}, 3, 'UTC')), ' ', 'T'), 'Z')`;
  return isText(column.type) ? `nullIf(${trimmed}, '')` : `toString(${source})`;
}

const itemTypes: Partial<Record<ValueSpec['type'], string>> = { number: 'Float64', integer: 'Float64', boolean: 'Bool' };

function listSql(field: FieldSpec, source: string, text: boolean): InputColumnSql {
  const { items } = field;
  const nested = items === undefined || items.type === 'list' || items.type === 'object' || items.type === 'any';
  if (nested) return { type: 'Nullable(String)', value: nullable(text ? `nullIf(trimBoth(toString(${source})), '')` : `toJSONString(${source})`) };
  const type = `Array(Nullable(${itemTypes[items.type] ?? 'String'}))`;
  // A missing list of a file is an empty one: ClickHouse knows no missing array.
  if (text) return { type, value: `JSONExtract(ifNull(toString(${source}), '[]'), ${quoteText(type)})`, unreadable: `ifNull(trimBoth(toString(${source})) != '' AND JSONType(toString(${source})) != 'Array', 0)` };
  return { type, value: `CAST(${source} AS ${type})` };
}
