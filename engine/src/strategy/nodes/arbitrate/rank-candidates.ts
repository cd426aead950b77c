import { compareStrings } from '../../../feel/runtime/comparing.js';

/** A candidate action as the node reads it; what is not a number counts as unknown. */
export interface ArbitrationCandidate {
  action: unknown;
  channel: unknown;
  propensity: unknown;
  context: unknown;
  value: unknown;
  lever: unknown;
  /** Rank among candidates of equal score: lower first. Candidates written in the settings leave it out. */
  order?: unknown;
  /** Reason codes of the conditions that do not hold. */
  reasons: string[];
  /** The element of a list that the candidate was made of. */
  item?: unknown;
}
export interface RankedCandidate { action: string; channel: string | null; score: number; propensity: number; context: number; value: number; lever: number; item?: unknown }
export interface Arbitration { ranked: RankedCandidate[]; removed: { action: string | null; reasons: string[] }[] }

/** Reason code of a candidate of which P, C, V or L is no number. */
export const scoreUnknown = 'score-unknown';
/** Reason code of a candidate of a list that has no action. */
export const actionUnknown = 'action-unknown';

/**
 * Ranks candidates by P × C × V × L (propensity, context weight, value, lever), the greatest first. Candidates with a reason against them are
 * left out. Equal scores: lower `order` first, then the action's name by code points, then the place in the list; never a locale.
 * Candidates that all lack `order` and are declared one by one stand in the order of their declaration (`declared`).
 */
export function rankCandidates(candidates: readonly ArbitrationCandidate[], declared: boolean): Arbitration {
  const removed: Arbitration['removed'] = [];
  const kept: { candidate: RankedCandidate; order: number; place: number }[] = [];
  candidates.forEach(({ action, channel, propensity, context, value, lever, order, reasons, item }, place) => {
    const why = [...reasons];
    const name = typeof action === 'string' ? action : null;
    const factors = [propensity, context, value, lever];
    const score = factors.every((factor): factor is number => typeof factor === 'number') ? factors.reduce((product, factor) => product * factor, 1) : NaN;
    if (name === null) why.push(actionUnknown);
    if (!Number.isFinite(score)) why.push(scoreUnknown);
    if (why.length > 0) {
      removed.push({ action: name, reasons: why });
      return;
    }
    const ranked: RankedCandidate = { action: name!, channel: typeof channel === 'string' ? channel : null, score, propensity: propensity as number, context: context as number, value: value as number, lever: lever as number };
    kept.push({ candidate: item === undefined ? ranked : { ...ranked, item }, order: declared ? place : typeof order === 'number' ? order : Infinity, place });
  });
  kept.sort((a, b) => b.candidate.score - a.candidate.score || (a.order === b.order ? 0 : a.order - b.order) || compareStrings(a.candidate.action, b.candidate.action) || a.place - b.place);
  return { ranked: kept.map(({ candidate }) => candidate), removed };
}

/** The part of the runtime `R` that printed arbitration calls. */
export const arbitrateRuntime = {
  rankCandidates,
  /** Elements of a list of candidates; none where it is null. A lone value counts as a list of itself, as elsewhere in FEEL. */
  candidateList: (value: unknown): readonly unknown[] => (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]),
};
