import type { ItemReference } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import type { BatchStrategy } from '../../ports/batch-runner.js';

/** Compiles a strategy with what it pins. Throws on faults: what is registered has none. */
export function compileBatchStrategy({ document, dependencies }: Pick<BatchStrategy, 'document' | 'dependencies'>): CompiledStrategy {
  const key = ({ kind, id, version }: ItemReference): string => `${kind} ${id} ${version}`;
  const byKey = new Map(dependencies.map((dependency) => [key(dependency.reference), dependency.document]));
  const compiled = compileStrategy(document, { find: (reference) => byKey.get(key(reference)) });
  if (!compiled.ok) throw new Error(`the strategy cannot be compiled: ${compiled.error.slice(0, 3).map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  return compiled.value;
}
