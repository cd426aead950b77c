import { checkLiteral, isPlainObject, kindOf, misfitOf, pointer, type Findings } from './check-literals.js';
import { parseJsonPath } from './json-path.js';
import { ruleSetLimits } from './rule-set-limits.js';
import { baseOperators, decorators as knownDecorators, type BaseOperator, type ConditionNode, type Decorator, type FactNode, type ValueNode } from './tree.js';

export interface ConditionReaderOptions {
  /** A reference to a shared condition that is not there counts as false. */
  allowUndefinedConditions?: boolean;
  /** Priority of a fact, taken where a comparison has none of its own. */
  factPriority?: (name: string) => number | undefined;
}

interface Sized { node: ConditionNode; size: number; height: number }

/** Reads conditions into nodes: names of facts become indexes, references to shared conditions become the conditions. */
export class ConditionReader {
  readonly factNames: string[] = [];
  private readonly factIndex = new Map<string, number>();
  private readonly shared = new Map<string, Sized | 'reading' | 'faulty'>();

  constructor(
    private readonly conditions: Record<string, unknown>,
    private readonly findings: Findings,
    private readonly options: ConditionReaderOptions = {},
  ) {}

  /** Reads each shared condition, used or not, so that its faults are found. */
  readShared(path: string): void {
    for (const name of Object.keys(this.conditions)) {
      if (name === '__proto__' || name === '') this.findings.add(pointer(path, name), 'forbidden-key', `A shared condition cannot be named "${name}"`);
      else this.sharedCondition(name, pointer(path, name));
    }
  }

  /** The root of a rule or of a shared condition: a group or a reference. */
  readRoot(value: unknown, path: string, depth = 0): Sized | undefined {
    if (isPlainObject(value) && !['all', 'any', 'not', 'condition'].some((key) => Object.hasOwn(value, key))) {
      this.findings.add(path, 'wrong-root', 'The root of conditions must be "all", "any", "not" or a reference "condition"; wrap a single comparison in "all"');
      return undefined;
    }
    return this.read(value, path, depth);
  }

  factNode(name: unknown, path: unknown, at: string): FactNode | undefined {
    if (typeof name !== 'string' || name === '' || name.length > ruleSetLimits.nameLength || name === '__proto__') {
      this.findings.add(pointer(at, 'fact'), typeof name === 'string' ? 'forbidden-key' : 'wrong-type', `A fact's name must be a text of 1 to ${ruleSetLimits.nameLength} characters other than "__proto__"`);
      return undefined;
    }
    let steps;
    if (path !== undefined && path !== '' && path !== null) {
      steps = typeof path === 'string' ? parseJsonPath(path) : undefined;
      if (!steps) {
        this.findings.add(pointer(at, 'path'), 'unsupported-path', `The path ${JSON.stringify(path)?.slice(0, 100)} is not supported; use names, indexes, *, slices, unions, descent and comparisons, as in $.address.city, $.items[0:2], $.items[*].price, $.items[?(@.price > 10)]; scripts and parents are not read`);
        return undefined;
      }
    }
    let fact = this.factIndex.get(name);
    if (fact === undefined) {
      fact = this.factNames.push(name) - 1;
      this.factIndex.set(name, fact);
    }
    return { kind: 'fact', fact, steps };
  }

  private read(value: unknown, path: string, depth: number): Sized | undefined {
    const { findings } = this;
    if (!findings.count(path)) return undefined;
    if (depth > ruleSetLimits.depth) {
      findings.add(path, 'too-deep', `Conditions are nested deeper than ${ruleSetLimits.depth} levels; name the inner ones as shared conditions or flatten them`);
      return undefined;
    }
    if (!isPlainObject(value)) {
      findings.add(path, 'wrong-type', `A condition must be an object, not ${kindOf(value)}`);
      return undefined;
    }
    if (Object.hasOwn(value, '__proto__')) findings.add(pointer(path, '__proto__'), 'forbidden-key', 'The key "__proto__" is not allowed; rename it');
    if (value.priority !== undefined && !isPriority(value.priority)) findings.add(pointer(path, 'priority'), 'wrong-type', `A priority must be a number, not ${kindOf(value.priority)}`);
    const group = (['any', 'all', 'not'] as const).find((key) => Object.hasOwn(value, key));
    if (Object.hasOwn(value, 'condition')) {
      if (!group) return this.reference(value, path, depth);
      findings.add(path, 'ambiguous-condition', `The condition has both "condition" and "${group}"; keep one of them`);
      return undefined;
    }
    if (group === 'not') {
      if (Array.isArray(value.not)) {
        findings.add(pointer(path, 'not'), 'wrong-type', '"not" takes one condition, not a list; wrap the list in "all" or "any"');
        return undefined;
      }
      const child = this.read(value.not, pointer(path, 'not'), depth + 1);
      return child && { node: { kind: 'not', child: child.node, source: value, path }, size: child.size + 1, height: child.height + 1 };
    }
    if (group) return this.group(group, value, path, depth);
    return this.comparison(value, path);
  }

  private group(kind: 'any' | 'all', source: Record<string, unknown>, path: string, depth: number): Sized | undefined {
    const list = source[kind];
    const at = pointer(path, kind);
    if (!Array.isArray(list)) {
      this.findings.add(at, 'wrong-type', `"${kind}" must be a list of conditions, not ${kindOf(list)}`);
      return undefined;
    }
    const sets = new Map<number, ConditionNode[]>();
    const children: ConditionNode[] = [];
    let size = 1;
    let height = 0;
    list.forEach((value: unknown, index) => {
      const child = this.read(value, pointer(at, index), depth + 1);
      if (!child) return;
      size += child.size;
      height = Math.max(height, child.height);
      children.push(child.node);
      const priority = this.priorityOf(value as Record<string, unknown>);
      const set = sets.get(priority);
      if (set) set.push(child.node);
      else sets.set(priority, [child.node]);
    });
    if (size > ruleSetLimits.expandedConditions) {
      this.findings.add(path, 'too-large', `With shared conditions expanded there are more than ${ruleSetLimits.expandedConditions} comparisons here`);
      return undefined;
    }
    const ordered = [...sets].sort(([a], [b]) => b - a).map(([, nodes]) => nodes);
    return { node: { kind, sets: ordered, children, source, path }, size, height: height + 1 };
  }

  private reference(source: Record<string, unknown>, path: string, depth: number): Sized | undefined {
    const name = source.condition;
    const at = pointer(path, 'condition');
    if (typeof name !== 'string') this.findings.add(at, 'wrong-type', `A reference must name a shared condition, not be ${kindOf(name)}`);
    else if (!Object.hasOwn(this.conditions, name) && this.options.allowUndefinedConditions) return { node: { kind: 'never', source, reference: source, path }, size: 1, height: 1 };
    else if (!Object.hasOwn(this.conditions, name) || name === '__proto__') this.findings.add(at, 'unknown-condition', `There is no shared condition "${name}"; define it under "conditions", or set options.allowUndefinedConditions`);
    else {
      const found = this.sharedCondition(name, `/conditions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      if (found === 'reading') this.findings.add(at, 'cyclic-condition', `The shared condition "${name}" refers to itself; break the circle`);
      else if (found !== 'faulty' && depth + found.height > ruleSetLimits.depth) this.findings.add(at, 'too-deep', `Conditions are nested deeper than ${ruleSetLimits.depth} levels when "${name}" is followed`);
      else if (found !== 'faulty') {
        // The condition takes the reference's place and keeps what it has no word of itself; a group always has a priority.
        const { name: label, priority } = source;
        const kept = { ...(label === undefined ? {} : { name: label }), ...(priority === undefined || found.node.kind !== 'never' ? {} : { priority }) };
        return { ...found, node: { ...found.node, source: { ...kept, ...found.node.source }, reference: source } };
      }
    }
    return undefined;
  }

  private sharedCondition(name: string, path: string): Sized | 'reading' | 'faulty' {
    const known = this.shared.get(name);
    if (known) return known;
    this.shared.set(name, 'reading');
    const read = this.readRoot(this.conditions[name], path) ?? 'faulty';
    this.shared.set(name, read);
    return read;
  }

  private comparison(value: Record<string, unknown>, path: string): Sized | undefined {
    const { findings } = this;
    const missing = ['fact', 'operator', 'value'].filter((key) => !Object.hasOwn(value, key));
    if (missing.length > 0) {
      findings.add(path, 'incomplete-condition', `The comparison has no ${missing.map((key) => `"${key}"`).join(', ')}`);
      return undefined;
    }
    const fact = this.factNode(value.fact, value.path, path);
    if (value.params !== undefined) checkLiteral(value.params, pointer(path, 'params'), findings);
    const right = this.value(value.value, pointer(path, 'value'));
    const operator = this.operator(value.operator, pointer(path, 'operator'));
    if (!fact || !right || !operator) return undefined;
    const misfit = misfitOf(right, operator.decorators, operator.operator);
    if (misfit) {
      findings.add(pointer(path, 'value'), 'wrong-type', misfit);
      return undefined;
    }
    return { node: { kind: 'compare', fact, ...operator, value: right, source: value, path }, size: 1, height: 1 };
  }

  /** A group's priority is read as a whole number, a comparison's is taken as it is, else its fact's; zero and none mean 1. */
  private priorityOf(value: Record<string, unknown>): number {
    if (['any', 'all', 'not'].some((key) => Object.hasOwn(value, key))) return Number.parseInt(String(value.priority), 10) || 1;
    return Number(value.priority ?? 0) || (typeof value.fact === 'string' ? this.options.factPriority?.(value.fact) : undefined) || 1;
  }

  private value(value: unknown, path: string): ValueNode | undefined {
    if (isPlainObject(value) && Object.hasOwn(value, 'fact')) {
      if (value.params !== undefined) checkLiteral(value.params, pointer(path, 'params'), this.findings);
      return this.factNode(value.fact, value.path, path);
    }
    checkLiteral(value, path, this.findings);
    return { kind: 'literal', value };
  }

  private operator(name: unknown, path: string): { decorators: Decorator[]; operator: BaseOperator } | undefined {
    const parts = typeof name === 'string' && name.length <= ruleSetLimits.nameLength ? name.split(':') : [];
    const operator = parts.pop();
    const unknown = parts.find((part) => !(knownDecorators as readonly string[]).includes(part));
    if (operator === undefined) this.findings.add(path, 'wrong-type', `An operator must be a text, not ${kindOf(name)}`);
    else if (!(baseOperators as readonly string[]).includes(operator)) this.findings.add(path, 'unknown-operator', `There is no operator "${operator.slice(0, 60)}"; known are ${baseOperators.join(', ')}`);
    else if (unknown !== undefined) this.findings.add(path, 'unknown-operator', `There is no operator decorator "${unknown.slice(0, 60)}"; known are ${knownDecorators.join(', ')}`);
    else if (parts.length > ruleSetLimits.decorators) this.findings.add(path, 'too-deep', `An operator takes at most ${ruleSetLimits.decorators} decorators`);
    else return { decorators: parts as Decorator[], operator: operator as BaseOperator };
    return undefined;
  }
}

const isPriority = (value: unknown): boolean => value === null || Number.isFinite(value) || (typeof value === 'string' && /^\d{1,9}$/.test(value));
