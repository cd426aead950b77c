import type { Constraint } from '@arbiter/contracts/campaign';
import type { ReportComparison, ReportHeterogeneity, ReportMetric, ReportModel, ReportSource } from '@arbiter/contracts/report-model';
import type { RunResult } from '@arbiter/contracts/run';
import type { CellRow } from '../marts/unit-sums.js';
import { heterogeneityOf } from '../stats/heterogeneity.js';
import { adjustPValues, type AdjustmentMethod } from '../stats/multiple-testing.js';
import { isKnown } from '../stats/result.js';
import type { UnitSumScales } from '../stats/unit-sums-moments.js';
import { adjustedComparison, adjustedTurnover } from './adjusted-comparison.js';
import { comparisonRow } from './comparison-rows.js';
import { complierEffects } from './complier-effects.js';
import { contactCurves } from './contact-curves.js';
import { cureSection } from './cure-section.js';
import { cutsOf } from './cuts.js';
import { economicsOf } from './economics.js';
import { funnelOf } from './funnel.js';
import { healthChecks } from './health-checks.js';
import { channelRows, limitUse } from './limit-use.js';
import { metricsOf } from './metric-catalogue.js';
import { metricSources } from './metric-sources.js';
import { powerSection } from './power-section.js';
import { extraProfit, moneyMetricOf, profitOf } from './profit.js';
import { armsOf, type ReportCells, segmentsBySize, sumsOf, unitsIn } from './report-cells.js';
import type { ReportScope } from './report-scope.js';
import { rollRates } from './roll-rates.js';
import { addDays, daysBetween, reportDays } from './sources/report-days.js';
import { cumulativeSeries, timeSeries } from './time-series.js';
import { turnoverChange, turnoverSums } from './turnover-change.js';
import { upliftSections } from './uplift-section.js';
import { verdictsOf } from './verdicts.js';

/** A page cannot show more segments than this, nor a reader compare them. */
export const mostSegments = 60;

export interface ReportInput {
  scope: ReportScope;
  cells: ReportCells;
  /** Limits of the campaign as launched; none for an imported one. */
  constraints?: readonly Constraint[];
  plan?: RunResult | null;
  /** What the bins of `score` were made of; null for none. */
  score?: string | null;
  source?: ReportSource;
  /** 0.95 unless told. */
  confidence?: number;
  /** Holm unless told. */
  adjustment?: AdjustmentMethod;
}

/** The control-vs-target report from what the store answered. Pure: the same cells give the same report. */
export function buildReport(input: ReportInput): ReportModel {
  const { scope, cells, constraints = [], plan = null, score = null, confidence = 0.95, adjustment = 'holm' } = input;
  const { facts } = scope;
  const arms = armsOf(facts);
  const { targets, controls } = arms;
  const days = reportDays(facts, scope.dataBefore);
  const balanceDays = Math.max(1, daysBetween(facts.startsOn, scope.dataBefore));
  const sources = new Map(metricSources(scope.campaignId, facts, scope.dataBefore).map((source) => [source.metric, source]));
  const scalesOf = (metric: string): UnitSumScales => ({ scaleX: sources.get(metric)?.scaleX ?? 1, scaleY: sources.get(metric)?.scaleY ?? 1 });
  const metrics = metricsOf(facts, (metric) => cells.total.some((cell) => cell.metric === metric && cell.sums.x !== 0n));
  const segments = scope.dimension === null ? [] : segmentsBySize(cells.segments);
  const shown = segments.slice(0, mostSegments);
  const units = unitsIn(cells.total, new Set(facts.arms.map(({ id }) => id)));
  // A part of the customers was never planned by itself.
  const whole = scope.filters.length === 0 && scope.customers === undefined;
  const launched = whole ? (facts.decisionUnits ?? units) : units;
  const decisionUnitsOf = (arm: string, own: number): number => {
    const share = (wanted: (candidate: (typeof facts.arms)[number]) => boolean): number => facts.arms.filter(wanted).reduce((sum, candidate) => sum + candidate.share, 0);
    const all = share(() => true);
    return whole && all > 0 ? Math.max(1, Math.round((launched * share(({ id, role }) => id === arm || role === 'control')) / all)) : Math.max(1, own);
  };

  const rowsOf = (from: readonly CellRow[], segment: string | null): ReportComparison[] =>
    metrics.flatMap((metric) =>
      targets.map((arm) => {
        const [target, control] = [sumsOf(from, metric.id, new Set([arm]), segment), sumsOf(from, metric.id, controls, segment)];
        const own = Number(target.n + control.n);
        const scales = scalesOf(metric.id);
        const adjusted =
          metric.id === 'turnover_days' ? adjustedTurnover(metric, turnoverSums(from, new Set([arm]), segment), turnoverSums(from, controls, segment), confidence)
          : sources.get(metric.id)?.beforeSql == null ? null
          : adjustedComparison(metric, scales, target, control, confidence);
        return comparisonRow({ metric, scales, arm, segment, target, control, confidence, decisionUnits: segment === null ? decisionUnitsOf(arm, own) : Math.max(1, own), balanceDays, adjusted });
      }),
    );
  const adjust = (rows: ReportComparison[]): ReportComparison[] => withAdjustedP(rows, metrics, adjustment);
  const overall = adjust(rowsOf(cells.total, null));
  const bySegment = adjust(shown.flatMap((segment) => rowsOf(cells.segments, segment)));
  const health = healthChecks({ facts, cells, metrics, scalesOf, segments: shown });
  const running = scope.dataBefore < facts.endsBefore;
  const primary = metrics[0];
  const contacted = cells.reach.find(({ step }) => step === 'contacted')?.rows ?? [];
  const costOf = (arm: string): number => contacted.filter((row) => row.arm === arm).reduce((sum, row) => sum + row.costMinor, 0);
  const power = powerSection({ facts, metrics, scalesOf, cells, overall, confidence, running, dataBefore: scope.dataBefore, decisionUnits: launched });
  const funnel = funnelOf(facts, cells, confidence);
  const series = { metrics, scalesOf, arms, cells, confidence, decisionUnits: (arm: string) => decisionUnitsOf(arm, unitsIn(cells.total, new Set([arm, ...controls]))) };
  const allArms = facts.arms.map(({ id }) => id);
  const turnover = facts.goal === 'turnover';
  return {
    campaignId: scope.campaignId,
    goal: facts.goal,
    startsOn: facts.startsOn,
    endsBefore: facts.endsBefore,
    dataBefore: scope.dataBefore,
    running,
    confidence,
    adjustment,
    dimension: scope.dimension,
    dimensions: [...facts.dimensions],
    filters: [
      ...scope.filters.map((filter) => ({ dimension: filter.dimension, values: [...filter.values], of: 'assignment' as const })),
      ...(scope.customers?.filters ?? []).map((filter) => ({ dimension: filter.dimension, values: [...filter.values], of: 'customer' as const })),
    ],
    arms: facts.arms.map((arm) => ({ id: arm.id, role: arm.role, share: arm.share, units: unitsIn(cells.total, new Set([arm.id])) })),
    metrics,
    verdicts: primary
      ? verdictsOf({
          primary, rows: overall.filter((row) => row.metric === primary.id), health, controlArms: controls, confidence, running,
          daysUntilEnough: (arm) => power.now.find((row) => row.arm === arm && row.metric === primary.id)?.daysUntilEnough ?? null,
        })
      : [],
    health,
    overall,
    segments: bySegment,
    segmentsOmitted: segments.length - shown.length,
    heterogeneity: shown.length > 0 ? metrics.flatMap((metric) => targets.map((arm) => heterogeneityRow(metric, arm, bySegment))) : [],
    series: cumulativeSeries(series),
    channels: channelRows(cells.channels, cells.channelsDelivered, plan),
    limits: limitUse(constraints, plan, cells.actions),
    economics: economicsOf(targets, overall, costOf),
    profit: profitOf(targets, moneyMetricOf(facts, metrics), overall, costOf),
    cuts: cutsOf({ metrics, scalesOf, arms, cells, confidence, balanceDays, rowsOf, adjust }),
    time: timeSeries(series),
    contactCurves: contactCurves(facts, cells, confidence),
    funnel,
    uplift: upliftSections({ metrics, scalesOf, arms, cells, score, profitMetrics: facts.goal === 'outcomes' ? metrics.flatMap(({ id, moneyMeaning }) => (moneyMeaning === 'revenue' ? [id] : [])) : extraProfit }),
    power,
    turnover: turnover ? turnoverChange(arms, cells, daysBetween(days.billedBefore.from, days.billedBefore.before), confidence) : null,
    cure: turnover ? cureSection(arms, allArms, cells, confidence) : null,
    rollRates: turnover ? rollRates(arms, allArms, cells.transitions, facts.startsOn, lastDay(days.windowBefore), confidence) : null,
    complier: complierEffects(overall, funnel, controls, confidence),
    source: input.source ?? { kind: 'facts', builtAt: null, lagMs: null, progress: null },
    freshness: cells.freshness ?? { lastAssignedAt: null, lastContactAt: null, lastResponseAt: null, lastInvoiceOn: null, lastPaymentOn: null },
  };
}

function lastDay(before: string): string {
  return addDays(before, -1);
}

/** Adjusts within the rows given: every test made on them is one of the family; guardrails stay out (F8). */
function withAdjustedP(rows: readonly ReportComparison[], metrics: readonly ReportMetric[], method: AdjustmentMethod): ReportComparison[] {
  const guardrails = new Set(metrics.filter((metric) => metric.role === 'guardrail').map((metric) => metric.id));
  const family = rows.filter((row) => row.absolute.pValue !== null && !guardrails.has(row.metric));
  const adjusted = adjustPValues(family.map((row) => row.absolute.pValue as number), method);
  const byRow = new Map(family.map((row, index) => [row, adjusted[index] ?? null]));
  return rows.map((row) => ({ ...row, pAdjusted: byRow.get(row) ?? null }));
}

function heterogeneityRow(metric: ReportMetric, arm: string, rows: readonly ReportComparison[]): ReportHeterogeneity {
  const groups = rows.flatMap((row) =>
    row.metric === metric.id && row.arm === arm && row.absolute.estimate !== null && row.absolute.standardError !== null
      ? [{ estimate: row.absolute.estimate, standardError: row.absolute.standardError }]
      : [],
  );
  const result = heterogeneityOf(groups);
  if (!isKnown(result)) return { metric: metric.id, arm, q: null, degreesOfFreedom: null, pValue: null, iSquared: null, segmentsUsed: null, reason: result.reason };
  const { q, degreesOfFreedom, pValue, iSquared, groupsUsed } = result;
  return { metric: metric.id, arm, q, degreesOfFreedom, pValue, iSquared, segmentsUsed: groupsUsed, reason: null };
}
