/** What printed scorecards are made of besides their bins. */
export interface CardTable {
  title: string;
  initialScore: number;
  characteristics: string[];
  /** Points to compare with, by characteristic; null without reasons. */
  baselines: (number | null)[];
  /** By characteristic and bin. */
  reasonCodes: (string | null)[][];
  /** 1 where points above the baseline are a reason, -1 where points below are, 0 where no reasons are asked for. */
  sign: 1 | -1 | 0;
  reasonCount: number | null;
  bands: { name: string; from: number | null }[];
}

export interface ScorecardOutcome {
  score: number | null;
  band: string | null;
  reasons: string[];
  /** The bin (from 0) and the points of each characteristic. */
  bins: number[];
  points: (number | null)[];
  violation: { code: 'no-bin' | 'points-not-number'; message: string } | null;
}

/**
 * The score of the bins that were taken: initial score plus points. Reasons stand by falling distance from the baseline, equal ones in the
 * order of the characteristics, each code once (PMML 4.4, Scorecard, "Ranking reason codes"); a characteristic that is not on the side of its
 * baseline that is asked for took nothing and is no reason. A bin of -1 is none, and then there is no score.
 */
export function scorecardOutcome(card: CardTable, bins: number[], points: unknown[]): ScorecardOutcome {
  const refuse = (code: 'no-bin' | 'points-not-number', message: string): ScorecardOutcome => ({ score: null, band: null, reasons: [], bins, points: points.map((value) => (typeof value === 'number' ? value : null)), violation: { code, message: `${card.title}: ${message}` } });
  let score = card.initialScore;
  for (let i = 0; i < bins.length; i += 1) {
    if (bins[i]! < 0) return refuse('no-bin', `no bin of "${card.characteristics[i]}" takes the value; add a bin for it, or a last one with the test -`);
    const value = points[i];
    if (typeof value !== 'number') return refuse('points-not-number', `the points of bin ${bins[i]! + 1} of "${card.characteristics[i]}" are no number; mend their expression`);
    score += value;
  }
  const numbers = points as number[];
  return { score, band: bandOf(card, score), reasons: card.sign === 0 ? [] : reasonsOf(card, bins, numbers), bins, points: numbers, violation: null };
}

function reasonsOf({ baselines, reasonCodes, sign, reasonCount }: CardTable, bins: readonly number[], points: readonly number[]): string[] {
  const ranked = bins.map((bin, i) => ({ code: reasonCodes[i]![bin] ?? null, distance: (points[i]! - baselines[i]!) * sign })).filter(({ code, distance }) => code !== null && distance > 0);
  ranked.sort((a, b) => b.distance - a.distance);
  const codes = [...new Set(ranked.map(({ code }) => code!))];
  return reasonCount === null ? codes : codes.slice(0, reasonCount);
}

function bandOf({ bands }: CardTable, score: number): string | null {
  let name: string | null = null;
  for (const band of bands) {
    if (band.from !== null && score < band.from) break;
    name = band.name;
  }
  return name;
}

/** The part of the runtime `R` that printed scorecards call. */
export const scorecardRuntime = {
  scorecardOutcome,
  pointsByName: (names: readonly string[], points: readonly unknown[]): Record<string, unknown> => Object.fromEntries(names.map((name, index) => [name, points[index] ?? null])),
};
