import type { FeelContext } from '../feel/runtime/feel-context.js';
import { setOwn } from '../feel/runtime/kinds.js';
import type { Call, Facts } from './compiled-expression.js';
import { makeFunction } from './compile-function.js';
import type { CompiledElement, ModelCompiler } from './compile-model.js';
import { conform } from './dmn-type.js';
import type { Element, LinkedModel } from './linked-model.js';

export const maxNotes = 100;
type Inputs = Readonly<Record<string, unknown>>;

/** One evaluation of a model, or of a decision service inside of one: every decision is evaluated once. */
export class ModelCall implements Call {
  private readonly known = new Map<unknown, unknown>();

  constructor(
    private readonly compiler: ModelCompiler,
    readonly x: FeelContext,
    private readonly notes: string[],
    private readonly root: LinkedModel,
    private readonly inputs: Inputs,
  ) {}

  note(message: string): void {
    if (this.notes.length < maxNotes) this.notes.push(message);
  }

  /** The value of an element. What it needs is evaluated first, without recursion: chains can be long. */
  value(element: Element): unknown {
    const way: Element[] = [element];
    while (way.length > 0) {
      const top = way.at(-1)!;
      if (this.known.has(top.item)) {
        way.pop();
        continue;
      }
      const { names, run } = this.compiler.of(top);
      const missing = top.kind === 'decision' && run ? names.filter(({ element: needed }) => !this.known.has(needed.item)) : [];
      if (missing.length > 0) way.push(...missing.map(({ element: needed }) => needed).reverse());
      else {
        this.known.set(top.item, this.evaluate(top));
        way.pop();
      }
    }
    return this.known.get(element.item);
  }

  /** Runs a decision service with inputs by name. */
  serve(service: Element & { kind: 'service' }, inputs: Inputs): unknown {
    const { parameters } = this.compiler.of(service);
    return this.serveValues(service, parameters.map(({ name, type, element }) => this.conforming(inputOf(inputs, name, element, this.root), type, `Input ${JSON.stringify(name)}`)));
  }

  /** Calls a knowledge model with arguments by name. */
  invoke(knowledge: Element & { kind: 'knowledge' }, inputs: Inputs): unknown {
    const target = this.value(knowledge) as ReturnType<typeof makeFunction> | null;
    return target ? target.invoke(...target.parameters.map(({ name }) => (Object.hasOwn(inputs, name) ? inputs[name] : null))) : null;
  }

  private evaluate(element: Element): unknown {
    const compiled = this.compiler.of(element);
    switch (element.kind) {
      case 'input':
        return this.conforming(inputOf(this.inputs, element.item.name, element, this.root), compiled.type, compiled.where);
      case 'decision':
        if (!compiled.run) {
          this.note(`${compiled.where} has no logic and is null`);
          return null;
        }
        return compiled.run(this.facts(compiled), this);
      case 'knowledge': {
        const { run } = compiled;
        if (!run) return null;
        const result = compiled.feel.kind === 'function' ? compiled.feel.result : compiled.feel;
        return makeFunction(compiled.where, compiled.parameters, this, result, (values) => {
          const facts = this.facts(compiled);
          compiled.parameters.forEach(({ name }, index) => (facts[name] = values[index]));
          return run(facts, this);
        });
      }
      case 'service': {
        const result = compiled.feel.kind === 'function' ? compiled.feel.result : compiled.feel;
        return makeFunction(compiled.where, compiled.parameters, this, result, (values) => this.serveValues(element, values));
      }
    }
  }

  /** In a call of its own, so that neither its inputs nor its decisions touch what is outside. */
  private serveValues(service: Element & { kind: 'service' }, values: readonly unknown[]): unknown {
    const { parameters, names, type, where } = this.compiler.of(service);
    const inner = new ModelCall(this.compiler, this.x, this.notes, this.root, {});
    parameters.forEach(({ element }, index) => element && inner.known.set(element.item, values[index]));
    const results = names.map(({ name, element }): [string, unknown] => [name, inner.value(element)]);
    if (results.length === 1) return this.conforming(results[0]![1], type, where);
    const context: Record<string, unknown> = {};
    for (const [name, value] of results) setOwn(context, name, value);
    return this.conforming(context, type, where);
  }

  private facts(compiled: CompiledElement): Facts {
    const facts = Object.create(null) as Facts;
    for (const { importName, name, element } of compiled.names) {
      const value = this.value(element);
      if (importName === '') facts[name] = value;
      else setOwn((facts[importName] ??= {}) as Record<string, unknown>, name, value);
    }
    return facts;
  }

  private conforming(value: unknown, type: CompiledElement['type'], where: string): unknown {
    const result = conform(value, type);
    if (result === null && value !== null) this.note(`${where}: the value is not of the type ${JSON.stringify(type.name)} and became null`);
    return result;
  }
}

/** Inputs of imported models are given as `namespace#name`, or by their name where the root model has no element of that name. */
function inputOf(inputs: Inputs, name: string, element: Element | undefined, root: LinkedModel): unknown {
  const qualified = element ? `${element.model.model.namespace}#${name}` : name;
  if (Object.hasOwn(inputs, qualified)) return inputs[qualified] ?? null;
  if (element && element.model !== root && root.byName.has(name)) return null;
  return Object.hasOwn(inputs, name) ? (inputs[name] ?? null) : null;
}
