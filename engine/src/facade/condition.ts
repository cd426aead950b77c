import type { Almanac } from './almanac.js';
import { deepClone } from './deep-clone.js';
import { andThen, forAll, type MaybePromise } from './maybe-promise.js';
import type { OperatorMap } from './operator-map.js';

export type GroupOperator = 'all' | 'any' | 'not';
export type ConditionProperties = Record<string, unknown>;

export interface ConditionResult { result: unknown; leftHandSideValue: unknown; rightHandSideValue: unknown; operator: string }

const groupOf = (properties: object): GroupOperator | undefined => (['any', 'all', 'not'] as const).find((key) => Object.hasOwn(properties, key));

/** A condition of a rule: a group, a reference to a shared condition, or a comparison. Other properties that it is given stay with it. */
export class Condition {
  declare priority?: number;
  declare name?: unknown;
  declare operator: string;
  declare all?: Condition[];
  declare any?: Condition[];
  declare not?: Condition;
  declare condition?: string;
  declare fact: string;
  declare value: unknown;
  declare path?: string;
  declare params?: Record<string, unknown>;
  declare factResult?: unknown;
  declare valueResult?: unknown;
  declare result?: unknown;

  constructor(properties: ConditionProperties) {
    if (!properties) throw new Error('Condition: constructor options required');
    const group = groupOf(properties);
    Object.assign(this, properties);
    if (!group) {
      if (Object.hasOwn(properties, 'condition')) return;
      for (const key of ['fact', 'operator', 'value']) if (!Object.hasOwn(properties, key)) throw new Error(`Condition: constructor "${key}" property required`);
      return;
    }
    const inside = properties[group];
    if (group !== 'not' && !Array.isArray(inside)) throw new Error(`"${group}" must be an array`);
    if (group === 'not' && Array.isArray(inside)) throw new Error(`"${group}" cannot be an array`);
    this.operator = group;
    this.priority = Number.parseInt(String(properties.priority), 10) || 1;
    if (group === 'not') this.not = new Condition(inside as ConditionProperties);
    else this[group] = (inside as ConditionProperties[]).map((child) => new Condition(child));
  }

  static booleanOperator(condition: object): GroupOperator | undefined {
    return groupOf(condition);
  }

  booleanOperator(): GroupOperator | undefined {
    return groupOf(this);
  }

  isBooleanOperator(): boolean {
    return groupOf(this) !== undefined;
  }

  isConditionReference(): boolean {
    return Object.hasOwn(this, 'condition');
  }

  /** The conditions inside of a group. */
  get children(): readonly Condition[] {
    const group = groupOf(this);
    return group === undefined ? [] : group === 'not' ? [this.not!] : this[group]!;
  }

  /** A condition of its own, with its values. */
  copy(): Condition {
    const copy = Object.create(Condition.prototype) as Record<string, unknown>;
    for (const key of Object.keys(this)) {
      const value = (this as unknown as ConditionProperties)[key];
      if (value === null || typeof value !== 'object') copy[key] = value;
      else if (value instanceof Condition) copy[key] = value.copy();
      else copy[key] = Array.isArray(value) && value[0] instanceof Condition ? (value as Condition[]).map((child) => child.copy()) : deepClone(value);
    }
    return copy as unknown as Condition;
  }

  toJSON(stringify: false): ConditionProperties;
  toJSON(stringify?: true | string): string;
  toJSON(stringify: boolean | string = true): string | ConditionProperties {
    const json: ConditionProperties = {};
    if (this.priority) json.priority = this.priority;
    if (this.name) json.name = this.name;
    const group = groupOf(this);
    if (group === 'not') json.not = this.not!.toJSON(false);
    else if (group) json[group] = this[group]!.map((child) => child.toJSON(false));
    else if (this.isConditionReference()) json.condition = this.condition;
    else {
      Object.assign(json, { operator: this.operator, value: this.value, fact: this.fact });
      for (const key of ['factResult', 'valueResult', 'result'] as const) if (this[key] !== undefined) json[key] = this[key];
      if (this.params) json.params = this.params;
      if (this.path) json.path = this.path;
    }
    return stringify ? JSON.stringify(json) : json;
  }

  /** Makes the comparison. */
  evaluate(almanac: Almanac, operators: OperatorMap): Promise<ConditionResult> {
    try {
      return Promise.resolve(this.compare(almanac, operators));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Makes the comparison, at once where the facts are there. Throws or rejects where it cannot be made. */
  compare(almanac: Almanac, operators: OperatorMap): MaybePromise<ConditionResult> {
    if (!almanac) throw new Error('almanac required');
    if (!operators) throw new Error('operatorMap required');
    if (this.isBooleanOperator()) throw new Error('Cannot evaluate() a boolean condition');
    const operator = operators.get(this.operator);
    if (!operator) throw new Error(`Unknown operator: ${this.operator}`);
    return andThen(forAll([true, false], (isValue) => (isValue ? almanac.valueNow(this.value) : almanac.factNow(this.fact, this.params, this.path))), ([right, left]) => ({
      result: operator.evaluate(left as never, right as never),
      leftHandSideValue: left,
      rightHandSideValue: right,
      operator: this.operator,
    }));
  }
}
