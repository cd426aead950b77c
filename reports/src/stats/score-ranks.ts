import { notKnown, type Result } from './result.js';

/** One scored unit: its outcome, whether it was in the target arm, and the score that ranked it. */
export interface ScoredUnit {
  outcome: number;
  inTarget: boolean;
  score: number;
}

/** Units of an arm that share a score (or a bin of the score), counted: millions of units need a row per bin and arm alone. */
export interface ScoreCount {
  score: number;
  inTarget: boolean;
  units: number;
  /** Sum of the outcomes. */
  outcome: number;
  /** Sum of their squares; without it the outcomes are taken for zeros and ones when their sum is whole and within 0 and `units`. */
  outcomeSquares?: number;
}

export type ScoredInput = readonly ScoredUnit[] | readonly ScoreCount[];

/** Units and outcomes of both arms; counts may be fractions where a tie was shared out in proportion. */
export interface ArmSums {
  targetUnits: number;
  controlUnits: number;
  targetOutcome: number;
  controlOutcome: number;
  targetSquares: number;
  controlSquares: number;
}

/** All units of one score together, so that the order of tied rows cannot change an answer. */
export interface Rank extends ArmSums {
  score: number;
}

export interface RankedScores {
  /** Best score first, each score once. */
  ranks: Rank[];
  total: ArmSums;
  /** All outcomes are 0 or 1. */
  binary: boolean;
}

export const noArmSums: ArmSums = { targetUnits: 0, controlUnits: 0, targetOutcome: 0, controlOutcome: 0, targetSquares: 0, controlSquares: 0 };

export function unitsOfSums(sums: ArmSums): number {
  return sums.targetUnits + sums.controlUnits;
}

/** Products of sums beyond this would overflow; no campaign has such. */
const largest = 1e100;

/** Groups by score and sorts, best first. Unknown (`bad-input`) when a number is not finite or a count is negative. */
export function rankScores(input: ScoredInput): Result<RankedScores> {
  const byScore = new Map<number, Rank>();
  const total = { ...noArmSums };
  let binary = true;
  for (const row of input) {
    const units = 'units' in row ? row.units : 1;
    const squares = 'units' in row ? (row.outcomeSquares ?? row.outcome) : row.outcome * row.outcome;
    if (![row.score, row.outcome, squares, units].every(Number.isFinite) || !Number.isInteger(units) || units < 0) return notKnown('bad-input');
    if (units === 0) {
      if (row.outcome !== 0) return notKnown('bad-input');
      continue;
    }
    if (squares !== row.outcome || !Number.isInteger(row.outcome) || row.outcome < 0 || row.outcome > units) binary = false;
    let rank = byScore.get(row.score);
    if (!rank) byScore.set(row.score, (rank = { ...noArmSums, score: row.score }));
    for (const sums of [rank, total]) {
      if (row.inTarget) {
        sums.targetUnits += units;
        sums.targetOutcome += row.outcome;
        sums.targetSquares += squares;
      } else {
        sums.controlUnits += units;
        sums.controlOutcome += row.outcome;
        sums.controlSquares += squares;
      }
    }
  }
  if (Object.values(total).some((sum) => !(Math.abs(sum) < largest))) return notKnown('bad-input');
  return { ranks: [...byScore.values()].sort((a, b) => b.score - a.score), total, binary };
}

/** What lies between two places of the order, 0 the best; a tie across a place is shared out in proportion. Places count units of both arms. */
export function sumsBetween(ranks: readonly Rank[], from: number, to: number): ArmSums {
  return sharedOut(ranks, from, to, unitsOfSums);
}

/** The same with places that count the units of one arm alone; the other arm is left out. */
export function armSumsBetween(ranks: readonly Rank[], inTarget: boolean, from: number, to: number): ArmSums {
  const sums = sharedOut(ranks, from, to, inTarget ? (rank) => rank.targetUnits : (rank) => rank.controlUnits);
  return inTarget ? { ...sums, controlUnits: 0, controlOutcome: 0, controlSquares: 0 } : { ...sums, targetUnits: 0, targetOutcome: 0, targetSquares: 0 };
}

function sharedOut(ranks: readonly Rank[], from: number, to: number, sizeOf: (rank: Rank) => number): ArmSums {
  const sums = { ...noArmSums };
  let start = 0;
  for (const rank of ranks) {
    const size = sizeOf(rank);
    const overlap = Math.min(to, start + size) - Math.max(from, start);
    if (overlap > 0) addShare(sums, rank, overlap / size);
    start += size;
    if (start >= to) break;
  }
  return sums;
}

export function addShare(sums: ArmSums, added: ArmSums, share: number): void {
  sums.targetUnits += added.targetUnits * share;
  sums.controlUnits += added.controlUnits * share;
  sums.targetOutcome += added.targetOutcome * share;
  sums.controlOutcome += added.controlOutcome * share;
  sums.targetSquares += added.targetSquares * share;
  sums.controlSquares += added.controlSquares * share;
}
