import type { PathStep } from './json-path.js';
import type { BaseOperator, CompareNode, ConditionNode, Decorator, FactNode, RuleSetTree, ValueNode } from './tree.js';

/**
 * How missing facts are met. `quick`: the code gives up (returns false) at a fact that is missing. `strict`: each priority set is evaluated
 * whole, as json-rules-engine does, and the first missing fact that is really asked for is thrown. `given`: every fact is there.
 */
export type PrintMode = 'quick' | 'strict' | 'given';

const comparisons: Partial<Record<BaseOperator, string>> = { lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' };
/** Lists of scalars longer than this are looked up in a set. */
const shortList = 8;

interface Operand { code: string; literal?: { value: unknown } }
interface Printed { code: string; mayThrow: boolean }
interface PathLocal { local: string; steps: string; from: string; risky: boolean }

/** A JSON value as JavaScript. Keys `__proto__`, which would not be plain keys in code, are refused by the check. */
export const literalCode = (value: unknown): string => JSON.stringify(value);

/** Prints conditions as JavaScript expressions over the locals that `loads` declares. Every name and literal goes through JSON.stringify. */
export class ConditionPrinter {
  /** Declarations that stand outside of the function: constants and tables. */
  readonly constants: string[] = [];
  private readonly facts = new Map<number, string>();
  private readonly paths = new Map<string, PathLocal>();
  private readonly numeric = new Set<string>();
  private readonly failing = new Map<string, string>();
  private parameters = 0;

  constructor(private readonly tree: RuleSetTree, private readonly mode: PrintMode) {}

  /** Declarations inside the function `f => …`, once every condition is printed. */
  loads(): string[] {
    const lines: string[] = [];
    for (const [fact, local] of this.facts) {
      const name = this.tree.factNames[fact]!;
      const key = literalCode(name);
      // A name that every object answers to must be the facts' own.
      const own = name in Object.prototype;
      if (this.mode === 'given' || this.tree.allowUndefinedFacts) lines.push(own ? `const ${local}=has(f,${key})?f[${key}]:void 0;` : `const ${local}=f[${key}];`);
      else if (this.mode === 'strict') lines.push(`const ${local}=has(f,${key})?f[${key}]:absent;`);
      else lines.push(own ? `if(!has(f,${key}))return false;const ${local}=f[${key}];` : `const ${local}=f[${key}];if(${local}===void 0&&!has(f,${key}))return false;`);
    }
    for (const { local, from, steps, risky } of this.paths.values()) lines.push(`const ${local}=at(${from},${steps});${risky && this.mode === 'quick' ? `if(failed(${local}))return false;` : ''}`);
    for (const local of this.numeric) lines.push(`const ${local}n=typeof ${local}==='number'?${local}:num(${local});`);
    return lines;
  }

  condition(node: ConditionNode): Printed {
    if (node.kind === 'never') return { code: 'false', mayThrow: false };
    if (node.kind === 'not') {
      const child = this.condition(node.child);
      return { code: `!${child.code}`, mayThrow: child.mayThrow };
    }
    if (node.kind === 'compare') return this.comparison(node);
    if (node.sets.length === 0) return { code: 'true', mayThrow: false };
    const [within, bits] = node.kind === 'all' ? ['&&', '&'] : ['||', '|'];
    let mayThrow = false;
    const printed = node.sets.map((set) => {
      const children = set.map((child) => this.condition(child));
      const throwing = children.some((child) => child.mayThrow);
      mayThrow ||= throwing;
      if (children.length === 1) return children[0]!.code;
      // A set is evaluated whole where one of its members could fail: the failure must not depend on the order.
      return throwing ? `((${children.map((child) => `${child.code}`).join(bits)})===1)` : `(${children.map((child) => child.code).join(within)})`;
    });
    return { code: printed.length === 1 ? printed[0]! : `(${printed.join(within)})`, mayThrow };
  }

  /** A comparison, and the two values that it compares. */
  explained(node: CompareNode): { left: string; right: string; code: string } {
    return { left: this.operand(node.fact).code, right: this.operand(node.value).code, code: this.comparison(node).code };
  }

  private comparison(node: CompareNode): Printed {
    const left = this.operand(node.fact);
    const right = this.operand(node.value);
    const { code, mayThrow } = this.operator(node.decorators, 0, node.operator, left, right);
    const guards = this.mode === 'quick' ? [] : [node.fact, node.value].flatMap((value) => this.guard(value));
    return guards.length > 0 ? { code: `(${guards.join(',')},${code})`, mayThrow: true } : { code: `(${code})`, mayThrow };
  }

  private guard(value: ValueNode): string[] {
    if (value.kind !== 'fact') return [];
    const { code } = this.operand(value);
    const name = literalCode(this.tree.factNames[value.fact]);
    return this.failing.has(code) || (this.mode === 'strict' && !this.tree.allowUndefinedFacts) ? [`need(${code},${name})`] : [];
  }

  private operand(value: ValueNode): Operand {
    if (value.kind === 'fact') return { code: this.factCode(value) };
    const { value: literal } = value;
    if (literal === null || typeof literal !== 'object') return { code: typeof literal === 'number' ? `(${literalCode(literal)})` : literalCode(literal), literal: { value: literal } };
    return { code: this.constant(literalCode(literal)), literal: { value: literal } };
  }

  private constant(code: string): string {
    const name = `k${this.constants.length}`;
    this.constants.push(`const ${name}=${code};`);
    return name;
  }

  private factCode(node: FactNode): string {
    let local = this.facts.get(node.fact);
    if (local === undefined) {
      local = `v${this.facts.size}`;
      this.facts.set(node.fact, local);
    }
    if (!node.steps) return local;
    const key = literalCode([node.fact, node.steps]);
    let path = this.paths.get(key);
    if (!path) {
      path = { local: `p${this.paths.size}`, steps: this.constant(literalCode(node.steps)), from: local, risky: canFail(node.steps) };
      this.paths.set(key, path);
      if (path.risky) this.failing.set(path.local, key);
    }
    return path.local;
  }

  private operator(decorators: readonly Decorator[], at: number, operator: BaseOperator, left: Operand, right: Operand): Printed {
    const decorator = decorators[at];
    const next = (a: Operand, b: Operand) => this.operator(decorators, at + 1, operator, a, b);
    const parameter = () => `x${(this.parameters += 1)}`;
    switch (decorator) {
      case undefined:
        return this.base(operator, left, right);
      case 'not': {
        const inner = next(left, right);
        return { code: `!(${inner.code})`, mayThrow: inner.mayThrow };
      }
      case 'swap':
        return next(right, left);
      case 'someFact':
      case 'everyFact': {
        const name = parameter();
        const inner = next({ code: name }, right);
        return { code: `(isArray(${left.code})&&${left.code}.${decorator === 'someFact' ? 'some' : 'every'}(${name}=>${inner.code}))`, mayThrow: inner.mayThrow };
      }
      default: {
        const name = parameter();
        const inner = next(left, { code: name });
        // Elements of a literal list were checked; those of a fact are known only when it is there.
        return { code: `${right.code}.${decorator === 'someValue' ? 'some' : 'every'}(${name}=>${inner.code})`, mayThrow: !right.literal || inner.mayThrow };
      }
    }
  }

  private base(operator: BaseOperator, left: Operand, right: Operand): Printed {
    const a = left.code;
    const b = right.code;
    const sign = comparisons[operator];
    if (sign !== undefined) return { code: `${this.numericCode(left)}${sign}${b}`, mayThrow: false };
    switch (operator) {
      case 'equal':
        return { code: `${a}===${b}`, mayThrow: false };
      case 'notEqual':
        return { code: `${a}!==${b}`, mayThrow: false };
      case 'contains':
        return { code: `isArray(${a})&&${a}.indexOf(${b})>-1`, mayThrow: false };
      case 'doesNotContain':
        return { code: `isArray(${a})&&${a}.indexOf(${b})===-1`, mayThrow: false };
      default:
        return this.membership(operator === 'in', a, right);
    }
  }

  /** A fact's numeric view is made once and shared by every comparison. */
  private numericCode({ code }: Operand): string {
    if (!/^[vp]\d+$/.test(code)) return `num(${code})`;
    this.numeric.add(code);
    return `${code}n`;
  }

  private membership(inside: boolean, a: string, right: Operand): Printed {
    const list = right.literal?.value;
    if (Array.isArray(list) && list.every((item) => item === null || typeof item !== 'object')) {
      // Strict equality finds no NaN, and a list read from JSON holds none, so a set answers as indexOf does.
      if (list.length > shortList) return { code: `${inside ? '' : '!'}${this.constant(`new Set(${right.code})`)}.has(${a})`, mayThrow: false };
      if (list.length === 0) return { code: inside ? 'false' : 'true', mayThrow: false };
      return { code: `(${list.map((item) => `${a}${inside ? '===' : '!=='}${literalCode(item)}`).join(inside ? '||' : '&&')})`, mayThrow: false };
    }
    return { code: `${right.code}.indexOf(${a})${inside ? '>-1' : '===-1'}`, mayThrow: !right.literal };
  }
}

/** Only a filter can fail: it may ask for a member of null. */
const canFail = (steps: readonly PathStep[]): boolean => steps.some((step) => step.kind === 'filter');
