import type { FeelScope, FeelType } from '../feel-type.js';
import { feelFault, type FeelFault } from '../parse/feel-fault.js';
import { childrenOf, type FeelNode, type FeelNodeOf } from '../parse/feel-node.js';
import { temporal } from '../runtime/temporal-functions.js';
import { FeelDate, FeelDateTime, FeelTime } from '../values/date-and-time.js';
import { DayTimeDuration, YearMonthDuration } from '../values/durations.js';
import { Frame, scopeNames, use, type Binding, type Local } from './bindings.js';
import { builtinSignatures } from './builtin-signatures.js';
import { callProblem, orderByNames } from './check-call.js';
import { isAssignable, joinTypes, typeText } from './is-assignable.js';
import { arithmeticType, comparable, elementType, hasOrder, typeOfPart } from './type-parts.js';

const any: FeelType = { kind: 'any' };
const boolean: FeelType = { kind: 'boolean' };
const maxFaults = 50;

/** Whether the expression reads `?`. */
export function readsInput(node: FeelNode): boolean {
  return node.kind === 'input' || (node.kind === 'in' ? readsInput(node.value) : childrenOf(node).some(readsInput));
}

/** Walks the tree once: what every name stands for, and the type of every part. */
export class Checker {
  readonly faults: FeelFault[] = [];
  readonly types = new Map<FeelNode, FeelType>();
  readonly bindings = new Map<FeelNode, Binding>();
  readonly locals = new Map<FeelNode, readonly Local[]>();
  readonly names = new Set<string>();
  #frame = new Frame(null);
  #input: FeelType = any;
  #nextLocal = 1;

  constructor(private readonly source: string, private readonly scope: FeelScope, private readonly strict: boolean) {}

  check(tree: FeelNode, input: FeelType): FeelType {
    this.#input = input;
    return this.typeOf(tree);
  }

  private fault(node: { start: number; end: number }, code: string, message: string): void {
    if (this.strict && this.faults.length < maxFaults) this.faults.push(feelFault(this.source, node.start, node.end, code, message));
  }

  private text(node: FeelNode): string {
    const text = this.source.slice(node.start, node.end);
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  }

  private local(name: string, type: FeelType): Local {
    return { name, type, id: this.#nextLocal++, used: false };
  }

  private inside<T>(frame: Frame, read: () => T): T {
    const outer = this.#frame;
    this.#frame = frame;
    const value = read();
    this.#frame = outer;
    return value;
  }

  private typeOf(node: FeelNode): FeelType {
    const type = this.infer(node);
    this.types.set(node, type);
    return type;
  }

  private infer(node: FeelNode): FeelType {
    switch (node.kind) {
      case 'null': case 'number': case 'string': case 'boolean':
        return { kind: node.kind };
      case 'at':
        return this.atLiteral(node);
      case 'input':
        this.names.add('?');
        return this.#input;
      case 'name':
        return this.name(node);
      case 'negate': {
        const type = this.typeOf(node.value);
        if (!['number', 'any', 'null', 'days and time duration', 'years and months duration'].includes(type.kind)) this.fault(node, 'feel-type', `"${this.text(node.value)}" is a ${typeText(type)} and has no opposite; only numbers and durations have.`);
        return type;
      }
      case 'arithmetic':
        return this.arithmetic(node);
      case 'comparison':
        this.comparison(node, node.operator, node.left, this.typeOf(node.left), this.typeOf(node.right));
        return boolean;
      case 'and': case 'or':
        this.condition(node.left);
        this.condition(node.right);
        return boolean;
      case 'between': {
        const type = this.typeOf(node.value);
        for (const end of [node.low, node.high]) this.comparison(end, '<=', node.value, type, this.typeOf(end));
        return boolean;
      }
      case 'in': {
        const outer = this.#input;
        this.#input = this.typeOf(node.value);
        for (const test of node.tests) this.test(test);
        this.#input = outer;
        return boolean;
      }
      case 'instance of':
        this.typeOf(node.value);
        return boolean;
      case 'if': {
        this.condition(node.condition);
        return joinTypes(this.typeOf(node.then), this.typeOf(node.otherwise));
      }
      case 'for': case 'some': case 'every':
        return this.loop(node);
      case 'span': case 'range': {
        const low = this.typeOf(node.low);
        const high = this.typeOf(node.high);
        if (!comparable(low, high)) this.fault(node, 'feel-type', `The ends of "${this.text(node)}" are a ${typeText(low)} and a ${typeText(high)}; both must be of one type.`);
        return { kind: 'range', of: joinTypes(low, high) };
      }
      case 'filter':
        return this.filter(node);
      case 'path': {
        const type = this.typeOf(node.value);
        const part = typeOfPart(type, node.name);
        if (!part) this.fault(node, 'feel-unknown-field', `"${this.text(node.value)}" is a ${typeText(type)} and has no "${node.name}".`);
        return part ?? any;
      }
      case 'call':
        return this.call(node);
      case 'function':
        return this.definition(node);
      case 'list':
        return { kind: 'list', items: node.items.map((item) => this.typeOf(item)).reduce(joinTypes, { kind: 'null' }) };
      case 'context':
        return this.context(node);
      case 'test':
        if (node.asValue) return { kind: 'range', of: this.typeOf(node.value) };
        this.test(node);
        return boolean;
      case 'tests':
        for (const test of node.tests) this.test(test);
        return boolean;
    }
  }

  private atLiteral(node: FeelNodeOf<'at'>): FeelType {
    const value = temporal(node.text);
    if (value instanceof FeelDate) return { kind: 'date' };
    if (value instanceof FeelDateTime) return { kind: 'date and time' };
    if (value instanceof FeelTime) return { kind: 'time' };
    if (value instanceof DayTimeDuration) return { kind: 'days and time duration' };
    if (value instanceof YearMonthDuration) return { kind: 'years and months duration' };
    this.fault(node, 'feel-literal', `@"${node.text}" is no date, time, date and time or duration; write such as @"2025-12-31" or @"P1D".`);
    return { kind: 'null' };
  }

  private name(node: FeelNodeOf<'name'>): FeelType {
    const binding = this.#frame.resolve(node.name, this.scope, (name) => builtinSignatures.has(name));
    this.bindings.set(node, binding);
    use(binding);
    for (const name of scopeNames(binding)) this.names.add(name);
    if (binding.kind === 'unknown') this.fault(node, 'feel-unknown-name', `There is no name "${node.name}" here; declare it in the data model or correct it.`);
    return binding.type;
  }

  private condition(node: FeelNode): void {
    const { kind } = this.typeOf(node);
    if (kind !== 'boolean' && kind !== 'any' && kind !== 'null') this.fault(node, 'feel-type', `"${this.text(node)}" is a ${typeText(this.types.get(node)!)}; a condition must be a boolean.`);
  }

  private arithmetic(node: FeelNodeOf<'arithmetic'>): FeelType {
    const left = this.typeOf(node.left);
    const right = this.typeOf(node.right);
    const type = arithmeticType(node.operator, left, right);
    if (!type) this.fault(node, 'feel-type', `"${this.text(node.left)}" is a ${typeText(left)} and "${this.text(node.right)}" a ${typeText(right)}; they cannot be joined by "${node.operator}".`);
    return type ?? any;
  }

  private comparison(node: FeelNode, operator: string, left: FeelNode | null, leftType: FeelType, rightType: FeelType): void {
    const what = left ? `"${this.text(left)}"` : 'The input';
    if (!comparable(leftType, rightType)) this.fault(node, 'feel-type', `${what} is a ${typeText(leftType)} and is compared with a ${typeText(rightType)}; the answer would always be null.`);
    else if (operator !== '=' && operator !== '!=' && !(hasOrder(leftType) && hasOrder(rightType))) this.fault(node, 'feel-type', `${what} is a ${typeText(leftType)}, which has no order; only = and != compare it.`);
  }

  /** One of several unary tests. */
  private test(node: FeelNode): void {
    const input = this.#input;
    if (node.kind === 'test') {
      const type = this.typeOf(node.value);
      this.types.set(node, boolean);
      this.comparison(node, node.operator, null, input, type);
      return;
    }
    const type = this.typeOf(node);
    if (readsInput(node) && type.kind === 'boolean') return;
    const fits = comparable(type, input) || ((type.kind === 'list' || type.kind === 'range') && comparable(elementType(elementType(type)), input)) || (type.kind === 'list' && comparable(elementType(type), input));
    if (!fits) this.fault(node, 'feel-type', `"${this.text(node)}" is a ${typeText(type)} and tests a ${typeText(input)}; it would never hold.`);
  }

  private loop(node: FeelNodeOf<'for'> | FeelNodeOf<'some' | 'every'>): FeelType {
    return this.inside(new Frame(this.#frame), () => {
      const locals: Local[] = [];
      for (const { name, domain } of node.iterators) {
        const local = this.local(name, elementType(this.typeOf(domain)));
        locals.push(local);
        this.#frame.add(local);
      }
      this.locals.set(node, locals);
      if (node.kind !== 'for') {
        this.condition(node.body);
        return boolean;
      }
      const partial = this.local('partial', { kind: 'list', items: any });
      if (!locals.some((local) => local.name === 'partial')) this.#frame.add(partial);
      this.locals.set(node, [...locals, partial]);
      return { kind: 'list', items: this.typeOf(node.body) };
    });
  }

  private filter(node: FeelNodeOf<'filter'>): FeelType {
    const list = this.typeOf(node.value);
    const items = list.kind === 'list' ? list.items : list;
    const element = this.local('item', items);
    const frame = new Frame(this.#frame, element);
    frame.add(element);
    this.locals.set(node, [element]);
    const condition = this.inside(frame, () => this.typeOf(node.condition));
    if (condition.kind === 'number') return items;
    if (condition.kind === 'boolean') return { kind: 'list', items };
    if (condition.kind !== 'any' && condition.kind !== 'null') this.fault(node.condition, 'feel-type', `"${this.text(node.condition)}" is a ${typeText(condition)}; a filter is a condition or a place in the list.`);
    return any;
  }

  private call(node: FeelNodeOf<'call'>): FeelType {
    const given = node.arguments.map((argument) => this.typeOf(argument));
    const callee = this.typeOf(node.callee);
    const binding = this.bindings.get(node.callee);
    const signature = binding?.kind === 'builtin' ? builtinSignatures.get(binding.name) : undefined;
    if (signature) {
      const problem = callProblem(signature, given, node.names);
      if (problem) this.fault(node, 'feel-call', problem);
      const order = node.names ? orderByNames(signature, node.names)[0] : undefined;
      return signature.result(order ? order.map((place) => given[place]!) : given);
    }
    if (callee.kind === 'function') {
      if (callee.parameters.length !== given.length) this.fault(node, 'feel-call', `"${this.text(node.callee)}" takes ${callee.parameters.length} arguments, ${given.length} are given.`);
      callee.parameters.forEach((parameter, i) => {
        const at = node.names ? node.names.indexOf(parameter.name) : i;
        const type = given[at];
        if (type && !isAssignable(type, parameter.type)) this.fault(node.arguments[at]!, 'feel-type', `"${this.text(node.arguments[at]!)}" is a ${typeText(type)}; "${parameter.name}" must be a ${typeText(parameter.type)}.`);
      });
      return callee.result;
    }
    if (callee.kind !== 'any' && binding?.kind !== 'unknown') this.fault(node, 'feel-call', `"${this.text(node.callee)}" is a ${typeText(callee)} and cannot be called.`);
    return any;
  }

  private definition(node: FeelNodeOf<'function'>): FeelType {
    if (node.external) this.fault(node, 'feel-external', 'External functions are not run here; write the function in FEEL or use a Python node.');
    const frame = new Frame(this.#frame);
    const locals = node.parameters.map((parameter) => this.local(parameter.name, parameter.type ?? any));
    for (const local of locals) frame.add(local);
    this.locals.set(node, locals);
    const result = this.inside(frame, () => this.typeOf(node.body));
    return { kind: 'function', parameters: locals.map(({ name, type }) => ({ name, type })), result };
  }

  private context(node: FeelNodeOf<'context'>): FeelType {
    const fields: [string, FeelType][] = [];
    const locals: Local[] = [];
    const seen = new Set<string>();
    this.inside(new Frame(this.#frame), () => {
      for (const { key, value, place } of node.entries) {
        if (seen.has(key)) this.fault(place, 'feel-duplicate-key', `The key "${key}" comes twice; rename one of them.`);
        seen.add(key);
        const type = this.typeOf(value);
        const local = this.local(key, type);
        locals.push(local);
        this.#frame.add(local);
        fields.push([key, type]);
      }
    });
    this.locals.set(node, locals);
    return { kind: 'context', fields: Object.fromEntries(fields) };
  }
}
