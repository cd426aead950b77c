import { detectableMeanChange, detectableProportionChange, isKnown } from '@arbiter/reports/stats/index';
import { Type, type Static } from 'typebox';

export const PowerEstimate = Type.Object({
  control: Type.Integer(),
  target: Type.Integer(),
  strata: Type.Array(Type.Object({ stratum: Type.String(), control: Type.Integer(), target: Type.Integer() })),
  mdeProportion: Type.Union([Type.Null(), Type.Object({ baseRate: Type.Number(), effect: Type.Number({ description: 'Smallest rise of the share that would be seen, as a share' }) })]),
  mdeMeanInSd: Type.Union([Type.Null(), Type.Number({ description: 'Smallest change of a mean that would be seen, in standard deviations' })]),
  tooSmall: Type.Boolean({ description: 'A group is so small that only a very large effect would be seen' }),
});
export type PowerEstimate = Static<typeof PowerEstimate>;

/** Below this size of a group the normal approximation of the report's tests is not to be relied on. */
const leastGroup = 30;
/** A "large" standardised effect (Cohen 1988): what needs more than this to be seen is too small a campaign. */
const largeEffectInSd = 0.8;

/**
 * The smallest effect that groups of these sizes show in four campaigns of five (power 0.8) at the 5 % level,
 * two-sided: for a share by inverting the sample size of the pooled test, for a mean in standard deviations.
 */
export function estimatePower(strata: readonly { stratum: string; control: number; target: number }[], baseRate: number): PowerEstimate {
  const control = strata.reduce((sum, stratum) => sum + stratum.control, 0);
  const target = strata.reduce((sum, stratum) => sum + stratum.target, 0);
  const total = control + target;
  const options = { targetShare: target / total };
  const proportion = control > 0 && target > 0 ? detectableProportionChange(baseRate, total, options) : null;
  const mean = control > 0 && target > 0 ? detectableMeanChange(0, 1, total, options) : null;
  const mdeMeanInSd = mean && isKnown(mean) ? mean.absolute : null;
  return {
    control,
    target,
    strata: strata.map(({ stratum, control: inControl, target: inTarget }) => ({ stratum, control: inControl, target: inTarget })),
    mdeProportion: proportion && isKnown(proportion) ? { baseRate, effect: proportion.absolute } : null,
    mdeMeanInSd,
    tooSmall: Math.min(control, target) < leastGroup || mdeMeanInSd === null || mdeMeanInSd > largeEffectInSd,
  };
}
