import type { Environment, Fault } from '@arbiter/contracts';
import type { CompiledStrategy, EvaluationContext, EvaluationFailure, StrategyAnswer, StrategyResult, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf, type Principal } from '../../http/route-access.js';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import { newDecisionId } from '../decisions/api.js';
import type { LiveArm, LivePublication, LivePublications } from '../publications/api.js';
import { contactPolicyOfCall, customerOf } from './contact-policy-of-call.js';
import { recordCall } from './record-call.js';

/** Waits between repeats of a node. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type CallStores = Pick<Container, 'hotState' | 'now' | 'log' | 'metrics'> & Partial<Pick<Container, 'strategyServices'>>;

export interface StrategyDecision {
  decisionId: string;
  endpoint: string;
  environment: Environment;
  strategy: { id: string; name: string };
  version: number;
  arm: string;
  outputs: StrategyAnswer['outputs'];
  outcome: StrategyAnswer['outcome'];
  trace?: TraceStep[];
  durationMs: number;
}

/** The publication that answers under a name now, to whoever asks. Throws not-published, not-permitted. */
export function findCallable(publications: LivePublications, environment: Environment, endpoint: string, principal: Principal | null, nowMs: number): LivePublication {
  const live = publications.find(environment, endpoint);
  if (!live) throw new ProblemError('not-published', `Nothing answers as "${endpoint}" in ${environment}: see GET /v1/publications for what does`);
  const { scope = 'decisions', apiKeys, mode } = live.publication.settings;
  if (mode !== 'online') throw new ProblemError('not-published', `${environment}/${endpoint} answers no calls: it is published in mode ${mode}`);
  const mayCall = principal !== null && (isPermitted(principal, scope, 'write') || (environment === 'test' && isPermitted(principal, 'strategies', 'write')));
  if (!mayCall) throw new ProblemError('not-permitted', `Calling ${environment}/${endpoint} needs permission to write ${scope}`);
  if (apiKeys && !(principal.kind === 'api-key' && apiKeys.includes(principal.keyId))) throw new ProblemError('not-permitted', `${environment}/${endpoint} answers to certain API keys alone, and this is none of them`);
  if (nowMs < live.validFromMs) throw new ProblemError('not-published', `${environment}/${endpoint} answers from ${live.publication.settings.validFrom} on`);
  if (nowMs >= live.validToMs) throw new ProblemError('not-published', `${environment}/${endpoint} answered until ${live.publication.settings.validTo}`);
  return live;
}

/** Lets calls in; those beyond a limit are counted, and refused with too-many-requests. Whoever was let in leaves the gate. */
export function enter({ gate, counter }: LivePublication, calls: number): void {
  try {
    gate.enter(calls);
  } catch (error) {
    counter.add('throttled', { calls });
    throw error;
  }
}

interface Evaluated { result: StrategyResult; trace?: TraceStep[] }

export async function evaluateStrategy(compiled: CompiledStrategy, input: unknown, context: EvaluationContext, traced: boolean): Promise<Evaluated> {
  if (traced) return compiled.evaluateTraced(input, context);
  return { result: compiled.waits ? await compiled.evaluateAsync(input, context) : compiled.evaluate(input, context) };
}

/** What came of one input: the answer, or the problem to tell. */
export type CallOutcome = { ok: true; decision: StrategyDecision } | { ok: false; problem: ProblemError };

export interface CallWish {
  input: unknown;
  trace?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** Answers calls of publications: one version answers, and what the log level asks for is durable before the answer is given. */
export class StrategyCalls {
  private readonly services: StrategyServices;
  private readonly clock = () => performance.now();

  constructor(private readonly stores: CallStores) {
    this.services = stores.strategyServices ?? noStrategyServices;
  }

  /** Evaluates within a publication that was found callable and whose gate was entered. */
  async answer(live: LivePublication, wish: CallWish, principal: Principal | null): Promise<CallOutcome> {
    try {
      return await this.decide(live, wish, principal);
    } catch (error) {
      live.counter.add('broken');
      throw error;
    }
  }

  /** Every call is either recorded or counted. */
  private async decide(live: LivePublication, wish: CallWish, principal: Principal | null): Promise<CallOutcome> {
    const startedAt = performance.now();
    const { publication } = live;
    const { settings, endpoint, environment } = publication;
    let arm: LiveArm | null;
    if (typeof wish.input !== 'object' || wish.input === null || Array.isArray(wish.input)) return this.refuse(live, startedAt, [{ path: '', code: 'type', message: 'The input must be an object with the inputs of the strategy by name' }]);
    try {
      arm = live.armOf(wish.input as Record<string, unknown>);
    } catch (error) {
      return this.refuse(live, startedAt, [{ path: '', code: 'key-invalid', message: `The key ${settings.key} cannot be evaluated: ${error instanceof Error ? error.message : String(error)}` }]);
    }
    if (arm === null) return this.refuse(live, startedAt, [{ path: '', code: 'key-missing', message: `The key ${settings.key} is null: it decides which version answers, so give what it reads` }]);

    const nowMs = this.stores.now().getTime();
    const decisionId = newDecisionId(nowMs);
    const timeZone = settings.timeZone ?? 'UTC';
    const { log } = settings;
    const sampled = log?.traceShare !== undefined && log.traceShare > 0 && log.level !== 'none' && Number.parseInt(decisionId.slice(-8), 16) / 2 ** 32 < log.traceShare;
    const limits = settings.limits;
    const services = await contactPolicyOfCall(this.stores, arm.compiled.waits ? servicesFor(this.services, arm.itemId) : this.services, arm.compiled, wish.input, settings.customerInput);
    const way: number[] = [];
    const context: EvaluationContext = {
      nowMs, timeZone, clock: this.clock, sleep, services, way,
      ...(limits ? { limits: { ...(limits.steps === undefined ? {} : { steps: limits.steps }), ...(limits.timeMs === undefined ? {} : { timeMs: limits.timeMs }) } } : {}),
      ...(wish.signal ? { signal: wish.signal } : {}),
    };
    const { result, trace } = await evaluateStrategy(arm.compiled, wish.input, context, sampled || wish.trace === true);
    const durationMs = performance.now() - startedAt;
    if (!result.ok && result.failure.nodeId === null && result.failure.faults) {
      return this.refuse(live, startedAt, result.failure.faults, arm);
    }
    if (log?.level !== 'none') {
      await recordCall(this.stores, log, {
        kind: 'strategy', decisionId, nowMs, timeZone, endpoint, environment, publicationId: publication.id, revision: publication.revision, strategyId: arm.itemId, version: arm.version, contentHash: arm.contentHash, arm: arm.arm,
        caller: actorOf(principal) ?? '', ...(log === undefined || log.level === 'inputs' ? { input: wish.input } : {}), answer: result.ok ? result.answer : null, failure: result.ok ? null : result.failure, ...(sampled && trace ? { trace } : {}), durationUs: Math.min(2 ** 32 - 1, Math.round(durationMs * 1000)),
        path: arm.compiled.pathOf(way, result.ok ? undefined : result.failure), ...customerOf(wish.input as Record<string, unknown>, settings.customerInput),
      });
    }
    else live.counter.add(result.ok ? 'answered' : 'failed', { strategyId: arm.itemId, version: arm.version, arm: arm.arm, durationMs });
    this.count(environment, result.ok ? 'answered' : 'failed', durationMs);
    const of = { decisionId, endpoint, environment, strategy: { id: arm.itemId, name: arm.name }, version: arm.version, arm: arm.arm };
    const shown = wish.trace === true && trace ? { trace } : {};
    if (!result.ok) return { ok: false, problem: failed(result.failure, { ...of, ...shown }) };
    return { ok: true, decision: { ...of, outputs: result.answer.outputs, outcome: result.answer.outcome, ...shown, durationMs: Math.round(durationMs * 1000) / 1000 } };
  }

  private refuse({ counter, publication }: LivePublication, startedAt: number, faults: readonly Fault[], arm?: LiveArm): CallOutcome {
    const durationMs = performance.now() - startedAt;
    counter.add('refused', { durationMs, ...(arm ? { strategyId: arm.itemId, version: arm.version, arm: arm.arm } : {}) });
    this.count(publication.environment, 'refused', durationMs);
    return refuseInput(faults);
  }

  private count(environment: Environment, result: string, durationMs: number): void {
    this.stores.metrics.strategyDecisions.inc({ environment, result });
    this.stores.metrics.strategySeconds.observe(durationMs / 1000);
  }
}

function refuseInput(faults: readonly Fault[], prefix = '/input'): CallOutcome {
  const placed = faults.slice(0, 100).map((fault) => ({ ...fault, path: `${prefix}${fault.path}` }));
  return { ok: false, problem: new ProblemError('validation-failed', `The input is not as the strategy's schema says: ${placed[0]?.path} ${placed[0]?.message}`, { faults: placed }) };
}

function failed({ code, message, nodeId, details }: EvaluationFailure, of: Record<string, unknown>): ProblemError {
  return new ProblemError('evaluation-failed', nodeId === null ? message : `Node "${nodeId}" failed: ${message}`, { details: { failure: { code, message, nodeId, ...(details ? { details } : {}) }, ...of } });
}
