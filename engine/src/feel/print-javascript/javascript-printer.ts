import type { FeelType } from '../feel-type.js';
import { childrenOf, type ComparisonOperator, type FeelNode, type FeelNodeOf } from '../parse/feel-node.js';
import type { Binding, Local } from '../types/bindings.js';
import { builtinSignatures } from '../types/builtin-signatures.js';
import { orderByNames } from '../types/check-call.js';
import type { CheckedFeel } from '../types/check-feel.js';
import { readsInput } from '../types/checker.js';
import { identifier, literal } from './literal.js';
import type { JavaScriptNames } from './print-feel-javascript.js';

const arithmeticNames = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'power' } as const;
const comparisonNames = { '=': 'equals', '!=': 'notEquals', '<': 'less', '<=': 'lessOrEqual', '>': 'greater', '>=': 'greaterOrEqual' } as const;
const scalars = new Set<FeelType['kind']>(['number', 'string', 'boolean']);
const orderedKinds = new Set<FeelType['kind']>(['number', 'string', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration']);
const constantFunctions = new Set(['date', 'time', 'date and time', 'duration']);

/** An operand: its code, its type, whether it may stand twice (cheap, without effects) and whether it is never null. */
interface Operand {
  readonly code: string;
  readonly kind: FeelType['kind'];
  readonly simple: boolean;
  readonly present: boolean;
}

/** Prints a checked tree. Every part is printed as a value or as a condition (a boolean that is true only where the value is true). */
export class JavaScriptPrinter {
  #input: Operand | null = null;
  #nextInput = 1;

  constructor(private readonly checked: CheckedFeel, private readonly names: JavaScriptNames) {}

  private kind(node: FeelNode): FeelType['kind'] {
    return this.checked.types.get(node)?.kind ?? 'any';
  }

  private local(local: Local): string {
    return identifier(local.name, local.id);
  }

  private operand(node: FeelNode): Operand {
    const code = this.value(node);
    const constant = node.kind === 'number' || node.kind === 'string' || node.kind === 'boolean';
    const binding = node.kind === 'name' ? this.checked.bindings.get(node) : undefined;
    const simple = constant || node.kind === 'null' || (node.kind === 'input' && (this.#input?.simple ?? true)) || binding?.kind === 'scope' || binding?.kind === 'local';
    return { code, kind: this.kind(node), simple, present: constant };
  }

  value(node: FeelNode): string {
    switch (node.kind) {
      case 'null': return 'null';
      case 'number': return node.value < 0 || Object.is(node.value, -0) ? `(${literal(node.value)})` : literal(node.value);
      case 'string': case 'boolean': return literal(node.value);
      case 'at': return `R.temporal(${literal(node.text)})`;
      case 'input': return this.#input?.code ?? this.names.read('?');
      case 'name': return this.binding(this.checked.bindings.get(node)!);
      case 'negate': return this.kind(node.value) === 'number' ? `R.negateNumber(${this.value(node.value)})` : `R.negate(${this.value(node.value)})`;
      case 'arithmetic': return this.arithmetic(node);
      case 'comparison': return this.comparison(node.operator, this.operand(node.left), this.operand(node.right)).value;
      case 'and': case 'or': return this.logic(node);
      case 'between': return this.between(node).value;
      case 'in': return this.in(node, false);
      case 'instance of': return `R.instanceOf(${this.value(node.value)}, ${literal(node.type)})`;
      case 'if': return `(${this.isTrue(node.condition)} ? ${this.value(node.then)} : ${this.value(node.otherwise)})`;
      case 'for': return this.loop(node);
      case 'some': case 'every': return this.quantified(node);
      case 'span': return `R.span(${this.value(node.low)}, ${this.value(node.high)})`;
      case 'filter': return this.filter(node);
      case 'path': return `R.${this.kind(node.value) === 'context' ? 'field' : 'path'}(${this.value(node.value)}, ${literal(node.name)})`;
      case 'call': return this.call(node);
      case 'function': return this.definition(node);
      case 'list': return `[${node.items.map((item) => this.value(item)).join(', ')}]`;
      case 'context': return this.context(node);
      case 'range': return `R.range(${this.value(node.low)}, ${this.value(node.high)}, ${node.lowIncluded}, ${node.highIncluded})`;
      case 'test': return node.asValue ? `R.openRange(${literal(node.operator)}, ${this.value(node.value)})` : this.testValue(node, this.input());
      case 'tests': return this.tests(node, false);
    }
  }

  /** A JavaScript boolean that is true only where the value is true. */
  isTrue(node: FeelNode): string {
    switch (node.kind) {
      case 'boolean': return literal(node.value);
      case 'null': return 'false';
      case 'and': return `(${this.isTrue(node.left)} && ${this.isTrue(node.right)})`;
      case 'or': return `(${this.isTrue(node.left)} || ${this.isTrue(node.right)})`;
      case 'comparison': return this.comparison(node.operator, this.operand(node.left), this.operand(node.right)).isTrue;
      case 'between': return this.between(node).isTrue;
      case 'in': return this.in(node, true);
      case 'tests': return this.tests(node, true);
      case 'if': return `(${this.isTrue(node.condition)} ? ${this.isTrue(node.then)} : ${this.isTrue(node.otherwise)})`;
      case 'test': if (!node.asValue) return this.testTrue(node, this.input());
    }
    return `${this.value(node)} === true`;
  }

  private input(): Operand {
    return this.#input ?? { code: this.names.read('?'), kind: this.checked.input.kind, simple: true, present: false };
  }

  private binding(binding: Binding): string {
    switch (binding.kind) {
      case 'scope': return this.names.read(binding.name);
      case 'local': return this.local(binding.local);
      case 'entry': return `R.field(${this.local(binding.element)}, ${literal(binding.name)})`;
      case 'entry or': return `R.entryOr(${this.local(binding.element)}, ${literal(binding.name)}, () => ${this.binding(binding.outside)})`;
      case 'builtin': return `R.builtin(${literal(binding.name)})`;
      case 'unknown': return 'null';
    }
  }

  private arithmetic(node: FeelNodeOf<'arithmetic'>): string {
    const left = this.kind(node.left);
    const right = this.kind(node.right);
    const name = arithmeticNames[node.operator];
    const sides = `(${this.value(node.left)}, ${this.value(node.right)})`;
    if (left === 'number' && right === 'number') return `R.${name}Numbers${sides}`;
    return left === 'string' && right === 'string' && node.operator === '+' ? `R.joinStrings${sides}` : `R.${name}${sides}`;
  }

  private comparison(operator: ComparisonOperator, left: Operand, right: Operand): { value: string; isTrue: string } {
    const a = left.code;
    const b = right.code;
    if (operator === '=' || operator === '!=') {
      if ((scalars.has(left.kind) && left.kind === right.kind) || left.kind === 'null' || right.kind === 'null') {
        const code = `(${a} ${operator === '=' ? '===' : '!=='} ${b})`;
        return { value: code, isTrue: code };
      }
    } else if (left.kind === 'number' && right.kind === 'number') {
      if (left.simple && right.simple) {
        const checks = [left, right].filter((side) => !side.present).map((side) => `${side.code} !== null`);
        const compared = `${a} ${operator} ${b}`;
        if (checks.length === 0) return { value: `(${compared})`, isTrue: `(${compared})` };
        return { value: `(${checks.join(' && ')} ? ${compared} : null)`, isTrue: `(${checks.join(' && ')} && ${compared})` };
      }
      const swapped = operator === '>' || operator === '>=';
      const value = `R.${operator === '<' || operator === '>' ? 'less' : 'lessOrEqual'}Numbers(${swapped ? `${b}, ${a}` : `${a}, ${b}`})`;
      return { value, isTrue: `${value} === true` };
    }
    const value = (left.kind === 'date' && right.kind === 'date') || (left.kind === 'string' && right.kind === 'string') ? ordered(operator, left.kind === 'date' ? 'Dates' : 'Strings', a, b) : `R.${comparisonNames[operator]}(${a}, ${b})`;
    return { value, isTrue: `${value} === true` };
  }

  /** The right side is evaluated late where it calls a function, which may end a recursion. */
  private logic(node: FeelNodeOf<'and' | 'or'>): string {
    const late = callsFunction(node.right);
    const name = late ? (node.kind === 'and' ? 'andThen' : 'orElse') : node.kind;
    return `R.${name}(${this.value(node.left)}, ${late ? '() => ' : ''}${this.value(node.right)})`;
  }

  private between(node: FeelNodeOf<'between'>): { value: string; isTrue: string } {
    const sides = [node.value, node.low, node.high].map((side) => this.operand(side));
    if (sides.every((side) => side.kind === 'number' && side.simple)) {
      const [value, low, high] = sides as [Operand, Operand, Operand];
      return both([this.comparison('<=', low, value), this.comparison('<=', value, high)]);
    }
    const value = `R.between(${sides.map((side) => side.code).join(', ')})`;
    return { value, isTrue: `${value} === true` };
  }

  private in(node: FeelNodeOf<'in'>, condition: boolean): string {
    const operand = this.operand(node.value);
    const outer = this.#input;
    if (operand.simple) {
      this.#input = operand;
      const code = this.anyTest(node.tests, condition);
      this.#input = outer;
      return code;
    }
    const name = `input$${this.#nextInput++}`;
    this.#input = { ...operand, code: name, simple: true };
    const code = this.anyTest(node.tests, condition);
    this.#input = outer;
    return `((${name}) => ${code})(${operand.code})`;
  }

  private tests(node: FeelNodeOf<'tests'>, condition: boolean): string {
    if (node.tests.length === 0) return 'true';
    if (!node.negated) return this.anyTest(node.tests, condition);
    return condition ? `${this.anyTest(node.tests, false)} === false` : `R.not(${this.anyTest(node.tests, false)})`;
  }

  private anyTest(tests: readonly FeelNode[], condition: boolean): string {
    const input = this.input();
    if (condition) return tests.length === 1 ? this.testTrue(tests[0]!, input) : `(${tests.map((test) => this.testTrue(test, input)).join(' || ')})`;
    return tests.map((test) => this.testValue(test, input)).reduce((left, right) => `R.or(${left}, ${right})`);
  }

  private testValue(test: FeelNode, input: Operand): string {
    return this.test(test, input).value;
  }

  private testTrue(test: FeelNode, input: Operand): string {
    return this.test(test, input).isTrue;
  }

  private test(test: FeelNode, input: Operand): { value: string; isTrue: string } {
    if (test.kind === 'test' && !test.asValue) return this.comparison(test.operator, input, this.operand(test.value));
    if (readsInput(test)) {
      if (this.kind(test) === 'boolean') return { value: this.value(test), isTrue: this.isTrue(test) };
      const value = `R.test(${input.code}, ${this.value(test)}, true)`;
      return { value, isTrue: `${value} === true` };
    }
    if (test.kind === 'range' && orderedKinds.has(input.kind)) {
      const low = this.operand(test.low);
      const high = this.operand(test.high);
      return both([this.comparison(test.lowIncluded ? '<=' : '<', low, input), this.comparison(test.highIncluded ? '<=' : '<', input, high)]);
    }
    const items = test.kind === 'list' && test.items.length > 0 && test.items.length <= 20 ? test.items.map((item) => this.operand(item)) : [this.operand(test)];
    if (scalars.has(input.kind) && items.every((item) => item.kind === input.kind && item.present)) {
      const code = items.map((item) => `${input.code} === ${item.code}`).join(' || ');
      return { value: `(${code})`, isTrue: `(${code})` };
    }
    const value = `R.within(${input.code}, ${this.value(test)})`;
    return { value, isTrue: `${value} === true` };
  }

  private domains(node: FeelNodeOf<'for'> | FeelNodeOf<'some' | 'every'>): string {
    const locals = this.checked.locals.get(node)!.map((local) => this.local(local));
    return `[${node.iterators.map(({ domain }, i) => `(${locals.slice(0, i).join(', ')}) => ${this.value(domain)}`).join(', ')}]`;
  }

  private loop(node: FeelNodeOf<'for'>): string {
    const all = this.checked.locals.get(node)!;
    const partial = all.at(-1)!;
    const parameters = (partial.used ? all : all.slice(0, -1)).map((local) => this.local(local)).join(', ');
    const body = `(${parameters}) => ${this.body(node.body)}`;
    return node.iterators.length === 1 ? `R.each(x, ${this.value(node.iterators[0]!.domain)}, ${body})` : `R.eachOf(x, ${this.domains(node)}, ${body})`;
  }

  private quantified(node: FeelNodeOf<'some' | 'every'>): string {
    const parameters = this.checked.locals.get(node)!.map((local) => this.local(local)).join(', ');
    return `R.${node.kind}(x, ${this.domains(node)}, (${parameters}) => ${this.body(node.body)})`;
  }

  /** The body of an arrow function. */
  private body(node: FeelNode): string {
    const code = this.value(node);
    return code.startsWith('{') ? `(${code})` : code;
  }

  private filter(node: FeelNodeOf<'filter'>): string {
    const [element] = this.checked.locals.get(node)!;
    const list = this.value(node.value);
    const kind = this.kind(node.condition);
    if (kind === 'number' && !element!.used) return `R.at(${list}, ${this.value(node.condition)})`;
    const parameter = element!.used ? this.local(element!) : '';
    if (kind === 'boolean') return `R.filter(x, ${list}, (${parameter}) => ${this.isTrue(node.condition)})`;
    return `R.select(x, ${list}, (${parameter}) => ${this.body(node.condition)})`;
  }

  private call(node: FeelNodeOf<'call'>): string {
    const binding = this.checked.bindings.get(node.callee);
    const values = node.arguments.map((argument) => this.value(argument));
    if (binding?.kind !== 'builtin') {
      const callee = this.value(node.callee);
      return node.names ? `R.callNamed(${[callee, literal(node.names), ...values].join(', ')})` : `R.call(${[callee, ...values].join(', ')})`;
    }
    const signature = builtinSignatures.get(binding.name)!;
    const [only] = node.arguments;
    if (constantFunctions.has(binding.name) && node.arguments.length === 1 && only!.kind === 'string') return `R.fixed(${literal(signature.key)}, ${values[0]})`;
    if (signature.key === 'now' || signature.key === 'today') return values.length === 0 ? `R.${signature.key}(x)` : 'null';
    if (!node.names) return `R.${signature.key}(${values.join(', ')})`;
    if (signature.key === 'is' && node.names.every((name) => name === 'value1' || name === 'value2')) {
      return `R.is(${['value1', 'value2'].map((name) => values[node.names!.indexOf(name)] ?? 'null').join(', ')})`;
    }
    const order = orderByNames(signature, node.names)[0];
    if (order && signature.overloads.length > 1) return `R.named(${[literal(binding.name), literal(node.names), ...values].join(', ')})`;
    return order ? `R.${signature.key}(${order.map((place) => values[place]).join(', ')})` : 'null';
  }

  private definition(node: FeelNodeOf<'function'>): string {
    if (node.external) return 'null';
    const locals = this.checked.locals.get(node)!;
    return `R.lambda(x, ${literal(node.parameters)}, (${locals.map((local) => this.local(local)).join(', ')}) => ${this.body(node.body)})`;
  }

  private context(node: FeelNodeOf<'context'>): string {
    const keys = node.entries.map(({ key }) => key);
    if (new Set(keys).size !== keys.length) return 'null';
    const locals = this.checked.locals.get(node)!;
    const property = (key: string, code: string): string => `${key === '__proto__' ? '["__proto__"]' : literal(key)}: ${code}`;
    if (!locals.some((local) => local.used)) return `({ ${node.entries.map(({ key, value }) => property(key, this.value(value))).join(', ')} })`;
    const statements = node.entries.map(({ value }, i) => `const ${this.local(locals[i]!)} = ${this.value(value)};`);
    return `(() => { ${statements.join(' ')} return { ${keys.map((key, i) => property(key, this.local(locals[i]!))).join(', ')} }; })()`;
  }
}

/** A comparison of dates or texts that are known to be such. */
function ordered(operator: ComparisonOperator, kind: 'Dates' | 'Strings', a: string, b: string): string {
  if (operator === '=') return `R.equal${kind}(${a}, ${b})`;
  if (operator === '!=') return `!R.equal${kind}(${a}, ${b})`;
  const swapped = operator === '>' || operator === '>=';
  return `R.${operator === '<' || operator === '>' ? 'less' : 'lessOrEqual'}${kind}(${swapped ? `${b}, ${a}` : `${a}, ${b}`})`;
}

/** Conditions that must all hold, of which none can be false where another is null without the whole being null or false. */
function both(parts: readonly { value: string; isTrue: string }[]): { value: string; isTrue: string } {
  return { value: `R.and(${parts.map((part) => part.value).join(', ')})`, isTrue: `(${parts.map((part) => part.isTrue).join(' && ')})` };
}

function callsFunction(node: FeelNode): boolean {
  return node.kind === 'call' || node.kind === 'for' || node.kind === 'some' || node.kind === 'every' || childrenOf(node).some(callsFunction);
}
