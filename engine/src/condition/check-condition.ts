import type { Condition, Fault, Operator, Result } from '@arbiter/contracts';
import { operatorsOf, type ConditionAttribute, type ConditionTree } from './condition-tree.js';

export const conditionLimits = { depth: 32, nodes: 5000, values: 1000, textLength: 1000 } as const;

const withoutValue: readonly Operator[] = ['isTrue', 'isFalse', 'isMissing', 'isPresent'];
const withList: readonly Operator[] = ['in', 'notIn'];

/** Faults of a condition over these attributes, none when it can be used. */
export function checkCondition(condition: Condition, attributes: readonly ConditionAttribute[]): Fault[] {
  const read = readCondition(condition, attributes);
  return read.ok ? [] : read.error;
}

/**
 * Reads a condition over these attributes. Money is given in major units and kept in minor ones, dates become `YYYY-MM-DD`,
 * instants milliseconds since 1970. Errors: unknown-attribute, operator-not-for-type, wrong-value, wrong-shape, too-deep, too-large.
 */
export function readCondition(condition: Condition, attributes: readonly ConditionAttribute[]): Result<ConditionTree, Fault[]> {
  const reader = new Reader(new Map(attributes.map((attribute) => [attribute.name, attribute])));
  const tree = reader.read(condition, '', 0);
  return reader.faults.length > 0 || !tree ? { ok: false, error: reader.faults } : { ok: true, value: tree };
}

class Reader {
  readonly faults: Fault[] = [];
  private nodes = 0;

  constructor(private readonly attributes: ReadonlyMap<string, ConditionAttribute>) {}

  read(condition: unknown, path: string, depth: number): ConditionTree | undefined {
    this.nodes += 1;
    if (this.nodes > conditionLimits.nodes) {
      if (this.nodes === conditionLimits.nodes + 1) this.fault(path, 'too-large', `A condition holds at most ${conditionLimits.nodes} comparisons and groups`);
      return undefined;
    }
    if (depth > conditionLimits.depth) return this.fault(path, 'too-deep', `Conditions are nested deeper than ${conditionLimits.depth} levels; flatten them`);
    if (condition === null || typeof condition !== 'object' || Array.isArray(condition)) return this.fault(path, 'wrong-shape', 'A condition must be an object with "all", "any", "not" or "attribute"');
    const shapes = ['all', 'any', 'not', 'attribute'].filter((key) => Object.hasOwn(condition, key));
    if (shapes.length !== 1) return this.fault(path, 'wrong-shape', `A condition has exactly one of "all", "any", "not" and "attribute", not ${shapes.length === 0 ? 'none' : shapes.join(' and ')}`);
    const shape = shapes[0]!;
    const inside = (condition as Record<string, unknown>)[shape];
    if (shape === 'not') {
      const child = this.read(inside, `${path}/not`, depth + 1);
      return child && { kind: 'not', child };
    }
    if (shape === 'attribute') return this.comparison(condition as Record<string, unknown>, path);
    if (!Array.isArray(inside)) return this.fault(`${path}/${shape}`, 'wrong-shape', `"${shape}" must be a list of conditions`);
    const children = inside.map((child: unknown, index) => this.read(child, `${path}/${shape}/${index}`, depth + 1));
    return { kind: shape as 'all' | 'any', children: children.filter((child) => child !== undefined) };
  }

  private comparison(condition: Record<string, unknown>, path: string): ConditionTree | undefined {
    const name = condition.attribute;
    const attribute = typeof name === 'string' ? this.attributes.get(name) : undefined;
    if (!attribute) return this.fault(`${path}/attribute`, 'unknown-attribute', `Customers have no attribute ${JSON.stringify(name)}; known are ${[...this.attributes.keys()].slice(0, 20).join(', ')}`);
    const operator = condition.operator as Operator;
    const allowed = operatorsOf[attribute.type];
    if (!allowed.includes(operator)) return this.fault(`${path}/operator`, 'operator-not-for-type', `The attribute "${attribute.name}" is of type ${attribute.type}, which has no operator ${JSON.stringify(operator)}; it has ${allowed.join(', ')}`);
    const given = condition.value;
    const at = `${path}/value`;
    if (withoutValue.includes(operator)) return given === undefined ? { kind: 'compare', attribute, operator, values: [] } : this.fault(at, 'wrong-value', `"${operator}" takes no value; leave it out`);
    const many = withList.includes(operator) || operator === 'between';
    if (many !== Array.isArray(given)) return this.fault(at, 'wrong-value', many ? `"${operator}" takes a list of values` : `"${operator}" takes one value`);
    const list = Array.isArray(given) ? (given as unknown[]) : [given];
    if (operator === 'between' && list.length !== 2) return this.fault(at, 'wrong-value', `"between" takes two values, from and to, not ${list.length}`);
    if (list.length > conditionLimits.values) return this.fault(at, 'too-large', `A list holds at most ${conditionLimits.values} values, not ${list.length}`);
    const values: (string | number)[] = [];
    list.forEach((value, index) => {
      const read = readValue(value, attribute);
      if (read.ok) values.push(read.value);
      else this.fault(many ? `${at}/${index}` : at, 'wrong-value', `${read.error} for "${attribute.name}", not ${JSON.stringify(value)?.slice(0, 100)}`);
    });
    return values.length === list.length ? { kind: 'compare', attribute, operator, values } : undefined;
  }

  private fault(path: string, code: string, message: string): undefined {
    if (this.faults.length < 100) this.faults.push({ path, code, message });
    return undefined;
  }
}

function readValue(value: unknown, { type }: ConditionAttribute): Result<string | number, string> {
  if (type === 'number' || type === 'money') {
    if (typeof value !== 'number' || !Number.isFinite(value)) return { ok: false, error: 'Give a number' };
    // 15 digits are exact in decimals, so 0.29 of the major unit is 29 of the minor and not 28.999999999999996.
    return { ok: true, value: type === 'money' ? Number((value * 100).toPrecision(15)) : value };
  }
  if (type === 'date') return typeof value === 'string' && isCalendarDate(value) ? { ok: true, value } : { ok: false, error: 'Give a date from 1900-01-01 to 2299-12-31 as YYYY-MM-DD' };
  if (type === 'instant') {
    const at = typeof value === 'string' ? instantOf(value) : undefined;
    return at === undefined ? { ok: false, error: 'Give a date YYYY-MM-DD (midnight UTC) or an instant with a zone, as 2025-03-01T09:30:00Z, from 1900 to 2299' } : { ok: true, value: at };
  }
  if (typeof value !== 'string' || value.length > conditionLimits.textLength || /\p{Surrogate}/u.test(value)) return { ok: false, error: `Give a text of at most ${conditionLimits.textLength} characters` };
  return { ok: true, value };
}

export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1900-01-01' || text > '2299-12-31') return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Milliseconds since 1970 of a date (midnight UTC) or an instant with a zone. */
export function instantOf(text: string): number | undefined {
  if (!isCalendarDate(text.slice(0, 10))) return undefined;
  if (text.length === 10) return Date.parse(`${text}T00:00:00Z`);
  if (!/^.{10}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
