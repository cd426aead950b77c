import type { FieldSpec, ValueSpec } from '@arbiter/contracts';
import type { StrategyAnswer } from '@arbiter/engine/strategy/compiled-strategy';
import { functionFromCode } from '@arbiter/engine/rule-set/function-from-code';
import type { NativeColumn, NativeType } from './native-columns.js';

const text: NativeType = { kind: 'string' };
const nullable = (of: NativeType): NativeType => ({ kind: 'nullable', of });

/** How a value of the data model stands in ClickHouse: scalars as columns of their own, what is nested as JSON text. */
export function nativeTypeOf(spec: ValueSpec): NativeType {
  switch (spec.type) {
    case 'number':
    case 'integer':
      return nullable({ kind: 'float64' });
    case 'boolean':
      return nullable({ kind: 'bool' });
    case 'list':
      return isPlainList(spec) ? { kind: 'array', of: nativeTypeOf(spec.items) } : nullable(text);
    default:
      return nullable(text);
  }
}

/** True where the column holds JSON text rather than the value itself. */
export const isJsonText = (spec: ValueSpec): boolean => spec.type === 'object' || spec.type === 'any' || (spec.type === 'list' && !isPlainList(spec));

function isPlainList(spec: ValueSpec): spec is ValueSpec & { items: ValueSpec } {
  return spec.items !== undefined && spec.items.type !== 'list' && spec.items.type !== 'object' && spec.items.type !== 'any';
}

type RowReader = (row: number) => Record<string, unknown>;

/**
 * Makes inputs of rows out of columns: first for the fields that have a column, then for each block, then for each row. A column of JSON text
 * that holds none is handed on as it is: the input check names it.
 */
export function inputRows(fields: readonly FieldSpec[]): (columns: readonly NativeColumn[]) => RowReader {
  // One literal with all names: an object that grows name by name is several times slower to make and to read.
  const values = fields.map((field, index) => `${JSON.stringify(field.name)}: ${isJsonText(field) ? `parsed(c${index}[row])` : `c${index}[row]`}`);
  const columnNames = fields.map((_, index) => `c${index}`);
  const over = functionFromCode<(...columns: ArrayLike<unknown>[]) => RowReader>(['parsed'], `return (${columnNames.join(', ')}) => (row) => ({ ${values.join(', ')} });`, parsed);
  return (columns) => {
    const byName = new Map(columns.map((column) => [column.name, column.values]));
    return over(...fields.map((field) => byName.get(`in_${field.name}`)!));
  };
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

/** Gathers answers into the columns of the answers table. */
export class AnswerColumns {
  readonly #rowNumbers: number[] = [];
  readonly #rowKeys: string[] = [];
  readonly #outputs: { name: string; type: NativeType; json: boolean; values: unknown[] }[];
  readonly #decision: (string | null)[] = [];
  readonly #action: (string | null)[] = [];
  readonly #channel: (string | null)[] = [];
  readonly #terms: string[] = [];
  readonly #reasons: string[][] = [];

  constructor(fields: readonly FieldSpec[]) {
    this.#outputs = fields.map((field) => ({ name: field.name, type: nativeTypeOf(field), json: isJsonText(field), values: [] }));
  }

  get rows(): number {
    return this.#rowNumbers.length;
  }

  add(rowNumber: number, rowKey: string, { outputs, outcome }: StrategyAnswer): void {
    this.#rowNumbers.push(rowNumber);
    this.#rowKeys.push(rowKey);
    for (const column of this.#outputs) {
      const value = outputs[column.name] ?? null;
      column.values.push(value === null ? (column.type.kind === 'array' ? [] : null) : column.json ? JSON.stringify(value) : value);
    }
    const { decision } = outcome;
    this.#decision.push(decision === null || decision === undefined ? null : typeof decision === 'string' ? decision : JSON.stringify(decision));
    this.#action.push(outcome.action);
    this.#channel.push(outcome.channel);
    this.#terms.push(isEmpty(outcome.terms) ? '' : JSON.stringify(outcome.terms));
    this.#reasons.push(outcome.reasonCodes);
  }

  columns(): NativeColumn[] {
    return [
      { name: 'row_number', type: { kind: 'uint64' }, values: this.#rowNumbers },
      { name: 'row_key', type: text, values: this.#rowKeys },
      ...this.#outputs.map(({ name, type, values }) => ({ name: `out_${name}`, type, values })),
      { name: 'decision', type: nullable(text), values: this.#decision },
      { name: 'action', type: nullable(text), values: this.#action },
      { name: 'channel', type: nullable(text), values: this.#channel },
      { name: 'terms', type: text, values: this.#terms },
      { name: 'reason_codes', type: { kind: 'array', of: text }, values: this.#reasons },
    ];
  }
}

function isEmpty(terms: Record<string, unknown>): boolean {
  for (const name in terms) if (Object.hasOwn(terms, name)) return false;
  return true;
}
