import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportHealth, ReportSampleRatio } from '@arbiter/contracts/report-model';
import { compareMeans } from '../stats/mean-difference.js';
import { mergeMoments, type Moments } from '../stats/moments.js';
import { isKnown, type Result } from '../stats/result.js';
import { checkSampleRatio, checkSampleRatioBySegment, sampleRatioAlarmLevel, type PlannedArm, type SampleRatioCheck } from '../stats/sample-ratio.js';
import { armsOf, type ReportData, statisticsOf, unitsOf } from './report-data.js';

/** Below this no interval of means deserves trust, however wide it is. */
export const minimumUnits = 30;

/** Whether the numbers of the report may be believed at all: split, size, equal starting points, clean control group. */
export function healthChecks(facts: CampaignFacts, data: ReportData, segments: readonly string[]): ReportHealth {
  const planned = (segment: string | null): PlannedArm[] => facts.arms.map((arm) => ({ observed: unitsOf(data.units, new Set([arm.id]), segment), weight: arm.share }));
  const { controls } = armsOf(facts);
  const controlContacted = data.reach.filter((row) => controls.has(row.arm)).reduce((sum, row) => sum + row.customers, 0);
  return {
    sampleRatio: sampleRatio(facts, null, planned(null), checkSampleRatio(planned(null)), null),
    sampleRatioBySegment: checkSampleRatioBySegment(segments.map((segment) => ({ segment, arms: planned(segment) }))).map(({ segment, check, adjustedPValue }) =>
      sampleRatio(facts, segment, planned(segment), check, adjustedPValue),
    ),
    minimumData: {
      unitsNeeded: minimumUnits,
      arms: facts.arms.map((arm) => {
        const units = unitsOf(data.units, new Set([arm.id]), null);
        return { arm: arm.id, units, enough: units >= minimumUnits };
      }),
    },
    balance: balanceChecks(facts, data),
    contamination: { controlUnits: unitsOf(data.units, controls, null), controlContacted, alarm: controlContacted > 0 },
  };
}

function sampleRatio(facts: CampaignFacts, segment: string | null, arms: readonly PlannedArm[], check: Result<SampleRatioCheck>, pAdjusted: number | null): ReportSampleRatio {
  const sizes = (expected: readonly number[] | null) => facts.arms.map((arm, index) => ({ arm: arm.id, observed: arms[index]?.observed ?? 0, expected: expected?.[index] ?? null }));
  if (!isKnown(check)) return { segment, pValue: null, pAdjusted: null, alarm: false, arms: sizes(null), reason: check.reason };
  return { segment, pValue: check.pValue, pAdjusted: pAdjusted ?? check.pValue, alarm: check.alarm, arms: sizes(check.expected), reason: null };
}

/** What was so before the campaign must not differ between the arms: Welch's test at the level of the sample-ratio alarm. */
function balanceChecks(facts: CampaignFacts, data: ReportData): ReportHealth['balance'] {
  const { targets, controls } = armsOf(facts);
  const measures: { measure: string; of: (arms: ReadonlySet<string>) => Moments }[] = [
    { measure: 'billed_before', of: (arms) => valueMoments(data, 'billed_before', arms) },
    { measure: 'opening_overdue', of: (arms) => openingOverdue(data, arms) },
  ];
  return measures.flatMap(({ measure, of }) => {
    const known = data.statistics.some((row) => row.metric === (measure === 'opening_overdue' ? 'overdue_paid_share' : measure));
    if (!known) return [];
    return targets.map((arm) => {
      const [target, control] = [of(new Set([arm])), of(controls)];
      const effect = compareMeans(target, control).absolute;
      const test = isKnown(effect) ? effect.test : effect;
      const pValue = isKnown(test) ? test.pValue : null;
      return {
        measure,
        arm,
        target: target.n > 0 ? target.mean : null,
        control: control.n > 0 ? control.mean : null,
        pValue,
        alarm: pValue !== null && pValue < sampleRatioAlarmLevel,
        reason: isKnown(test) ? null : test.reason,
      };
    });
  });
}

function valueMoments(data: ReportData, metric: string, arms: ReadonlySet<string>): Moments {
  const { n, meanX, m2X } = statisticsOf(data.statistics, metric, arms, null);
  return { n, mean: meanX, m2: m2X };
}

/** The denominator of the share of overdue paid, with the customers who owed nothing counted as 0. */
function openingOverdue(data: ReportData, arms: ReadonlySet<string>): Moments {
  const { n, meanY, m2Y } = statisticsOf(data.statistics, 'overdue_paid_share', arms, null);
  const without = Math.max(0, unitsOf(data.units, arms, null) - n);
  return mergeMoments({ n, mean: meanY, m2: m2Y }, { n: without, mean: 0, m2: 0 });
}
