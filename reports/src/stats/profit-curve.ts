import { notKnown, type Result } from './result.js';
import { addShare, noArmSums, rankScores, type ScoredInput, unitsOfSums } from './score-ranks.js';
import { upliftValue } from './uplift-curves.js';

/** Money per unit of outcome and per contact, all in one unit. */
export interface ProfitTerms {
  /** What one more response is worth; 1 when the outcome is money itself. */
  valuePerResponse: number;
  /** Paid for everybody who is contacted, not negative. */
  costPerContact: number;
  /** Paid for every response of the contacted, extra or not: an incentive. */
  costPerResponse?: number;
  /** Paid once, if anybody is contacted at all. */
  fixedCost?: number;
}

export interface ProfitPoint {
  /** Contacted from the top of the order, and as a share of all. */
  units: number;
  share: number;
  /** Contact whoever has this score or a better one; null for nobody. */
  score: number | null;
  profit: number;
}

export interface ProfitCurve {
  /** One point per distinct score, from nobody to everybody. */
  points: ProfitPoint[];
  /** The fewest contacts of the most profit; nobody when no cut-off earns anything. */
  best: ProfitPoint;
}

/**
 * Profit of contacting the best k units (F11): uplift(k) × value − k × cost of a contact − responses among them × cost of a response.
 * A cut-off above which one arm has nobody is drawn, but never chosen: nothing is known about the uplift there.
 */
export function profitCurve(input: ScoredInput, terms: ProfitTerms): Result<ProfitCurve> {
  const { valuePerResponse, costPerContact, costPerResponse = 0, fixedCost = 0 } = terms;
  if (![valuePerResponse, costPerContact, costPerResponse, fixedCost].every((value) => Number.isFinite(value) && value >= 0)) return notKnown('bad-input');
  const ranked = rankScores(input);
  if ('undefined' in ranked) return ranked;
  if (ranked.total.targetUnits === 0 || ranked.total.controlUnits === 0) return notKnown('empty-arm');
  const all = unitsOfSums(ranked.total);
  const nobody: ProfitPoint = { units: 0, share: 0, score: null, profit: 0 };
  const points = [nobody];
  let best = nobody;
  const sum = { ...noArmSums };
  for (const rank of ranked.ranks) {
    addShare(sum, rank, 1);
    const units = unitsOfSums(sum);
    const responses = sum.targetUnits > 0 ? (sum.targetOutcome / sum.targetUnits) * units : 0;
    const profit = upliftValue(sum) * valuePerResponse - units * costPerContact - responses * costPerResponse - fixedCost;
    if (!Number.isFinite(profit)) return notKnown('bad-input');
    const point = { units, share: units / all, score: rank.score, profit };
    points.push(point);
    if (profit > best.profit && sum.targetUnits > 0 && sum.controlUnits > 0) best = point;
  }
  return { points, best };
}
