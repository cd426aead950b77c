/** What arbitration is told of an offer. What is missing counts as 1; a missing value is that of the action, or 1. */
export interface OfferWeights {
  /** P: probability of acceptance. */
  propensity?: number | null | undefined;
  /** C: how well the offer fits this moment. */
  contextWeight?: number | null | undefined;
  /** V: worth of an acceptance, minor units. */
  valueMinor?: number | null | undefined;
  /** L: the business's own weight. */
  lever?: number | null | undefined;
}

/** The four factors and their product. */
export interface OfferRank {
  propensity: number;
  contextWeight: number;
  value: number;
  lever: number;
  rank: number;
}

/** What orders offers of equal rank. */
export interface Ranked {
  rank: OfferRank;
  /** Place of the offer's campaign in the company's order, the first wins; offers of no campaign stand behind. */
  priority: number;
  action: { id: string };
  channel: string;
}

/** A factor that is no finite number of at least 0 is 0: an offer never wins by a fault. */
const factor = (given: number | null | undefined, missing: number): number => (given === undefined || given === null ? missing : given >= 0 && given < Infinity ? given : 0);

/** rank = P × C × V × L, the formula of next best action as the field knows it; see docs/decisions.md. */
export function rankOf({ propensity, contextWeight, valueMinor, lever }: OfferWeights, actionValueMinor: number | undefined): OfferRank {
  const p = factor(propensity, 1);
  const c = factor(contextWeight, 1);
  const v = factor(valueMinor, factor(actionValueMinor, 1));
  const l = factor(lever, 1);
  return { propensity: p, contextWeight: c, value: v, lever: l, rank: p * c * v * l };
}

const textOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The greatest rank first; of equal ones the campaign's priority, then the action's id, then the channel. A total order up to offers that are alike in all of these. */
export function compareRanked(one: Ranked, other: Ranked): number {
  return other.rank.rank - one.rank.rank || one.priority - other.priority || textOrder(one.action.id, other.action.id) || textOrder(one.channel, other.channel);
}
