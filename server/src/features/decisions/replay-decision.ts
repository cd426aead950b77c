import type { Decision, DecisionStep, DocumentDifference } from '@arbiter/contracts';
import { decideOffers, readFeatures, readFeaturesState, type DecisionFacts, type StrategyOutcomeNow } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { differenceOf } from '../projects/api.js';
import { canonicalJson, compileVersion } from '../registration/api.js';
import { asksContactPolicy } from './asks-contact-policy.js';
import { inputsOf } from './ask-strategy.js';
import type { RegisteredCampaign } from './campaign-registry.js';
import { readProfile, readState } from './customer-state.js';
import { decisionOf } from './decision-answer.js';
import { DecisionTrace, deliberationSteps } from './decision-trace.js';
import { findDecision, type RecordedDecision } from './find-decision.js';
import { readCustomer } from './hot-keys.js';
import type { SeenFacts } from './journal-entries.js';
import { pastCampaign, pastSettings } from './past-settings.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'analytics'>;

export interface DecisionReplay {
  decisionId: string;
  at: string;
  /** Whether the same came out, to the last value. False where something is gone. */
  same: boolean;
  difference: DocumentDifference[];
  /** Versions that are not kept any more: without them the decision cannot be made again. */
  gone: string[];
  /** The strategy asks something outside, so that its recorded answer was taken. */
  asksOutside: boolean;
  /** What comes out now; null where something is gone. */
  decision: Decision | null;
  trace: DecisionStep[];
}

const textOf = (value: unknown): string | undefined => (value === null || value === undefined ? undefined : JSON.stringify(value));

/** Makes a recorded decision once more, from its facts and the versions of its time. Throws not-found, wrong-state for records of earlier releases. */
export async function replayDecision(stores: Stores, decisionId: string): Promise<DecisionReplay> {
  return replayRecorded(stores, await findDecision(stores, decisionId));
}

export async function replayRecorded({ repository }: Pick<Stores, 'repository'>, { decision: recorded, request, seen }: RecordedDecision): Promise<DecisionReplay> {
  const { decisionId, at, customerId } = recorded;
  if (!seen) throw new ProblemError('wrong-state', `The decision "${decisionId}" was recorded by an earlier release, without its facts: it cannot be made again`);
  const past = await pastSettings(repository, seen.settings);
  const gone = past?.gone ?? [`settings ${seen.settings}`];
  const campaigns: RegisteredCampaign[] = [];
  for (const [id, load, paused] of seen.campaigns) {
    const campaign = await pastCampaign(repository, id, load, paused);
    if (campaign) campaigns.push(campaign);
    else gone.push(`campaign ${id}, load ${load}`);
  }
  if (!past || gone.length > 0) return { decisionId, at, same: false, difference: [], gone, asksOutside: false, decision: null, trace: [] };

  const { settings, features } = past.value;
  const atMs = Date.parse(at);
  const state = readState(textOf(seen.state));
  const profile = seen.profile === null ? undefined : readProfile(JSON.stringify(seen.profile));
  const online = features.features.length > 0 ? readFeatures(features, readFeaturesState(textOf(seen.features)), atMs) : {};
  const facts: DecisionFacts = {
    customerId, atMs, placement: request.placement, channel: request.channel, context: request.context, offers: request.offers, profile, state, features: online, known: seen.known, enrichment: seen.enrichment ?? {},
    campaigns: campaigns.map(({ campaign, attributes }, index) => ({ campaign, customer: seen.campaigns[index]![3] === null ? undefined : readCustomer(JSON.stringify(seen.campaigns[index]![3]), attributes) })),
  };
  const { outcome, asksOutside } = await strategyAgain(repository, seen, facts, settings, gone);
  const { verdict, deliberation } = decideOffers(facts, settings, { strategy: outcome, exhausted: seen.exhausted ?? [] });
  const strategy = seen.strategy?.itemId === undefined ? undefined : seen.strategy;
  const decision = JSON.parse(JSON.stringify(decisionOf({ decisionId, at: new Date(atMs), request: { ...request, customerId }, deliberation, verdict, campaigns, missing: seen.missing ?? [], strategy }))) as Decision;

  const trace = new DecisionTrace();
  trace.read(undefined, request.trigger, textOf(seen.state), profile, online);
  if (seen.enrichment) trace.steps.push({ step: 'enrichment', detail: { values: seen.enrichment, missing: seen.missing ?? [] } });
  const [plan, ...rest] = deliberationSteps(deliberation, verdict, seen.exhausted ?? []);
  trace.steps.push(plan!, ...(seen.strategy ? [{ step: 'strategy', detail: { ...seen.strategy } }] : []), ...rest);
  return { decisionId, at, same: gone.length === 0 && canonicalJson(recorded) === canonicalJson(decision), difference: differenceOf(recorded, decision), gone, asksOutside, decision, trace: trace.steps };
}

/** The strategy's answer made again by its version, or the recorded one where it waits for something outside. */
async function strategyAgain(repository: Stores['repository'], seen: SeenFacts, facts: DecisionFacts, settings: Parameters<typeof decideOffers>[1], gone: string[]): Promise<{ outcome: StrategyOutcomeNow | undefined; asksOutside: boolean }> {
  const { strategy } = seen;
  if (!strategy) return { outcome: undefined, asksOutside: false };
  if (strategy.itemId === undefined) return { outcome: strategy.outcome, asksOutside: false };
  const found = await compileVersion(repository, strategy.itemId, strategy.version).catch(() => undefined);
  if (!found) {
    gone.push(`strategy ${strategy.itemId}@${strategy.version}`);
    return { outcome: strategy.outcome, asksOutside: false };
  }
  const { compiled } = found;
  if (compiled.waits || asksContactPolicy(compiled)) return { outcome: strategy.outcome, asksOutside: true };
  const { deliberation } = decideOffers(facts, settings);
  const result = compiled.evaluate(inputsOf(compiled, deliberation.inputs), { nowMs: facts.atMs, timeZone: strategy.timeZone, clock: () => performance.now() });
  if (!result.ok) return { outcome: { ok: false, code: result.failure.code }, asksOutside: false };
  const { outputs, outcome } = result.answer;
  return { outcome: { ok: true, outputs, outcome: { action: outcome.action, channel: outcome.channel, terms: outcome.terms } }, asksOutside: false };
}
