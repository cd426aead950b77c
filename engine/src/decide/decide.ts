import type { Action } from '@arbiter/contracts/catalogue';
import type { ReasonCode } from '@arbiter/contracts/decision';
import type { Arm } from '../assignment/assign-arm.js';
import { takesOf, type AccountTake } from '../contact-policy/ledger.js';
import type { PolicyMoment } from '../contact-policy/contact-policy.js';
import { customerIn, isTaken, weekAt, type CustomerInCampaign } from './customer-in-campaign.js';
import { factsFor } from './facts.js';
import type { CampaignCustomer, LaunchedCampaign, PlannedAction } from './launched-campaign.js';
import type { CustomerState } from '../live-customer/live-customer.js';

export interface DecisionQuestion {
  /** Only actions of this channel. */
  channel?: string | undefined;
  /** Facts of this moment for the rule sets. */
  context?: Readonly<Record<string, unknown>> | undefined;
  atMs: number;
  /** Campaigns that may answer, in order of launch, each with the customer as it was loaded; undefined outside of its audience. */
  campaigns: readonly { campaign: LaunchedCampaign; customer: CampaignCustomer | undefined }[];
  state: CustomerState;
}

/** An action that may be offered, if the accounts still hold what it takes. */
export interface Candidate {
  campaign: LaunchedCampaign;
  source: 'plan' | 'rules';
  action: Action;
  valueMinor: number | null;
  costMinor: number;
  params: Readonly<Record<string, unknown>> | undefined;
  /** Empty for planned actions: theirs was set aside at launch. */
  takes: readonly AccountTake[];
}

export interface Refusal {
  actionId: string;
  reason: ReasonCode;
  /** The rule of contact policy, quota or constraint. */
  rule?: string;
  /** From when it would be allowed, ISO 8601. */
  until?: string;
}

export interface Verdict {
  /** In the order in which they are to be tried: planned actions first, then the rule sets', campaigns in order of launch. */
  candidates: Candidate[];
  refused: Refusal[];
  /** Why there is no action, if no candidate can be taken. */
  reasons: ReasonCode[];
  /** The campaign that answers when there is no action. */
  campaign: LaunchedCampaign | undefined;
  /** The customer's arm by campaign. */
  arms: ReadonlyMap<string, Arm>;
  /** Facts that the rule sets were given, by campaign, for the record. */
  facts: Record<string, Record<string, unknown>>;
}

/**
 * Decides what may be offered to a customer now. Pure: the same question has the same answer.
 * A planned action is valid in its week of the campaign; rule sets only get what the plan has not set aside.
 */
export function decide(question: DecisionQuestion): Verdict {
  const verdict: Verdict = { candidates: [], refused: [], reasons: [], campaign: undefined, arms: new Map(), facts: {} };
  const arms = new Map<string, Arm>();
  const fromRules: Candidate[] = [];
  for (const { campaign, customer } of question.campaigns) {
    if (!customer) {
      addReason(verdict, 'NOT_IN_AUDIENCE');
      continue;
    }
    verdict.campaign ??= campaign;
    arms.set(campaign.id, customer.arm);
    if (customer.arm === 'control') addReason(verdict, 'CONTROL_GROUP');
    else if (campaign.paused) addReason(verdict, 'CAMPAIGN_PAUSED');
    else consider(campaign, customerIn(campaign, customer, question.state), question, verdict, fromRules);
  }
  verdict.candidates.push(...fromRules);
  // Being outside of one audience says nothing where another campaign looked at the customer.
  if (verdict.campaign) verdict.reasons = verdict.reasons.filter((reason) => reason !== 'NOT_IN_AUDIENCE');
  if (question.campaigns.length === 0) verdict.reasons.push('NO_ACTIVE_CAMPAIGN');
  return { ...verdict, arms };
}

function consider(campaign: LaunchedCampaign, customer: CustomerInCampaign, question: DecisionQuestion, verdict: Verdict, fromRules: Candidate[]): void {
  const week = weekAt(campaign, question.atMs);
  const moment: PolicyMoment = { atMs: question.atMs, startsOnDay: campaign.startsOnDay, timeZone: campaign.timeZone };
  /** Contacts that the plan still wants: they are set aside and no rule may take them. */
  const pendingWeeks: number[] = [];
  for (const planned of customer.planned) {
    const action = campaign.actions.get(planned.actionId);
    const reason = refusalOfPlanned(planned, action, campaign, customer, week, moment, question.channel);
    if (reason === undefined) verdict.candidates.push({ campaign, source: 'plan', action: action!, valueMinor: planned.valueMinor, costMinor: planned.costMinor, params: undefined, takes: [] });
    else verdict.refused.push({ actionId: planned.actionId, reason });
    if (reason === undefined || reason === 'PLAN_NOT_DUE' || reason === 'CHANNEL_NOT_ASKED') pendingWeeks.push(planned.week);
  }
  if (week < 0 || week >= campaign.weeks) addReason(verdict, 'NO_ACTIVE_CAMPAIGN');
  else considerRules(campaign, customer, question, verdict, fromRules, week, pendingWeeks, moment);
}

function refusalOfPlanned(planned: PlannedAction, action: Action | undefined, campaign: LaunchedCampaign, customer: CustomerInCampaign, week: number, moment: PolicyMoment, channel: string | undefined): ReasonCode | undefined {
  if (isTaken(planned, customer)) return 'PLAN_TAKEN';
  if (customer.planEnded || week > planned.week) return 'PLAN_EXPIRED';
  if (!action) return 'ACTION_UNKNOWN';
  if (week < planned.week) return 'PLAN_NOT_DUE';
  return campaign.policy(action, customer, moment) ?? (channel !== undefined && channel !== action.channel ? 'CHANNEL_NOT_ASKED' : undefined);
}

function considerRules(campaign: LaunchedCampaign, customer: CustomerInCampaign, question: DecisionQuestion, verdict: Verdict, fromRules: Candidate[], week: number, pendingWeeks: readonly number[], moment: PolicyMoment): void {
  const { ruleSet } = campaign;
  if (!ruleSet) {
    addReason(verdict, 'NO_RULE_MATCHED');
    return;
  }
  const facts = factsFor(campaign, customer, ruleSet.factNames, question, week);
  verdict.facts[campaign.id] = facts;
  const outcome = ruleSet.run(facts);
  if (!outcome.ok) {
    addReason(verdict, 'RULE_SET_FAILED');
    return;
  }
  const seen = new Set<string>();
  const withPlan = { ...customer, contactWeeks: [...customer.contactWeeks, ...pendingWeeks] };
  for (const event of outcome.events) {
    const actionId = event.type === 'offer' || event.type === 'action' ? event.params?.actionId : undefined;
    if (typeof actionId !== 'string' || seen.has(actionId)) continue;
    seen.add(actionId);
    const action = campaign.actions.get(actionId);
    const reason = !action ? 'ACTION_UNKNOWN' : (campaign.policy(action, withPlan, moment) ?? (question.channel !== undefined && question.channel !== action.channel ? 'CHANNEL_NOT_ASKED' : undefined));
    if (!action || reason !== undefined) {
      verdict.refused.push({ actionId: actionId.slice(0, 64), reason: reason ?? 'ACTION_UNKNOWN' });
      continue;
    }
    const { actionId: _, valueMinor, ...params } = event.params ?? {};
    fromRules.push({
      campaign,
      source: 'rules',
      action,
      valueMinor: typeof valueMinor === 'number' ? valueMinor : null,
      costMinor: action.costMinor,
      params: Object.keys(params).length > 0 ? params : undefined,
      takes: takesOf(campaign.accounts, action, customer.attributes, week),
    });
  }
  if (seen.size === 0) addReason(verdict, 'NO_RULE_MATCHED');
}

function addReason(verdict: Verdict, reason: ReasonCode): void {
  if (!verdict.reasons.includes(reason)) verdict.reasons.push(reason);
}

/** Reasons of an answer without an action: the campaigns' own, then those of every action that was considered and refused. */
export function reasonsWithoutAction(verdict: Pick<Verdict, 'reasons'>, refused: readonly Refusal[]): ReasonCode[] {
  const reasons = [...verdict.reasons];
  for (const { reason } of refused) if (!reasons.includes(reason)) reasons.push(reason);
  return reasons;
}
