import type { StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { CompiledStrategy, EvaluationContext } from '@arbiter/engine/strategy/compiled-strategy';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';

/** A draft or a version of a strategy, ready to be tested. */
export interface StrategyUnderTest {
  document: StrategyDocument;
  /** Documents that it pins, for the constants in their conditions. */
  pinned: readonly unknown[];
  dependencies: Dependencies;
  compiled: CompiledStrategy;
}

/** Throws item-invalid with the faults. */
export function prepareStrategy(document: unknown, dependencies: Dependencies & { all(): readonly { document: unknown }[] }): StrategyUnderTest {
  const compiled = compileStrategy(document, dependencies);
  if (!compiled.ok) throw new ProblemError('item-invalid', `The strategy cannot be tested before its ${compiled.error.length} faults are mended, the first at ${compiled.error[0]?.path || 'its root'}: ${compiled.error[0]?.message ?? ''}`, { faults: compiled.error });
  return { document: compiled.value.document, pinned: dependencies.all().map((pinned) => pinned.document), dependencies, compiled: compiled.value };
}

/** What a test evaluates in: the instant and the zone of the case, else the present one and UTC. */
export function testContext(container: Pick<Container, 'now'> & Partial<Pick<Container, 'strategyServices'>>, { now: at, timeZone = 'UTC' }: { now?: string; timeZone?: string } = {}): EvaluationContext {
  const { strategyServices } = container;
  return { nowMs: at === undefined ? container.now().getTime() : Date.parse(at), timeZone, clock: () => performance.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), ...(strategyServices ? { services: strategyServices } : {}) };
}
