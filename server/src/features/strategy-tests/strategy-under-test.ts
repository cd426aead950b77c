import type { ItemReference, StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { CompiledStrategy, EvaluationContext } from '@arbiter/engine/strategy/compiled-strategy';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findItem, loadDependencies } from '../projects/api.js';
import { findVersion, requireCompiled } from '../registration/api.js';

/** A draft or a version of a strategy, ready to be tested. */
export interface StrategyUnderTest {
  document: StrategyDocument;
  /** Documents that it pins, for the constants in their conditions. */
  pinned: readonly unknown[];
  dependencies: Dependencies;
  compiled: CompiledStrategy;
}

/** The draft of an item, or one of its versions. Throws not-found, wrong-state when it is no strategy, item-invalid with the faults. */
export async function strategyUnderTest({ repository }: Pick<Container, 'repository'>, itemId: string, version: number | 'draft'): Promise<StrategyUnderTest> {
  const found = version === 'draft' ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if (found.kind !== 'strategy') throw new ProblemError('wrong-state', `"${found.name}" is a ${found.kind}: test cases are for strategies; put it into one`);
  const dependencies = await loadDependencies(repository, found.document, { withDeleted: version !== 'draft' });
  return prepareStrategy(found.document, dependencies);
}

export function prepareStrategy(document: unknown, dependencies: Dependencies & { all(): readonly { document: unknown }[] }): StrategyUnderTest {
  const compiled = requireCompiled(compileStrategy(document, { find: (reference: ItemReference) => dependencies.find(reference) }));
  return { document: compiled.document, pinned: dependencies.all().map((pinned) => pinned.document), dependencies, compiled };
}

export function testContext(container: Pick<Container, 'now'> & { strategyServices?: Container['strategyServices'] }, at?: string): EvaluationContext {
  return { nowMs: at === undefined ? container.now().getTime() : Date.parse(at), timeZone: 'UTC', clock: () => performance.now(), ...(container.strategyServices ? { services: container.strategyServices } : {}) };
}
