import type { Fault, Result } from '@arbiter/contracts';
import type { FeelContext } from '../feel/runtime/feel-context.js';
import { FeelFailure } from '../feel/runtime/feel-context.js';
import { ModelCompiler } from './compile-model.js';
import type { DmnModel } from './dmn-model.js';
import { findCycles, linkModel, type Element } from './linked-model.js';
import { ModelCall } from './model-call.js';
import { maxFaults } from './element-reader.js';
import { faultAt } from './read-xml.js';

export interface DmnAnswer {
  /** A value of FEEL. */
  value: unknown;
  /** Why values became null, in the order in which it happened; at most a hundred lines. */
  notes: string[];
}

export interface CompiledDmn {
  readonly model: DmnModel;
  /** Parts that cannot be evaluated and are null: expressions with faults, unknown types, references that lead nowhere. */
  readonly faults: readonly Fault[];
  /**
   * Values of FEEL by name of input data; `fromJson` reads JSON by the declared types. Input data of imported models are given as
   * `namespace#name`, or by their name where the model has no such input itself. Names that are no inputs are ignored.
   * Faults: dmn-unknown-decision, dmn-step-limit.
   */
  evaluateDecision(name: string, inputs: Inputs, x: FeelContext): Result<DmnAnswer, Fault[]>;
  /** Inputs by name of the service's input data and input decisions. One output decision gives its value, several give a context. */
  evaluateService(name: string, inputs: Inputs, x: FeelContext): Result<DmnAnswer, Fault[]>;
  /** Arguments by name of a knowledge model's parameters. */
  evaluateKnowledgeModel(name: string, inputs: Inputs, x: FeelContext): Result<DmnAnswer, Fault[]>;
  /** JSON inputs as values of FEEL: texts become dates, times and durations where the input's type is one. */
  inputsFromJson(inputs: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

export type Inputs = Readonly<Record<string, unknown>>;

/**
 * Prepares a model, with the models it imports, for any number of evaluations. Faults that refuse it whole: missing, repeated and cyclic
 * imports, decisions that need themselves.
 */
export function compileDmn(model: DmnModel, options: { imports?: readonly DmnModel[] } = {}): Result<CompiledDmn, Fault[]> {
  const faults: Fault[] = [];
  const linked = linkModel(model, options.imports ?? [], (at, code, message) => void faults.push(faultAt(at, code, message)));
  if (!linked.ok) return linked;
  const cycles = findCycles(linked.value);
  if (cycles.length > 0) return { ok: false, error: cycles };
  const compiler = new ModelCompiler(linked.value, (fault) => void (faults.length < maxFaults && faults.push(fault)));
  compiler.compileAll();
  const find = (name: string, kind: Element['kind']): Element | undefined => {
    const element = linked.value.byName.get(name);
    return element?.kind === kind ? element : undefined;
  };
  const unknown = (name: string, kind: Element['kind'], called: string): Result<DmnAnswer, Fault[]> => {
    const known = [...linked.value.byName.values()].filter((element) => element.kind === kind).map(({ item }) => item.name);
    return { ok: false, error: [{ path: '', code: 'dmn-unknown-decision', message: `The model ${JSON.stringify(model.name)} has no ${called} ${JSON.stringify(name)}; it has ${known.slice(0, 20).join(', ') || 'none'}` }] };
  };
  const answer = (x: FeelContext, evaluate: (call: ModelCall) => unknown, inputs: Inputs): Result<DmnAnswer, Fault[]> => {
    const notes: string[] = [];
    const call = new ModelCall(compiler, x, notes, linked.value, inputs);
    try {
      return { ok: true, value: { value: evaluate(call) ?? null, notes } };
    } catch (error) {
      if (error instanceof FeelFailure || error instanceof RangeError) return { ok: false, error: [{ path: '', code: 'dmn-step-limit', message: error instanceof FeelFailure ? error.message : 'The evaluation nests deeper than the stack allows; end the recursion earlier' }] };
      throw error;
    }
  };
  return {
    ok: true,
    value: {
      model,
      faults,
      evaluateDecision(name, inputs, x) {
        const element = find(name, 'decision');
        return element ? answer(x, (call) => call.value(element), inputs) : unknown(name, 'decision', 'decision');
      },
      evaluateService(name, inputs, x) {
        const element = find(name, 'service');
        return element?.kind === 'service' ? answer(x, (call) => call.serve(element, inputs), inputs) : unknown(name, 'service', 'decision service');
      },
      evaluateKnowledgeModel(name, inputs, x) {
        const element = find(name, 'knowledge');
        return element?.kind === 'knowledge' ? answer(x, (call) => call.invoke(element, inputs), inputs) : unknown(name, 'knowledge', 'business knowledge model');
      },
      inputsFromJson: (inputs) => compiler.inputsFromJson(inputs),
    },
  };
}
