import type { Fault } from '@arbiter/contracts';
import { checkFeel, compileFeel, feelRuntime, printFeelJavaScript, readFact, type FeelProgram } from '../feel/index.js';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { makeFeelContext } from '../feel/runtime/feel-context.js';
import { compileExpression } from './compile-expression.js';
import { conforming, typed } from './typed-expression.js';
import { anyFeel, factsWith, nullRun, scopeWith, type Call, type CompiledExpression, type ExpressionCompiler, type Run } from './compiled-expression.js';
import type { Parameter } from './compile-function.js';
import { anyType, fromJson, resultOf, type DmnType, type ValueTest } from './dmn-type.js';
import type { DmnExpression, Reference, UnaryTests } from './dmn-model.js';
import { allServices, findReference, importNameOf, needs, type Element, type LinkedModel } from './linked-model.js';
import { fieldsOf, ModelTypes } from './model-types.js';
import { memberNames } from './member-names.js';
import { faultAt, type XmlPosition } from './read-xml.js';

/** An element made ready. `names` are what its expression can read. */
export interface CompiledElement {
  readonly where: string;
  /** The type of its variable; of a knowledge model or a service, of its result. */
  readonly type: DmnType;
  /** As other expressions see it. */
  readonly feel: FeelType;
  readonly names: readonly { importName: string; name: string; element: Element }[];
  readonly parameters: readonly (Parameter & { element?: Element })[];
  /** Absent where there is nothing to evaluate: input data, decisions without logic, services. */
  readonly run?: Run;
}

const kindNames = { input: 'Input data', decision: 'Decision', knowledge: 'Knowledge model', service: 'Decision service' } as const;

/** Compiles the elements of a model and of its imports, each once. */
export class ModelCompiler {
  private readonly types = new Map<LinkedModel, ModelTypes>();
  private readonly members = new Map<LinkedModel, string[]>();
  private readonly compiled = new Map<unknown, CompiledElement>();
  private inputDecisions: ReadonlySet<unknown> | undefined;

  constructor(private readonly root: LinkedModel, private readonly tell: (fault: Fault) => void) {}

  /** Compiles everything that the root model holds or needs, what is needed first. */
  compileAll(): void {
    const open = new Set<unknown>();
    for (const start of this.root.byName.values()) {
      const way: { element: Element; next: Element[] }[] = [{ element: start, next: this.toCompile(start) }];
      while (way.length > 0) {
        const top = way.at(-1)!;
        const next = top.next.pop();
        if (next) {
          if (this.compiled.has(next.item) || open.has(next.item)) continue;
          open.add(next.item);
          way.push({ element: next, next: this.toCompile(next) });
        } else {
          way.pop();
          if (!this.compiled.has(top.element.item)) this.compiled.set(top.element.item, this.make(top.element));
        }
      }
    }
  }

  of(element: Element): CompiledElement {
    const known = this.compiled.get(element.item);
    if (known) return known;
    const made = this.make(element);
    this.compiled.set(element.item, made);
    return made;
  }

  /** JSON inputs by their types; see CompiledDmn. */
  inputsFromJson(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const read = (name: string, value: unknown): unknown => {
      const element = this.elementOfInput(name);
      return fromJson(value, element ? this.of(element).type : anyType);
    };
    return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, read(name, value)]));
  }

  private elementOfInput(name: string): Element | undefined {
    const own = this.root.byName.get(name);
    if (own) return own;
    const pending = [...this.root.imports.values()];
    for (const linked of pending) {
      const prefix = `${linked.model.namespace}#`;
      const found = linked.byName.get(name.startsWith(prefix) ? name.slice(prefix.length) : name);
      if (found) return found;
      for (const inner of linked.imports.values()) if (!pending.includes(inner)) pending.push(inner);
    }
    return undefined;
  }

  private replaceable(): ReadonlySet<unknown> {
    this.inputDecisions ??= new Set(allServices(this.root).flatMap((service) => this.find(service, service.item.inputDecisions).map(({ item }) => item)));
    return this.inputDecisions;
  }

  private toCompile(element: Element): Element[] {
    const inputs = element.kind === 'service' ? this.find(element, [...element.item.inputDecisions, ...element.item.inputData]) : [];
    return [...needs(element), ...inputs];
  }

  private find(element: Element, references: readonly Reference[], told = false): Element[] {
    return references.flatMap((reference) => {
      const found = findReference(element.model, reference);
      if (!found && told) this.tell(faultAt(reference.at ?? { line: 1, column: 1 }, 'dmn-reference-unknown', `${kindNames[element.kind]} ${JSON.stringify(element.item.name)} refers to ${JSON.stringify(reference.href)}, which is not in the model or its imports`));
      return found ?? [];
    });
  }

  private make(element: Element): CompiledElement {
    const where = `${kindNames[element.kind]} ${JSON.stringify(element.item.name)}`;
    const compiler = new ElementCompiler(where, this.typesOf(element.model), this.membersOf(element.model), this.tell);
    const type = compiler.typeOf(element.item.variable);
    if (element.kind === 'input') return { where, type, feel: type.feel, names: [], parameters: [] };
    if (element.kind === 'service') return this.makeService(element, where, type);
    const references = element.kind === 'decision' ? [...element.item.requiredInputs, ...element.item.requiredDecisions, ...element.item.requiredKnowledge] : element.item.requiredKnowledge;
    const names = this.find(element, references, true).map((needed) => ({ importName: importNameOf(element.model, needed), name: needed.item.name, element: needed }));
    if (element.kind === 'knowledge' && !names.some(({ name, importName }) => importName === '' && name === element.item.name)) names.push({ importName: '', name: element.item.name, element });
    const scope = this.scopeOf(names);
    if (element.kind === 'decision') {
      const { expression } = element.item;
      if (!expression) return { where, type, feel: type.feel, names, parameters: [] };
      const body = typed(compiler.compile(expression, scope), element.item.variable, compiler);
      // A service may put a value of another kind in the place of a decision that declares no type.
      return { where, type, feel: this.replaceable().has(element.item) ? type.feel : body.type, names, parameters: [], run: body.run };
    }
    const { logic } = element.item;
    const parameters = (logic?.parameters ?? []).map((parameter): Parameter => ({ name: parameter.name, type: compiler.typeOf(parameter) }));
    const body = this.bodyOf(element, scope, parameters, type, compiler);
    const feel: FeelType = { kind: 'function', parameters: parameters.map(({ name, type: given }) => ({ name, type: given.feel })), result: body?.type ?? anyFeel };
    return { where, type, feel, names, parameters, ...(body ? { run: body.run } : {}) };
  }

  private bodyOf(element: Element & { kind: 'knowledge' }, scope: FeelScope, parameters: readonly Parameter[], type: DmnType, compiler: ElementCompiler): CompiledExpression | undefined {
    const { logic } = element.item;
    if (logic && logic.language !== 'FEEL') {
      compiler.fault(logic.at, 'dmn-external-function', `${compiler.where} is a function of the kind ${logic.language}, which runs code outside of the model and is refused; write its body in FEEL`);
      return undefined;
    }
    if (!logic?.body) {
      compiler.fault(element.item.at, 'dmn-expression-missing', `${compiler.where} has no logic and is always null`);
      return undefined;
    }
    const inner = compiler.compile(logic.body, scopeWith(scope, parameters.map(({ name, type: given }) => [name, given.feel])));
    return conforming(inner, resultOf(type), compiler.where);
  }

  private makeService(element: Element & { kind: 'service' }, where: string, type: DmnType): CompiledElement {
    const { item } = element;
    const parameters = this.find(element, [...item.inputData, ...item.inputDecisions], true).map((given) => ({ name: given.item.name, type: this.of(given).type, element: given }));
    const names = this.find(element, item.outputDecisions, true).map((output) => ({ importName: '', name: output.item.name, element: output }));
    this.find(element, item.encapsulatedDecisions, true);
    const results = names.map(({ name, element: output }): [string, FeelType] => [name, this.of(output).feel]);
    const result: FeelType = results.length === 1 ? results[0]![1] : { kind: 'context', fields: fieldsOf(results) };
    return { where, type: resultOf(type), feel: { kind: 'function', parameters: parameters.map(({ name, type: given }) => ({ name, type: given.feel })), result }, names, parameters };
  }

  private scopeOf(names: CompiledElement['names']): FeelScope {
    const scope = new Map<string, FeelType>();
    const imported = new Map<string, [string, FeelType][]>();
    for (const { importName, name, element } of names) {
      // Not yet compiled: the element itself, or a circle of knowledge models.
      const feel = this.compiled.get(element.item)?.feel ?? anyFeel;
      if (importName === '') scope.set(name, feel);
      else imported.set(importName, [...(imported.get(importName) ?? []), [name, feel]]);
    }
    for (const [importName, fields] of imported) scope.set(importName, { kind: 'context', fields: fieldsOf(fields) });
    return scope;
  }

  private typesOf(linked: LinkedModel): ModelTypes {
    const known = this.types.get(linked);
    if (known) return known;
    const imported = new Map([...linked.imports].map(([name, inner]) => [name, this.typesOf(inner)]));
    const tell = (at: XmlPosition | undefined, code: string, message: string) => this.tell(faultAt(at ?? { line: 1, column: 1 }, code, message));
    const made = new ModelTypes(linked.model, imported, { fault: tell }, (tests, input) => new ElementCompiler('An item definition', undefined, this.membersOf(linked), this.tell).valueTest(tests, input));
    this.types.set(linked, made);
    return made;
  }

  private membersOf(linked: LinkedModel): string[] {
    const known = this.members.get(linked);
    if (known) return known;
    const made = memberNames(linked);
    this.members.set(linked, made);
    return made;
  }
}

/** Compiles the expressions of one element. */
class ElementCompiler implements ExpressionCompiler {
  constructor(readonly where: string, private readonly types: ModelTypes | undefined, private readonly members: readonly string[], private readonly tell: (fault: Fault) => void) {}

  fault(at: XmlPosition | undefined, code: string, message: string): void {
    this.tell(faultAt(at ?? { line: 1, column: 1 }, code, message));
  }

  typeOf(item: { typeRef?: string; at?: XmlPosition }): DmnType {
    return this.types?.of(item) ?? anyType;
  }

  compile(expression: DmnExpression, scope: FeelScope): CompiledExpression {
    return compileExpression(expression, scope, this);
  }

  feel(text: string, at: XmlPosition | undefined, scope: FeelScope): CompiledExpression {
    if (text.trim() === '') return { run: nullRun, type: { kind: 'null' } };
    const options = { scope, members: this.members, ...(this.types ? { types: this.types.named } : {}) };
    const checked = checkFeel(text, options);
    if (!checked.ok) return this.unreadable(checked.error, at);
    const code = printFeelJavaScript(checked.value, { read: readFact });
    const evaluate = functionFromCode<FeelProgram>(['R'], `return (facts, x) => (${code});`, feelRuntime);
    return { run: (facts, call) => evaluate(facts, call.x), type: checked.value.type };
  }

  tests(tests: UnaryTests, scope: FeelScope, input: FeelType): Run {
    const options = { scope, members: this.members, dialect: 'unary-tests' as const, input, ...(this.types ? { types: this.types.named } : {}) };
    const compiled = compileFeel(tests.text, options);
    if (!compiled.ok) return this.unreadable(compiled.error, tests.at).run;
    const evaluate = compiled.value;
    return (facts, call) => evaluate(facts, call.x);
  }

  valueTest(tests: UnaryTests, input: FeelType): ValueTest | undefined {
    const run = this.tests(tests, new Map(), input);
    if (run === nullRun) return undefined;
    // Allowed values are constants: they see neither names nor the clock.
    const call: Call = { x: makeFeelContext({ nowMs: 0, timeZone: 'UTC', steps: Number.MAX_SAFE_INTEGER }), note: () => undefined };
    return (value) => run(factsWith({}, [['?', value]]), call) === true;
  }

  private unreadable(faults: readonly Fault[], at: XmlPosition | undefined): CompiledExpression {
    for (const fault of faults) this.fault(at, fault.code, `${this.where}: ${fault.message}`);
    return { run: nullRun, type: anyFeel };
  }
}
