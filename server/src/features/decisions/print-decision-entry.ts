import type { Decision, DecisionRequest } from '@arbiter/contracts';
import type { Deliberation } from '@arbiter/engine';
import { ProblemError } from '../../http/problem-error.js';
import type { EnrichmentResult } from '../enrichment/api.js';
import type { AskedStrategy } from './ask-strategy.js';
import type { RegisteredCampaign } from './campaign-registry.js';
import type { DecisionEntry, RecordedRequest } from './journal-entries.js';

export interface EntryParts {
  decision: Decision;
  request: DecisionRequest;
  trigger: Record<string, unknown> | undefined;
  deliberation: Deliberation;
  costMinor: number;
  /** Values of the hot state as read: state, profile, features, the mark of the known, then entries of campaigns. */
  texts: readonly (string | undefined)[];
  known: boolean;
  campaigns: readonly RegisteredCampaign[];
  enriched: EnrichmentResult | undefined;
  strategy: AskedStrategy | undefined;
  exhausted: readonly { key: string; by: number }[];
  settings: string;
}

export const recordedRequest = ({ campaignId, channel, context, placement, offers }: DecisionRequest, trigger?: Record<string, unknown>): RecordedRequest => ({
  ...(campaignId === undefined ? {} : { campaignId }), ...(channel === undefined ? {} : { channel }), ...(context === undefined ? {} : { context }),
  ...(placement === undefined ? {} : { placement }), ...(offers === undefined ? {} : { offers }), ...(trigger === undefined ? {} : { trigger }),
});

const printed = new WeakMap<Decision, string>();

/** A decision as JSON, printed once for journal and reply. */
export function decisionText(decision: Decision): string {
  let text = printed.get(decision);
  if (text === undefined) printed.set(decision, (text = JSON.stringify(decision)));
  return text;
}

/** The line of a decision in the journal. Values of the hot state are JSON texts, so they go in as they are. */
export function printDecisionEntry({ decision, request, trigger, deliberation, costMinor, texts, known, campaigns, enriched, strategy, exhausted, settings }: EntryParts): string {
  const [state, profile, features] = texts;
  let members = '';
  for (let i = 0; i < campaigns.length; i += 1) members += `${i === 0 ? '' : ','}[${JSON.stringify(campaigns[i]!.campaign.id)},${JSON.stringify(campaigns[i]!.load)},${campaigns[i]!.campaign.paused},${texts[4 + i] ?? 'null'}]`;
  const enrichment = enriched ? `,"enrichment":${JSON.stringify(enriched.values)},"missing":${JSON.stringify(enriched.missing)}` : '';
  const asked = strategy?.seen ? `,"strategy":${JSON.stringify(strategy.seen)}` : strategy ? `,"strategy":${JSON.stringify({ outcome: strategy.outcome })}` : '';
  const full = exhausted.length > 0 ? `,"exhausted":${JSON.stringify(exhausted)}` : '';
  const seen = `{"state":${state ?? 'null'},"profile":${profile ?? 'null'},"features":${features ?? 'null'},"known":${known},"campaigns":[${members}]${enrichment}${asked}${full},"settings":"${settings}"}`;
  return `{"kind":"decision","decision":${decisionText(decision)},"request":${JSON.stringify(recordedRequest(request, trigger))},"facts":${JSON.stringify(deliberation.campaigns.facts)},"costMinor":${costMinor},"seen":${seen}}`;
}

/** The answer that was given under an idempotency key. Throws idempotency-key-reused where another request had the key. */
export function firstAnswer(text: string, request: DecisionRequest): Decision {
  const { decision, request: before } = JSON.parse(text) as DecisionEntry;
  const { campaignId, channel, context, placement, offers } = request;
  const same = decision.customerId === request.customerId && JSON.stringify([before.campaignId, before.channel, before.context, before.placement, before.offers]) === JSON.stringify([campaignId, channel, context, placement, offers]);
  if (!same) throw new ProblemError('idempotency-key-reused', `The idempotency key ${JSON.stringify(request.idempotencyKey)} was used for another request: give each request a key of its own`);
  return decision;
}
