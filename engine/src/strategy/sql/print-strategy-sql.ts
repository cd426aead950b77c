import type { Fault, FieldSpec, ItemReference, Result, StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { type CheckedFeel, checkFeel, type FeelScope, type FeelType, outsideCalendar, printFeelSql, printFeelSqlCondition } from '../../feel/index.js';
import { sqlText } from '../../feel/print-sql/click-house-types.js';
import { fieldsOf, scopeOf } from '../../strategy-data-model/index.js';
import { orderGraph } from '../graph-order.js';
import { nodeInWords } from '../node-in-words.js';
import type { Dependencies } from '../node-kind.js';
import { kindOf } from '../nodes/index.js';
import type { SqlNodePrinter } from '../sql-node-printer.js';
import { inputFaultsSql, valueFaultsSql } from './field-checks-sql.js';
import { SqlColumns } from './sql-columns.js';
import { sqlTypes, sqlValue } from './sql-literals.js';

export interface StrategySqlSource {
  /** Table, or SELECT in parentheses. */
  from: string;
  /** Columns of the source that are handed through. */
  keep: readonly string[];
  /**
   * Column of an input: Nullable(Float64), Nullable(String), Nullable(Bool), a date as Nullable(String) in ISO form, lists of scalars as arrays of
   * these. undefined where the source has none: then the input takes its default.
   */
  column(input: string): string | undefined;
}

export interface PrintedStrategySql {
  /**
   * Gives the kept columns, `out_<output>` for each output, `decision`, `action`, `channel` (Nullable(String)), `terms` (String, JSON or ''),
   * `reason_codes` (Array(String)), and `reject_code`, `reject_message`, `reject_node` ('' where there is an answer).
   */
  select: string;
  outputColumns: string[];
}

/** Subqueries in one another: deep ones cost ClickHouse more memory and time to plan than their rows. */
const mostLayers = 40;
const longestSelect = 2_000_000;

class NotPushable extends Error {
  constructor(readonly path: string, message: string) {
    super(message);
  }
}

/**
 * Prints a checked strategy as one SELECT that answers row by row what its JavaScript answers. A part without an exact SQL form is a fault
 * of code `not-pushable` at its place; nothing is approximated. `now()` and `today()` have no SQL form here: a SELECT may run for hours.
 */
export function printStrategySql(document: StrategyDocument, dependencies: Dependencies, source: StrategySqlSource): Result<PrintedStrategySql, Fault[]> {
  try {
    return { ok: true, value: new StrategySqlPrinter(document, dependencies, source).print() };
  } catch (error) {
    if (error instanceof NotPushable) return { ok: false, error: [{ path: error.path, code: 'not-pushable', message: error.message }] };
    throw error;
  }
}

class StrategySqlPrinter {
  private readonly columns = new SqlColumns();
  private readonly fields: ReadonlyMap<string, FieldSpec>;
  private readonly scope: FeelScope;
  /** Present column of each name. */
  private readonly names = new Map<string, string>();
  private readonly outcome = { decision: sqlValue(null, 'string'), action: sqlValue(null, 'string'), channel: sqlValue(null, 'string'), terms: "''" };
  /** Arrays of reason codes, in order. */
  private readonly reasons: string[] = [];
  /** What the check of each number says. */
  private readonly failures: { code: string; message: string; node: string }[] = [];

  constructor(private readonly document: StrategyDocument, private readonly dependencies: Dependencies, private readonly source: StrategySqlSource) {
    this.fields = new Map(fieldsOf(document.dataModel).map((field) => [field.name, field]));
    this.scope = scopeOf(document.dataModel);
  }

  print(): PrintedStrategySql {
    const { inputs, variables, outputs } = this.document.dataModel;
    for (const [index, field] of inputs.entries()) this.readInput(field, `/dataModel/inputs/${index}`);
    for (const [part, fields] of [['variables', variables], ['outputs', outputs]] as const) {
      for (const [index, field] of fields.entries()) {
        if (!sqlTypes[field.type]) throw new NotPushable(`/dataModel/${part}/${index}`, `"${field.name}" is a ${field.type}, for which ClickHouse has no column that holds exactly the same values`);
        this.names.set(field.name, this.columns.define(sqlValue(field.default, field.type)));
      }
    }
    this.printGraph();
    for (const field of outputs) if (field.required) this.failWhere(`isNull(${this.names.get(field.name)!})`, 'output-missing', `Output "${field.name}" is required, but no value was set`, '');
    const outputColumns = outputs.map(({ name }) => `\`out_${name}\``);
    const told = (part: 'code' | 'message' | 'node'): string => (this.failures.length === 0 ? "''" : `[${["''", ...this.failures.map((failure) => sqlText(failure[part]))].join(', ')}][s_0 + 1]`);
    const results = [
      ...this.source.keep.map((name) => ({ sql: this.columns.source(name), name })),
      ...outputs.map((field, index) => ({ sql: field.type === 'date' ? `toString(${this.names.get(field.name)!})` : this.names.get(field.name)!, name: outputColumns[index]! })),
      ...Object.entries(this.outcome).map(([name, sql]) => ({ sql, name })),
      { sql: this.reasons.length === 0 ? 'CAST([] AS Array(String))' : `arrayDistinct(arrayMap(reason -> assumeNotNull(reason), arrayFilter(reason -> isNotNull(reason), arrayConcat(${this.reasons.join(', ')}))))`, name: 'reason_codes' },
      { sql: told('code'), name: 'reject_code' },
      { sql: told('message'), name: 'reject_message' },
      { sql: told('node'), name: 'reject_node' },
    ];
    const { select, depth } = this.columns.select(this.source.from, results);
    if (depth > mostLayers) throw new NotPushable('/graph', `The values build on one another in ${depth} steps, more than the ${mostLayers} that one SELECT takes`);
    if (select.length > longestSelect) throw new NotPushable('/graph', `The SELECT would be ${select.length} characters long, more than the ${longestSelect} that are given to ClickHouse`);
    return { select, outputColumns };
  }

  private readInput(field: FieldSpec, path: string): void {
    const given = this.source.column(field.name);
    const column = given === undefined ? undefined : this.columns.source(given);
    const list = field.type === 'list' && field.items !== undefined && sqlTypes[field.items.type] !== undefined && field.items.type !== 'date' && !field.items.values && field.items.min === undefined && field.items.max === undefined;
    if (!sqlTypes[field.type] && !list) throw new NotPushable(path, `Input "${field.name}" is a ${field.type}, whose values are checked outside ClickHouse only`);
    if (column === undefined) {
      if (list) throw new NotPushable(path, `The source has no column for the list "${field.name}"`);
      this.names.set(field.name, this.columns.define(sqlValue(field.default, field.type)));
      if (field.required && field.default === undefined) this.failWhere('1', 'input-invalid', `/${field.name}: "${field.name}" is required`, '');
      return;
    }
    if (list) {
      this.names.set(field.name, column);
      const items = field.items!;
      const wrong = items.type === 'number' ? 'arrayExists(one -> NOT ifNull(isFinite(one), 1), {})' : items.type === 'integer' ? 'arrayExists(one -> NOT ifNull(isFinite(one) AND one = trunc(one) AND abs(one) <= 9007199254740991, 1), {})' : undefined;
      if (wrong) this.failWhere(wrong.replace('{}', column), 'input-invalid', `/${field.name}: an element is not ${items.type === 'integer' ? 'an integer' : 'a number'}`, '');
      return;
    }
    if (field.type === 'date') {
      // Sound days of other years than ClickHouse has end the query: those rows are for the JavaScript.
      const inside = `throwIf(ifNull(match(${column}, '^-?[0-9]{4,9}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$') AND NOT match(${column}, '^(19|2[012])[0-9]{2}-'), 0), '${outsideCalendar}') = 0`;
      const read = this.columns.define(`if(${inside} AND match(${column}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), toDate32OrNull(${column}), NULL)`);
      this.failWhere(`isNotNull(${column}) AND (isNull(${read}) OR toString(${read}) != ${column})`, 'input-invalid', `/${field.name}: the value is not a date`, '');
      this.names.set(field.name, read);
    } else this.names.set(field.name, column);
    for (const { when, code, message } of inputFaultsSql(field, this.names.get(field.name)!)) this.failWhere(when, code, message, '');
  }

  private printGraph(): void {
    const { graph } = this.document;
    const start = graph.nodes.findIndex((node) => kindOf(node.kind)?.role === 'start');
    const ordered = orderGraph(graph, start);
    if (!ordered.ok) throw new Error('The graph was not checked: it holds a cycle');
    const { order, ways } = ordered.value;
    /** For each node the columns of the ways that lead to it. */
    const arriving = new Map<number, string[]>([[start, ['toUInt8(1)']]]);
    for (const index of order) {
      const node = graph.nodes[index]!;
      const path = `/graph/nodes/${index}`;
      const kind = kindOf(node.kind);
      if (!kind?.printSql) throw new NotPushable(path, `${nodeInWords(node)} cannot run inside ClickHouse: nodes of the kind "${node.kind}" have no SQL form`);
      if (node.onError && node.onError.then !== 'fail') throw new NotPushable(`${path}/onError`, `${nodeInWords(node)} goes on after an error, which has no SQL form`);
      const reached = this.columns.define(`(${(arriving.get(index) ?? ['toUInt8(0)']).join(' OR ')})`);
      const printer = new NodeSqlPrinter(this, node, path, reached, (port, column) => {
        const to = ways[index]!.get(port);
        if (to !== undefined) arriving.set(to, [...(arriving.get(to) ?? []), column]);
      });
      kind.printSql(node.settings, printer);
    }
  }

  read(name: string, path: string): string {
    const column = this.names.get(name);
    if (column === undefined) throw new NotPushable(path, `"${name}" has no column`);
    return column;
  }

  expression(source: string, path: string, print = printFeelSql): string {
    const printed = print(this.checked(source, path), { read: (name) => this.read(name, path) });
    if (!printed.ok) throw new NotPushable(path, `${printed.error[0]?.message ?? ''} (in "${source.slice(0, 200)}")`);
    return printed.value;
  }

  checked(source: string, path: string): CheckedFeel {
    const checked = checkFeel(source, { scope: this.scope, strict: true });
    if (!checked.ok) throw new NotPushable(path, checked.error[0]?.message ?? source);
    return checked.value;
  }

  write(name: string, sql: string, reached: string, nodeId: string, path: string): void {
    const field = this.fields.get(name);
    const type = field && sqlTypes[field.type];
    if (!field || !type) throw new NotPushable(path, `"${name}" has no column of its own type`);
    const value = this.columns.define(`if(${reached}, CAST(${sql} AS ${type}), ${this.names.get(name)!})`);
    for (const { when, code, message } of valueFaultsSql(field, value, name)) this.failWhere(`${reached} AND ${when}`, code, message, nodeId);
    this.names.set(name, value);
  }

  setOutcome(part: keyof StrategySqlPrinter['outcome'], sql: string, reached: string): void {
    this.outcome[part] = this.columns.define(`if(${reached}, ${part === 'terms' ? sql : `CAST(${sql} AS Nullable(String))`}, ${this.outcome[part]})`);
  }

  /** `sql` is an array of texts, some of which may be NULL. */
  addReasons(sql: string, reached: string): void {
    this.reasons.push(this.columns.define(`if(${reached}, CAST(${sql} AS Array(Nullable(String))), CAST([] AS Array(Nullable(String))))`));
  }

  /** Rows for which the condition holds are rejected, unless they are already. */
  failWhere(when: string, code: string, message: string, node: string): void {
    this.failures[this.columns.check(`(${when})`) - 1] = { code, message, node };
  }

  define(sql: string): string {
    return this.columns.define(sql);
  }

  get scopeOfNames(): FeelScope {
    return this.scope;
  }

  find(reference: ItemReference): unknown {
    return this.dependencies.find(reference);
  }
}

/** One node's view of the SELECT. */
class NodeSqlPrinter implements SqlNodePrinter {
  readonly nodeId: string;
  readonly scope: FeelScope;
  readonly dependencies: Dependencies;

  constructor(private readonly strategy: StrategySqlPrinter, node: StrategyNode, private readonly path: string, private readonly reached: string, private readonly arrive: (port: string, column: string) => void) {
    this.nodeId = node.id;
    this.scope = strategy.scopeOfNames;
    this.dependencies = strategy;
  }

  expression(source: string): string {
    return this.strategy.expression(source, `${this.path}/settings`);
  }

  typeOf(source: string): FeelType {
    return this.strategy.checked(source, this.path).type;
  }

  condition(source: string): string {
    return this.strategy.expression(source, `${this.path}/settings`, printFeelSqlCondition);
  }

  read(name: string): string {
    return this.strategy.read(name, this.path);
  }

  assign(name: string, sql: string, _type: FeelType): void {
    this.strategy.write(name, sql, this.reached, this.nodeId, this.path);
  }

  leave(ways: readonly { port: string; when?: string }[]): void {
    let left = this.reached;
    for (const { port, when } of ways) {
      if (when === undefined) {
        this.arrive(port, left);
        return;
      }
      const condition = this.strategy.define(`toUInt8(${when})`);
      this.arrive(port, this.strategy.define(`(${left} AND ${condition})`));
      left = this.strategy.define(`(${left} AND NOT ${condition})`);
    }
  }

  reason(sql: string): void {
    this.strategy.addReasons(`[CAST(${sql} AS Nullable(String))]`, this.reached);
  }

  reasons(sql: string): void {
    this.strategy.addReasons(sql, this.reached);
  }

  outcome(part: 'decision' | 'action' | 'channel' | 'terms', sql: string): void {
    this.strategy.setOutcome(part, sql, this.reached);
  }

  fail(when: string, code: string, message: string): void {
    this.strategy.failWhere(`${this.reached} AND (${when})`, code, message, this.nodeId);
  }

  column(sql: string): string {
    return this.strategy.define(sql);
  }

  literal(value: unknown, type: FeelType): string {
    const known = type.kind === 'number' || type.kind === 'string' || type.kind === 'boolean' || type.kind === 'date' ? type.kind : undefined;
    if (!known) throw new NotPushable(this.path, `a value of the type ${type.kind} has no literal in SQL`);
    return sqlValue(value, known);
  }

  refuse(message: string): never {
    throw new NotPushable(`${this.path}/settings`, message);
  }
}
