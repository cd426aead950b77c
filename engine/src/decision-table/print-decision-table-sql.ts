import type { Fault, Result } from '@arbiter/contracts';
import { clickHouseTypeOf, printFeelSql, printFeelSqlCondition, type CheckedFeel } from '../feel/index.js';
import type { FeelType } from '../feel/feel-type.js';
import { byPriority } from './analyse-decision-table.js';
import type { CheckedDecisionTable, TableCell } from './check-decision-table.js';

export interface SqlPlace {
  /** A name as a ClickHouse expression of the type that `clickHouseTypeOf` gives. */
  read(name: string): string;
  /** Keeps an expression as a column of its own where it is used more than once; what stands for it. Without it expressions are repeated. */
  column?(sql: string): string;
}

export interface SqlViolation { when: string; code: string; message: string }

/** A table in SQL: by output one expression (null, or the arrays of R, O and C, where the policy is broken), and the rules that hit, counted from 1. */
export interface TableSql { outputs: { name: string; sql: string; type: FeelType }[]; hits: string; violations: SqlViolation[] }

/** Rules of a table that are printed as SQL; ClickHouse compiles every one of them into each query. */
export const sqlRules = 500;

export class NoSql extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/** Runs a printer that stops at the first part without SQL. */
export function withoutSqlAsFault<T>(print: () => T): Result<T, Fault[]> {
  try {
    return { ok: true, value: print() };
  } catch (error) {
    if (error instanceof NoSql) return { ok: false, error: [error.fault] };
    throw error;
  }
}

export function feelSql(checked: CheckedFeel, place: SqlPlace, path: string): string {
  const printed = printFeelSql(checked, place);
  if (!printed.ok) throw new NoSql({ path, code: printed.error[0]!.code, message: printed.error[0]!.message });
  return printed.value;
}

export function conditionSql(checked: CheckedFeel, place: SqlPlace, path: string): string {
  const printed = printFeelSqlCondition(checked, place);
  if (!printed.ok) throw new NoSql({ path, code: printed.error[0]!.code, message: printed.error[0]!.message });
  return printed.value;
}

/** A cell over a column's expression; undefined where every value fits. */
export function cellSql(cell: TableCell, column: string, place: SqlPlace, path: string): string | undefined {
  return cell.set === 'any' ? undefined : conditionSql(cell.checked, { ...place, read: (name) => (name === '?' ? column : place.read(name)) }, path);
}

export function columnTypeOf(type: FeelType, path: string, name: string): string {
  const sql = clickHouseTypeOf(type);
  if (sql === null || type.kind === 'list') throw new NoSql({ path, code: 'no-sql', message: `The output "${name}" has no column type in ClickHouse; give it the type number, string, boolean, date or date and time` });
  return sql;
}

/** The table as ClickHouse expressions that answer as the printed JavaScript does. What has no exact equal is a fault at its cell. */
export function printDecisionTableSql(table: CheckedDecisionTable, place: SqlPlace): Result<TableSql, Fault[]> {
  return withoutSqlAsFault(() => print(table, place));
}

function print(table: CheckedDecisionTable, place: SqlPlace): TableSql {
  const { document, rules } = table;
  const keep = (sql: string): string => (place.column ? place.column(sql) : `(${sql})`);
  if (rules.length > sqlRules) throw new NoSql({ path: '/rules', code: 'no-sql', message: `The table has ${rules.length} rules; up to ${sqlRules} are printed as SQL` });
  const title = `decision table${document.name ? ` "${document.name}"` : ''}`;
  const inputs = table.inputs.map(({ checked }, index) => keep(feelSql(checked, place, `/inputs/${index}/expression`)));
  const refused = table.inputs.flatMap(({ allowed, name }, index) => {
    const condition = allowed && cellSql(allowed, inputs[index]!, place, `/inputs/${index}/allowed`);
    return condition === undefined ? [] : [{ when: keep(`NOT ${condition}`), code: 'input-not-allowed', message: `${title}: the input "${name}" has a value that is not allowed` }];
  });
  const order = document.hitPolicy === 'P' || document.hitPolicy === 'O' ? byPriority(table) : rules.map((_, index) => index);
  if (!order) throw new NoSql({ path: '/rules', code: 'no-sql', message: `Under ${document.hitPolicy} the outputs must be literals among the values for SQL: their priorities are needed beforehand` });
  const conditions = rules.map((rule, index) => {
    const parts = rule.inputs.flatMap((cell, column) => cellSql(cell, inputs[column]!, place, `/rules/${index}/inputs/${column}`) ?? []);
    return parts.length === 0 ? 'toUInt8(1)' : keep(parts.join(' AND '));
  });
  const lawful = refused.length === 0 ? '' : keep(refused.map(({ when }) => `NOT ${when}`).join(' AND '));
  const found = rules.length === 0 ? 'CAST([], \'Array(UInt32)\')' : keep(`arrayMap(one -> toUInt32(one.1), arrayFilter(one -> one.2 = 1, [${order.map((rule) => `(${rule + 1}, toUInt8(${conditions[rule]}))`).join(', ')}]))`);
  const all = document.hitPolicy === 'F' && rules.length > 0 ? keep(`arraySlice(${found}, 1, 1)`) : found;
  const hits = lawful === '' ? all : keep(`if(${lawful}, ${all}, CAST([], 'Array(UInt32)'))`);
  const policy = new PolicySql(table, place, keep, hits, lawful, conditions);
  const outputs = policy.outputs(title);
  // What is told of the hits is in the order of the rules, whatever decides between their outputs.
  return { outputs, hits: rules.length > 0 && (document.hitPolicy === 'P' || document.hitPolicy === 'O') ? keep(`arraySort(${hits})`) : hits, violations: [...refused, ...policy.violations] };
}

class PolicySql {
  readonly violations: SqlViolation[] = [];
  constructor(private readonly table: CheckedDecisionTable, private readonly place: SqlPlace, private readonly keep: (sql: string) => string, private readonly hits: string, private readonly lawful: string, private readonly conditions: readonly string[]) {}

  outputs(title: string): TableSql['outputs'] {
    const { document, outputs } = this.table;
    const { hitPolicy, aggregator } = document;
    if (hitPolicy === 'C' && aggregator === 'count') return [{ name: outputs[0]!.name, sql: this.orRefused(`toFloat64(length(${this.hits}))`, 'toNullable', `CAST(${this.defaultOf(0) ?? '0'} AS Nullable(Float64))`), type: { kind: 'number' } }];
    const listed = hitPolicy === 'R' || hitPolicy === 'O' || hitPolicy === 'C';
    const columns = outputs.map(({ name }, place) => {
      const type = this.typeOf(place);
      const sqlType = columnTypeOf(type, `/outputs/${place}/type`, name);
      const values = this.table.rules.map((rule, index) => feelSql(rule.outputs[place]!, this.place, `/rules/${index}/outputs/${place}`));
      return { name, type, sqlType, all: this.keep(`CAST([${values.join(', ')}] AS Array(${sqlType}))`), values, otherwise: `CAST(${this.defaultOf(place) ?? 'NULL'} AS ${sqlType})` };
    });
    if (hitPolicy === 'C' && aggregator !== undefined && aggregator !== 'count') return [this.aggregated(title, columns[0]!, aggregator)];
    if (listed) {
      if (this.lawful !== '') throw new NoSql({ path: '/inputs', code: 'no-sql', message: 'A list is never null in SQL, as it would have to be where an input is not allowed; leave "allowed" out' });
      return columns.map(({ name, type, sqlType, all, otherwise }, place) => {
        const none = this.defaultOf(place) === undefined ? `CAST([] AS Array(${sqlType}))` : `[${otherwise}]`;
        return { name, type: { kind: 'list' as const, items: type }, sql: this.keep(`if(empty(${this.hits}), ${none}, arrayMap(rule -> ${all}[rule], ${this.hits}))`) };
      });
    }
    let broken = '';
    if (hitPolicy === 'U') {
      broken = this.keep(`toUInt8(length(${this.hits}) > 1)`);
      this.violations.push({ when: broken, code: 'several-rules-hit', message: `${title}: several rules hit at once; under the hit policy U only one may. Narrow one of them, or take another policy` });
    } else if (hitPolicy === 'A') {
      const first = `${this.hits}[1]`;
      broken = this.keep(`toUInt8(length(${this.hits}) > 1 AND arrayExists(rule -> ${columns.map(({ all }) => `NOT ifNull(${all}[rule] = ${all}[${first}], isNull(${all}[rule]) AND isNull(${all}[${first}]))`).join(' OR ')}, ${this.hits}))`);
      this.violations.push({ when: broken, code: 'outputs-differ', message: `${title}: rules hit with different outputs; under the hit policy A they must be the same. Make the outputs equal, or take another policy` });
    }
    const refuse = [broken, this.lawful === '' ? '' : `NOT ${this.lawful}`].filter(Boolean);
    return columns.map(({ name, type, sqlType, all, otherwise }) => ({
      name,
      type,
      sql: this.keep(`multiIf(${refuse.map((when) => `${when}, CAST(NULL AS ${sqlType}), `).join('')}empty(${this.hits}), ${otherwise}, ${all}[greatest(1, ${this.hits}[1])])`),
    }));
  }

  /** Sums in the order of the rules, as JavaScript does: sums of floating point depend on it. */
  private aggregated(title: string, { name, type, values, all, otherwise }: { name: string; type: FeelType; values: string[]; all: string; otherwise: string }, aggregator: 'sum' | 'min' | 'max'): TableSql['outputs'][number] {
    if (type.kind !== 'number') throw new NoSql({ path: '/outputs/0/type', code: 'no-sql', message: `"${aggregator}" is printed as SQL for numbers only` });
    const taken = this.keep(`arrayMap(rule -> ${all}[rule], ${this.hits})`);
    const result = aggregator === 'sum' ? this.keep(['toFloat64(0)', ...values.map((value, rule) => `if(${this.conditions[rule]}, ifNull(CAST(${value} AS Nullable(Float64)), 0), 0)`)].join(' + ')) : `array${aggregator === 'min' ? 'Min' : 'Max'}(arrayMap(one -> assumeNotNull(one), ${taken}))`;
    const broken = this.keep(`toUInt8(notEmpty(${this.hits}) AND (arrayExists(one -> isNull(one), ${taken})${aggregator === 'sum' ? ` OR NOT isFinite(${result})` : ''}))`);
    this.violations.push({ when: broken, code: aggregator === 'sum' ? 'output-not-number' : 'output-not-comparable', message: `${title}: "${aggregator}" needs numbers in every rule that hits` });
    const refuse = [broken, this.lawful === '' ? '' : `NOT ${this.lawful}`].filter(Boolean);
    return { name, type: { kind: 'number' }, sql: this.keep(`multiIf(${refuse.map((when) => `${when}, CAST(NULL AS Nullable(Float64)), `).join('')}empty(${this.hits}), ${otherwise}, toNullable(${result}))`) };
  }

  private orRefused(sql: string, wrap: string, none: string): string {
    return this.keep(`multiIf(${this.lawful === '' ? '' : `NOT ${this.lawful}, CAST(NULL AS Nullable(Float64)), `}empty(${this.hits}), ${none}, ${wrap}(${sql}))`);
  }

  private defaultOf(place: number): string | undefined {
    const given = this.table.outputs[place]!.default;
    return given && feelSql(given, this.place, `/outputs/${place}/default`);
  }

  private typeOf(place: number): FeelType {
    const { type } = this.table.outputs[place]!;
    if (type.kind !== 'any') return type;
    const result = this.table.type.kind === 'list' ? this.table.type.items : this.table.type;
    if (this.table.outputs.length > 1) return result.kind === 'context' ? result.fields[this.table.outputs[place]!.name]! : type;
    // Under an aggregator the type of the table is that of the number it makes.
    return result;
  }
}

