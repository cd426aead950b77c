import type { StrategyOutcomeNow } from '@arbiter/engine';
import type { CompiledStrategy, EvaluationContext, EvaluationFailure, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { DecisionInputs, LivePlacement } from '@arbiter/engine';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import type { LiveArm, LivePublication, LivePublications } from '../publications/api.js';
import { asksContactPolicy } from './asks-contact-policy.js';
import type { SeenStrategy } from './journal-entries.js';
import { withContactPolicy, type ContactPolicyStores } from './with-contact-policy.js';

export interface StrategyAsk {
  placement: LivePlacement;
  inputs: DecisionInputs;
  customerId: string;
  campaignId: string | undefined;
  atMs: number;
  timeZone: string;
  trace: boolean;
}

export interface StrategyStores extends ContactPolicyStores {
  publications: LivePublications | undefined;
  strategyServices: StrategyServices | undefined;
}

export interface AskedStrategy {
  seen: SeenStrategy | undefined;
  outcome: StrategyOutcomeNow;
  trace?: TraceStep[];
  /** Beside a trace, of a strategy that failed: where and why. */
  failure?: EvaluationFailure;
}

const clock = (): number => performance.now();
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const failed = (code: string): AskedStrategy => ({ seen: undefined, outcome: { ok: false, code } });
const inputNames = new WeakMap<CompiledStrategy, readonly string[]>();

/** Inputs that the strategy names, as far as they are known. */
export function inputsOf(compiled: CompiledStrategy, inputs: DecisionInputs): Record<string, unknown> {
  let names = inputNames.get(compiled);
  if (!names) inputNames.set(compiled, (names = compiled.document.dataModel.inputs.map(({ name }) => name)));
  return inputs.pick(names);
}

/**
 * Asks the strategy that the placement names, by the publication that runs now. It never throws: what fails, or is not published, is the
 * answer that it failed. Promise only where something has to be waited for.
 */
export function askStrategy(stores: StrategyStores, ask: StrategyAsk): AskedStrategy | Promise<AskedStrategy> {
  const wanted = ask.placement.document.strategy;
  const live = wanted && stores.publications?.find(wanted.environment, wanted.endpoint);
  if (!wanted || !live || ask.atMs < live.validFromMs || ask.atMs >= live.validToMs) return failed('not-published');
  const { publication } = live;
  const { limits, timeZone = ask.timeZone } = publication.settings;
  const startedAt = clock();
  let entered = false;
  let arm: LiveArm | null = null;
  try {
    const everything = inputsOf(live.arms[0]!.compiled, ask.inputs);
    const own = (arm = live.armOf(everything));
    if (!own) {
      count(live, 'refused', startedAt, null);
      return failed('key-missing');
    }
    live.gate.enter(1);
    entered = true;
    const { compiled } = own;
    const input = own === live.arms[0] ? everything : inputsOf(compiled, ask.inputs);
    const seen = (outcome: StrategyOutcomeNow): SeenStrategy => ({ environment: wanted.environment, endpoint: wanted.endpoint, publicationId: publication.id, revision: publication.revision, itemId: own.itemId, version: own.version, arm: own.arm, timeZone, outcome });
    const context: EvaluationContext = { nowMs: ask.atMs, timeZone, clock, sleep, ...(limits ? { limits: { ...(limits.steps === undefined ? {} : { steps: limits.steps }), ...(limits.timeMs === undefined ? {} : { timeMs: limits.timeMs }) } } : {}) };
    if (!ask.trace && !compiled.waits && !asksContactPolicy(compiled)) {
      const outcome = outcomeOf(compiled.evaluate(input, context));
      live.gate.leave();
      entered = false;
      count(live, outcome.ok ? 'answered' : 'failed', startedAt, own);
      return { seen: seen(outcome), outcome };
    }
    entered = false;
    return evaluateWaiting(stores, ask, compiled, own.itemId, input, context)
      .then((asked) => {
        count(live, asked.outcome.ok ? 'answered' : 'failed', startedAt, own);
        return { seen: seen(asked.outcome), ...asked };
      })
      .finally(() => live.gate.leave());
  } catch (error) {
    if (entered) live.gate.leave();
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
    count(live, code === 'too-many-requests' ? 'throttled' : 'broken', startedAt, arm);
    return failed(code);
  }
}

/** Questions of placements stand in the records of their decisions, not in those of the strategy's calls: they are counted here. */
function count({ counter }: LivePublication, result: 'answered' | 'failed' | 'refused' | 'throttled' | 'broken', startedAt: number, arm: LiveArm | null): void {
  counter.add(result, { source: 'placement', durationMs: clock() - startedAt, ...(arm ? { strategyId: arm.itemId, version: arm.version, arm: arm.arm } : {}) });
}

async function evaluateWaiting(stores: StrategyStores, ask: StrategyAsk, compiled: CompiledStrategy, itemId: string, input: unknown, context: EvaluationContext): Promise<Omit<AskedStrategy, 'seen'>> {
  try {
    const own = servicesFor(stores.strategyServices ?? noStrategyServices, itemId);
    const services = asksContactPolicy(compiled) ? await withContactPolicy(own, stores, { customerId: ask.customerId, ...(ask.campaignId === undefined ? {} : { campaignId: ask.campaignId }) }) : own;
    if (!ask.trace) return { outcome: outcomeOf(await compiled.evaluateAsync(input, { ...context, services })) };
    const { result, trace } = await compiled.evaluateTraced(input, { ...context, services });
    return { outcome: outcomeOf(result), trace, ...(result.ok ? {} : { failure: result.failure }) };
  } catch (error) {
    return { outcome: { ok: false, code: error instanceof Error ? error.name : 'internal' } };
  }
}

function outcomeOf(result: ReturnType<CompiledStrategy['evaluate']>): StrategyOutcomeNow {
  if (!result.ok) return { ok: false, code: result.failure.code };
  const { outputs, outcome } = result.answer;
  return { ok: true, outputs, outcome: { action: outcome.action, channel: outcome.channel, terms: outcome.terms } };
}
