import type { ErrorPolicy, FieldSpec, ItemReference, NodeKindName, StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { compileStrategy } from '../compile-strategy.js';
import type { CompiledStrategy, EvaluationContext } from '../compiled-strategy.js';
import type { Dependencies } from '../node-kind.js';

/** Fields from a short form: `{ age: 'integer', name: { type: 'string', default: '' } }`. */
export type ShortFields = Record<string, FieldSpec['type'] | Omit<FieldSpec, 'name'>>;
export const fields = (short: ShortFields): FieldSpec[] => Object.entries(short).map(([name, spec]) => (typeof spec === 'string' ? { name, type: spec } : { name, ...spec }));

export const node = (id: string, kind: NodeKindName, settings: unknown = {}, onError?: ErrorPolicy): StrategyNode => ({ id, kind, settings, ...(onError ? { onError } : {}) });

/** Edges from texts such as `in -> check`, `check:yes -> out`; the way out is "next" unless told. */
export function edges(...texts: string[]): StrategyGraph['edges'] {
  return texts.map((text) => {
    const [from = '', to = ''] = text.split('->').map((part) => part.trim());
    const [id = '', port = 'next'] = from.split(':');
    return { from: id, port, to };
  });
}

export const strategy = (model: { inputs?: ShortFields; variables?: ShortFields; outputs?: ShortFields }, nodes: StrategyNode[], links: string[]): StrategyDocument => ({
  dataModel: { inputs: fields(model.inputs ?? {}), variables: fields(model.variables ?? {}), outputs: fields(model.outputs ?? {}) },
  graph: { nodes, edges: edges(...links) },
});

/** Dependencies out of a list; nothing is found where it is empty. */
export const dependenciesOf = (items: readonly (ItemReference & { document: unknown })[] = []): Dependencies => ({
  find: (reference) => items.find((item) => item.kind === reference.kind && item.id === reference.id && item.version === reference.version)?.document,
});

export const context = (more: Partial<EvaluationContext> = {}): EvaluationContext => ({ nowMs: 1_700_000_000_000, timeZone: 'UTC', clock: () => 0, ...more });

/** Compiles, or throws with the faults in words. */
export function compiled(document: StrategyDocument, dependencies: Dependencies = dependenciesOf()): CompiledStrategy {
  const result = compileStrategy(document, dependencies);
  if (!result.ok) throw new Error(result.error.map((fault) => `${fault.path} ${fault.code}: ${fault.message}`).join('\n'));
  return result.value;
}

/** Outputs of one evaluation, or throws with the failure. */
export function outputsOf(document: StrategyDocument, input: unknown, dependencies?: Dependencies, more?: Partial<EvaluationContext>): Record<string, unknown> {
  const result = compiled(document, dependencies).evaluate(input, context(more));
  if (!result.ok) throw new Error(`${result.failure.code} at ${result.failure.nodeId}: ${result.failure.message}`);
  return result.answer.outputs;
}
