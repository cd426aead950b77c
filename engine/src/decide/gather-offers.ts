import { purposeOf, type Action } from '@arbiter/contracts/catalogue';
import type { CandidateOffer, Decision, ReasonCode } from '@arbiter/contracts/decision';
import { rankOf, type OfferWeights } from '../arbitration/arbitrate.js';
import type { CompiledEvent } from '../rule-set/compile-rule-set.js';
import type { Candidate, Refusal } from './decide.js';
import type { DecisionSettings, LivePlacement } from './decision-settings.js';
import type { Offer } from './offer.js';

/** Offers of one answer of a strategy; more are left out. */
const mostStrategyOffers = 500;

type Named = Readonly<Record<string, unknown>>;
const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (named: Named, key: string): unknown => (Object.hasOwn(named, key) ? named[key] : undefined);
/** A weight that is there and no number counts as 0: an offer never wins by a fault. */
const weight = (value: unknown): number | undefined => (value === undefined || value === null ? undefined : typeof value === 'number' ? value : 0);

interface Wish extends OfferWeights {
  source: Offer['source'];
  actionId: string;
  channel?: string | undefined;
  params?: Named | undefined;
  context?: Named | undefined;
  terms?: Named | undefined;
}

/** Gathers offers from their sources, with ranks; what names no known action or channel is refused at once. */
export class OfferGatherer {
  readonly offers: Offer[] = [];
  readonly refused: Refusal[] = [];

  constructor(private readonly settings: DecisionSettings, private readonly placement: LivePlacement | undefined) {}

  add(wish: Wish): void {
    const live = this.settings.actions.get(wish.actionId);
    if (!live) return void this.refused.push({ actionId: wish.actionId.slice(0, 64), reason: 'ACTION_UNKNOWN' });
    const { action } = live;
    const channel = wish.channel ?? action.channel;
    if (channel !== action.channel && !this.settings.channels.has(channel)) return void this.refused.push({ actionId: action.id, reason: 'ACTION_UNKNOWN', rule: `channel ${channel.slice(0, 64)}` });
    this.offers.push(this.offer(wish.source, action, channel, wish, { campaign: undefined, costMinor: action.costMinor, accounts: [] }));
  }

  /** An offer of a campaign, which has looked at it already. */
  addCandidate({ campaign, source, action, valueMinor, costMinor, params, takes }: Candidate): void {
    const weights = source === 'rules' && params ? { propensity: weight(own(params, 'propensity')), contextWeight: weight(own(params, 'contextWeight')), lever: weight(own(params, 'lever')) } : {};
    const live = this.settings.actions.get(action.id)?.action;
    // Contact policy and terms follow the catalogue as it is now, where the action is still there.
    this.offers.push(this.offer(source, { ...live, ...action }, action.channel, { ...weights, valueMinor, params }, { campaign, costMinor, accounts: takes }));
  }

  addCandidateOffers(offers: readonly CandidateOffer[]): void {
    for (const offer of offers) this.add({ source: 'request', ...offer });
  }

  addPlacementOffers(actionIds: readonly string[]): void {
    for (const actionId of actionIds) this.add({ source: 'placement', actionId });
  }

  /** Events `offer` and `action` with an actionId; true where there was one. */
  addEvents(events: readonly CompiledEvent[]): boolean {
    let any = false;
    for (const { type, params } of events) {
      if (type !== 'offer' && type !== 'action') continue;
      if (!params || typeof params.actionId !== 'string') continue;
      any = true;
      const { actionId, channel, propensity, contextWeight, lever, valueMinor, ...rest } = params;
      this.add({
        source: 'rules', actionId: actionId as string, ...(typeof channel === 'string' ? { channel } : {}),
        propensity: weight(propensity), contextWeight: weight(contextWeight), lever: weight(lever), valueMinor: weight(valueMinor), params: Object.keys(rest).length > 0 ? rest : undefined,
      });
    }
    return any;
  }

  /** The list output `offers`, or the outcome's own action; true where there was one. Values of strategies are in major units of money. */
  addStrategyAnswer({ outputs, outcome }: { outputs: Named; outcome: { action: string | null; channel: string | null; terms: Named } }): boolean {
    const listed = own(outputs, 'offers');
    if (!Array.isArray(listed)) {
      if (outcome.action === null) return false;
      this.add({ source: 'strategy', actionId: outcome.action, ...(outcome.channel === null ? {} : { channel: outcome.channel }), terms: outcome.terms });
      return true;
    }
    let any = false;
    for (const one of listed.slice(0, mostStrategyOffers)) {
      if (!isNamed(one)) continue;
      const actionId = own(one, 'action');
      if (typeof actionId !== 'string') continue;
      any = true;
      const channel = own(one, 'channel');
      const terms = own(one, 'terms');
      const context = own(one, 'context');
      const value = weight(own(one, 'value'));
      this.add({
        source: 'strategy', actionId, ...(typeof channel === 'string' ? { channel } : {}),
        propensity: weight(own(one, 'propensity')), contextWeight: weight(own(one, 'contextWeight')), lever: weight(own(one, 'lever')), valueMinor: value === undefined ? undefined : Math.round(value * 100),
        ...(isNamed(terms) ? { terms } : {}), ...(isNamed(context) ? { context } : {}),
      });
    }
    return any;
  }

  private offer(source: Offer['source'], action: Action, channel: string, wish: Omit<Wish, 'source' | 'actionId'>, rest: Pick<Offer, 'campaign' | 'costMinor' | 'accounts'>): Offer {
    const { campaign } = rest;
    const lever = wish.lever ?? this.placement?.levers.get(action.id);
    const rank = rankOf({ propensity: wish.propensity, contextWeight: wish.contextWeight, valueMinor: wish.valueMinor, lever }, action.valueMinor);
    return {
      source, action, channel, valueMinor: wish.valueMinor ?? (campaign ? null : (action.valueMinor ?? null)), params: wish.params, context: wish.context, terms: wish.terms, ...rest, rank,
      priority: campaign ? (this.settings.campaignPlaces.get(campaign.id) ?? 1e9) : 2e9,
      seen: { actionId: action.id, channel, stage: action.stage, purpose: purposeOf(action), tags: action.tags ?? [], campaignId: campaign?.id ?? null, inbound: this.placement?.document.inbound === true },
    };
  }
}

/** Reasons for which an offer goes through none of the channels that are asked for. */
export function channelRefusal(channel: string, asked: string | undefined, placement: LivePlacement | undefined): ReasonCode | undefined {
  if (asked !== undefined && asked !== channel) return 'CHANNEL_NOT_ASKED';
  return placement?.channels && !placement.channels.has(channel) ? 'CHANNEL_NOT_ASKED' : undefined;
}

/** Words for `source` of an answer. */
export const reasonOfSource: Record<Offer['source'], Extract<ReasonCode, 'PLANNED_ACTION' | 'RULE_SET' | 'STRATEGY_OFFER' | 'CANDIDATE_OFFER' | 'PLACEMENT_OFFER'>> = { plan: 'PLANNED_ACTION', rules: 'RULE_SET', strategy: 'STRATEGY_OFFER', request: 'CANDIDATE_OFFER', placement: 'PLACEMENT_OFFER' } satisfies Record<Exclude<Decision['source'], 'none'>, ReasonCode>;
