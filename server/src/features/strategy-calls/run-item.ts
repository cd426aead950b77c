import type { EvaluationFailure, StrategyAnswer, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import { findItem, loadDependencies } from '../projects/api.js';
import { compileVersion, requireCompiled } from '../registration/api.js';
import { contactPolicyOfCall } from './contact-policy-of-call.js';
import { evaluateStrategy, sleep } from './call-strategy.js';

export interface RunWish {
  input: unknown;
  /** A registered version; the draft where it is left out. */
  version?: number | undefined;
  /** The instant that the strategy sees. */
  at?: string | undefined;
  timeZone?: string | undefined;
}

export interface RunOutcome {
  answer: StrategyAnswer | null;
  failure: EvaluationFailure | null;
  trace: TraceStep[];
  durationMs: number;
}

/** Evaluates a draft or a version on one input, with its trace; nothing is recorded. Throws not-found, wrong-state, item-invalid with faults. */
export async function runItem(container: Pick<Container, 'repository' | 'hotState' | 'now'> & Partial<Pick<Container, 'strategyServices'>>, itemId: string, { input, version, at, timeZone = 'UTC' }: RunWish): Promise<RunOutcome> {
  const { repository, now, strategyServices = noStrategyServices } = container;
  const item = await findItem(repository, itemId);
  if (item.kind !== 'strategy') throw new ProblemError('wrong-state', `"${item.name}" is a ${item.kind}, not a strategy: try it as part of one`);
  const compiled = version === undefined ? requireCompiled(compileStrategy(item.document, await loadDependencies(repository, item.document), { id: itemId })) : (await compileVersion(repository, itemId, version)).compiled;
  const services = await contactPolicyOfCall(container, servicesFor(strategyServices, itemId), compiled, input);
  const startedAt = performance.now();
  const { result, trace = [] } = await evaluateStrategy(compiled, input, { nowMs: at === undefined ? now().getTime() : Date.parse(at), timeZone, clock: () => performance.now(), sleep, services }, true);
  const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
  return result.ok ? { answer: result.answer, failure: null, trace, durationMs } : { answer: null, failure: result.failure, trace, durationMs };
}
