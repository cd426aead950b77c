import type { Decision, DecisionRequest, ReasonCode } from '@arbiter/contracts';
import { decide, reasonsWithoutAction, stateAfterContact, type Candidate, type Refusal, type Verdict } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Take } from '../../ports/hot-state.js';
import type { CampaignRegistry, RegisteredCampaign } from './campaign-registry.js';
import { newDecisionId } from './decision-id.js';
import { printState, readState } from './customer-state.js';
import { hotKeys, readCustomer } from './hot-keys.js';
import type { DecisionEntry } from './journal-entries.js';

export interface DecisionStores {
  hotState: Container['hotState'];
  now: Container['now'];
  registry: CampaignRegistry;
}

/** Two requests for one customer at once make one of them decide again; this many times is far beyond any honest client. */
const mostAttempts = 100;

/**
 * Decides and takes what was decided in one atomic, durable step: one read, then one commit unless somebody was quicker.
 * Throws idempotency-key-reused for the same key with another request, overloaded if others keep being quicker.
 */
export async function decideForCustomer({ hotState, now, registry }: DecisionStores, request: DecisionRequest): Promise<Decision> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const campaigns = registry.active(request.campaignId);
    const stateKey = hotKeys.state(request.customerId);
    const [stateText, known, ...entries] = await hotState.getMany([stateKey, hotKeys.known(request.customerId), ...campaigns.map(({ campaign, load }) => hotKeys.customer(campaign.id, load, request.customerId))]);
    const at = now();
    const state = readState(stateText);
    const verdict = decide({
      channel: request.channel,
      context: request.context,
      atMs: at.getTime(),
      state,
      campaigns: campaigns.map(({ campaign, attributes }, index) => ({ campaign, customer: entries[index] === undefined ? undefined : readCustomer(entries[index], attributes) })),
    });
    // With nothing of the customer in any launch there is no telling a stranger by other means; without any campaign nobody is one.
    if (campaigns.length > 0 && known === undefined && stateText === undefined && entries.every((entry) => entry === undefined)) verdict.reasons = ['CUSTOMER_UNKNOWN'];
    const answer = new Answer(request, verdict, at, campaigns);
    if (request.dryRun) return tryOut(hotState, answer, verdict.candidates);

    let stale = false;
    for (const candidate of verdict.candidates) {
      const decision = answer.withAction(candidate);
      const result = await hotState.commit({
        ...idempotency(request),
        expect: [{ key: stateKey, value: stateText }],
        takes: takesOf(candidate),
        puts: [{ key: stateKey, value: printState(stateAfterContact(state, candidate, decision.decisionId, at.getTime()), at.getTime()) }],
        entry: entryOf(decision, request, verdict, candidate.costMinor),
      });
      if (result.ok) return decision;
      if (result.why === 'repeated') return firstAnswer(result.entry, request);
      stale = result.why === 'stale';
      if (stale) break;
      if (result.why === 'limit') answer.refuse(candidate, result.key);
    }
    if (stale) continue;
    const decision = answer.withoutAction();
    const result = await hotState.commit({ ...idempotency(request), entry: entryOf(decision, request, verdict, 0) });
    if (result.ok) return decision;
    if (result.why === 'repeated') return firstAnswer(result.entry, request);
  }
  throw new ProblemError('overloaded', `Too many requests for one customer at once; try again in a second`, { retryAfterSeconds: 1 });
}

/** The answer under construction: which actions were refused so far. */
class Answer {
  private readonly refused: Refusal[];
  private readonly id: string;

  constructor(private readonly request: DecisionRequest, private readonly verdict: Verdict, private readonly at: Date, private readonly campaigns: readonly RegisteredCampaign[]) {
    this.refused = [...verdict.refused];
    this.id = newDecisionId(at.getTime());
  }

  refuse(candidate: Candidate, key: string): void {
    const take = candidate.takes.find(({ account, week }) => hotKeys.account(candidate.campaign.id, account, week) === key);
    const reason: ReasonCode = take?.account.unit === 'money-minor' ? 'BUDGET_EXHAUSTED' : 'CAPACITY_EXHAUSTED';
    this.refused.push({ actionId: candidate.action.id, reason });
  }

  withAction({ campaign, source, action, valueMinor, params }: Candidate): Decision {
    return {
      ...this.common(),
      campaignId: campaign.id,
      outcome: 'action',
      source,
      action: { id: action.id, channel: action.channel, stage: action.stage, valueMinor, ...(params ? { params: { ...params } } : {}) },
      arm: this.verdict.arms.get(campaign.id) ?? null,
      reasons: [source === 'plan' ? 'PLANNED_ACTION' : 'RULE_SET'],
      version: campaign.version,
    };
  }

  withoutAction(): Decision {
    const { campaign } = this.verdict;
    const asked = this.campaigns.length === 1 ? this.campaigns[0]?.campaign : undefined;
    return {
      ...this.common(),
      campaignId: campaign?.id ?? this.request.campaignId ?? null,
      outcome: 'no-action',
      source: 'none',
      action: null,
      arm: campaign ? (this.verdict.arms.get(campaign.id) ?? null) : null,
      reasons: reasonsWithoutAction(this.verdict, this.refused),
      version: campaign?.version ?? asked?.version ?? 'none',
    };
  }

  private common() {
    return { decisionId: this.id, customerId: this.request.customerId, at: this.at.toISOString(), refused: this.refused };
  }
}

/** What would be answered, with nothing taken. */
async function tryOut(hotState: DecisionStores['hotState'], answer: Answer, candidates: readonly Candidate[]): Promise<Decision> {
  for (const candidate of candidates) {
    const takes = takesOf(candidate);
    const counts = takes.length > 0 ? await hotState.countsOf(takes.map(({ key }) => key)) : [];
    const full = takes.find(({ by, atMost }, index) => counts[index]! + by > atMost);
    if (!full) return answer.withAction(candidate);
    answer.refuse(candidate, full.key);
  }
  return answer.withoutAction();
}

const takesOf = ({ campaign, takes }: Candidate): Take[] => takes.map(({ account, week, by }) => ({ key: hotKeys.account(campaign.id, account, week), by, atMost: account.atMost }));

/** Keys of decisions and of responses are apart. */
const idempotency = ({ idempotencyKey }: DecisionRequest) => (idempotencyKey === undefined ? {} : { idempotencyKey: `decision:${idempotencyKey}` });

function entryOf(decision: Decision, { campaignId, channel, context }: DecisionRequest, { facts }: Verdict, costMinor: number): string {
  const entry: DecisionEntry = { kind: 'decision', decision, request: { ...(campaignId === undefined ? {} : { campaignId }), ...(channel === undefined ? {} : { channel }), ...(context === undefined ? {} : { context }) }, facts, costMinor };
  return JSON.stringify(entry);
}

function firstAnswer(text: string, { customerId, campaignId, channel, context, idempotencyKey }: DecisionRequest): Decision {
  const { decision, request } = JSON.parse(text) as DecisionEntry;
  const same = decision.customerId === customerId && JSON.stringify([request.campaignId, request.channel, request.context]) === JSON.stringify([campaignId, channel, context]);
  if (!same) throw new ProblemError('idempotency-key-reused', `The idempotency key ${JSON.stringify(idempotencyKey)} was used for another request: give each request a key of its own`);
  return decision;
}
