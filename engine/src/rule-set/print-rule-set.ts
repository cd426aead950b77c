import type { PathStep } from './json-path.js';
import type { BaseOperator, ConditionNode, Decorator, FactNode, RuleNode, RuleSetTree, ValueNode } from './tree.js';

/** Code for some of the rules, with what it wants passed in: names of facts, paths and literals that are no plain scalars. */
export interface PrintedChunk {
  body: string;
  names: string[];
  constants: unknown[];
  paths: (readonly PathStep[])[];
}

/** Numeric operators look at the fact only, through parseFloat, and then let JavaScript compare, as json-rules-engine does. */
export const isNumeric = (value: unknown): boolean => Number.parseFloat(value as string).toString() !== 'NaN';

/** Values passed to the code under these names, in this order. */
export const codeParameters = ['names', 'constants', 'paths', 'at', 'numeric', 'missing', 'absent'] as const;

const comparisons: Partial<Record<BaseOperator, string>> = { lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' };
/** Lists of scalars longer than this are looked up in a set. */
const shortList = 8;

interface Operand { code: string; literal?: { value: unknown } }
interface Printed { code: string; mayThrow: boolean }

/**
 * Prints rules as one function `(facts, hits) => boolean`: it writes 1 or 0 for each rule's place and says whether every fact was there.
 * The quick form gives up (false) at a fact that is missing; the strict form evaluates each priority set whole, as the reference does,
 * and throws at the first missing fact that is really asked for.
 */
export function printRules(tree: RuleSetTree, rules: readonly { node: RuleNode; place: number }[], strict: boolean): PrintedChunk {
  const printer = new ChunkPrinter(tree, strict);
  const lines = rules.map(({ node, place }) => `h[${place}]=${printer.condition(node.root).code}?1:0;`);
  return { body: printer.wrap(lines), names: printer.names, constants: printer.constants, paths: printer.paths };
}

class ChunkPrinter {
  readonly names: string[] = [];
  readonly constants: unknown[] = [];
  readonly paths: (readonly PathStep[])[] = [];
  private readonly facts = new Map<number, number>();
  private readonly pathLocals = new Map<string, { local: number; fact: number }>();
  private readonly sets: string[] = [];
  private parameters = 0;

  constructor(private readonly tree: RuleSetTree, private readonly strict: boolean) {}

  wrap(lines: readonly string[]): string {
    const load: string[] = [];
    const outer = ['const isArray=Array.isArray,has=Object.hasOwn;', ...this.sets];
    this.names.forEach((name, i) => {
      outer.push(`const n${i}=names[${i}];`);
      // A name that every object answers to must be the facts' own.
      const own = name in Object.prototype;
      if (this.tree.allowUndefinedFacts) load.push(own ? `const v${i}=has(f,n${i})?f[n${i}]:void 0;` : `const v${i}=f[n${i}];`);
      else if (this.strict) load.push(`const v${i}=has(f,n${i})?f[n${i}]:absent;`);
      else load.push(own ? `if(!has(f,n${i}))return false;const v${i}=f[n${i}];` : `const v${i}=f[n${i}];if(v${i}===void 0&&!has(f,n${i}))return false;`);
    });
    this.constants.forEach((_, i) => outer.push(`const k${i}=constants[${i}];`));
    for (const { local, fact } of this.pathLocals.values()) {
      outer.push(`const s${local}=paths[${local}];`);
      load.push(this.strict ? `const p${local}=v${fact}===absent?absent:at(v${fact},s${local});` : `const p${local}=at(v${fact},s${local});`);
    }
    return `${outer.join('\n')}\nreturn function(f,h){\n${load.join('\n')}\n${lines.join('\n')}\nreturn true;\n};`;
  }

  condition(node: ConditionNode): Printed {
    if (node.kind === 'not') {
      const child = this.condition(node.child);
      return { code: `!${child.code}`, mayThrow: child.mayThrow };
    }
    if (node.kind === 'compare') return this.comparison(node);
    if (node.sets.length === 0) return { code: 'true', mayThrow: false };
    const [within, between, bits] = node.kind === 'all' ? ['&&', '&&', '&'] : ['||', '||', '|'];
    let mayThrow = false;
    const printed = node.sets.map((set) => {
      const children = set.map((child) => this.condition(child));
      const throwing = children.some((child) => child.mayThrow);
      mayThrow ||= throwing;
      if (children.length === 1) return children[0]!.code;
      // A set is evaluated whole where one of its members could fail: the failure must not depend on the order.
      return throwing ? `((${children.map((child) => child.code).join(bits)})===1)` : `(${children.map((child) => child.code).join(within)})`;
    });
    return { code: printed.length === 1 ? printed[0]! : `(${printed.join(between)})`, mayThrow };
  }

  private comparison(node: Extract<ConditionNode, { kind: 'compare' }>): Printed {
    const left = this.operand(node.fact);
    const right = this.operand(node.value);
    const { code, mayThrow } = this.operator(node.decorators, 0, node.operator, left, right);
    if (!this.strict || this.tree.allowUndefinedFacts) return { code: `(${code})`, mayThrow };
    const guards = [node.fact, node.value].flatMap((value) => (value.kind === 'fact' ? [`(${this.operand(value).code}===absent&&missing(${value.fact}))`] : []));
    return { code: `(${guards.join(',')},${code})`, mayThrow: true };
  }

  private operand(value: ValueNode): Operand {
    if (value.kind === 'fact') return { code: this.factCode(value) };
    const { value: literal } = value;
    if (literal === null || typeof literal !== 'object') return { code: typeof literal === 'number' ? `(${JSON.stringify(literal)})` : JSON.stringify(literal), literal: { value: literal } };
    return { code: `k${this.constants.push(literal) - 1}`, literal: { value: literal } };
  }

  private factCode(node: FactNode): string {
    let local = this.facts.get(node.fact);
    if (local === undefined) {
      local = this.names.push(this.tree.factNames[node.fact]!) - 1;
      this.facts.set(node.fact, local);
    }
    if (!node.steps) return `v${local}`;
    const key = JSON.stringify([local, node.steps]);
    let path = this.pathLocals.get(key);
    if (!path) {
      path = { local: this.paths.push(node.steps) - 1, fact: local };
      this.pathLocals.set(key, path);
    }
    return `p${path.local}`;
  }

  private operator(decorators: readonly Decorator[], at: number, operator: BaseOperator, left: Operand, right: Operand): Printed {
    const decorator = decorators[at];
    const next = (a: Operand, b: Operand) => this.operator(decorators, at + 1, operator, a, b);
    const parameter = () => `x${(this.parameters += 1)}`;
    if (decorator === undefined) return this.base(operator, left, right);
    switch (decorator) {
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
      case 'someValue':
      case 'everyValue': {
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
    if (sign !== undefined) return { code: `((typeof ${a}==='number'||numeric(${a}))&&${a}${sign}${b})`, mayThrow: false };
    switch (operator) {
      case 'equal':
        return { code: `(${a}===${b})`, mayThrow: false };
      case 'notEqual':
        return { code: `(${a}!==${b})`, mayThrow: false };
      case 'contains':
        return { code: `(isArray(${a})&&${a}.indexOf(${b})>-1)`, mayThrow: false };
      case 'doesNotContain':
        return { code: `(isArray(${a})&&${a}.indexOf(${b})===-1)`, mayThrow: false };
      default:
        return this.membership(operator === 'in', a, right);
    }
  }

  private membership(inside: boolean, a: string, right: Operand): Printed {
    const list = right.literal?.value;
    if (Array.isArray(list) && list.length > shortList && list.every((item) => item === null || typeof item !== 'object')) {
      const index = this.sets.length;
      this.sets.push(`const w${index}=new Set(${right.code.replace(/^k(\d+)$/, 'constants[$1]')});`);
      // Strict equality finds no NaN, and a list read from JSON holds none, so a set answers as indexOf does.
      return { code: `${inside ? '' : '!'}w${index}.has(${a})`, mayThrow: false };
    }
    return { code: `(${right.code}.indexOf(${a})${inside ? '>-1' : '===-1'})`, mayThrow: !right.literal };
  }
}
