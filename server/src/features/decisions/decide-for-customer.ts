import type { Decision, DecisionRequest } from '@arbiter/contracts';
import { Deliberation, plannedKey, readFeatures, readFeaturesState, stateAfterOffer, weekAt, type DecisionFacts, type OfferVerdict, type ReadyOffer } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Commit, Take } from '../../ports/hot-state.js';
import { deliveryTimer } from '../deliveries/api.js';
import { enrich, type EnrichmentResult, type EnrichmentStores } from '../enrichment/api.js';
import type { LivePublications } from '../publications/api.js';
import { holdOfOffer, noteSpent, plannedTakesOf, type PlannedTakes } from '../quotas/api.js';
import { askStrategy, type AskedStrategy } from './ask-strategy.js';
import type { CampaignRegistry, RegisteredCampaign } from './campaign-registry.js';
import { CustomerTurns } from './customer-turns.js';
import { decisionOf } from './decision-answer.js';
import { newDecisionId } from './decision-id.js';
import { printState, readProfile, readState } from './customer-state.js';
import { DecisionTrace } from './decision-trace.js';
import { hotKeys, readCustomer } from './hot-keys.js';
import { firstAnswer, printDecisionEntry } from './print-decision-entry.js';
import { emptySettings, type CompiledSettings, type LiveSettings } from './live-settings.js';

export interface DecisionStores extends Pick<Container, 'hotState' | 'now'>, Partial<Pick<Container, 'strategyServices' | 'metrics'>> {
  registry: CampaignRegistry;
  /** Without them there are no placements, policies and quotas: campaigns alone. */
  settings?: Pick<LiveSettings, 'current'> | undefined;
  publications?: LivePublications | undefined;
}

export interface DecideOptions {
  /** What made a trigger ask; kept in the record. */
  trigger?: Record<string, unknown> | undefined;
}

/** Two requests for one customer at once make one of them decide again; this many times is far beyond any honest client. */
const mostAttempts = 100;
const turnsOf = new WeakMap<Container['hotState'], CustomerTurns>();
const nothing: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Decides and takes what was decided in one atomic, durable step: one read, then one commit unless somebody was quicker.
 * Throws not-found for a placement that is not there, idempotency-key-reused for the same key with another request, overloaded if others
 * keep being quicker.
 */
export async function decideForCustomer(stores: DecisionStores, request: DecisionRequest, options: DecideOptions = {}): Promise<Decision> {
  const { hotState } = stores;
  if (request.dryRun) return new Making(stores, request, options).decide();
  let turns = turnsOf.get(hotState);
  if (!turns) turnsOf.set(hotState, (turns = new CustomerTurns()));
  return turns.run(request.customerId, () => new Making(stores, request, options).decide());
}

/** One decision on its way. */
class Making {
  private readonly compiled: CompiledSettings;
  private readonly steps: DecisionTrace | undefined;
  private enriched: EnrichmentResult | undefined;
  private campaigns: readonly RegisteredCampaign[] = [];
  private texts: readonly (string | undefined)[] = [];
  private facts!: DecisionFacts;
  private deliberation!: Deliberation;
  private asked: AskedStrategy | undefined;
  private exhausted: { key: string; by: number }[] = [];
  private at!: Date;

  constructor(private readonly stores: DecisionStores, private readonly request: DecisionRequest, private readonly options: DecideOptions) {
    this.compiled = stores.settings?.current() ?? emptySettings;
    if (request.trace) this.steps = new DecisionTrace();
    const { placement } = request;
    if (placement !== undefined && !this.compiled.settings.placements.has(placement)) throw new ProblemError('not-found', `There is no placement "${placement}": list them with GET /v1/placements`);
  }

  async decide(): Promise<Decision> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      await this.read();
      const decision = await this.settle();
      if (decision) return this.steps && decision.trace === undefined ? { ...decision, trace: this.steps.steps } : decision;
    }
    throw new ProblemError('overloaded', `Too many requests for one customer at once; try again in a second`, { retryAfterSeconds: 1 });
  }

  /** One read of the hot state, and what enrichment brings. */
  private async read(): Promise<void> {
    const { customerId, campaignId, placement, channel, context, offers } = this.request;
    const startedAt = this.steps?.now();
    const campaigns = this.stores.registry.active(campaignId);
    const keys = [hotKeys.state(customerId), hotKeys.profile(customerId), hotKeys.features(customerId), hotKeys.known(customerId)];
    for (let i = 0; i < campaigns.length; i += 1) keys.push(hotKeys.customer(campaigns[i]!.campaign.id, campaigns[i]!.load, customerId));
    const texts = await this.stores.hotState.getMany(keys);
    const [stateText, profileText, featuresText, known] = texts;
    this.campaigns = campaigns;
    this.texts = texts;
    this.exhausted = [];
    this.asked = undefined;
    this.at = this.stores.now();
    const atMs = this.at.getTime();
    const { features } = this.compiled;
    const profile = profileText === undefined ? undefined : readProfile(profileText);
    const online = features.features.length > 0 ? readFeatures(features, readFeaturesState(featuresText), atMs) : nothing;
    this.steps?.read(startedAt!, this.options.trigger, stateText, profile, online);
    const steps = placement === undefined ? undefined : this.compiled.settings.placements.get(placement)?.document.enrichment;
    if (steps && steps.length > 0 && !this.enriched) {
      const from = this.steps?.now();
      this.enriched = await enrich(steps, { customerId, channel, placement, context, attributes: profile?.attributes, features: online }, { container: this.stores as EnrichmentStores['container'] });
      this.steps?.enrichment(from!, this.enriched);
    }
    this.facts = {
      customerId, atMs, placement, channel, context, offers, profile, features: online,
      campaigns: campaigns.map(({ campaign, attributes }, index) => ({ campaign, customer: texts[4 + index] === undefined ? undefined : readCustomer(texts[4 + index]!, attributes) })),
      state: readState(stateText),
      known: known !== undefined || stateText !== undefined || profileText !== undefined || texts.slice(4).some((text) => text !== undefined),
      enrichment: this.enriched?.values ?? nothing,
    };
  }

  /** Undefined where somebody was quicker. */
  private async settle(): Promise<Decision | undefined> {
    const from = this.steps?.now();
    this.deliberation = new Deliberation(this.facts, this.compiled.settings);
    const decisionId = newDecisionId(this.at.getTime());
    for (;;) {
      const verdict = await this.verdict();
      const [ready] = verdict.ready;
      if (this.request.dryRun) {
        if (ready && (await this.isFull(ready))) continue;
        return this.answer(decisionId, verdict, from);
      }
      const decision = this.answer(decisionId, verdict, from);
      const startedAt = this.steps?.now();
      const commit = this.commitOf(decision, ready);
      const result = await this.stores.hotState.commit(commit);
      if (result.ok) {
        this.steps?.commit(startedAt!, commit, result.sequence);
        return decision;
      }
      if (result.why === 'repeated') return firstAnswer(result.entry, this.request);
      if (result.why === 'stale') return undefined;
      // A share of the plan that turned out to be used up: there are others, or the quota itself.
      if (noteSpent(result.key, commit.takes ?? [])) continue;
      if (ready?.offer.source === 'plan') {
        this.exhaust([{ key: plannedKey(result.key), by: 0 }]);
        continue;
      }
      if (!ready || !(await this.isFull(ready))) this.exhaust([{ key: result.key, by: commit.takes?.find(({ key }) => key === result.key)?.by ?? 1 }]);
    }
  }

  /** What the deliberation says, with the strategy asked where it is needed. */
  private async verdict(): Promise<OfferVerdict> {
    const verdict = this.deliberation.verdict();
    if (!verdict.asksStrategy) return verdict;
    const from = this.steps?.now();
    const asking = askStrategy(
      { hotState: this.stores.hotState, registry: this.stores.registry, publications: this.stores.publications, strategyServices: this.stores.strategyServices },
      { placement: this.deliberation.placement!, inputs: this.deliberation.inputs, customerId: this.request.customerId, campaignId: this.request.campaignId, atMs: this.at.getTime(), timeZone: this.compiled.settings.timeZone, trace: this.steps !== undefined },
    );
    this.asked = asking instanceof Promise ? await asking : asking;
    this.steps?.strategy(from!, this.asked);
    this.deliberation.answerStrategy(this.asked.outcome);
    return this.deliberation.verdict();
  }

  private exhaust(takes: { key: string; by: number }[]): void {
    this.exhausted.push(...takes);
    this.deliberation.exhaust(takes);
  }

  /** Looks at the counters of an offer; those without room are remembered. */
  private async isFull(ready: ReadyOffer): Promise<boolean> {
    const planned = this.plannedTakes(ready);
    const takes = planned?.takes ?? ready.takes;
    if (takes.length === 0) return false;
    const counts = await this.stores.hotState.countsOf(takes.map(({ key }) => key));
    const full = takes.filter(({ by, atMost }, index) => by > 0 && counts[index]! + by > atMost);
    const spent = full.filter(({ key }) => noteSpent(key, takes));
    // The plan has other shares.
    if (spent.length > 0) return this.isFull(ready);
    if (full.length > 0) this.exhaust(full.map(({ key, by }) => (planned ? { key: plannedKey(key), by: 0 } : { key, by })));
    return full.length > 0;
  }

  /** What a planned action takes; undefined for other offers. */
  private plannedTakes({ offer, atMs }: ReadyOffer): PlannedTakes | undefined {
    const { campaign, action, costMinor } = offer;
    if (offer.source !== 'plan' || !campaign) return undefined;
    const index = this.campaigns.findIndex((one) => one.campaign === campaign);
    const owner = { id: campaign.id, accounts: campaign.accounts, setAside: this.campaigns[index]?.setAside };
    const attributes = this.facts.campaigns[index]?.customer?.attributes ?? {};
    return plannedTakesOf(this.compiled.configuration, owner, { action, week: weekAt(campaign, this.at.getTime()), costMinor, attributes }, atMs);
  }

  private answer(decisionId: string, verdict: OfferVerdict, from: number | undefined): Decision {
    this.steps?.deliberation(from!, this.deliberation, verdict, this.exhausted);
    return decisionOf({ decisionId, at: this.at, request: this.request, deliberation: this.deliberation, verdict, campaigns: this.campaigns, missing: this.enriched?.missing ?? [], strategy: this.asked?.seen });
  }

  private commitOf(decision: Decision, ready: ReadyOffer | undefined): Commit {
    const { customerId, context, idempotencyKey } = this.request;
    const costMinor = ready?.offer.costMinor ?? 0;
    const entry = printDecisionEntry({ decision, request: this.request, trigger: this.options.trigger, deliberation: this.deliberation, costMinor, texts: this.texts, known: this.facts.known, campaigns: this.campaigns, enriched: this.enriched, strategy: this.asked, exhausted: this.exhausted, settings: this.compiled.hash });
    const commit: Commit = { entry };
    // Keys of decisions and of responses are apart.
    if (idempotencyKey !== undefined) commit.idempotencyKey = `decision:${idempotencyKey}`;
    if (!ready) return commit;
    const { decisionId } = decision;
    const stateKey = hotKeys.state(customerId);
    const planned = this.plannedTakes(ready);
    const takes: Take[] = planned ? [...planned.takes] : ready.takes.map(({ key, by, atMost }) => ({ key, by, atMost }));
    const timers = [];
    if (ready.validUntilMs !== undefined) {
      const { action, seen } = ready.offer;
      const hold = holdOfOffer({ decisionId, customerId, action, campaignId: seen.campaignId, untilMs: ready.validUntilMs, takes: planned?.counted ?? ready.takes.map(({ key, by, atMost, rule, comesBack }) => ({ key, by, atMost, quotaId: rule, comesBack })) });
      takes.push(...hold.takes);
      timers.push(hold.timer);
    }
    const delivery = deliveryTimer(this.compiled.configuration, decision, { costMinor, context });
    if (delivery) timers.push(delivery);
    commit.expect = [{ key: stateKey, value: this.texts[0] }];
    commit.takes = takes;
    commit.puts = [{ key: stateKey, value: printState(stateAfterOffer(this.facts.state, ready, decisionId, this.request.placement), this.at.getTime()) }];
    if (timers.length > 0) commit.timers = timers;
    return commit;
  }
}
