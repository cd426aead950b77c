import type { StrategyOutcomeNow } from '@arbiter/engine';
import type { CompiledStrategy, EvaluationContext, EvaluationFailure, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { DecisionInputs, LivePlacement } from '@arbiter/engine';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import type { LivePublications } from '../publications/api.js';
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
  let entered = false;
  try {
    const everything = inputsOf(live.arms[0]!.compiled, ask.inputs);
    const arm = live.armOf(everything);
    if (!arm) return failed('key-missing');
    live.gate.enter(1);
    entered = true;
    const { compiled } = arm;
    const input = arm === live.arms[0] ? everything : inputsOf(compiled, ask.inputs);
    const seen = (outcome: StrategyOutcomeNow): SeenStrategy => ({ environment: wanted.environment, endpoint: wanted.endpoint, publicationId: publication.id, revision: publication.revision, itemId: arm.itemId, version: arm.version, arm: arm.arm, timeZone, outcome });
    const context: EvaluationContext = { nowMs: ask.atMs, timeZone, clock, sleep, ...(limits ? { limits: { ...(limits.steps === undefined ? {} : { steps: limits.steps }), ...(limits.timeMs === undefined ? {} : { timeMs: limits.timeMs }) } } : {}) };
    if (!ask.trace && !compiled.waits && !asksContactPolicy(compiled)) {
      const outcome = outcomeOf(compiled.evaluate(input, context));
      live.gate.leave();
      entered = false;
      return { seen: seen(outcome), outcome };
    }
    entered = false;
    return evaluateWaiting(stores, ask, compiled, arm.itemId, input, context)
      .then((asked) => ({ seen: seen(asked.outcome), ...asked }))
      .finally(() => live.gate.leave());
  } catch (error) {
    if (entered) live.gate.leave();
    return failed(error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal');
  }
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
