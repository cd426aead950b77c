import { chiSquareSurvival } from './chi-square-distribution.js';
import { criticalValue, testOf } from './effect.js';
import { normalQuantile } from './normal-distribution.js';
import { confidenceOf, type ConfidenceOptions, type Effect, finiteOrUndefined, type Interval, notKnown, type Result } from './result.js';

/** What became of units on a day of their own clock: those who paid (`events`), and those about whom nothing later is known (`censored`). */
export interface SurvivalDay {
  /** Days since the start of the unit's own clock, not negative. */
  day: number;
  events: number;
  censored: number;
}

export interface SurvivalPoint {
  day: number;
  /** Units who had neither paid nor gone out of sight before this day. */
  atRisk: number;
  events: number;
  /** Share cured by the end of the day: 1 − S. */
  cured: number;
  /** Greenwood's, of the share cured; null once nobody is left at risk. */
  standardError: number | null;
  /** From Greenwood's variance of ln(−ln S), so that it stays within 0 and 1; unknown before the first cure and when all are cured. */
  interval: Result<Interval>;
}

export interface SurvivalCurve {
  units: number;
  points: SurvivalPoint[];
  /** The first day by which at least half are cured; null when that was not reached. */
  medianDay: number | null;
}

/**
 * Kaplan–Meier cure curve (Kaplan and Meier 1958; Greenwood 1926; interval by Kalbfleisch and Prentice 1980): the share cured by each day among
 * units observed for different times. One row per day in any order; who is censored on a day was at risk on it.
 */
export function cureCurve(days: readonly SurvivalDay[], options?: ConfidenceOptions): Result<SurvivalCurve> {
  const rows = cleaned(days);
  if (!rows) return notKnown('bad-input');
  const units = rows.reduce((sum, row) => sum + row.events + row.censored, 0);
  if (units === 0) return notKnown('empty-arm');
  const z = criticalValue(confidenceOf(options), null);
  let [atRisk, surviving, greenwood] = [units, 1, 0];
  let medianDay: number | null = null;
  const points = rows.map(({ day, events, censored }): SurvivalPoint => {
    const here = atRisk;
    surviving *= (here - events) / here;
    // Once nobody is left the variance is 0/0: the curve is known to be at 1 and its spread is not.
    greenwood = events === here ? Infinity : greenwood + events / (here * (here - events));
    atRisk -= events + censored;
    if (medianDay === null && surviving <= 0.5 + 1e-12) medianDay = day;
    const standardError = Number.isFinite(greenwood) ? surviving * Math.sqrt(greenwood) : null;
    return { day, atRisk: here, events, cured: 1 - surviving, standardError, interval: logLogInterval(surviving, greenwood, z) };
  });
  return { units, points, medianDay };
}

/** The share cured by a day; 0 before the first row, and unknown (`out-of-reach`) beyond the last day on which anybody was seen. */
export function curedBy(curve: SurvivalCurve, day: number): Result<{ value: number; standardError: number; interval: Result<Interval> }> {
  const last = curve.points[curve.points.length - 1];
  if (!last || day > last.day) return notKnown('out-of-reach');
  const point = curve.points.filter((candidate) => candidate.day <= day).pop();
  if (!point) return { value: 0, standardError: 0, interval: notKnown('zero-variance') };
  if (point.standardError === null) return notKnown('zero-variance');
  return { value: point.cured, standardError: point.standardError, interval: point.interval };
}

/** Difference of the shares cured by a day, target minus control, from Greenwood's standard errors. */
export function compareCuredBy(target: SurvivalCurve, control: SurvivalCurve, day: number, options?: ConfidenceOptions): Result<Effect> {
  const [t, c] = [curedBy(target, day), curedBy(control, day)];
  if ('undefined' in t) return t;
  if ('undefined' in c) return c;
  const estimate = t.value - c.value;
  const standardError = Math.hypot(t.standardError, c.standardError);
  if (!(standardError > 0)) return { estimate, standardError: notKnown('zero-variance'), interval: notKnown('zero-variance'), test: notKnown('zero-variance') };
  const half = normalQuantile(1 - (1 - confidenceOf(options)) / 2) * standardError;
  return { estimate, standardError: { value: standardError }, interval: { low: estimate - half, high: estimate + half }, test: testOf(estimate, standardError, null) };
}

/** Log-rank test that both arms are cured at the same pace over the whole time (Mantel 1966). */
export function logRankTest(target: readonly SurvivalDay[], control: readonly SurvivalDay[]): Result<{ chiSquare: number; pValue: number }> {
  const [t, c] = [cleaned(target), cleaned(control)];
  if (!t || !c) return notKnown('bad-input');
  const gone = (row: SurvivalDay | undefined): number => (row ? row.events + row.censored : 0);
  let [atRiskT, atRiskC] = [t, c].map((rows) => rows.reduce((sum, row) => sum + gone(row), 0)) as [number, number];
  if (atRiskT === 0 || atRiskC === 0) return notKnown('empty-arm');
  const [byDayT, byDayC] = [new Map(t.map((row) => [row.day, row])), new Map(c.map((row) => [row.day, row]))];
  let [gap, variance] = [0, 0];
  for (const day of [...new Set([...byDayT.keys(), ...byDayC.keys()])].sort((a, b) => a - b)) {
    const [rowT, rowC] = [byDayT.get(day), byDayC.get(day)];
    const events = (rowT?.events ?? 0) + (rowC?.events ?? 0);
    const atRisk = atRiskT + atRiskC;
    if (events > 0 && atRisk > 0) {
      gap += (rowT?.events ?? 0) - (events * atRiskT) / atRisk;
      if (atRisk > 1) variance += (events * (atRiskT / atRisk) * (atRiskC / atRisk) * (atRisk - events)) / (atRisk - 1);
    }
    atRiskT -= gone(rowT);
    atRiskC -= gone(rowC);
  }
  if (!(variance > 0)) return notKnown('zero-variance');
  const chiSquare = (gap * gap) / variance;
  return finiteOrUndefined({ chiSquare, pValue: chiSquareSurvival(chiSquare, 1) });
}

function logLogInterval(surviving: number, greenwood: number, z: number): Result<Interval> {
  if (!(surviving > 0) || !(surviving < 1) || !Number.isFinite(greenwood)) return notKnown('zero-variance');
  const spread = (z * Math.sqrt(greenwood)) / Math.abs(Math.log(surviving));
  return finiteOrUndefined({ low: 1 - surviving ** Math.exp(-spread), high: 1 - surviving ** Math.exp(spread) });
}

/** In order of days, rows of one day together, days without anything left out; null when a number makes no sense. */
function cleaned(days: readonly SurvivalDay[]): SurvivalDay[] | null {
  const byDay = new Map<number, SurvivalDay>();
  for (const { day, events, censored } of days) {
    if (!(day >= 0) || !Number.isFinite(day) || !Number.isSafeInteger(events) || !Number.isSafeInteger(censored) || events < 0 || censored < 0) return null;
    const row = byDay.get(day) ?? { day, events: 0, censored: 0 };
    byDay.set(day, { day, events: row.events + events, censored: row.censored + censored });
  }
  return [...byDay.values()].filter((row) => row.events + row.censored > 0).sort((a, b) => a.day - b.day);
}
