import type { ReportComparison, ReportHealth, ReportMetric, ReportVerdict, VerdictCode } from '@arbiter/contracts/report-model';
import { normalQuantile } from '../stats/normal-distribution.js';
import { holm } from '../stats/multiple-testing.js';

export interface VerdictInput {
  primary: ReportMetric;
  /** Rows of the primary metric over all customers, one per target arm. */
  rows: readonly ReportComparison[];
  health: ReportHealth;
  controlArms: ReadonlySet<string>;
  confidence: number;
  running: boolean;
  /** As in the power section. */
  daysUntilEnough: (arm: string) => number | null;
}

/**
 * One verdict per target arm on the primary metric. Several arms share the level (Holm). The verdict says what the
 * numbers say; the cautions say why they may be wrong.
 */
export function verdictsOf(input: VerdictInput): ReportVerdict[] {
  const { primary, rows, health, confidence } = input;
  const tested = rows.filter((row) => row.absolute.pValue !== null);
  const adjusted = new Map(holm(tested.map((row) => row.absolute.pValue as number)).map((p, index) => [tested[index]?.arm, p]));
  return rows.map((row) => {
    const small = health.minimumData.arms.some(({ arm, enough }) => !enough && (arm === row.arm || input.controlArms.has(arm)));
    const { estimate, standardError } = row.absolute;
    const p = adjusted.get(row.arm);
    const code = small || estimate === null || p === undefined ? 'not-enough-data' : codeOf(estimate, p, primary, confidence);
    return {
      arm: row.arm,
      metric: primary.id,
      code,
      absolute: row.absolute,
      relative: row.relative,
      smallestDetectable: standardError === null ? null : (normalQuantile(1 - (1 - confidence) / 2) + normalQuantile(0.8)) * standardError,
      cautions: cautionsOf(row, code, input),
      sequential: row.sequential,
      incremental: row.incremental,
      money: row.money,
      chanceToWin: row.bayes.chanceToWin,
      daysUntilEnough: input.daysUntilEnough(row.arm),
    };
  });
}

function codeOf(estimate: number, p: number, metric: ReportMetric, confidence: number): VerdictCode {
  if (!(p < 1 - confidence)) return 'no-effect-seen';
  return estimate > 0 === (metric.better === 'higher') ? 'effect-found-good' : 'effect-found-bad';
}

function cautionsOf({ arm, sequential }: ReportComparison, code: VerdictCode, { health, running, confidence }: VerdictInput): ReportVerdict['cautions'] {
  const cautions: ReportVerdict['cautions'] = [];
  if (health.sampleRatio.alarm || health.sampleRatioBySegment.some((check) => check.alarm)) cautions.push('sample-ratio');
  if (health.balance.some((check) => check.arm === arm && check.alarm)) cautions.push('balance');
  if (health.contamination.alarm) cautions.push('contamination');
  if (running) cautions.push('running');
  // While it runs, only what holds on any day is settled.
  const found = code === 'effect-found-good' || code === 'effect-found-bad';
  if (running && found && !(sequential.pValue !== null && sequential.pValue < 1 - confidence)) cautions.push('early-look');
  return cautions;
}
