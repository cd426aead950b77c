import type { FeelType } from '../feel-type.js';

const scalars: Partial<Record<FeelType['kind'], string>> = {
  number: 'Nullable(Float64)',
  string: 'Nullable(String)',
  boolean: 'Nullable(Bool)',
  date: 'Nullable(Date32)',
  'date and time': "Nullable(DateTime64(3, 'UTC'))",
};

/**
 * The ClickHouse type that holds values of a FEEL type; null where there is none. Numbers in columns are finite or NULL. Dates and instants
 * are those of the years 1900 to 2299; a date and time is one in UTC. A list is never NULL, its elements may be.
 */
export function clickHouseTypeOf(type: FeelType): string | null {
  if (type.kind === 'list') {
    const items = scalars[type.items.kind];
    return items === undefined ? null : `Array(${items})`;
  }
  return scalars[type.kind] ?? null;
}

/** A text as a ClickHouse literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

/** A number as a Float64 literal. */
export function sqlNumber(n: number): string {
  const text = String(n);
  const float = Object.is(n, -0) ? '-0.0' : /[.e]/.test(text) ? text : `${text}.0`;
  return n < 0 || Object.is(n, -0) ? `(${float})` : float;
}

/** NULL where a number is not finite. */
export const finiteSql = (sql: string): string => `nullIf(ifNotFinite(${sql}, inf), inf)`;
