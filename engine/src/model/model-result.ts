/** How much one feature moved the score: points of the model's sum, before the link. */
export interface ModelContribution { feature: string; contribution: number; reasonCode: string }

/** The answer of a model for one row. */
export interface ModelResult {
  /** Null where the model gives none (a missing value without a way on). */
  score: number | null;
  /** The likeliest class; null for a model without classes. */
  class: string | null;
  probabilities: Record<string, number>;
  /** Codes of what drives the score most, greatest first, each once. */
  reasonCodes: string[];
  /** Of every feature that counts, greatest first, in the direction of the model's reasons. */
  contributions: ModelContribution[];
}

/** A model made ready. Not for two threads at once: it keeps its working memory. */
export interface ModelScorer {
  /** Names of the features in the order of the values. */
  readonly features: readonly string[];
  /** The score alone. Throws StrategyFailure `model-input` where a value cannot be used. */
  score(values: readonly unknown[]): number | null;
  /** Everything; reasons only when their number is above 0. `reasons` is the model's own number when left out. */
  run(values: readonly unknown[], reasons?: number): ModelResult;
}

/** Sums contributions by reason code and keeps the greatest; those below `atLeast` (which is 0) say nothing, equal ones stay in order. */
export function rankReasons(contributions: readonly ModelContribution[], count: number, withZero: boolean): { reasonCodes: string[]; contributions: ModelContribution[] } {
  const byCode = new Map<string, number>();
  for (const { reasonCode, contribution } of contributions) byCode.set(reasonCode, (byCode.get(reasonCode) ?? 0) + contribution);
  const ranked = [...byCode].filter(([, sum]) => sum > 0 || (withZero && sum === 0)).sort((a, b) => b[1] - a[1]);
  return { reasonCodes: ranked.slice(0, count).map(([code]) => code), contributions: [...contributions].sort((a, b) => b.contribution - a.contribution) };
}
