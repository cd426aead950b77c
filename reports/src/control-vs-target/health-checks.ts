import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportHealth, ReportMetric, ReportSampleRatio } from '@arbiter/contracts/report-model';
import { compareMeans } from '../stats/mean-difference.js';
import type { Moments } from '../stats/moments.js';
import { isKnown, type Result } from '../stats/result.js';
import { checkSampleRatio, checkSampleRatioBySegment, sampleRatioAlarmLevel, type PlannedArm, type SampleRatioCheck } from '../stats/sample-ratio.js';
import { covariateMomentsOfSums, momentsOfSums, noUnitSums, type UnitSumScales } from '../stats/unit-sums-moments.js';
import { armsOf, type ReportCells, sumsOf, unitsIn } from './report-cells.js';
import { billedBeforeMetric } from './sources/payment-sources.js';

/** Below this no interval of means deserves trust, however wide it is. */
export const minimumUnits = 30;

export interface HealthInput {
  facts: CampaignFacts;
  cells: ReportCells;
  metrics: readonly ReportMetric[];
  scalesOf: (metric: string) => UnitSumScales;
  /** Values of the dimension that are on screen. */
  segments: readonly string[];
}

/** Whether the numbers of the report may be believed at all: split, size, equal starting points, clean control group. */
export function healthChecks(input: HealthInput): ReportHealth {
  const { facts, cells, segments } = input;
  const planned = (segment: string | null): PlannedArm[] =>
    facts.arms.map((arm) => ({ observed: unitsIn(segment === null ? cells.total : cells.segments, new Set([arm.id]), segment), weight: arm.share }));
  const { controls } = armsOf(facts);
  const contacted = cells.reach.find(({ step }) => step === 'contacted')?.rows ?? [];
  const controlContacted = contacted.filter((row) => controls.has(row.arm)).reduce((sum, row) => sum + row.customers, 0);
  return {
    sampleRatio: sampleRatio(facts, null, planned(null), checkSampleRatio(planned(null)), null),
    sampleRatioBySegment: checkSampleRatioBySegment(segments.map((segment) => ({ segment, arms: planned(segment) }))).map(({ segment, check, adjustedPValue }) =>
      sampleRatio(facts, segment, planned(segment), check, adjustedPValue),
    ),
    minimumData: {
      unitsNeeded: minimumUnits,
      arms: facts.arms.map((arm) => {
        const units = unitsIn(cells.total, new Set([arm.id]));
        return { arm: arm.id, units, enough: units >= minimumUnits };
      }),
    },
    balance: balanceChecks(input),
    contamination: { controlUnits: unitsIn(cells.total, controls), controlContacted, alarm: controlContacted > 0 },
  };
}

function sampleRatio(facts: CampaignFacts, segment: string | null, arms: readonly PlannedArm[], check: Result<SampleRatioCheck>, pAdjusted: number | null): ReportSampleRatio {
  const sizes = (expected: readonly number[] | null) => facts.arms.map((arm, index) => ({ arm: arm.id, observed: arms[index]?.observed ?? 0, expected: expected?.[index] ?? null }));
  if (!isKnown(check)) return { segment, pValue: null, pAdjusted: null, alarm: false, arms: sizes(null), reason: check.reason };
  return { segment, pValue: check.pValue, pAdjusted: pAdjusted ?? check.pValue, alarm: check.alarm, arms: sizes(check.expected), reason: null };
}

/** What was so before the campaign must not differ between the arms: Welch's test at the level of the sample-ratio alarm. */
function balanceChecks({ facts, cells, metrics, scalesOf }: HealthInput): ReportHealth['balance'] {
  const { targets, controls } = armsOf(facts);
  const one = { scaleX: 1, scaleY: 1 };
  const measures: { measure: string; of: (arms: ReadonlySet<string>) => Moments }[] = [];
  const has = (metric: string, sum: 'x' | 'y' | 'z'): boolean => cells.total.some((cell) => cell.metric === metric && cell.sums[sum] !== 0n);
  if (has(billedBeforeMetric, 'x')) measures.push({ measure: billedBeforeMetric, of: (arms) => momentsOfSums(sumsOf(cells.total, billedBeforeMetric, arms), one) });
  if (has('overdue_paid_share', 'y')) measures.push({ measure: 'opening_overdue', of: (arms) => openingOverdue(cells, arms) });
  for (const metric of metrics) {
    if (metric.role !== 'guardrail' && metric.kind !== 'ratio' && has(metric.id, 'z')) measures.push({ measure: `${metric.id}.before`, of: (arms) => covariateMomentsOfSums(sumsOf(cells.total, metric.id, arms), scalesOf(metric.id)) });
  }
  return measures.flatMap(({ measure, of }) =>
    targets.map((arm) => {
      const [target, control] = [of(new Set([arm])), of(controls)];
      const effect = compareMeans(target, control).absolute;
      const test = isKnown(effect) ? effect.test : effect;
      const pValue = isKnown(test) ? test.pValue : null;
      return {
        measure,
        arm,
        target: target.n > 0 && Number.isFinite(target.mean) ? target.mean : null,
        control: control.n > 0 && Number.isFinite(control.mean) ? control.mean : null,
        pValue,
        alarm: pValue !== null && pValue < sampleRatioAlarmLevel,
        reason: isKnown(test) ? null : test.reason,
      };
    }),
  );
}

/** The denominator of the share of overdue paid, with the customers who owed nothing counted as 0. */
function openingOverdue({ total }: ReportCells, arms: ReadonlySet<string>): Moments {
  const { y, yy } = sumsOf(total, 'overdue_paid_share', arms);
  return momentsOfSums({ ...noUnitSums, n: BigInt(unitsIn(total, arms)), x: y, xx: yy }, { scaleX: 1, scaleY: 1 });
}
