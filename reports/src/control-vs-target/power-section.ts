import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportComparison, ReportMetric, ReportPower } from '@arbiter/contracts/report-model';
import type { UnitSums } from '../marts/unit-sums.js';
import type { Moments } from '../stats/moments.js';
import { normalQuantile } from '../stats/normal-distribution.js';
import { detectableMeanChange, detectableProportionChange } from '../stats/power.js';
import { isKnown, notKnown, type Result } from '../stats/result.js';
import { covariateMomentsOfSums, ratioMomentsOfSums, type UnitSumScales } from '../stats/unit-sums-moments.js';
import { armsOf, type ReportCells, sumsOf } from './report-cells.js';
import { turnoverBefore } from './sources/invoice-sources.js';
import { addDays, daysBetween } from './sources/report-days.js';

const power = 0.8;
/** Beyond this nobody waits, and no extrapolation holds. */
const mostDays = 3650;

export interface PowerInput {
  facts: CampaignFacts;
  metrics: readonly ReportMetric[];
  scalesOf: (metric: string) => UnitSumScales;
  cells: ReportCells;
  overall: readonly ReportComparison[];
  confidence: number;
  running: boolean;
  dataBefore: string;
  /** Units of all arms, fixed at launch. */
  decisionUnits: number;
}

/** Smallest effects that show (F15): as planned from the time before, and with the data of now; and how long it takes if it goes on like this. */
export function powerSection(input: PowerInput): ReportPower {
  const { metrics, overall, decisionUnits } = input;
  const shown = metrics.filter(({ role }) => role !== 'guardrail');
  return {
    decisionUnits: decisionUnits > 0 ? decisionUnits : null,
    planned: shown.flatMap((metric) => armsOf(input.facts).targets.map((arm) => plannedRow(metric, arm, input))),
    now: overall.filter((row) => shown.some(({ id }) => id === row.metric)).map((row) => powerNow(row, input)),
  };
}

function plannedRow(metric: ReportMetric, arm: string, { facts, scalesOf, cells, confidence, decisionUnits }: PowerInput): ReportPower['planned'][number] {
  const shareOf = (role: (candidate: CampaignFacts['arms'][number]) => boolean): number => facts.arms.filter(role).reduce((sum, { share }) => sum + share, 0);
  const all = shareOf(() => true);
  const [target, control] = [shareOf(({ id }) => id === arm), shareOf(({ role }) => role === 'control')];
  const unitsOf = (share: number): number => (all > 0 ? Math.round((decisionUnits * share) / all) : 0);
  const [targetUnits, controlUnits] = [unitsOf(target), unitsOf(control)];
  const before = momentsBefore(metric, scalesOf(metric.id), cells, new Set(facts.arms.map(({ id }) => id)));
  const head = { metric: metric.id, arm, targetUnits, controlUnits, baseline: isKnown(before) && before.n > 0 ? finiteOrNull(before.mean) : null };
  const none = (reason: ReportPower['planned'][number]['reason']) => ({ ...head, smallestAbsolute: null, smallestRelative: null, reason });
  if (!isKnown(before)) return none(before.reason);
  if (targetUnits === 0 || controlUnits === 0) return none('empty-arm');
  const options = { alpha: 1 - confidence, power, targetShare: target / (target + control) };
  const detectable = metric.kind === 'proportion'
    ? detectableProportionChange(before.mean, targetUnits + controlUnits, options)
    : detectableMeanChange(before.mean, Math.sqrt(before.m2 / Math.max(1, before.n - 1)), targetUnits + controlUnits, options);
  return isKnown(detectable) ? { ...head, smallestAbsolute: detectable.absolute, smallestRelative: detectable.relative, reason: null } : none(detectable.reason);
}

/** The metric of the time before, over everybody: what a plan can know. */
function momentsBefore(metric: ReportMetric, scales: UnitSumScales, cells: ReportCells, arms: ReadonlySet<string>): Result<Moments> {
  const sums: UnitSums = sumsOf(cells.total, metric.kind === 'ratio' ? turnoverBefore : metric.id, arms);
  if (metric.kind === 'ratio') {
    if (metric.id !== 'turnover_days' || sums.xx === 0n) return notKnown('no-history');
    return ratioMomentsOfSums(sums, { scaleX: 1, scaleY: 1 });
  }
  return sums.zz === 0n ? notKnown('no-history') : covariateMomentsOfSums(sums, scales);
}

function powerNow({ metric, arm, target, control, absolute }: ReportComparison, input: PowerInput): ReportPower['now'][number] {
  const needed = normalQuantile(1 - (1 - input.confidence) / 2) + normalQuantile(power);
  const { estimate, standardError, reason } = absolute;
  if (estimate === null || standardError === null || !(standardError > 0)) {
    return { metric, arm, smallestAbsolute: null, smallestRelative: null, reason: reason ?? 'zero-variance', unitsNeeded: null, enough: null, daysUntilEnough: null };
  }
  const smallestAbsolute = needed * standardError;
  const { value } = control;
  const ratio = estimate === 0 ? Infinity : (smallestAbsolute / estimate) ** 2;
  const unitsNeeded = Math.ceil((target.units + control.units) * ratio);
  const enough = Math.abs(estimate) >= smallestAbsolute;
  return {
    metric,
    arm,
    smallestAbsolute,
    smallestRelative: value === null || value === 0 ? null : finiteOrNull(smallestAbsolute / Math.abs(value)),
    reason: null,
    unitsNeeded: Number.isSafeInteger(unitsNeeded) ? unitsNeeded : null,
    enough,
    daysUntilEnough: enough ? 0 : daysUntil(ratio, input),
  };
}

/** The square of the effect in standard errors grows with time while facts come in as they did: so many times the days so far. */
function daysUntil(ratio: number, { facts, running, dataBefore }: PowerInput): number | null {
  const elapsed = daysBetween(facts.startsOn, dataBefore < addDays(facts.startsOn, 1) ? addDays(facts.startsOn, 1) : dataBefore);
  const more = Math.ceil(elapsed * (ratio - 1));
  return running && more <= mostDays ? more : null;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
