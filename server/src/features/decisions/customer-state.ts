import type { Purpose, Stage } from '@arbiter/contracts';
import { contactMemoryMs, type CustomerProfile, type CustomerState, type LoggedContact, type LoggedResponse, type OfferHold, type PromiseToPay } from '@arbiter/engine';

type StoredContact = [id: string, atMs: number, actionId: string, channel: string, stage: Stage | '', purpose: Purpose, tags: readonly string[], campaignId: string | null, placement?: string];
type StoredHold = [decisionId: string, actionId: string, campaignId: string | null, untilMs: number, points: number, takes: [key: string, by: number][]];

/** A state as the hot state keeps it: short names, and nothing that is empty. */
interface StoredState {
  l?: [actionId: string, channel: string, stage: string, atMs: number][];
  c?: Record<string, [id: string, actionId: string, atMs: number][]>;
  x?: Record<string, number>;
  g?: StoredContact[];
  f?: Record<string, number>;
  k?: Record<string, [given: boolean, atMs: number]>;
  s?: readonly string[];
  p?: number;
  h?: StoredHold[];
  o?: readonly PromiseToPay[];
  r?: readonly LoggedResponse[];
}

/** Promises and responses that one customer's state keeps at most; older ones are in the analytical store. */
const mostPromises = 50;
const mostResponses = 200;

const readContact = ([id, atMs, actionId, channel, stage, purpose, tags, campaignId, placement]: StoredContact): LoggedContact => ({ id, atMs, actionId, channel, stage, purpose, tags, campaignId, ...(placement === undefined ? {} : { placement }) });
const printContact = ({ id, atMs, actionId, channel, stage, purpose, tags, campaignId, placement }: LoggedContact): StoredContact => placement === undefined ? [id, atMs, actionId, channel, stage, purpose, tags, campaignId] : [id, atMs, actionId, channel, stage, purpose, tags, campaignId, placement];
const readHold = ([decisionId, actionId, campaignId, untilMs, points, takes]: StoredHold): OfferHold => ({ decisionId, actionId, campaignId, untilMs, points, takes: takes.map(([key, by]) => ({ key, by })) });
const printHold = ({ decisionId, actionId, campaignId, untilMs, points, takes }: OfferHold): StoredHold => [decisionId, actionId, campaignId, untilMs, points, takes.map(({ key, by }) => [key, by])];

export function readState(text: string | undefined): CustomerState {
  const { l = [], c = {}, x = {}, g = [], f = {}, k = {}, s = [], p = 0, h = [], o = [], r = [] } = (text === undefined ? {} : JSON.parse(text)) as StoredState;
  return {
    last: l.map(([actionId, channel, stage, atMs]) => ({ actionId, channel, stage, atMs })),
    contacts: Object.fromEntries(Object.entries(c).map(([campaign, list]) => [campaign, list.map(([id, actionId, atMs]) => ({ id, actionId, atMs }))])),
    converted: x,
    log: g.map(readContact),
    flags: f,
    consents: Object.fromEntries(Object.entries(k).map(([name, [given, atMs]]) => [name, { given, atMs }])),
    stopLists: s,
    pointsChange: p,
    holds: h.map(readHold),
    promises: o,
    responses: r,
  };
}

/** Prints a state for the hot state, without what is too old to matter. */
export function printState(state: CustomerState, nowMs: number): string {
  const since = nowMs - contactMemoryMs;
  const stored: StoredState = {};
  if (state.last.length > 0) stored.l = state.last.map(({ actionId, channel, stage, atMs }) => [actionId, channel, stage, atMs]);
  const contacts = Object.entries(state.contacts).filter(([, list]) => list.some(({ atMs }) => atMs > since));
  if (contacts.length > 0) stored.c = Object.fromEntries(contacts.map(([campaign, list]) => [campaign, list.map(({ id, actionId, atMs }) => [id, actionId, atMs])]));
  const converted = Object.entries(state.converted).filter(([, atMs]) => atMs > since);
  if (converted.length > 0) stored.x = Object.fromEntries(converted);
  const log = state.log.filter(({ atMs }) => atMs > since);
  if (log.length > 0) stored.g = log.map(printContact);
  if (Object.keys(state.flags).length > 0) stored.f = { ...state.flags };
  const consents = Object.entries(state.consents);
  if (consents.length > 0) stored.k = Object.fromEntries(consents.map(([name, { given, atMs }]) => [name, [given, atMs]]));
  if (state.stopLists.length > 0) stored.s = state.stopLists;
  if (state.pointsChange !== 0) stored.p = state.pointsChange;
  if (state.holds.length > 0) stored.h = state.holds.map(printHold);
  const promises = state.promises.filter((promise) => promise.state === 'open' || promise.checkAtMs > since).slice(-mostPromises);
  if (promises.length > 0) stored.o = promises;
  const responses = state.responses.filter(({ atMs }) => atMs > since).slice(-mostResponses);
  if (responses.length > 0) stored.r = responses;
  return JSON.stringify(stored);
}

/** A profile as the hot state keeps it. */
interface StoredProfile {
  a: CustomerProfile['attributes'];
  z?: string | null;
  c: boolean;
  r?: readonly string[];
  g?: StoredContact[];
  p?: number;
}

export function readProfile(text: string): CustomerProfile {
  const { a, z = null, c, r = [], g = [], p = 0 } = JSON.parse(text) as StoredProfile;
  return { attributes: a, timeZone: z, consent: c, refusedChannels: r, contacts: g.map(readContact), points: p };
}

export function printProfile({ attributes, timeZone, consent, refusedChannels, contacts, points }: CustomerProfile): string {
  const stored: StoredProfile = { a: attributes, c: consent };
  if (timeZone !== null) stored.z = timeZone;
  if (refusedChannels.length > 0) stored.r = refusedChannels;
  if (contacts.length > 0) stored.g = contacts.map(printContact);
  if (points !== 0) stored.p = points;
  return JSON.stringify(stored);
}
