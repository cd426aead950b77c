import { effectOf, effectWithoutSpread } from './effect.js';
import { type Moments, sampleVariance } from './moments.js';
import type { RatioArm } from './ratio-difference.js';
import { relativeLift } from './relative-lift.js';
import { type ArmEstimate, type Comparison, confidenceOf, type ConfidenceOptions, finiteOrUndefined, notKnown, type Result, type Undefined } from './result.js';

/** Units alike in what was known before (segment, debt, region): both arms' moments. Strata without a unit of the target carry no weight. */
export interface Stratum<Arm> {
  stratum: string;
  target: Arm;
  control: Arm;
}

export interface PostStratified {
  /** `control` is the control group weighted to the target's strata; its `units` are those that carry weight. */
  comparison: Comparison;
  /** Strata where the target has units and control has none: while there are any, nothing is compared. */
  withoutControl: string[];
}

/**
 * Difference of means, target minus control, with control weighted to the strata of the target (post-stratification; Holt and Smith 1979): for arms
 * that were not randomised against each other, such as those first reached by a channel or offered a product. Within a stratum units are taken as
 * alike; what the strata do not know about stays a difference between the arms, so this is no experiment. Weights are those of the target and
 * count as known: d = Σ w_s (m_T,s − m_C,s), se² = Σ w_s² (s²_T,s/n_T,s + s²_C,s/n_C,s), degrees of freedom by Satterthwaite.
 */
export function comparePostStratifiedMeans(strata: readonly Stratum<Moments>[], options?: ConfidenceOptions): PostStratified {
  const bad = (moments: Moments): boolean => !Number.isSafeInteger(moments.n) || moments.n < 0 || !Number.isFinite(moments.mean) || !Number.isFinite(moments.m2);
  return compare(strata, bad, options, (used, weights) => {
    const parts = used.map(({ target, control }, index) => ({ weight: weights[index] as number, target, control }));
    const mean = (arm: 'target' | 'control'): number => parts.reduce((sum, part) => sum + part.weight * part[arm].mean, 0);
    return { target: mean('target'), control: mean('control'), parts };
  });
}

/**
 * The same for a ratio of sums: R_T = Σ w·mean M_T / Σ w·mean D_T and R_C likewise with the target's weights, each linearised within its arm
 * as in F4.
 */
export function comparePostStratifiedRatios(strata: readonly Stratum<RatioArm>[], options?: ConfidenceOptions): PostStratified {
  const bad = (arm: RatioArm): boolean => !Number.isSafeInteger(arm.n) || arm.n < 0 || !Object.values(arm).every(Number.isFinite);
  return compare(strata, bad, options, (used, weights) => {
    const ratioOf = (arm: 'target' | 'control'): { ratio: number; denominator: number } => {
      const [numerator, denominator] = (['meanNumerator', 'meanDenominator'] as const).map((name) => used.reduce((sum, stratum, index) => sum + (weights[index] as number) * stratum[arm][name], 0)) as [number, number];
      return { ratio: numerator / denominator, denominator };
    };
    const [t, c] = [ratioOf('target'), ratioOf('control')];
    if (t.denominator === 0 || c.denominator === 0) return notKnown('denominator-zero');
    const linear = (arm: RatioArm, { ratio, denominator }: { ratio: number; denominator: number }): Moments => {
      const m2 = arm.m2Numerator - 2 * ratio * arm.coMoment + ratio * ratio * arm.m2Denominator;
      const noise = 1e-13 * (arm.m2Numerator + ratio * ratio * arm.m2Denominator);
      return { n: arm.n, mean: (arm.meanNumerator - ratio * arm.meanDenominator) / denominator, m2: m2 <= noise ? 0 : m2 / denominator / denominator, exact: true };
    };
    return { target: t.ratio, control: c.ratio, parts: used.map(({ target, control }, index) => ({ weight: weights[index] as number, target: linear(target, t), control: linear(control, c) })) };
  });
}

interface Weighted {
  target: number;
  control: number;
  parts: { weight: number; target: Moments; control: Moments }[];
}

function compare<Arm extends { n: number }>(
  strata: readonly Stratum<Arm>[],
  bad: (arm: Arm) => boolean,
  options: ConfidenceOptions | undefined,
  weighted: (used: readonly Stratum<Arm>[], weights: readonly number[]) => Result<Weighted>,
): PostStratified {
  const confidence = confidenceOf(options);
  const none = (reason: Undefined, withoutControl: string[] = []): PostStratified => ({ comparison: { target: reason, control: reason, absolute: reason, relative: reason }, withoutControl });
  if (strata.some(({ target, control }) => bad(target) || bad(control))) return none(notKnown('bad-input'));
  const used = strata.filter(({ target }) => target.n > 0);
  const units = used.reduce((sum, { target }) => sum + target.n, 0);
  if (units === 0 || strata.every(({ control }) => control.n === 0)) return none(notKnown('empty-arm'));
  const withoutControl = used.filter(({ control }) => control.n === 0).map(({ stratum }) => stratum);
  if (withoutControl.length > 0) return none(notKnown('no-matching-control'), withoutControl);
  const values = weighted(used, used.map(({ target }) => target.n / units));
  if ('undefined' in values) return none(values);
  const [t, c] = [spreadOf(values, 'target'), spreadOf(values, 'control')];
  const known = (value: number, count: number, spread: typeof t): ArmEstimate => ({ units: count, value, interval: intervalOf(value, spread, confidence) });
  const arms = { target: known(values.target, units, t), control: known(values.control, used.reduce((sum, { control }) => sum + control.n, 0), c) };
  const difference = values.target - values.control;
  if (!Number.isFinite(difference)) return none(notKnown('bad-input'));
  if (!t || !c) return { comparison: { ...arms, absolute: effectWithoutSpread(difference, 'single-unit'), relative: notKnown('single-unit') }, withoutControl };
  const squared = t.squared + c.squared;
  const degreesOfFreedom = squared > 0 ? squared ** 2 / (t.perDegree + c.perDegree) : null;
  return {
    comparison: {
      ...arms,
      absolute: effectOf(difference, Math.sqrt(squared), degreesOfFreedom, confidence),
      relative: relativeLift({ difference, controlValue: values.control, squaredErrorTarget: t.squared, squaredErrorControl: c.squared, degreesOfFreedom, confidence }),
    },
    withoutControl,
  };
}

/**
 * Squared error of an arm and its part of Satterthwaite's denominator. A stratum of one unit is taken to be as spread as the arm is within its
 * other strata; null when all have one.
 */
function spreadOf({ parts }: Weighted, arm: 'target' | 'control'): { squared: number; perDegree: number } | null {
  const degrees = parts.reduce((sum, part) => sum + part[arm].n - 1, 0);
  if (degrees === 0) return null;
  const within = parts.reduce((sum, part) => sum + (part[arm].n > 1 ? sampleVariance(part[arm]) * (part[arm].n - 1) : 0), 0) / degrees;
  let [squared, perDegree] = [0, 0];
  for (const part of parts) {
    const { n } = part[arm];
    const term = (part.weight ** 2 * (n > 1 ? sampleVariance(part[arm]) : within)) / n;
    squared += term;
    perDegree += term ** 2 / (n > 1 ? n - 1 : degrees);
  }
  return { squared, perDegree };
}

function intervalOf(value: number, spread: { squared: number; perDegree: number } | null, confidence: number): ArmEstimate['interval'] {
  if (!spread) return notKnown('single-unit');
  if (!(spread.squared > 0)) return notKnown('zero-variance');
  const { interval } = effectOf(value, Math.sqrt(spread.squared), spread.squared ** 2 / spread.perDegree, confidence);
  return 'undefined' in interval ? interval : finiteOrUndefined(interval);
}
