import type { Action } from '@arbiter/contracts';
import type { EndedHold, HoldsAfter, OfferHold } from '@arbiter/engine';
import type { Take, Timer } from '../../ports/hot-state.js';
import { ledgerKeys } from './ledger-keys.js';
import type { QuotaCounterTake } from './quota-takes-of.js';

/** An offer that sets something aside, and says nothing of its time, stands this long. */
const usualMinutes = 1_440;

/** The kind of timers that end offers. */
export const holdTimerKind = 'hold';

export const holdTimerId = (decisionId: string): string => `${holdTimerKind}:${decisionId}`;

export interface HoldToSet {
  hold: OfferHold;
  /** Beside the takes of the offer itself: what of it is set aside only. */
  takes: Take[];
  timer: Timer;
}

/** How long an offer stands, minutes; undefined where nothing waits for its end: it has no time and sets nothing aside. */
export function minutesOfOffer(action: Pick<Action, 'validMinutes' | 'points'>, takes: readonly QuotaCounterTake[]): number | undefined {
  return action.validMinutes ?? ((action.points ?? 0) > 0 || takes.some(({ comesBack }) => comesBack) ? usualMinutes : undefined);
}

/**
 * What an offer that stands until `untilMs` puts into its commit: the hold for the customer's state, its counters, its timer. `takes` are
 * those of `quotaTakesOf` or `plannedTakesOf` for this offer. Offers of one decision share one timer: set the earliest (`earliestTimer`).
 */
export function holdOfOffer(offer: { decisionId: string; customerId: string; action: Pick<Action, 'id' | 'points'>; campaignId: string | null; untilMs: number; takes: readonly QuotaCounterTake[] }): HoldToSet {
  const { decisionId, customerId, action, campaignId, untilMs } = offer;
  const back = offer.takes.filter(({ comesBack }) => comesBack);
  return {
    hold: { decisionId, actionId: action.id, campaignId, untilMs, points: action.points ?? 0, takes: back.map(({ key, by }) => ({ key, by })) },
    takes: back.flatMap(({ key, by }) => heldTake(key, by)),
    timer: { id: holdTimerId(decisionId), dueMs: untilMs, payload: JSON.stringify({ customerId }) },
  };
}

/** The one timer of several offers of a decision. */
export const earliestTimer = (holds: readonly HoldToSet[]): Timer | undefined => holds.map(({ timer }) => timer).sort((one, other) => one.dueMs - other.dueMs)[0];

const heldTake = (key: string, by: number): Take[] => {
  const held = ledgerKeys.heldBeside(key);
  return held === undefined ? [] : [{ key: held, by, atMost: Number.MAX_SAFE_INTEGER }];
};

/**
 * Counters and timers of offers that ended, for the commit that writes the customer's state without them: of a confirmed one nothing is
 * set aside any more, of the others everything comes back.
 */
export function changesOfEndedHolds({ state, ended }: HoldsAfter): { takes: Take[]; dropTimers: string[] } {
  const takes = ended.flatMap(({ hold, how }) => hold.takes.flatMap(({ key, by }) => [...(how === 'confirmed' ? [] : [{ key, by: -by, atMost: Number.MAX_SAFE_INTEGER }]), ...heldTake(key, -by)]));
  const decisions = new Set(ended.map(({ hold }) => hold.decisionId));
  for (const { decisionId } of state.holds) decisions.delete(decisionId);
  return { takes, dropTimers: [...decisions].map(holdTimerId) };
}

/** How a journal entry tells of offers that ended; `rowsOfEndedHolds` makes rows of it. */
export interface EndedHoldLine {
  decisionId: string;
  actionId: string;
  campaignId: string | null;
  how: EndedHold['how'];
  points: number;
}

export const endedHoldLines = (ended: readonly EndedHold[]): EndedHoldLine[] => ended.map(({ hold: { decisionId, actionId, campaignId, points }, how }) => ({ decisionId, actionId, campaignId, how, points }));
