import type { TableMaker, ViewStores } from '../asked-view.js';
import type { ScoredSource } from './scored-outcomes.js';

/** Units whose scores are the same, or lie so close that they stand in one bin; in order of rising score. */
export interface ScoreBin {
  /** Mean score of the units. */
  score: number;
  low: number;
  high: number;
  units: number;
  positives: number;
}

export interface ScoredUnits {
  bins: readonly ScoreBin[];
  units: number;
  positives: number;
  /** Units with a score whose outcome is not known yet. */
  unknown: number;
  /** Σ(score − outcome)² and Σ−ln of the probability of what came, over units; null where a score lies outside 0 … 1. */
  squares: number | null;
  logLoss: number | null;
}

const mostDistinct = 10_000;
const quantileBins = 1_000;

/** Scores with their outcomes: by distinct score while there are up to 10,000 of them, else in 1,000 bins of about as many units, which a note says. */
export async function scoreBins({ from, params }: ScoredSource, table: TableMaker, stores: ViewStores): Promise<ScoredUnits> {
  const [total] = await stores.query<{ units: string; positives: string; unknown: string; distinct_scores: string; outside: string; squares: number; log_loss: number }>(
    `SELECT countIf(known) AS units, countIf(known AND outcome = 1) AS positives, countIf(isNull(outcome) AND isNotNull(score)) AS unknown, uniqExactIf(score, known) AS distinct_scores, countIf(known AND (score < 0 OR score > 1)) AS outside,
       sumIf(pow(score - outcome, 2), known) AS squares, sumIf(-log(greatest(1e-15, if(outcome = 1, score, 1 - score))), known) AS log_loss
     FROM (SELECT score, outcome, isNotNull(score) AND isFinite(ifNull(score, 0)) AND isNotNull(outcome) AS known FROM ${from})`,
    params,
  );
  const [units, distinct] = [Number(total?.units ?? 0), Number(total?.distinct_scores ?? 0)];
  const grouped = `(SELECT assumeNotNull(score) AS s, count() AS n, sum(assumeNotNull(outcome)) AS p FROM ${from} WHERE isNotNull(score) AND isFinite(score) AND isNotNull(outcome) GROUP BY s)`;
  const exact = distinct <= mostDistinct;
  const rows = await stores.query<{ score: number; low: number; high: number; units: string; positives: string }>(
    exact
      ? `SELECT s AS score, s AS low, s AS high, n AS units, p AS positives FROM ${grouped} ORDER BY score`
      : `SELECT sum(s * n) / sum(n) AS score, min(s) AS low, max(s) AS high, sum(n) AS units, sum(p) AS positives FROM (
           SELECT s, n, p, intDiv((sum(n) OVER (ORDER BY s ROWS UNBOUNDED PRECEDING) - n) * {bins:UInt32}, {total:UInt64}) AS bin FROM ${grouped}) GROUP BY bin ORDER BY score`,
    exact ? params : { ...params, bins: quantileBins, total: units },
  );
  if (!exact) table.note(`Разных оценок ${distinct}: для кривых они сведены в ${quantileBins} равных по числу групп`, `${distinct} different scores: for curves they are put into ${quantileBins} bins of equal size`);
  const inside = Number(total?.outside ?? 0) === 0 && units > 0;
  const unknown = Number(total?.unknown ?? 0);
  if (unknown > 0) table.note(`У ${unknown} оценок исход ещё не известен: они не учтены`, `The outcome of ${unknown} scores is not known yet: they are left out`);
  return {
    bins: rows.map((row) => ({ score: row.score, low: row.low, high: row.high, units: Number(row.units), positives: Number(row.positives) })),
    units, positives: Number(total?.positives ?? 0), unknown, squares: inside ? Number(total!.squares) : null, logLoss: inside ? Number(total!.log_loss) : null,
  };
}
