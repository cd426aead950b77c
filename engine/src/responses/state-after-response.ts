import { channelConsent, type CustomerState, type LoggedContact, type LoggedResponse } from '../live-customer/live-customer.js';
import { daysAfter, localDay, promiseOf, stateWithPromises, type PromiseTerms } from './promises-to-pay.js';
import type { PromiseToPay } from '../live-customer/live-customer.js';

/** A response as far as the customer's state depends on it. */
export interface ResponseToTake {
  id: string;
  kind: string;
  atMs: number;
  amountMinor?: number | undefined;
  campaignId?: string | undefined;
  decisionId?: string | undefined;
  channel?: string | undefined;
  corrects?: string | undefined;
  promiseAmountMinor?: number | undefined;
  promiseDueOn?: string | undefined;
}

export interface ResponseMoment {
  nowMs: number;
  /** The customer's zone. */
  timeZone: string;
  terms: PromiseTerms;
}

export interface AfterResponse {
  state: CustomerState;
  /** Keys of `converted` that it ended. */
  ended: readonly string[];
  /** Promises that are not as they were. */
  promises: PromiseToPay[];
  /** The response that it replaced: what was corrected first, however often since. */
  replaced: string | undefined;
}

/** Responses after which nothing further of the sequence is to be given. */
const endingKinds = new Set(['payment', 'conversion', 'accepted']);
export const isEnding = (kind: string): boolean => endingKinds.has(kind);
/** The general consent among `consents`. */
const generalConsent = 'consent';
/** Flags that kinds of responses raise. */
const flagOfKind: Readonly<Record<string, string>> = { complaint: 'complaint', 'wrong-number': 'wrong_number' };
const flagOf = (kind: string): string | undefined => (Object.hasOwn(flagOfKind, kind) ? flagOfKind[kind] : undefined);

/** What a response ends. A payment without a campaign ends all plans, a conversion that of the contact that it answers. */
function endedBy({ kind, campaignId }: ResponseToTake, contact: LoggedContact | undefined): string[] {
  if (!isEnding(kind)) return [];
  const campaign = campaignId ?? (kind === 'payment' ? undefined : (contact?.campaignId ?? undefined));
  if (kind === 'payment') return [campaign ?? '*'];
  const keys = [...(campaign === undefined ? [] : [campaign]), ...(contact?.placement === undefined ? [] : [`placement:${contact.placement}`]), ...(contact && contact.actionId !== '' ? [`action:${contact.actionId}`] : [])];
  return keys.length > 0 ? keys : ['*'];
}

/** The state as if a response had not come. */
function without(state: CustomerState, response: LoggedResponse): CustomerState {
  const responses = state.responses.filter((one) => one !== response);
  const converted = { ...state.converted };
  for (const key of response.ended) {
    if (converted[key] !== response.atMs) continue;
    const others = responses.filter(({ ended }) => ended.includes(key)).map(({ atMs }) => atMs);
    if (others.length > 0) converted[key] = Math.max(...others);
    else delete converted[key];
  }
  const flags = { ...state.flags };
  const flag = flagOf(response.kind);
  if (flag !== undefined && flags[flag] === response.atMs) delete flags[flag];
  const consents = response.kind === 'unsubscribe' ? Object.fromEntries(Object.entries(state.consents).filter(([, { given, atMs }]) => given || atMs !== response.atMs)) : state.consents;
  return { ...state, responses, converted, flags, consents };
}

function inTimeOrder(responses: readonly LoggedResponse[], added: LoggedResponse): LoggedResponse[] {
  return [...responses, added].sort((one, other) => one.atMs - other.atMs);
}

/**
 * The customer's state after a response. Undefined where the state has it already: the same response again, or one that was corrected
 * before it came itself.
 */
export function stateAfterResponse(before: CustomerState, response: ResponseToTake, contact: LoggedContact | undefined, { nowMs, timeZone, terms }: ResponseMoment): AfterResponse | undefined {
  if (before.responses.some(({ id, correctedBy }) => id === response.id || correctedBy === response.id)) return undefined;
  const corrected = response.corrects === undefined ? undefined : before.responses.find(({ id, correctedBy }) => id === response.corrects || correctedBy === response.corrects);
  let state = corrected ? without(before, corrected) : before;
  const replaced = response.corrects === undefined ? undefined : (corrected?.id ?? response.corrects);
  const ended = endedBy(response, contact);
  const id = replaced ?? response.id;
  const day = localDay(timeZone, response.atMs);
  const logged: LoggedResponse = { id, kind: response.kind, atMs: response.atMs, day, amountMinor: response.amountMinor ?? 0, ended, ...(replaced === undefined ? {} : { correctedBy: response.id }) };
  // A payment that a file told before is this very one.
  const doubled = response.kind === 'payment' ? (state.responses.find((one) => one.imported && one.id === `file:${id}`) ?? state.responses.find((one) => one.imported && one.day === day && one.amountMinor === logged.amountMinor)) : undefined;
  state = { ...state, responses: inTimeOrder(doubled ? state.responses.filter((one) => one !== doubled) : state.responses, logged) };
  if (ended.length > 0) state = { ...state, converted: { ...state.converted, ...Object.fromEntries(ended.map((key) => [key, Math.max(response.atMs, state.converted[key] ?? response.atMs)])) } };
  const flag = flagOf(response.kind);
  if (flag !== undefined) state = { ...state, flags: { ...state.flags, [flag]: state.flags[flag] ?? response.atMs } };
  if (response.kind === 'unsubscribe') {
    const channel = response.channel ?? contact?.channel;
    const name = channel === undefined ? generalConsent : channelConsent(channel);
    const known = Object.hasOwn(state.consents, name) ? state.consents[name] : undefined;
    if (!known || known.atMs <= response.atMs) state = { ...state, consents: { ...state.consents, [name]: { given: false, atMs: response.atMs } } };
  }
  state = withPromise(state, response, id, contact, timeZone, terms);
  const settled = stateWithPromises(before, state, nowMs, terms);
  return { state: settled.state, ended, promises: settled.changed, replaced };
}

function withPromise(state: CustomerState, response: ResponseToTake, id: string, contact: LoggedContact | undefined, timeZone: string, terms: PromiseTerms): CustomerState {
  const known = state.promises.find((promise) => promise.id === id);
  const amountMinor = response.promiseAmountMinor ?? response.amountMinor ?? 0;
  if (response.kind === 'promise' && amountMinor > 0 && response.promiseDueOn !== undefined) {
    const made = promiseOf({ id, amountMinor, atMs: known?.madeAtMs ?? response.atMs, dueOn: response.promiseDueOn, campaignId: response.campaignId ?? contact?.campaignId ?? null, decisionId: response.decisionId ?? contact?.id ?? null }, timeZone, terms);
    return { ...state, promises: [...state.promises.filter((promise) => promise !== known), { ...made, number: known?.number ?? 0 }] };
  }
  // Whatever else a promise is corrected to, it is no promise any more.
  return known ? { ...state, promises: state.promises.map((promise) => (promise === known ? { ...promise, state: 'withdrawn' as const } : promise)) } : state;
}

/** Days within which a promise may fall due, counted from the day it was made. */
export const longestPromiseDays = 366;
export const isPromiseDay = (timeZone: string, atMs: number, dueOn: string): boolean => dueOn >= localDay(timeZone, atMs) && dueOn <= daysAfter(localDay(timeZone, atMs), longestPromiseDays);
