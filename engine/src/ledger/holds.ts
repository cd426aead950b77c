import type { CustomerState, OfferHold } from '../live-customer/live-customer.js';

/** How the time of an offer ends: the customer took it, or nothing came of it. */
export type HoldEnding = 'confirmed' | 'released' | 'expired';

export interface EndedHold {
  hold: OfferHold;
  how: HoldEnding;
}

export interface HoldsAfter {
  /** The same object when nothing ended. */
  state: CustomerState;
  ended: EndedHold[];
}

const decisionHolds = (state: CustomerState, decisionId: string): OfferHold[] => state.holds.filter((hold) => hold.decisionId === decisionId);

/**
 * The customer takes an offer: its points are spent and what it took stays taken. Of a decision's offers the named one, or else the first;
 * the others end, since the customer has chosen. Nothing changes where no offer of the decision stands.
 */
export function confirmHold(state: CustomerState, decisionId: string, actionId?: string): HoldsAfter {
  const holds = decisionHolds(state, decisionId);
  const taken = holds.find((hold) => actionId === undefined || hold.actionId === actionId);
  if (!taken) return { state, ended: [] };
  return ending(state, holds.map((hold) => ({ hold, how: hold === taken ? 'confirmed' : 'released' })));
}

/** The customer refuses the offers of a decision, or the named one of them: everything that they set aside comes back. */
export function releaseHold(state: CustomerState, decisionId: string, actionId?: string): HoldsAfter {
  return ending(state, decisionHolds(state, decisionId).filter((hold) => actionId === undefined || hold.actionId === actionId).map((hold) => ({ hold, how: 'released' })));
}

/** Ends the offers of a decision whose time is over. */
export function expireHolds(state: CustomerState, decisionId: string, nowMs: number): HoldsAfter {
  return ending(state, decisionHolds(state, decisionId).filter((hold) => hold.untilMs <= nowMs).map((hold) => ({ hold, how: 'expired' })));
}

function ending(state: CustomerState, ended: EndedHold[]): HoldsAfter {
  if (ended.length === 0) return { state, ended };
  const gone = new Set(ended.map(({ hold }) => hold));
  const spent = ended.reduce((sum, { hold, how }) => sum + (how === 'confirmed' ? hold.points : 0), 0);
  return { state: { ...state, holds: state.holds.filter((hold) => !gone.has(hold)), pointsChange: state.pointsChange - spent }, ended };
}
