import type { ReportModel } from '@arbiter/contracts/report-model';
import { mergeCells } from '../marts/cell-rows.js';
import type { MetricSource } from '../marts/metric-source.js';
import type { CellRow, UnitSums } from '../marts/unit-sums.js';
import { buildReport, type ReportInput } from './build-report.js';
import { dataFreshness } from './data-freshness.js';
import { contactSteps } from './funnel.js';
import { metricSources } from './metric-sources.js';
import { allOf, type RawBucketRow, type RawSums, rawTime, rawTotals, type RawTotalRow, type TimeGrain, unitsSource } from './raw-cells-sql.js';
import { rawActions, rawContacts } from './raw-contacts.js';
import { noReportCells, type ReportCells } from './report-cells.js';
import type { ReportQuery, ReportScope, RunQuery } from './report-scope.js';
import { rawUnitQuestions } from './unit-questions.js';

export interface CollectOptions {
  /** Share of the questions answered, 0 to 1. */
  onProgress?: ((done: number) => void) | undefined;
  /** Totals alone: no course of time, contacts or transitions. */
  totalsOnly?: boolean;
  /** These sources alone; all of them when left out. */
  metrics?: readonly string[];
}

/**
 * Everything that the report needs, from the facts themselves: what answers while there are no rollups, and what rollups are held against.
 * Errors of `run` pass through.
 */
export async function collectRawCells(run: RunQuery, scope: ReportScope, options: CollectOptions = {}): Promise<ReportCells> {
  const sources = metricSources(scope.campaignId, scope.facts, scope.dataBefore).filter(({ metric }) => options.metrics?.includes(metric) ?? true);
  const timed = options.totalsOnly || scope.facts.goal === 'outcomes' ? [] : sources.filter(({ metric }) => !metric.includes('.') && metric !== 'overdue_bucket' && metric !== 'billed_before');
  const grains: TimeGrain[] = ['cumulative', 'day', 'week', 'since-assignment'];
  const groups = groupsOf([unitsSource, ...sources]);
  const timedGroups = groupsOf(timed);
  const asked = groups.length + timedGroups.length * grains.length;
  let answered = 0;
  const ask = async <Row>(queries: readonly ReportQuery<Row>[]): Promise<Row[]> => {
    const rows = await run(allOf(queries));
    answered += 1;
    options.onProgress?.(answered / asked);
    return rows;
  };
  const totals = (await Promise.all(groups.map((group) => ask(group.map((source) => rawTotals(scope, source)))))).flat();
  const bucketsOf = async (grain: TimeGrain): Promise<CellRow[]> => (await Promise.all(timedGroups.map((group) => ask(group.map((source) => rawTime(scope, source, grain)))))).flat().map(bucketCell);
  const cells: ReportCells = { ...noReportCells, ...cutsOfTotals(totals, scope.dimension !== null) };
  if (options.totalsOnly) return cells;
  const [cumulative, day, week, sinceAssignment] = await Promise.all(grains.map(bucketsOf));
  const questions = rawUnitQuestions(scope, { sources });
  const nothing: never[] = [];
  const [reach, channels, channelsDelivered, actions, contactCurve, transitions, freshness] = await Promise.all([
    Promise.all(contactSteps.map(async ({ step, statuses }) => ({ step, rows: await run(rawContacts(scope, 'arm', statuses)) }))),
    run(rawContacts(scope, 'channel', [])),
    run(rawContacts(scope, 'channel', contactSteps[1].statuses)),
    run(rawActions(scope)),
    questions.contactCurve ? run(questions.contactCurve) : nothing,
    questions.transitions ? run(questions.transitions) : nothing,
    run(dataFreshness(scope)),
  ]);
  return { ...cells, cumulative: cumulative!, day: day!, week: week!, sinceAssignment: sinceAssignment!, reach, channels, channelsDelivered, actions, contactCurve, transitions, freshness: freshness[0] ?? null };
}

/** A few sources to a statement: one alone pays for the statement more than for the work, all at once would need the memory of all. */
function groupsOf(sources: readonly MetricSource[]): MetricSource[][] {
  return Array.from({ length: Math.ceil(sources.length / 5) }, (_, index) => sources.slice(index * 5, index * 5 + 5));
}

/** The whole report from the facts. */
export async function collectReport(run: RunQuery, input: Omit<ReportInput, 'cells'>, options: CollectOptions = {}): Promise<ReportModel> {
  return buildReport({ ...input, cells: await collectRawCells(run, input.scope, options) });
}

/** The finest cells summed up by each cut that the report shows. */
function cutsOfTotals(rows: readonly RawTotalRow[], cut: boolean): Pick<ReportCells, 'total' | 'segments' | 'waves' | 'strata' | 'firstChannels' | 'firstActions'> {
  const by = (segmentOf: (row: RawTotalRow) => string, from = rows): CellRow[] =>
    mergeCells([...from].map((row) => [{ metric: row.metric, arm: row.arm, segment: segmentOf(row), bucket: 0, sums: sumsOfRow(row) }]));
  const strata = [...new Set(rows.map((row) => row.stratum))].sort();
  const within = (segmentOf: (row: RawTotalRow) => string) => strata.map((stratum) => ({ stratum, cells: by(segmentOf, rows.filter((row) => row.stratum === stratum)) }));
  return {
    total: by(() => ''),
    segments: cut ? by((row) => row.segment) : [],
    waves: by((row) => row.wave),
    strata: by((row) => row.stratum),
    firstChannels: within((row) => row.channel),
    firstActions: within((row) => row.action),
  };
}

function bucketCell(row: RawBucketRow): CellRow {
  return { metric: row.metric, arm: row.arm, segment: '', bucket: Number(row.bucket), sums: sumsOfRow(row) };
}

function sumsOfRow(row: RawSums): UnitSums {
  return {
    n: BigInt(row.sum_n), x: BigInt(row.sum_x), y: BigInt(row.sum_y), z: BigInt(row.sum_z), xx: BigInt(row.sum_xx), yy: BigInt(row.sum_yy), zz: BigInt(row.sum_zz),
    xy: BigInt(row.sum_xy), xz: BigInt(row.sum_xz), yz: BigInt(row.sum_yz),
  };
}
