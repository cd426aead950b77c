import type { ResponseRecord } from '@arbiter/contracts';
import { confirmHold, contactsOf, isConverted, isEnding, joinResponse, plannedLeft, releaseHold, releasedByConversion, stateAfterResponse, type CustomerState, type HoldsAfter, type PromiseToPay } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Take, Timer } from '../../ports/hot-state.js';
import { configurationOf, type Configuration } from '../configuration/api.js';
import { decisionServiceOf, hotKeys, printState, readCustomer, readProfile, readState, type JoinedResponse, type ResponseEntry } from '../decisions/api.js';
import { changesOfEndedHolds, conversionTakesOf, endedHoldLines, noteSpent } from '../quotas/api.js';
import { responseSettings, zoneOf } from './response-settings.js';

const mostAttempts = 100;
/** Kinds after which an offer that stands is given up. */
const refusing = new Set(['refusal', 'unsubscribe', 'complaint']);

export interface TakenResponse {
  result: 'accepted' | 'repeated';
  joined: JoinedResponse | null;
}

export const promiseTimerId = (promiseId: string): string => `promise:${promiseId}`;

/** Timers of promises that changed: an open one is looked at when its last day is over. */
export function promiseTimers(customerId: string, promises: readonly PromiseToPay[]): { timers: Timer[]; dropTimers: string[] } {
  return {
    timers: promises.filter(({ state }) => state === 'open').map(({ id, checkAtMs }) => ({ id: promiseTimerId(id), dueMs: checkAtMs, payload: JSON.stringify({ customerId }) })),
    dropTimers: promises.filter(({ state }) => state !== 'open').map(({ id }) => promiseTimerId(id)),
  };
}

/**
 * Takes one response, durable before it resolves: joins it to the contact that it answers, ends what a payment or conversion ends and gives
 * back what the plan had set aside, confirms or lets go an offer that stands, keeps promises. The same responseId again changes nothing.
 */
export async function takeResponse(container: Container, response: ResponseRecord): Promise<TakenResponse> {
  const { hotState } = container;
  const { registry } = decisionServiceOf(container);
  const configuration = configurationOf(container).current();
  const settings = responseSettings(configuration);
  const { responseId, customerId } = response;
  const atMs = Date.parse(response.at);
  const stateKey = hotKeys.state(customerId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const campaigns = isEnding(response.kind) || response.corrects !== undefined ? registry.active(undefined) : [];
    const [stateText, profileText, ...customers] = await hotState.getMany([stateKey, hotKeys.profile(customerId), ...campaigns.map(({ campaign, load }) => hotKeys.customer(campaign.id, load, customerId))]);
    const before = readState(stateText);
    const profile = profileText === undefined ? undefined : readProfile(profileText);
    const joinedContact = joinResponse(contactsOf(profile, before), { ...response, atMs }, settings.windowMs);
    const nowMs = container.now().getTime();
    const after = stateAfterResponse(before, { ...response, id: responseId, atMs }, joinedContact?.contact, { nowMs, timeZone: zoneOf(profile, settings), terms: settings.terms });
    if (!after) return { result: 'repeated', joined: null };
    const joined: JoinedResponse | null = joinedContact ? joinedOf(joinedContact, before) : null;
    const holds = holdsAfter(after.state, response, joinedContact?.contact.id);
    const held = changesOfEndedHolds(holds);
    const plan = planAfter(configuration, campaigns, customers, before, after.state, nowMs);
    const promises = promiseTimers(customerId, after.promises);
    const takes = [...plan.takes, ...held.takes];
    const line: ResponseEntry = {
      kind: 'response', response, ended: plan.ended, recordedAtMs: nowMs, joined,
      ...(after.replaced === undefined ? {} : { replaced: after.replaced }), ...(after.promises.length > 0 ? { promises: after.promises } : {}), ...(holds.ended.length > 0 ? { holds: endedHoldLines(holds.ended) } : {}),
    };
    const result = await hotState.commit({
      idempotencyKey: `response:${responseId}`,
      entry: JSON.stringify(line),
      expect: [{ key: stateKey, value: stateText }],
      puts: [{ key: stateKey, value: printState(holds.state, nowMs) }],
      takes,
      timers: promises.timers,
      dropTimers: [...promises.dropTimers, ...held.dropTimers],
    });
    if (result.ok) return { result: 'accepted', joined };
    if (result.why === 'repeated') return { result: 'repeated', joined: (JSON.parse(result.entry) as ResponseEntry).joined ?? null };
    if (result.why === 'limit') noteSpent(result.key, takes);
  }
  throw new ProblemError('overloaded', 'Too many requests for one customer at once; try again in a second', { retryAfterSeconds: 1 });
}

function joinedOf({ contact, rule }: NonNullable<ReturnType<typeof joinResponse>>, { log }: CustomerState): JoinedResponse {
  const decided = rule === 'decision' || log.some(({ id }) => id === contact.id);
  return { contactId: contact.id, decisionId: decided ? contact.id : null, campaignId: contact.campaignId, actionId: contact.actionId, channel: contact.channel, rule };
}

function holdsAfter(state: CustomerState, { kind, decisionId, actionId }: ResponseRecord, joinedId: string | undefined): HoldsAfter {
  const decision = decisionId ?? joinedId;
  if (decision === undefined) return { state, ended: [] };
  if (isEnding(kind)) return confirmHold(state, decision, actionId);
  return refusing.has(kind) ? releaseHold(state, decision, actionId) : { state, ended: [] };
}

type Campaigns = ReturnType<ReturnType<typeof decisionServiceOf>['registry']['active']>;

/** Plans that a response has ended, and what they had set aside. */
function planAfter(configuration: Configuration, campaigns: Campaigns, customers: readonly (string | undefined)[], before: CustomerState, after: CustomerState, nowMs: number): { takes: Take[]; ended: string[] } {
  const takes: Take[] = [];
  const ended: string[] = [];
  campaigns.forEach(({ campaign, attributes, setAside }, index) => {
    const entry = customers[index];
    if (entry === undefined || isConverted(campaign, before) || !isConverted(campaign, after)) return;
    const customer = readCustomer(entry, attributes);
    ended.push(campaign.id);
    // Given back from now on, not from when the payment was made: weeks that are over cannot use it.
    for (const { account, week, by } of releasedByConversion(campaign, customer, before, nowMs)) takes.push({ key: hotKeys.account(campaign.id, account, week), by: -by, atMost: account.atMost });
    const left = plannedLeft(campaign, customer, before, nowMs).map(({ planned, action }) => ({ action, week: planned.week, costMinor: planned.costMinor, attributes: customer.attributes }));
    takes.push(...conversionTakesOf(configuration, { id: campaign.id, accounts: campaign.accounts, setAside }, left, nowMs));
  });
  return { takes, ended };
}
