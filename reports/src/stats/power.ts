import { bisect } from './bisect.js';
import { normalCdf, normalQuantile } from './normal-distribution.js';
import { finiteOrUndefined, notKnown, type Result } from './result.js';

export interface PlanOptions {
  /** Two-sided significance; 0.05 unless told. */
  alpha?: number;
  /** Chance to see an effect of this size; 0.8 unless told. */
  power?: number;
  /** Share of the units that go to the target, above 0 and below 1; 0.5 unless told. */
  targetShare?: number;
}

export interface SampleSize {
  /** Exact solution, not rounded. */
  targetUnits: number;
  controlUnits: number;
  /** Rounded up: what to plan. */
  totalUnits: number;
}

/**
 * `pooled` (unless told): the spread under "no difference" from the mean of both shares, F15. `unpooled`: each arm's own spread throughout.
 * `arcsine`: Cohen's effect size h, both tails counted.
 */
export type ProportionPlanMethod = 'pooled' | 'unpooled' | 'arcsine';

export interface ProportionPlanOptions extends PlanOptions {
  method?: ProportionPlanMethod;
}

interface Plan {
  alpha: number;
  power: number;
  zAlpha: number;
  zPower: number;
  targetShare: number;
}

function planOf(options: PlanOptions | undefined): Plan | null {
  const { alpha = 0.05, power = 0.8, targetShare = 0.5 } = options ?? {};
  const inside = (value: number): boolean => value > 0 && value < 1;
  if (!inside(alpha) || !inside(power) || !inside(targetShare) || power <= alpha / 2) return null;
  return { alpha, power, zAlpha: normalQuantile(1 - alpha / 2), zPower: normalQuantile(power), targetShare };
}

/** Units needed to tell two shares apart with the pooled z test (F15; Fleiss, Levin and Paik 2003). */
export function sampleSizeForProportions(control: number, target: number, options?: ProportionPlanOptions): Result<SampleSize> {
  const plan = planOf(options);
  if (!plan || !isShare(control) || !isShare(target)) return notKnown('bad-input');
  if (control === target) return notKnown('out-of-reach');
  const method = options?.method ?? 'pooled';
  if (method === 'pooled') return sizeOf(totalForProportions(control, target, plan), plan.targetShare);
  const unequal = 1 / (4 * plan.targetShare * (1 - plan.targetShare));
  if (method === 'arcsine') return sizeOf(2 * unequal * perArmByArcsine(control, target, plan), plan.targetShare);
  const spread = control * (1 - control) + target * (1 - target);
  return sizeOf(2 * unequal * ((plan.zAlpha + plan.zPower) / (target - control)) ** 2 * spread, plan.targetShare);
}

/** Units needed to tell two means apart, by the normal approximation that a plan for a large campaign asks for. */
export function sampleSizeForMeans(difference: number, standardDeviation: number, options?: PlanOptions): Result<SampleSize> {
  const plan = planOf(options);
  if (!plan || !Number.isFinite(difference) || !Number.isFinite(standardDeviation)) return notKnown('bad-input');
  if (!(standardDeviation > 0)) return notKnown('zero-variance');
  if (difference === 0) return notKnown('out-of-reach');
  const z = plan.zAlpha + plan.zPower;
  const total = ((z * standardDeviation) / difference) ** 2 / (plan.targetShare * (1 - plan.targetShare));
  return sizeOf(total, plan.targetShare);
}

/** Chance to see a change from `control` to `target` with these arms. */
export function powerForProportions(control: number, target: number, controlUnits: number, targetUnits: number, alpha = 0.05): Result<{ power: number }> {
  if (!isShare(control) || !isShare(target) || !(alpha > 0 && alpha < 1) || !Number.isFinite(controlUnits + targetUnits)) return notKnown('bad-input');
  if (!(controlUnits > 0) || !(targetUnits > 0)) return notKnown('empty-arm');
  const pooled = (control * controlUnits + target * targetUnits) / (controlUnits + targetUnits);
  const spreadNull = Math.sqrt(pooled * (1 - pooled) * (1 / controlUnits + 1 / targetUnits));
  const spread = Math.sqrt((control * (1 - control)) / controlUnits + (target * (1 - target)) / targetUnits);
  if (!(spread > 0)) return notKnown('zero-variance');
  return finiteOrUndefined({ power: normalCdf((Math.abs(target - control) - normalQuantile(1 - alpha / 2) * spreadNull) / spread) });
}

/** Chance to see a change of a mean with these arms, by the normal approximation, the tail on the wrong side left out. */
export function powerForMeans(difference: number, standardDeviation: number, controlUnits: number, targetUnits: number, alpha = 0.05): Result<{ power: number }> {
  if (!Number.isFinite(standardDeviation) || standardDeviation < 0) return notKnown('bad-input');
  if (!(controlUnits > 0) || !(targetUnits > 0)) return notKnown('empty-arm');
  return powerAtStandardError(difference, standardDeviation * Math.sqrt(1 / controlUnits + 1 / targetUnits), alpha);
}

/** Chance that an effect of this size shows, with the standard error that a campaign has so far or is expected to have. Any metric. */
export function powerAtStandardError(difference: number, standardError: number, alpha = 0.05): Result<{ power: number }> {
  if (!Number.isFinite(difference) || !Number.isFinite(standardError) || !(alpha > 0 && alpha < 1)) return notKnown('bad-input');
  if (!(standardError > 0)) return notKnown('zero-variance');
  return finiteOrUndefined({ power: normalCdf(Math.abs(difference) / standardError - normalQuantile(1 - alpha / 2)) });
}

export interface DetectableEffect {
  absolute: number;
  /** As a share of the control value; null when that is 0. */
  relative: number | null;
}

export interface DetectableOptions extends PlanOptions {
  /** `rise` unless told; `fall` for a share that the campaign is to lower. The size is given without its sign. */
  direction?: 'rise' | 'fall';
}

/** Smallest change of a share that arms of this size show with the power asked for (F15 by inversion), before a campaign or at its size so far. */
export function detectableProportionChange(control: number, totalUnits: number, options?: DetectableOptions): Result<DetectableEffect> {
  const plan = planOf(options);
  if (!plan || !isShare(control) || !Number.isFinite(totalUnits)) return notKnown('bad-input');
  if (!(totalUnits > 0)) return notKnown('empty-arm');
  const [sign, most] = options?.direction === 'fall' ? [-1, control] : [1, 1 - control];
  // The size needed falls as the target moves away from the control, and is smallest at a target of 1 (or 0).
  if (most === 0 || totalForProportions(control, control + sign * most, plan) > totalUnits) return notKnown('out-of-reach');
  const absolute = bisect(0, most, (step) => (step === 0 ? -1 : totalUnits - totalForProportions(control, control + sign * step, plan)));
  return finiteOrUndefined({ absolute, relative: control > 0 ? absolute / control : null });
}

/** Smallest change that a campaign shows with the standard error it has: (z_a + z_b)·se, for any metric (F15 during a campaign). */
export function detectableAtStandardError(standardError: number, controlValue: number | null, options?: PlanOptions): Result<DetectableEffect> {
  const plan = planOf(options);
  if (!plan || !Number.isFinite(standardError) || (controlValue !== null && !Number.isFinite(controlValue))) return notKnown('bad-input');
  if (!(standardError > 0)) return notKnown('zero-variance');
  const absolute = (plan.zAlpha + plan.zPower) * standardError;
  return finiteOrUndefined({ absolute, relative: controlValue === null || controlValue === 0 ? null : absolute / Math.abs(controlValue) });
}

/** Smallest change of a mean that these arms show with the power asked for. */
export function detectableMeanChange(controlMean: number, standardDeviation: number, totalUnits: number, options?: PlanOptions): Result<DetectableEffect> {
  const plan = planOf(options);
  if (!plan || ![controlMean, standardDeviation, totalUnits].every(Number.isFinite)) return notKnown('bad-input');
  if (!(totalUnits > 0)) return notKnown('empty-arm');
  if (!(standardDeviation > 0)) return notKnown('zero-variance');
  const absolute = ((plan.zAlpha + plan.zPower) * standardDeviation) / Math.sqrt(totalUnits * plan.targetShare * (1 - plan.targetShare));
  return finiteOrUndefined({ absolute, relative: controlMean === 0 ? null : absolute / Math.abs(controlMean) });
}

/** Cohen's h = 2 asin √p₁ − 2 asin √p₂ has a spread of 1 for any share; both tails counted, so the root is sought. */
function perArmByArcsine(control: number, target: number, plan: Plan): number {
  const h = Math.abs(2 * Math.asin(Math.sqrt(target)) - 2 * Math.asin(Math.sqrt(control)));
  const powerAt = (n: number): number => normalCdf(h * Math.sqrt(n / 2) - plan.zAlpha) + normalCdf(-h * Math.sqrt(n / 2) - plan.zAlpha);
  // One tail alone asks for more units than both.
  const most = 2 * ((plan.zAlpha + plan.zPower) / h) ** 2;
  return bisect(0, most, (n) => powerAt(n) - plan.power);
}

/**
 * Total of both arms: twice (z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2))² / (p1 - p2)² with p the mean of the two shares,
 * times 1 / (4 w_T w_C) for arms of unequal planned shares.
 */
function totalForProportions(control: number, target: number, plan: Plan): number {
  const mean = (control + target) / 2;
  const spreadNull = plan.zAlpha * Math.sqrt(2 * mean * (1 - mean));
  const spread = plan.zPower * Math.sqrt(control * (1 - control) + target * (1 - target));
  const perEqualArm = ((spreadNull + spread) / (target - control)) ** 2;
  return (2 * perEqualArm) / (4 * plan.targetShare * (1 - plan.targetShare));
}

function sizeOf(total: number, targetShare: number): Result<SampleSize> {
  if (!Number.isFinite(total)) return notKnown('bad-input');
  const targetUnits = total * targetShare;
  const controlUnits = total * (1 - targetShare);
  return { targetUnits, controlUnits, totalUnits: Math.ceil(targetUnits - 1e-9) + Math.ceil(controlUnits - 1e-9) };
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}
