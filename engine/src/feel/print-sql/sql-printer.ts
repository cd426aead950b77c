import type { FeelType } from '../feel-type.js';
import { FeelStop, feelFault } from '../parse/feel-fault.js';
import type { ComparisonOperator, FeelNode, FeelNodeOf } from '../parse/feel-node.js';
import { parseDuration, DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { FeelDate, FeelDateTime } from '../values/date-and-time.js';
import { date, dateTime, temporal } from '../runtime/temporal-functions.js';
import { builtinSignatures } from '../types/builtin-signatures.js';
import { orderByNames } from '../types/check-call.js';
import type { CheckedFeel } from '../types/check-feel.js';
import { readsInput } from '../types/checker.js';
import { clickHouseTypeOf, finiteSql, sqlNumber, sqlText } from './click-house-types.js';
import { holds, sqlFunctions } from './sql-functions.js';
import { dateOfDays, firstDay, instantOfMs, lastDay, monthsLater, type SqlContext, type SqlPart } from './sql-part.js';

const maxSqlLength = 60_000;
const number: FeelType = { kind: 'number' };
const boolean: FeelType = { kind: 'boolean' };
const dayTime: FeelType = { kind: 'days and time duration' };
const comparableKinds = new Set<FeelType['kind']>(['number', 'string', 'date', 'date and time', 'days and time duration', 'years and months duration']);
const joinable = new Set<FeelType['kind']>([...comparableKinds, 'boolean']);

export interface SqlNames {
  /** A name as a ClickHouse expression of the type that `clickHouseTypeOf` gives; numbers must be finite or NULL. */
  read(name: string): string;
  /** The day that `today()` sees, a Date32 expression. Without it, `today()` is refused. */
  today?: string;
}

/** Prints a checked tree as one ClickHouse expression, or stops at the part that has no exact equal. */
export class SqlPrinter implements SqlContext {
  #input: SqlPart | null = null;
  readonly today?: string;

  constructor(private readonly checked: CheckedFeel, private readonly names: SqlNames) {
    if (names.today !== undefined) this.today = names.today;
  }

  refuse(node: FeelNode, message: string): never {
    const text = this.checked.source.slice(node.start, node.end);
    throw new FeelStop(feelFault(this.checked.source, node.start, node.end, 'feel-no-sql', `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}" has no exact equal in ClickHouse: ${message}.`));
  }

  finite(part: SqlPart): string {
    return part.raw ? finiteSql(part.sql) : part.sql;
  }

  part(node: FeelNode): SqlPart {
    const printed = { ...this.print(node), node };
    if (printed.sql.length > maxSqlLength) this.refuse(node, `its SQL is longer than ${maxSqlLength} characters`);
    return printed;
  }

  private sized(sql: string, node: FeelNode): string {
    return sql.length > maxSqlLength ? this.refuse(node, `its SQL is longer than ${maxSqlLength} characters`) : sql;
  }

  private print(node: FeelNode): Omit<SqlPart, 'node'> {
    switch (node.kind) {
      case 'null': return { sql: 'NULL', type: { kind: 'null' } };
      case 'number': return { sql: sqlNumber(node.value), type: number, present: true };
      case 'string': return { sql: sqlText(node.value), type: { kind: 'string' }, present: true };
      case 'boolean': return { sql: String(node.value), type: boolean, present: true };
      case 'at': return this.temporalLiteral(node, temporal(node.text));
      case 'input': return this.#input ?? this.column(node, '?', this.checked.input);
      case 'name': return this.name(node);
      case 'negate': return this.negate(node);
      case 'arithmetic': return this.arithmetic(node);
      case 'comparison': return this.compare(node, node.operator, this.part(node.left), this.part(node.right));
      case 'and': case 'or': return { sql: `(${this.logical(node.left)} ${node.kind.toUpperCase()} ${this.logical(node.right)})`, type: boolean };
      case 'between': {
        const value = this.part(node.value);
        return { sql: `(${this.compare(node, '>=', value, this.part(node.low)).sql} AND ${this.compare(node, '<=', value, this.part(node.high)).sql})`, type: boolean };
      }
      case 'in': {
        const outer = this.#input;
        this.#input = this.part(node.value);
        const sql = this.anyTest(node.tests);
        this.#input = outer;
        return { sql, type: boolean };
      }
      case 'if': return this.conditional(node);
      case 'for': return this.loop(node);
      case 'some': case 'every': return this.quantified(node);
      case 'filter': return this.filter(node);
      case 'path': return this.path(node);
      case 'call': return this.call(node);
      case 'list': return this.list(node);
      case 'test': return node.asValue ? this.refuse(node, 'a range is no value there') : { sql: this.anyTest([node]), type: boolean };
      case 'tests': {
        if (node.tests.length === 0) return { sql: 'true', type: boolean };
        const sql = this.anyTest(node.tests);
        return { sql: node.negated ? `NOT (${sql})` : sql, type: boolean };
      }
      default:
        return this.refuse(node, 'contexts, functions, ranges and tests of types are no values there');
    }
  }

  private column(node: FeelNode, name: string, type: FeelType): Omit<SqlPart, 'node'> {
    if (clickHouseTypeOf(type) === null) this.refuse(node, 'its type has no column type');
    return { sql: this.names.read(name), type, ...(type.kind === 'list' ? { present: true } : {}) };
  }

  private name(node: FeelNodeOf<'name'>): Omit<SqlPart, 'node'> {
    const binding = this.checked.bindings.get(node)!;
    if (binding.kind === 'scope') return this.column(node, binding.name, binding.type);
    if (binding.kind === 'local') {
      if (!joinable.has(binding.type.kind)) this.refuse(node, 'its type is not known');
      return { sql: this.variable(binding.local), type: binding.type };
    }
    return this.refuse(node, binding.kind === 'unknown' ? 'there is no such name' : 'it is no column');
  }

  private variable(local: { name: string; id: number }): string {
    return `\`${local.name.replace(/[^\p{L}\p{N}_]/gu, '_')}$${local.id}\``;
  }

  private temporalLiteral(node: FeelNode, value: unknown): Omit<SqlPart, 'node'> {
    if (value instanceof FeelDate) {
      if (value.days < firstDay || value.days > lastDay) this.refuse(node, 'ClickHouse has dates of the years 1900 to 2299 only');
      return { sql: `toDate32('${value.toString()}')`, type: { kind: 'date' }, present: true };
    }
    if (value instanceof FeelDateTime) {
      if (value.offset !== 0 || value.nanos % 1_000_000 !== 0) this.refuse(node, 'a date and time must be in UTC (ending in Z) and whole in milliseconds');
      if (value.date.days < firstDay || value.date.days > lastDay) this.refuse(node, 'ClickHouse has dates of the years 1900 to 2299 only');
      return { sql: `fromUnixTimestamp64Milli(toInt64(${value.epochSecond * 1000 + value.nanos / 1_000_000}), 'UTC')`, type: { kind: 'date and time' }, present: true };
    }
    if (value instanceof YearMonthDuration) return { sql: `toInt64(${value.months})`, type: { kind: 'years and months duration' }, present: true };
    if (value instanceof DayTimeDuration && value.nanos % 1_000_000 === 0 && Math.abs(value.seconds) < 1e11) return { sql: `toInt64(${value.seconds * 1000 + value.nanos / 1_000_000})`, type: dayTime, present: true };
    return this.refuse(node, 'a value of its kind cannot be held');
  }

  private negate(node: FeelNodeOf<'negate'>): Omit<SqlPart, 'node'> {
    const part = this.part(node.value);
    if (part.type.kind !== 'number' && part.type.kind !== 'days and time duration' && part.type.kind !== 'years and months duration') this.refuse(node, 'its type is not known to be a number');
    return { ...part, sql: `(-(${part.sql}))` };
  }

  private arithmetic(node: FeelNodeOf<'arithmetic'>): Omit<SqlPart, 'node'> {
    const left = this.part(node.left);
    const right = this.part(node.right);
    const { operator } = node;
    const l = left.type.kind;
    const r = right.type.kind;
    if (l === 'number' && r === 'number') {
      if (operator === '**') this.refuse(node, 'powers are rounded in another way');
      if (operator === '/') return { sql: `(${left.sql} / nullIf(${this.finite(right)}, 0.0))`, type: number, raw: true };
      return { sql: `(${left.sql} ${operator} ${right.sql})`, type: number, raw: true };
    }
    if (operator === '+' && l === 'string' && r === 'string') return { sql: `concat(${left.sql}, ${right.sql})`, type: left.type };
    if (operator === '+' || operator === '-') {
      const span = (part: SqlPart): boolean => part.type.kind === 'days and time duration' || part.type.kind === 'years and months duration';
      if (span(left) && l === r) return { sql: `(${left.sql} ${operator} ${right.sql})`, type: left.type };
      if (span(right) && !span(left)) return this.moved(node, left, operator === '-' ? `(-(${right.sql}))` : right.sql, right.type);
      if (operator === '+' && span(left) && !span(right)) return this.moved(node, right, left.sql, left.type);
      if (operator === '-' && isPoint(left) && isPoint(right)) return { sql: `(${milliseconds(left)} - ${milliseconds(right)})`, type: dayTime };
    }
    return this.refuse(node, 'the types of its sides are not known, or not joined there');
  }

  private moved(node: FeelNode, point: SqlPart, span: string, type: FeelType): Omit<SqlPart, 'node'> {
    if (!isPoint(point)) this.refuse(node, 'its sides are not known to be a date and a duration');
    if (type.kind === 'years and months duration') return { sql: this.sized(monthsLater(point.sql, span), node), type: point.type };
    const sql = point.type.kind === 'date' ? dateOfDays(`(toInt64(toInt32(${point.sql})) + toInt64(floor((${span}) / 86400000)))`) : instantOfMs(`(toUnixTimestamp64Milli(${point.sql}) + ${span})`);
    return { sql: this.sized(sql, node), type: point.type };
  }

  private compare(node: FeelNode, operator: ComparisonOperator, left: SqlPart, right: SqlPart): Omit<SqlPart, 'node'> {
    const equality = operator === '=' || operator === '!=';
    if (equality && (left.type.kind === 'null' || right.type.kind === 'null')) {
      const other = left.type.kind === 'null' ? right : left;
      const holds = other.present ? 'false' : other.type.kind === 'null' ? 'true' : `isNull(${this.finite(other)})`;
      return { sql: operator === '=' ? holds : `NOT ${holds}`, type: boolean, present: true };
    }
    const kinds = equality ? joinable : comparableKinds;
    if (left.type.kind !== right.type.kind || !kinds.has(left.type.kind)) this.refuse(node, 'its sides are not known to be of one type');
    const a = this.finite(left);
    const b = this.finite(right);
    if (!equality) return { sql: `(${a} ${operator} ${b})`, type: boolean };
    const same = left.present && right.present ? `(${a} = ${b})` : left.present || right.present ? `ifNull(${a} = ${b}, false)` : `if(isNull(${a}), isNull(${b}), ifNull(${a} = ${b}, false))`;
    return { sql: this.sized(operator === '=' ? same : `NOT ${same}`, node), type: boolean, present: true };
  }

  private logical(node: FeelNode): string {
    const part = this.part(node);
    return part.type.kind === 'boolean' || part.type.kind === 'null' ? part.sql : this.refuse(node, 'it is not known to be a boolean');
  }

  private anyTest(tests: readonly FeelNode[]): string {
    const printed = tests.map((test) => this.test(test));
    return printed.length === 1 ? printed[0]! : `(${printed.join(' OR ')})`;
  }

  private test(test: FeelNode): string {
    const input = this.#input ?? this.part({ kind: 'input', start: test.start, end: test.end });
    if (test.kind === 'test' && !test.asValue) return this.compare(test, test.operator, input, this.part(test.value)).sql;
    if (readsInput(test)) return this.logical(test);
    if (test.kind === 'range') {
      const low = this.compare(test, test.lowIncluded ? '>=' : '>', input, this.part(test.low)).sql;
      const high = this.compare(test, test.highIncluded ? '<=' : '<', input, this.part(test.high)).sql;
      return `(${low} AND ${high})`;
    }
    if (test.kind === 'list') {
      if (test.items.length === 0) return 'false';
      return `(${test.items.map((item) => (item.kind === 'range' ? `ifNull(${this.test(item)}, false)` : this.compare(item, '=', input, this.scalar(item)).sql)).join(' OR ')})`;
    }
    const part = this.part(test);
    if (part.type.kind === 'list') return part.type.items.kind === input.type.kind && joinable.has(input.type.kind) ? holds(part.sql, this.finite(input), input.present === true && input.raw !== true) : this.refuse(test, 'its elements are not known to be of the type of the input');
    return this.compare(test, '=', input, part).sql;
  }

  private scalar(node: FeelNode): SqlPart {
    const part = this.part(node);
    return joinable.has(part.type.kind) || part.type.kind === 'null' ? part : this.refuse(node, 'only plain values are compared there');
  }

  private conditional(node: FeelNodeOf<'if'>): Omit<SqlPart, 'node'> {
    const then = this.part(node.then);
    const otherwise = this.part(node.otherwise);
    const kinds = [then.type.kind, otherwise.type.kind].filter((kind) => kind !== 'null');
    const type = then.type.kind === 'null' ? otherwise.type : then.type;
    if (new Set(kinds).size > 1 || (kinds.length > 0 && !joinable.has(type.kind))) this.refuse(node, 'both branches must be plain values of one known type');
    if (kinds.length === 0) return { sql: 'NULL', type };
    return { sql: `if(${this.logical(node.condition)}, ${this.finite(then)}, ${this.finite(otherwise)})`, type, present: then.present === true && otherwise.present === true && !then.raw && !otherwise.raw };
  }

  private domain(node: FeelNode): SqlPart {
    const list = this.part(node);
    return list.type.kind === 'list' && joinable.has(list.type.items.kind) ? list : this.refuse(node, 'it is not known to be a list of plain values');
  }

  private loop(node: FeelNodeOf<'for'>): Omit<SqlPart, 'node'> {
    const [local] = this.checked.locals.get(node)!;
    if (node.iterators.length !== 1 || this.checked.locals.get(node)!.at(-1)!.used) this.refuse(node, 'only one list can be walked, without "partial"');
    const list = this.domain(node.iterators[0]!.domain);
    const body = this.part(node.body);
    if (!joinable.has(body.type.kind)) this.refuse(node.body, 'its type is not known');
    return { sql: `arrayMap(${this.variable(local!)} -> ${this.finite(body)}, ${list.sql})`, type: { kind: 'list', items: body.type }, present: true };
  }

  private quantified(node: FeelNodeOf<'some' | 'every'>): Omit<SqlPart, 'node'> {
    const [local] = this.checked.locals.get(node)!;
    if (node.iterators.length !== 1) this.refuse(node, 'only one list can be walked');
    const list = this.domain(node.iterators[0]!.domain).sql;
    const condition = this.logical(node.body);
    const decisive = node.kind === 'some';
    const variable = this.variable(local!);
    const decided = `arrayExists(${variable} -> ifNull(${decisive ? condition : `NOT (${condition})`}, false), ${list})`;
    return { sql: this.sized(`if(${decided}, ${decisive}, if(arrayExists(${variable} -> isNull(${condition}), ${list}), NULL, ${!decisive}))`, node), type: boolean };
  }

  private filter(node: FeelNodeOf<'filter'>): Omit<SqlPart, 'node'> {
    const list = this.domain(node.value);
    const items = (list.type as { items: FeelType }).items;
    if (node.condition.kind === 'number') {
      const place = Math.trunc(node.condition.value);
      if (place === 0) this.refuse(node.condition, 'places begin at 1');
      return { sql: this.sized(`if(length(${list.sql}) >= ${Math.abs(place)}, ${list.sql}[${place}], NULL)`, node), type: items };
    }
    if (this.checked.types.get(node.condition)?.kind !== 'boolean') this.refuse(node.condition, 'it is not known to be a condition');
    return { sql: `arrayFilter(${this.variable(this.checked.locals.get(node)![0]!)} -> ifNull(${this.logical(node.condition)}, false), ${list.sql})`, type: list.type, present: true };
  }

  private path(node: FeelNodeOf<'path'>): Omit<SqlPart, 'node'> {
    const part = this.part(node.value);
    const isTime = part.type.kind === 'date and time';
    if (isPoint(part)) {
      const functions: Readonly<Record<string, string>> = { year: 'toYear', month: 'toMonth', day: 'toDayOfMonth', weekday: 'toDayOfWeek', ...(isTime ? { hour: 'toHour', minute: 'toMinute', second: 'toSecond' } : {}) };
      if (Object.hasOwn(functions, node.name)) return { sql: `toFloat64(${functions[node.name]}(${part.sql}))`, type: number };
    }
    if (part.type.kind === 'years and months duration' && node.name === 'years') return { sql: `toFloat64(intDiv(${part.sql}, 12))`, type: number };
    if (part.type.kind === 'years and months duration' && node.name === 'months') return { sql: `toFloat64(${part.sql} % 12)`, type: number };
    if (part.type.kind === 'days and time duration' && node.name === 'days') return { sql: `toFloat64(intDiv(${part.sql}, 86400000))`, type: number };
    return this.refuse(node, 'this part of a value cannot be read there');
  }

  private call(node: FeelNodeOf<'call'>): Omit<SqlPart, 'node'> {
    const binding = this.checked.bindings.get(node.callee);
    if (binding?.kind !== 'builtin') return this.refuse(node, 'only built-in functions can be called');
    const [only] = node.arguments;
    if (node.arguments.length === 1 && only!.kind === 'string') {
      if (binding.name === 'date') return this.temporalLiteral(node, date(only!.value));
      if (binding.name === 'date and time') return this.temporalLiteral(node, dateTime(only!.value));
      if (binding.name === 'duration') return this.temporalLiteral(node, parseDuration(only!.value));
    }
    const print = Object.hasOwn(sqlFunctions, binding.name) ? sqlFunctions[binding.name]! : this.refuse(node, 'the function has none');
    const signature = builtinSignatures.get(binding.name)!;
    const order = node.names ? (orderByNames(signature, node.names)[0] ?? this.refuse(node, 'it has no such parameters')) : node.arguments.map((_, i) => i);
    const fits = signature.spread ? order.length > 0 : signature.overloads.some((overload) => order.length <= overload.length && overload.every((parameter, i) => i < order.length || parameter.optional));
    if (!fits) this.refuse(node, 'it takes other arguments');
    const given = order.map((place) => this.part(node.arguments[place]!));
    return print(this, given, node);
  }

  private list(node: FeelNodeOf<'list'>): Omit<SqlPart, 'node'> {
    const type = this.checked.types.get(node)!;
    if (type.kind !== 'list' || !joinable.has(type.items.kind)) this.refuse(node, 'its elements are not known to be of one plain type');
    return { sql: `[${node.items.map((item) => this.finite(this.part(item))).join(', ')}]`, type, present: true };
  }
}

function isPoint(part: SqlPart): boolean {
  return part.type.kind === 'date' || part.type.kind === 'date and time';
}

function milliseconds(part: SqlPart): string {
  return part.type.kind === 'date' ? `toInt64(toInt32(${part.sql})) * 86400000` : `toUnixTimestamp64Milli(${part.sql})`;
}
