import type { ReasonCode, TermValue } from '@arbiter/contracts/decision';
import type { Arm } from '../assignment/assign-arm.js';
import { bucketOf, controlBuckets } from '../assignment/assign-arm.js';
import { compareRanked } from '../arbitration/arbitrate.js';
import { pointsAvailable } from '../ledger/points.js';
import { isEndedByConversion, type CustomerProfile } from '../live-customer/live-customer.js';
import { subjectOf, type PolicySubject } from '../policy/policy-offer.js';
import { weekAt } from './customer-in-campaign.js';
import { decide, type Refusal, type Verdict } from './decide.js';
import type { DecisionFacts, StrategyOutcomeNow } from './decision-facts.js';
import { DecisionInputs } from './decision-inputs.js';
import type { DecisionSettings, LivePlacement, OfferTake } from './decision-settings.js';
import { channelRefusal, OfferGatherer } from './gather-offers.js';
import type { Offer, ReadyOffer } from './offer.js';
import { boundedTerm, termValue } from './offer-terms.js';

/** How far ahead a contact of an outbound placement may be put. */
export const contactHorizonMs = 3 * 86_400_000;
/** An offer that sets something aside, and says nothing of its time, stands this long. */
export const usualHoldMs = 86_400_000;

/** What came of the deliberation so far. */
export interface OfferVerdict {
  /** Offers that may be made, best first; the first is taken, others are shown with it. */
  ready: readonly ReadyOffer[];
  refused: readonly Refusal[];
  /** Why there is no action, if there is none. */
  reasons: readonly ReasonCode[];
  /** The strategy of the placement has to be asked before anything can be said: `answerStrategy`, then `verdict` again. */
  asksStrategy: boolean;
}

/** How a counter is named in `exhaust` when it has no room for a planned action. */
export const plannedKey = (key: string): string => `planned:${key}`;

type Judged = { ready: ReadyOffer } | { refusal: Refusal };

const instant = (atMs: number): string => new Date(atMs).toISOString();
const noNames: Readonly<Record<string, unknown>> = {};

/**
 * One decision being made. Pure: facts and settings in, an ordered verdict out. What only the world can tell comes in between: the
 * strategy's answer, and counters that had no room. Offers are judged in order and no further than is needed; judgements are kept.
 */
export class Deliberation {
  readonly inputs: DecisionInputs;
  readonly placement: LivePlacement | undefined;
  /** What the campaigns said: planned actions and offers of their rule sets. */
  readonly campaigns: Verdict;
  readonly planned: Offer[] = [];
  /** Offers in order of rank, once they were gathered. */
  pool: Offer[] | undefined;
  /** Facts that the placement's rule set was given. */
  ruleFacts: Readonly<Record<string, unknown>> | undefined;
  strategy: StrategyOutcomeNow | undefined;
  readonly inGlobalControl: boolean;
  readonly inPlacementControl: boolean;
  private readonly profile: CustomerProfile | undefined;
  private readonly most: number;
  /** The customer as contact policy sees them. */
  readonly subject: PolicySubject;
  private readonly judged = new Map<Offer, Judged>();
  /** Offers of the pool that name no known action or channel. */
  private poolRefused: readonly Refusal[] = [];
  private readonly poolReasons: ReasonCode[] = [];
  private readonly exhausted: { key: string; by: number }[] = [];

  constructor(private readonly facts: DecisionFacts, private readonly settings: DecisionSettings) {
    const { customerId, context = noNames, state } = facts;
    this.placement = facts.placement === undefined ? undefined : settings.placements.get(facts.placement);
    const placement = this.placement?.document;
    this.most = placement?.most ?? 1;
    this.profile = facts.profile ?? profileOfCampaigns(facts);
    this.inputs = new DecisionInputs({ customerId, channel: facts.channel, placement: facts.placement, attributes: this.profile?.attributes ?? {}, attributeTypes: settings.attributeTypes, features: facts.features, context, enrichment: facts.enrichment });
    this.inGlobalControl = isControl(settings.globalControlGroup, 'company', customerId);
    this.inPlacementControl = this.placement !== undefined && isControl(placement?.controlGroup, this.placement.id, customerId);
    this.campaigns = decide({ channel: facts.channel, context: facts.context, atMs: facts.atMs, state, campaigns: facts.campaigns });
    this.subject = subjectOf(this.profile, state);
    if (placement?.plan !== false && this.isOpen) {
      const gatherer = new OfferGatherer(settings, this.placement);
      for (const candidate of this.campaigns.candidates) if (candidate.source === 'plan') gatherer.addCandidate(candidate);
      this.planned = gatherer.offers;
      // The company's order of campaigns; where it names none, the order of launch.
      if (settings.campaignPlaces.size > 0) this.planned.sort((one, other) => one.priority - other.priority);
    }
  }

  /** Whether offers are looked at at all. */
  private get isOpen(): boolean {
    return !this.inPlacementControl && this.placement?.document.active !== false;
  }

  /** What the strategy of the placement says; a failure is an answer too. */
  answerStrategy(outcome: StrategyOutcomeNow): void {
    this.strategy = outcome;
  }

  /** Counters that had no room for so much: what takes as much from them, or more, is refused from now on. */
  exhaust(takes: readonly { key: string; by: number }[]): void {
    this.exhausted.push(...takes);
  }

  verdict(): OfferVerdict {
    const ready: ReadyOffer[] = [];
    const refused: Refusal[] = [...this.campaigns.refused];
    this.settle(this.planned, ready, refused);
    if (ready.length < this.most && this.isOpen) {
      if (this.pool === undefined && this.placement?.document.strategy && this.strategy === undefined) return { ready, refused, reasons: [], asksStrategy: true };
      this.pool ??= this.gather();
      refused.push(...this.poolRefused);
      this.settle(this.pool, ready, refused);
    }
    return { ready, refused, reasons: ready.length > 0 ? [] : this.reasonsWithout(refused), asksStrategy: false };
  }

  /** The customer's arm as far as control groups of company, placement or a campaign know it. */
  armOf(campaignId: string | undefined): Arm | null {
    if (campaignId !== undefined) return this.campaigns.arms.get(campaignId) ?? null;
    const asked = this.settings.globalControlGroup !== undefined || this.placement?.document.controlGroup !== undefined;
    return this.inPlacementControl || this.inGlobalControl ? 'control' : asked ? 'target' : null;
  }

  private gather(): Offer[] {
    const { settings, placement, facts, strategy } = this;
    const gatherer = new OfferGatherer(settings, placement);
    if (strategy?.ok === true) {
      if (!gatherer.addStrategyAnswer(strategy)) this.poolReasons.push('STRATEGY_DECLINED');
    } else if (strategy) this.poolReasons.push('STRATEGY_FAILED');
    if (placement?.ruleSet) {
      const { compiled } = placement.ruleSet;
      this.ruleFacts = this.inputs.facts(compiled?.factNames ?? []);
      const outcome = compiled?.run(this.ruleFacts);
      if (outcome?.ok !== true) this.poolReasons.push('RULE_SET_FAILED');
      else if (!gatherer.addEvents(outcome.events)) this.poolReasons.push('NO_RULE_MATCHED');
    }
    for (const candidate of this.campaigns.candidates) if (candidate.source === 'rules') gatherer.addCandidate(candidate);
    if (placement?.document.offers) gatherer.addPlacementOffers(placement.document.offers);
    if (facts.offers) gatherer.addCandidateOffers(facts.offers);
    this.poolRefused = gatherer.refused;
    // Rule sets of campaigns alone keep the order of launch and of their rules' priorities.
    if (placement || facts.offers) gatherer.offers.sort(compareRanked);
    return gatherer.offers;
  }

  private settle(offers: readonly Offer[], ready: ReadyOffer[], refused: Refusal[]): void {
    for (let i = 0; i < offers.length && ready.length < this.most; i += 1) {
      const offer = offers[i]!;
      if (ready.some((other) => other.offer.action.id === offer.action.id && other.offer.channel === offer.channel)) continue;
      let judged = this.judged.get(offer);
      if (!judged) this.judged.set(offer, (judged = this.judge(offer)));
      if ('refusal' in judged) refused.push(judged.refusal);
      else {
        const full = this.exhausted.length > 0 ? judged.ready.takes.find(({ key, by }) => this.exhausted.some((one) => one.key === key && by >= one.by)) : undefined;
        if (full) refused.push({ actionId: offer.action.id, reason: full.reason, ...(offer.campaign && !this.placement ? {} : { rule: full.rule }) });
        else ready.push(judged.ready);
      }
    }
  }

  /** Everything but counters: channel, control, rank, consent, contact policy, standing offers, points, terms. */
  private judge(offer: Offer): Judged {
    const { facts, settings, placement, profile } = this;
    const { action } = offer;
    const refuse = (reason: ReasonCode, more?: { rule?: string; untilMs?: number | undefined }): Judged => ({
      refusal: { actionId: action.id, reason, ...(more?.rule === undefined ? {} : { rule: more.rule }), ...(more?.untilMs === undefined ? {} : { until: instant(more.untilMs) }) },
    });
    const channelReason = channelRefusal(offer.channel, facts.channel, placement);
    if (channelReason) return refuse(channelReason);
    if (this.inGlobalControl && offer.seen.purpose === 'sales') return refuse('GLOBAL_CONTROL_GROUP');
    const leastRank = placement?.document.arbitration?.leastRank;
    if (offer.source !== 'plan' && leastRank !== undefined && offer.rank.rank < leastRank) return refuse('RANK_TOO_LOW', { rule: placement!.id });
    const inbound = placement?.document.inbound === true;
    // The plan of a campaign ends by itself; a message that must go is no offer.
    const sequence = { actionId: action.id, placement: inbound ? undefined : placement?.id };
    if (placement && offer.source !== 'plan' && offer.seen.purpose !== 'transactional' && isEndedByConversion(facts.state, sequence, facts.atMs - settings.convertedMs)) return refuse('CONVERTED');
    const held = facts.state.holds.find((hold) => hold.actionId === action.id && hold.untilMs > facts.atMs);
    if (held) return refuse('OFFER_HELD', { untilMs: held.untilMs });

    let { atMs } = facts;
    const against = settings.policies.refusal(offer.seen, this.subject, atMs);
    if (against) {
      // Nobody waits at an outbound placement: the contact may be made later.
      const later = placement && !inbound && against.untilMs !== undefined ? settings.policies.firstAllowed(offer.seen, this.subject, atMs, this.lastInstant(offer) - atMs) : undefined;
      if (later === undefined) return refuse(against.reason, { rule: against.policyId === undefined ? against.ruleId : `${against.policyId}/${against.ruleId}`, untilMs: against.untilMs });
      atMs = later;
    }
    const points = action.points ?? 0;
    if (points > 0 && points > pointsAvailable(profile, facts.state)) return refuse('POINTS_NOT_ENOUGH');
    const terms = this.termsOf(offer);
    const without = terms.find(({ value }) => value === null);
    if (without) return refuse('TERM_UNAVAILABLE', { rule: without.name });
    const takes = this.takesOf(offer, atMs);
    const holdMs = action.validMinutes !== undefined ? action.validMinutes * 60_000 : points > 0 || takes.some(({ comesBack }) => comesBack) ? usualHoldMs : undefined;
    return { ready: { offer, atMs, takes, terms, points, validUntilMs: holdMs === undefined ? undefined : atMs + holdMs } };
  }

  /** A contact of a campaign stays in the week that it was decided for. */
  private lastInstant({ campaign }: Offer): number {
    const { atMs } = this.facts;
    const horizon = atMs + contactHorizonMs;
    if (!campaign) return horizon;
    const week = weekAt(campaign, atMs);
    if (weekAt(campaign, horizon) === week) return horizon;
    let [from, to] = [atMs, horizon];
    // The last minute of the week, by halves: days of a zone have no length of their own.
    while (to - from > 60_000) {
      const middle = Math.floor((from + to) / 2);
      if (weekAt(campaign, middle) === week) from = middle;
      else to = middle;
    }
    return from;
  }

  private takesOf(offer: Offer, atMs: number): readonly OfferTake[] {
    const { accountKey, quotaTakes } = this.settings;
    const { campaign, accounts, action, channel } = offer;
    const ofQuotas = quotaTakes({ action: channel === action.channel ? action : { ...action, channel }, campaignId: campaign?.id ?? null }, atMs);
    // What the plan wants was set aside at launch; only where it has to move to another period a quota may have no room for it.
    const quotas = offer.source === 'plan' ? ofQuotas.map((take): OfferTake => ({ ...take, key: plannedKey(take.key), by: 0 })) : ofQuotas;
    if (!campaign || accounts.length === 0) return quotas;
    return [
      ...accounts.map(({ account, week, by }): OfferTake => ({ key: accountKey(campaign.id, account, week), by, atMost: account.atMost, reason: account.unit === 'money-minor' ? 'BUDGET_EXHAUSTED' : 'CAPACITY_EXHAUSTED', rule: account.constraintId, comesBack: false })),
      ...quotas,
    ];
  }

  private termsOf(offer: Offer): TermValue[] {
    const live = this.settings.actions.get(offer.action.id);
    const given = offer.terms;
    if (!live || (live.terms.length === 0 && !given)) return [];
    const values = live.terms.map(({ term, compiled }) => {
      if (given && Object.hasOwn(given, term.name)) return boundedTerm(term, given[term.name]);
      return compiled ? termValue(compiled, this.inputs, this.facts.atMs, this.settings.timeZone) : boundedTerm(term, null);
    });
    if (given) {
      for (const name of Object.keys(given)) {
        if (!live.terms.some(({ term }) => term.name === name)) values.push(plainTerm(name, given[name]));
      }
    }
    return values;
  }

  private reasonsWithout(refused: readonly Refusal[]): ReasonCode[] {
    if (this.inPlacementControl) return ['PLACEMENT_CONTROL_GROUP'];
    if (this.placement?.document.active === false) return ['PLACEMENT_INACTIVE'];
    const others = this.placement !== undefined || this.facts.offers !== undefined;
    const asked = !this.facts.known && (others || this.facts.campaigns.length > 0);
    // Without a word of the customer in any launch there is no telling a stranger by other means; without any campaign nobody is one.
    const reasons: ReasonCode[] = asked ? ['CUSTOMER_UNKNOWN'] : this.campaigns.reasons.filter((reason) => !others || (reason !== 'NO_ACTIVE_CAMPAIGN' && reason !== 'NOT_IN_AUDIENCE'));
    for (const reason of this.poolReasons) if (!reasons.includes(reason)) reasons.push(reason);
    for (const { reason } of refused) if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.length > 0 ? reasons : ['NO_ACTIVE_CAMPAIGN'];
  }
}

const plainTerm = (name: string, value: unknown): TermValue => ({ name: name.slice(0, 64), value: typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : null });

function isControl(group: { share: number; salt: string } | undefined, scope: string, customerId: string): boolean {
  if (!group || group.share <= 0) return false;
  return bucketOf({ salt: group.salt, campaignId: scope }, customerId) < controlBuckets({ controlShare: group.share });
}

/** Where no profile was loaded, what a campaign knows of the customer. */
function profileOfCampaigns({ campaigns }: DecisionFacts): CustomerProfile | undefined {
  for (const { customer } of campaigns) if (customer) return { attributes: customer.attributes, timeZone: null, consent: customer.consent, refusedChannels: customer.refusedChannels, contacts: [], points: 0 };
  return undefined;
}
