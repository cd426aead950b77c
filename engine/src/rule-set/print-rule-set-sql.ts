import type { Fault, Result } from '@arbiter/contracts';
import { comparesTo, isNumericFact } from './compare-values.js';
import type { BaseOperator, CompareNode, ConditionNode, Decorator, RuleSetTree, ValueNode } from './tree.js';

/**
 * A column that holds a fact. `sql` is an expression of Nullable(Float64) for numbers, Nullable(String) for texts, Nullable(Bool) for booleans
 * and Nullable(Date32), or its ISO text, for dates. Null stands for null.
 */
export interface SqlFact { sql: string; type: 'number' | 'string' | 'boolean' | 'date' }

export interface RuleHitSql {
  /** Place of the rule in the document. */
  index: number;
  /** UInt8 expression of ClickHouse, never null: 1 where the rule matches. */
  sql: string;
}

type Operand = { kind: 'literal'; value: unknown } | ({ kind: 'column' } & SqlFact);

class NoSql extends Error {
  constructor(readonly code: string, readonly path: string, message: string) {
    super(message);
  }
}

/**
 * Prints each rule as a ClickHouse expression with exactly the answer of the JavaScript form. In order of priority.
 * Errors: no-sql where JavaScript's answer has no exact equal (numbers read out of texts, paths, lists), unknown-fact where there is no column.
 */
export function printRuleSetSql(tree: RuleSetTree, columns: ReadonlyMap<string, SqlFact>): Result<RuleHitSql[], Fault[]> {
  const faults: Fault[] = [];
  const printer = new SqlPrinter(tree, columns);
  const rules = tree.rules.flatMap((rule) => {
    try {
      return [{ index: rule.index, sql: `toUInt8(${printer.condition(rule.root)})` }];
    } catch (error) {
      if (!(error instanceof NoSql)) throw error;
      faults.push({ path: error.path, code: error.code, message: error.message });
      return [];
    }
  });
  return faults.length > 0 ? { ok: false, error: faults } : { ok: true, value: rules };
}

const signs: Partial<Record<BaseOperator, string>> = { lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' };

class SqlPrinter {
  private node!: CompareNode;

  constructor(private readonly tree: RuleSetTree, private readonly columns: ReadonlyMap<string, SqlFact>) {}

  condition(node: ConditionNode): string {
    if (node.kind === 'never') return '0';
    if (node.kind === 'not') return `NOT ${this.condition(node.child)}`;
    if (node.kind === 'compare') {
      this.node = node;
      return `(${this.decorated(node.decorators, 0, node.operator, this.operand(node.fact), this.operand(node.value))})`;
    }
    if (node.children.length === 0) return '1';
    return `(${node.children.map((child) => this.condition(child)).join(node.kind === 'all' ? ' AND ' : ' OR ')})`;
  }

  private operand(value: ValueNode): Operand {
    if (value.kind === 'literal') return value;
    const name = this.tree.factNames[value.fact]!;
    const column = this.columns.get(name);
    if (!column) throw new NoSql('unknown-fact', `${this.node.path}/fact`, `There is no column for the fact "${name}"`);
    if (value.steps) this.refuse(`"${name}" is read at a path`);
    return { kind: 'column', ...column };
  }

  private decorated(decorators: readonly Decorator[], at: number, operator: BaseOperator, left: Operand, right: Operand): string {
    const next = (a: Operand, b: Operand): string => this.decorated(decorators, at + 1, operator, a, b);
    const each = (values: Operand, join: string, empty: string, print: (value: Operand) => string): string => {
      if (values.kind === 'column' || !Array.isArray(values.value)) return this.refuse('the list is not given literally');
      return values.value.length === 0 ? empty : `(${values.value.map((value: unknown) => print({ kind: 'literal', value })).join(join)})`;
    };
    switch (decorators[at]) {
      case undefined:
        return this.plain(operator, left, right);
      case 'not':
        return `NOT (${next(left, right)})`;
      case 'swap':
        return next(right, left);
      // A column of scalars is no list.
      case 'someFact':
        return left.kind === 'column' || !Array.isArray(left.value) ? '0' : each(left, ' OR ', '0', (value) => next(value, right));
      case 'everyFact':
        return left.kind === 'column' || !Array.isArray(left.value) ? '0' : each(left, ' AND ', '1', (value) => next(value, right));
      case 'someValue':
        return each(right, ' OR ', '0', (value) => next(left, value));
      default:
        return each(right, ' AND ', '1', (value) => next(left, value));
    }
  }

  private plain(operator: BaseOperator, left: Operand, right: Operand): string {
    // Two literals meet where a decorator swaps or takes a list apart: JavaScript decides now.
    if (left.kind === 'literal' && right.kind === 'literal') return comparesTo([], 0, operator, left.value, right.value) ? '1' : '0';
    const sign = signs[operator];
    if (sign !== undefined) return this.order(sign, left, right);
    switch (operator) {
      case 'equal':
        return this.equal(left, right);
      case 'notEqual':
        return `NOT ${this.equal(left, right)}`;
      case 'in':
        return this.inside(left, right);
      case 'notIn':
        return `NOT (${this.inside(left, right)})`;
      default:
        if (left.kind === 'column') return '0';
        if (!Array.isArray(left.value)) return '0';
        return operator === 'contains' ? this.oneOf(right, left.value) : `NOT (${this.oneOf(right, left.value)})`;
    }
  }

  private equal(left: Operand, right: Operand): string {
    if (left.kind === 'literal') return right.kind === 'literal' ? '0' : this.oneOf(right, [left.value]);
    if (right.kind === 'literal') return this.oneOf(left, [right.value]);
    const [a, b] = [sqlText(left), sqlText(right)];
    const bothNull = `(isNull(${a}) AND isNull(${b}))`;
    if (sqlKind(left) !== sqlKind(right)) return bothNull;
    return `(ifNull(${a} = ${b}, 0) OR ${bothNull})`;
  }

  /** Whether a column strictly equals one of the values. */
  private oneOf(column: Operand, values: readonly unknown[]): string {
    if (column.kind === 'literal') return values.includes(column.value) ? '1' : '0';
    const kind = sqlKind(column);
    const same = values.filter((value) => typeof value === kind) as (string | number | boolean)[];
    const sql = sqlText(column);
    const parts = [...(same.length === 1 ? [`ifNull(${sql} = ${literal(same[0]!)}, 0)`] : same.length > 1 ? [`ifNull(${sql} IN (${same.map(literal).join(', ')}), 0)`] : []), ...(values.includes(null) ? [`isNull(${sql})`] : [])];
    return parts.length === 0 ? '0' : `(${parts.join(' OR ')})`;
  }

  private inside(left: Operand, right: Operand): string {
    if (right.kind === 'column') return this.refuse('the list is a column');
    if (Array.isArray(right.value)) return this.oneOf(left, right.value);
    if (typeof right.value !== 'string') return this.refuse('the value is neither a list nor a text');
    if (left.kind === 'literal') return right.value.indexOf(left.value as string) > -1 ? '1' : '0';
    // JavaScript makes a text of what it looks for.
    if (left.type === 'number') return this.refuse('a number is looked for in a text');
    const text = left.type === 'boolean' ? `if(${left.sql}, 'true', 'false')` : sqlText(left);
    return `(position(${literal(right.value)}, if(isNull(${left.sql}), 'null', assumeNotNull(${text}))) > 0)`;
  }

  private order(sign: string, left: Operand, right: Operand): string {
    if (left.kind === 'literal') {
      if (!isNumericFact(left.value)) return '0';
      if (typeof left.value !== 'number') return this.refuse('a text is compared by order');
    } else {
      // Only what begins with a number can be smaller or greater.
      if (left.type === 'boolean') return '0';
      if (left.type === 'string') return this.refuse('numbers are read out of a text');
    }
    if (left.kind === 'column' && left.type === 'date') {
      if (right.kind === 'literal') {
        if (typeof right.value !== 'string') return right.value === null || typeof right.value !== 'object' ? '0' : this.refuse('a date is compared with a list or an object');
        // JavaScript compares texts by code units, which is the order of bytes only within one plane.
        if (/[^\x20-\x7e]/.test(right.value)) return this.refuse('a date is compared with a text of other letters');
        return `ifNull(${sqlText(left)} ${sign} ${literal(right.value)}, 0)`;
      }
      return right.type === 'date' ? `ifNull(${sqlText(left)} ${sign} ${sqlText(right)}, 0)` : right.type === 'string' ? this.refuse('a date is compared with any text') : '0';
    }
    const a = left.kind === 'literal' ? literal(left.value as number) : left.sql;
    if (right.kind === 'literal') {
      if (right.value !== null && typeof right.value === 'object') return this.refuse('a number is compared with a list or an object');
      const bound = Number(right.value);
      return bound === bound ? `ifNull(${a} ${sign} ${literal(bound)}, 0)` : '0';
    }
    // Null counts as 0 on the right, a date as no number.
    if (right.type === 'date') return `(isNull(${right.sql}) AND ifNull(${a} ${sign} 0, 0))`;
    if (right.type === 'string') return this.refuse('a number is compared with a text');
    return `ifNull(${a} ${sign} ifNull(toFloat64(${right.sql}), 0), 0)`;
  }

  private refuse(why: string): never {
    throw new NoSql('no-sql', this.node.path, `The comparison of "${this.tree.factNames[this.node.fact.fact]!}" by "${[...this.node.decorators, this.node.operator].join(':')}" cannot be printed as SQL: ${why}. Run the strategy in worker threads, or change the comparison`);
  }
}

const sqlKind = ({ type }: SqlFact): 'number' | 'string' | 'boolean' => (type === 'date' ? 'string' : type);
const sqlText = ({ sql, type }: SqlFact): string => (type === 'date' ? `toString(${sql})` : sql);

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return Number.isFinite(value) ? `toFloat64(${value < 0 ? `(${value})` : value})` : value > 0 ? 'inf' : '-inf';
  return `'${value.replaceAll(/[\\'\u0000-\u001f\u007f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;
}
