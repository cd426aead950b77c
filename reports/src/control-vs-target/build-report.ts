import type { Constraint } from '@arbiter/contracts/campaign';
import type { ReportComparison, ReportHeterogeneity, ReportMetric, ReportModel } from '@arbiter/contracts/report-model';
import type { RunResult } from '@arbiter/contracts/run';
import { heterogeneityOf } from '../stats/heterogeneity.js';
import { adjustPValues, type AdjustmentMethod } from '../stats/multiple-testing.js';
import { isKnown } from '../stats/result.js';
import { comparisonRow } from './comparison-rows.js';
import { cumulativeSeries } from './cumulative-series.js';
import { economicsOf } from './economics.js';
import { healthChecks } from './health-checks.js';
import { channelRows, limitUse } from './limit-use.js';
import { metricsOf } from './metric-catalogue.js';
import { armsOf, type ReportData, statisticsOf, unitsOf } from './report-data.js';
import type { ReportScope } from './report-scope.js';
import { verdictsOf } from './verdicts.js';

/** A page cannot show more segments than this, nor a reader compare them. */
export const mostSegments = 60;

export interface ReportInput {
  scope: ReportScope;
  data: ReportData;
  /** Limits of the campaign as launched; none for an imported one. */
  constraints?: readonly Constraint[];
  plan?: RunResult | null;
  /** 0.95 unless told. */
  confidence?: number;
  /** Holm unless told. */
  adjustment?: AdjustmentMethod;
}

/** The control-vs-target report from what the store answered. Pure: the same rows give the same report. */
export function buildReport({ scope, data, constraints = [], plan = null, confidence = 0.95, adjustment = 'holm' }: ReportInput): ReportModel {
  const { facts } = scope;
  const { targets, controls } = armsOf(facts);
  const metrics = metricsOf(facts).filter((metric) => metric.role !== 'guardrail' || data.statistics.some((row) => row.metric === metric.id && row.meanX > 0));
  const segments = scope.dimension === null ? [] : segmentsBySize(data);
  const shown = segments.slice(0, mostSegments);

  const rowsOf = (segment: string | null): ReportComparison[] =>
    metrics.flatMap((metric) =>
      targets.map((arm) =>
        comparisonRow({
          metric,
          arm,
          segment,
          target: statisticsOf(data.statistics, metric.id, new Set([arm]), segment),
          control: statisticsOf(data.statistics, metric.id, controls, segment),
          confidence,
        }),
      ),
    );
  const overall = withAdjustedP(rowsOf(null), metrics, adjustment);
  const bySegment = withAdjustedP(shown.flatMap((segment) => rowsOf(segment)), metrics, adjustment);
  const health = healthChecks(facts, data, shown);
  const running = scope.dataBefore < facts.endsBefore;
  const primary = metrics[0];
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
    filters: scope.filters.map((filter) => ({ dimension: filter.dimension, values: [...filter.values], of: 'assignment' as const })),
    arms: facts.arms.map((arm) => ({ id: arm.id, role: arm.role, share: arm.share, units: unitsOf(data.units, new Set([arm.id]), null) })),
    metrics,
    verdicts: primary ? verdictsOf({ primary, rows: overall.filter((row) => row.metric === primary.id), health, controlArms: controls, confidence, running }) : [],
    health,
    overall,
    segments: bySegment,
    segmentsOmitted: segments.length - shown.length,
    heterogeneity: shown.length > 0 ? metrics.flatMap((metric) => targets.map((arm) => heterogeneityRow(metric, arm, bySegment))) : [],
    series: cumulativeSeries(facts, metrics, data, confidence),
    channels: channelRows(data.channels, plan),
    limits: limitUse(constraints, plan, data.actions),
    economics: economicsOf(targets, overall, data.reach),
    profit: [],
    cuts: [],
    time: [],
    contactCurves: [],
    funnel: [],
    uplift: [],
    power: { decisionUnits: null, planned: [], now: [] },
    turnover: null,
    cure: null,
    rollRates: null,
    complier: [],
    source: { kind: 'facts', builtAt: null, lagMs: null, progress: null },
    freshness: freshnessOf(data),
  };
}

/** Largest first, so that what is cut off is the smallest. */
function segmentsBySize(data: ReportData): string[] {
  const sizes = new Map<string, number>();
  for (const row of data.units) sizes.set(row.segment, (sizes.get(row.segment) ?? 0) + row.units);
  return [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([segment]) => segment);
}

/** Adjusts within the rows given: every test made on them is one of the family; guardrails stay out (F8). */
function withAdjustedP(rows: readonly ReportComparison[], metrics: readonly ReportMetric[], method: AdjustmentMethod): ReportComparison[] {
  const guardrails = new Set(metrics.filter((metric) => metric.role === 'guardrail').map((metric) => metric.id));
  const family = rows.filter((row) => row.absolute.pValue !== null && !guardrails.has(row.metric));
  const adjusted = adjustPValues(family.map((row) => row.absolute.pValue as number), method);
  const byRow = new Map(family.map((row, index) => [row, adjusted[index] ?? null]));
  return rows.map((row) => ({ ...row, pAdjusted: byRow.get(row) ?? null }));
}

function heterogeneityRow(metric: ReportMetric, arm: string, segments: readonly ReportComparison[]): ReportHeterogeneity {
  const groups = segments
    .filter((row) => row.metric === metric.id && row.arm === arm)
    .flatMap(({ absolute }) => (absolute.estimate !== null && absolute.standardError !== null ? [{ estimate: absolute.estimate, standardError: absolute.standardError }] : []));
  const result = heterogeneityOf(groups);
  if (!isKnown(result)) return { metric: metric.id, arm, q: null, degreesOfFreedom: null, pValue: null, iSquared: null, segmentsUsed: null, reason: result.reason };
  const { q, degreesOfFreedom, pValue, iSquared, groupsUsed } = result;
  return { metric: metric.id, arm, q, degreesOfFreedom, pValue, iSquared, segmentsUsed: groupsUsed, reason: null };
}

function freshnessOf({ freshness }: ReportData): ReportModel['freshness'] {
  // The store writes instants in UTC as `2024-05-01 10:00:00.000`.
  const instant = (text: string | null | undefined): string | null => (text ? `${text.replace(' ', 'T')}Z` : null);
  return {
    lastAssignedAt: instant(freshness?.lastAssignedAt),
    lastContactAt: instant(freshness?.lastContactAt),
    lastResponseAt: instant(freshness?.lastResponseAt),
    lastInvoiceOn: freshness?.lastInvoiceOn ?? null,
    lastPaymentOn: freshness?.lastPaymentOn ?? null,
  };
}
