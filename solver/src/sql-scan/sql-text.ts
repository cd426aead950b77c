/**
 * A statement with its parameters. Values that come from users or are long (prices) travel as parameters `{name:Type}`, names only
 * ever quoted. A parameter's value is the text that ClickHouse reads for its type.
 */
export interface SqlQuery {
  sql: string;
  params?: Record<string, string | number | readonly string[]>;
  /** `rows` has an answer, `command` changes something and has none. */
  kind: 'rows' | 'command';
}

/** Rows by column name: 64-bit and wider integers as texts, Float64 as numbers that are equal to the last bit. */
export type SqlRow = Record<string, unknown>;

/** Runs one statement and waits for its rows. Throws what the engine refuses. */
export type Ask = (query: SqlQuery) => SqlRow[];

/** A name as it stands between backticks. */
export function quoteName(name: string): string {
  return `\`${name.replace(/[\\`]/g, (character) => `\\${character}`).replaceAll('\0', '\\0')}\``;
}

/** `database.table` or `table`; the first dot divides. */
export function quoteTable(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? quoteName(name) : `${quoteName(name.slice(0, dot))}.${quoteName(name.slice(dot + 1))}`;
}

export function quoteText(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`).replaceAll('\0', '\\0')}'`;
}

/** A list of texts as a literal; an empty one needs its type. */
export function textList(texts: readonly string[]): string {
  return texts.length === 0 ? 'CAST([], \'Array(String)\')' : `[${texts.map(quoteText).join(', ')}]`;
}

const scratch = new Float64Array(1);
const scratchBits = new BigUint64Array(scratch.buffer);

/** A double as an expression that gives it to the last bit, whatever the engine's way of reading decimals. */
export function exactNumber(value: number): string {
  scratch[0] = value;
  return `reinterpretAsFloat64(toUInt64(${scratchBits[0]!}))`;
}

/** Doubles as a parameter of type Array(UInt64), to be read by `exactNumbers`. */
export function bitsOf(values: Float64Array): string {
  return `[${new BigUint64Array(values.buffer, values.byteOffset, values.length).join(',')}]`;
}

/** The doubles of a parameter that `bitsOf` wrote. */
export function exactNumbers(parameter: string): string {
  return `arrayMap(bits -> reinterpretAsFloat64(bits), {${parameter}:Array(UInt64)})`;
}

export function wholeList(values: ArrayLike<number>): string {
  return `[${Array.from(values).join(',')}]`;
}

/** A whole number of an answer, however it is written there. */
export function bigOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : BigInt(typeof value === 'string' && value !== '' ? value : '0');
}

export function numberOf(value: unknown): number {
  return value === null || value === undefined ? NaN : Number(value);
}

export function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(numberOf) : [];
}
