import type { Decision, DecisionRequest, OfferedAction } from '@arbiter/contracts';
import { reasonOfSource, type Deliberation, type OfferVerdict, type ReadyOffer } from '@arbiter/engine';
import type { RegisteredCampaign } from './campaign-registry.js';
import type { SeenStrategy } from './journal-entries.js';

export interface AnswerParts {
  decisionId: string;
  at: Date;
  request: Pick<DecisionRequest, 'customerId' | 'campaignId' | 'placement' | 'offers'>;
  deliberation: Deliberation;
  verdict: OfferVerdict;
  campaigns: readonly RegisteredCampaign[];
  missing: readonly string[];
  strategy: SeenStrategy | undefined;
}

/** An offer as the caller sees it. */
function offeredAction({ offer, atMs, terms, points, validUntilMs }: ReadyOffer, nowMs: number, ranked: boolean): OfferedAction {
  const { action, channel, valueMinor, params, context, rank } = offer;
  const shown: OfferedAction = { id: action.id, channel, stage: action.stage, valueMinor };
  if (params) shown.params = { ...params };
  if (atMs > nowMs) shown.at = new Date(atMs).toISOString();
  if (terms.length > 0) shown.terms = [...terms];
  if (context) shown.context = { ...context };
  if (action.partner !== undefined) shown.partner = action.partner;
  if (points > 0) shown.points = points;
  if (validUntilMs !== undefined) shown.validUntil = new Date(validUntilMs).toISOString();
  if (ranked) shown.rank = rank;
  return shown;
}

/** Each refusal once, and none of what is offered after all: plan and rules may speak of the same action. */
function refusedOf({ refused, ready }: OfferVerdict): Decision['refused'] {
  const shown: Decision['refused'] = [];
  for (const one of refused) {
    if (ready.some(({ offer }) => offer.action.id === one.actionId)) continue;
    if (!shown.some((other) => other.actionId === one.actionId && other.reason === one.reason && other.rule === one.rule)) shown.push(one);
  }
  return shown;
}

/** The answer to the caller, without a trace. */
export function decisionOf({ decisionId, at, request, deliberation, verdict, campaigns, missing, strategy }: AnswerParts): Decision {
  const { placement } = deliberation;
  const [first, ...others] = verdict.ready;
  const ranked = placement !== undefined || request.offers !== undefined;
  const common = { decisionId, customerId: request.customerId, at: at.toISOString(), refused: refusedOf(verdict) };
  const place = placement ? `${placement.id}@${placement.version}` : undefined;
  const placed = placement ? { placement: placement.id } : {};
  const lacking = missing.length > 0 ? { missing: [...missing] } : {};
  if (!first) {
    const campaign = placement ? undefined : deliberation.campaigns.campaign;
    const asked = campaigns.length === 1 ? campaigns[0]?.campaign : undefined;
    return {
      ...common, campaignId: campaign?.id ?? request.campaignId ?? null, outcome: 'no-action', source: 'none', ...placed, action: null,
      arm: deliberation.armOf(campaign?.id), reasons: [...verdict.reasons], ...lacking, version: place ?? campaign?.version ?? asked?.version ?? 'none',
    };
  }
  const { campaign, source } = first.offer;
  const by = source === 'strategy' && strategy ? `/${strategy.endpoint}@${strategy.version}` : source === 'rules' && placement?.ruleSet && !campaign ? `/${placement.ruleSet.id}@${placement.ruleSet.version}` : '';
  return {
    ...common, campaignId: campaign?.id ?? null, outcome: 'action', source, ...placed, action: offeredAction(first, at.getTime(), ranked),
    ...(others.length > 0 ? { more: others.map((other) => offeredAction(other, at.getTime(), ranked)) } : {}),
    arm: deliberation.armOf(campaign?.id), reasons: [reasonOfSource[source]], ...lacking, version: campaign?.version ?? `${place ?? 'request'}${by}`,
  };
}
