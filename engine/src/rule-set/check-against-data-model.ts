import type { Fault } from '@arbiter/contracts';
import type { FieldSpec, ValueSpec } from '@arbiter/contracts/strategy/field';
import { isAllowed } from './allowed-values.js';
import { kindOf, pointer } from './check-literals.js';
import { findContradictions } from './find-contradictions.js';
import type { PathStep } from './json-path.js';
import { literalCode } from './print-conditions.js';
import type { BaseOperator, CompareNode, ConditionNode, RuleSetTree } from './tree.js';

export interface DataModelFindings {
  /** What cannot be right: names that are not there, values of another type. */
  faults: Fault[];
  /** What is allowed and probably not meant: rules that can never match, rules that say the same. */
  warnings: Fault[];
}

const anything: ValueSpec = { type: 'any' };
const texts: readonly string[] = ['string', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration'];
const ordered: readonly string[] = ['number', 'integer', 'date', 'time', 'date and time'];

/**
 * Looks at a rule set in the light of what its facts can be. Faults: unknown-fact, unknown-path, wrong-type, operator-not-for-type.
 * Warnings: never-true, unreachable-rule, duplicate-rule, text-order, part-of-text. Without fields only what can be seen without them.
 */
export function checkRuleSetAgainst(tree: RuleSetTree, fields?: readonly FieldSpec[]): DataModelFindings {
  const findings: DataModelFindings = { faults: [], warnings: [] };
  if (fields) new ModelCheck(tree, fields, findings).run();
  const specs = fields && new Map(fields.map((field) => [field.name, field]));
  findings.warnings.push(...findContradictions(tree, specs), ...findDuplicates(tree));
  return findings;
}

class ModelCheck {
  private readonly fields: ReadonlyMap<string, FieldSpec>;
  /** Shared conditions are looked at once, wherever they are used. */
  private readonly seen = new Set<string>();

  constructor(private readonly tree: RuleSetTree, fields: readonly FieldSpec[], private readonly findings: DataModelFindings) {
    this.fields = new Map(fields.map((field) => [field.name, field]));
  }

  run(): void {
    for (const rule of this.tree.rules) {
      this.visit(rule.root);
      for (const { key, value } of rule.replacements) this.spec(value.fact, value.steps, pointer(`/rules/${rule.index}/event/params`, key));
    }
  }

  private visit(node: ConditionNode): void {
    if (this.seen.has(node.path)) return;
    this.seen.add(node.path);
    if (node.kind === 'not') this.visit(node.child);
    else if (node.kind === 'all' || node.kind === 'any') node.children.forEach((child) => this.visit(child));
    else if (node.kind === 'compare') this.comparison(node);
  }

  private comparison(node: CompareNode): void {
    let left: ValueSpec | undefined = this.spec(node.fact.fact, node.fact.steps, node.path);
    let right: ValueSpec[] | undefined = node.value.kind === 'fact' ? [this.spec(node.value.fact, node.value.steps, `${node.path}/value`)] : undefined;
    let values = node.value.kind === 'literal' ? [node.value.value] : undefined;
    for (const decorator of node.decorators) {
      // What is swapped is no longer a fact on the left.
      if (decorator === 'swap') return;
      if (decorator === 'someFact' || decorator === 'everyFact') {
        if (left.type !== 'list' && left.type !== 'any') return this.fault(`${node.path}/operator`, 'operator-not-for-type', `"${decorator}" looks into a list; ${this.named(node)} is of type ${left.type}`);
        left = left.items ?? anything;
      } else if (decorator !== 'not') {
        values = values?.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
        right = right?.map((spec) => spec.items ?? anything);
      }
    }
    if (left.type === 'any') return;
    if (right) this.factsTogether(node, left, right[0] ?? anything);
    else if (values) this.literals(node, left, values);
  }

  private factsTogether(node: CompareNode, left: ValueSpec, right: ValueSpec): void {
    const wanted = node.operator === 'contains' || node.operator === 'doesNotContain' ? [left.items ?? anything, right] : node.operator === 'in' || node.operator === 'notIn' ? [left, right.items ?? anything] : [left, right];
    const [a, b] = [family(wanted[0]!), family(wanted[1]!)];
    if (a && b && a !== b) this.fault(`${node.path}/value`, 'wrong-type', `${this.named(node)} is of type ${left.type} and is compared with a fact of type ${right.type}; their values are never the same`);
  }

  private literals(node: CompareNode, spec: ValueSpec, values: readonly unknown[]): void {
    const { operator, path } = node;
    const at = `${path}/value`;
    if (operator === 'contains' || operator === 'doesNotContain') {
      if (spec.type !== 'list') this.fault(`${path}/operator`, 'operator-not-for-type', `"${operator}" looks into a list; ${this.named(node)} is of type ${spec.type}`);
      else for (const value of values) this.value(node, spec.items ?? anything, value, at);
    } else if (operator === 'in' || operator === 'notIn') {
      for (const list of values) {
        if (Array.isArray(list)) list.forEach((value: unknown, i) => this.value(node, spec, value, pointer(at, i)));
        else if (texts.includes(spec.type)) this.warning(at, 'part-of-text', `"${operator}" with a text asks whether ${this.named(node)} is a part of it; give a list to compare whole values`);
        else this.fault(at, 'wrong-type', `"${operator}" needs a list of values of type ${spec.type}, not ${kindOf(list)}`);
      }
    } else if (isOrder(operator)) this.order(node, spec, values, at);
    else for (const value of values) this.value(node, spec, value, at);
  }

  private order(node: CompareNode, spec: ValueSpec, values: readonly unknown[], at: string): void {
    if (spec.type === 'string') this.warning(`${node.path}/operator`, 'text-order', `"${node.operator}" never holds for a text that does not begin with a number; ${this.named(node)} is a text`);
    else if (!ordered.includes(spec.type)) this.fault(`${node.path}/operator`, 'operator-not-for-type', `"${node.operator}" compares numbers and dates; ${this.named(node)} is of type ${spec.type}`);
    else for (const value of values) this.value(node, { type: spec.type }, value, at, false);
  }

  private value(node: CompareNode, spec: ValueSpec, value: unknown, at: string, nullable = true): void {
    if (spec.type === 'any' || (value === null && nullable)) return;
    const wanted = family(spec);
    if (!wanted || typeof value !== wanted) return this.fault(at, 'wrong-type', wanted ? `${this.named(node)} is of type ${spec.type}, so the value must be a ${wanted}, not ${JSON.stringify(value)?.slice(0, 100)}` : `${this.named(node)} is of type ${spec.type}, whose values are never equal to a literal; compare a field of it by "path"`);
    if (!isAllowed(spec, value)) this.warning(at, 'never-true', `${this.named(node)} never is ${JSON.stringify(value).slice(0, 100)}: ${allowedText(spec)}`);
  }

  private spec(fact: number, steps: readonly PathStep[] | undefined, at: string): ValueSpec {
    const name = this.tree.factNames[fact]!;
    const field = this.fields.get(name);
    if (!field) {
      this.fault(pointer(at, 'fact'), 'unknown-fact', `The data model has no ${JSON.stringify(name)}; it has ${[...this.fields.keys()].slice(0, 20).join(', ') || 'no fields'}`);
      return anything;
    }
    let spec: ValueSpec = field;
    for (const step of steps ?? []) {
      if (step.kind !== 'property') return anything;
      if (spec.type === 'list') spec = step.name === 'length' ? { type: 'integer' } : (spec.items ?? anything);
      else if (spec.type === 'object' && spec.fields) {
        const inner = spec.fields.find(({ name: known }) => known === step.name);
        if (!inner) {
          this.fault(pointer(at, 'path'), 'unknown-path', `${JSON.stringify(name)} has no field ${JSON.stringify(step.name)}; it has ${spec.fields.map((each) => each.name).slice(0, 20).join(', ')}`);
          return anything;
        }
        spec = inner;
      } else return spec.type === 'object' || spec.type === 'any' ? anything : spec;
    }
    return spec;
  }

  private named(node: CompareNode): string {
    return `"${this.tree.factNames[node.fact.fact]!}"${node.fact.steps ? ` at its path` : ''}`;
  }

  private fault(path: string, code: string, message: string): void {
    this.findings.faults.push({ path, code, message });
  }

  private warning(path: string, code: string, message: string): void {
    this.findings.warnings.push({ path, code, message });
  }
}

const isOrder = (operator: BaseOperator): boolean => operator.startsWith('less') || operator.startsWith('greater');

/** What JavaScript calls the values of a type; undefined for lists and objects. */
function family({ type }: ValueSpec): 'number' | 'string' | 'boolean' | undefined {
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'boolean' : texts.includes(type) ? 'string' : undefined;
}

const allowedText = ({ type, values, min, max }: ValueSpec): string =>
  values ? `its values are ${values.slice(0, 10).map((value) => JSON.stringify(value)).join(', ')}${values.length > 10 ? ', …' : ''}` : min !== undefined || max !== undefined ? `it lies ${[min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`].filter(Boolean).join(' ')}` : `it is of type ${type}`;

/** Rules whose conditions say the same as those of a rule before: both always match together. */
export function findDuplicates(tree: RuleSetTree): Fault[] {
  const first = new Map<string, number>();
  const warnings: Fault[] = [];
  for (const rule of [...tree.rules].sort((a, b) => a.index - b.index)) {
    const key = meaningOf(rule.root);
    const before = first.get(key);
    if (before === undefined) first.set(key, rule.index);
    else warnings.push({ path: `/rules/${rule.index}`, code: 'duplicate-rule', message: `The rule has the same conditions as rule ${before}; both always match together. Join their events or mend one of them` });
  }
  return warnings;
}

function meaningOf(node: ConditionNode): string {
  if (node.kind === 'compare') return literalCode([node.fact, node.decorators, node.operator, node.value]);
  if (node.kind === 'not') return `not ${meaningOf(node.child)}`;
  return node.kind === 'never' ? 'never' : `${node.kind}(${node.children.map(meaningOf).sort().join(';')})`;
}
