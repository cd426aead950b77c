import type { ReportComparison, ReportComplier, ReportEffect, ReportFunnel } from '@arbiter/contracts/report-model';
import { compareProportions } from '../stats/proportion-difference.js';
import { isKnown } from '../stats/result.js';
import { unknownEffect } from './effects.js';

/**
 * Effect on those whom the campaign reached: the effect by assignment over the difference in delivered shares (Angrist, Imbens and Rubin 1996).
 * The shares count as known: their spread is small beside the effect's. Unknown while both arms may have been reached alike.
 */
export function complierEffects(rows: readonly ReportComparison[], funnel: readonly ReportFunnel[], controls: ReadonlySet<string>, confidence: number): ReportComplier[] {
  const delivered = (of: (arm: string) => boolean): { n: number; successes: number } => {
    const arms = funnel.filter(({ arm }) => of(arm));
    const units = (step: string): number => arms.reduce((sum, { steps }) => sum + (steps.find((candidate) => candidate.step === step)?.units ?? 0), 0);
    return { n: units('assigned'), successes: units('delivered') };
  };
  if (funnel.length === 0) return [];
  const control = delivered((arm) => controls.has(arm));
  return rows.map(({ metric, arm, absolute }) => {
    const target = delivered((candidate) => candidate === arm);
    const reached = compareProportions(target, control, { confidence }).absolute;
    const share = isKnown(reached) ? reached.estimate : 0;
    const alike = !isKnown(reached) || !isKnown(reached.interval) || !(reached.interval.low > 0);
    return {
      metric,
      arm,
      deliveredTarget: target.n > 0 ? target.successes / target.n : null,
      deliveredControl: control.n > 0 ? control.successes / control.n : null,
      effect: absolute.estimate === null ? absolute : alike ? unknownEffect(target.n === 0 || control.n === 0 ? 'empty-arm' : 'delivered-alike') : divided(absolute, share),
    };
  });
}

function divided(effect: ReportEffect, share: number): ReportEffect {
  const over = (value: number | null): number | null => (value === null ? null : value / share);
  return { estimate: over(effect.estimate), low: over(effect.low), high: over(effect.high), standardError: over(effect.standardError), pValue: effect.pValue, reason: effect.reason };
}
