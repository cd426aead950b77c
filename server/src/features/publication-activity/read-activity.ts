import { type ActivityPoint, type ArmActivity, type CallCounts, type CallResult, type CallTimes, type DecisionMix, type PublicationFigures } from '@arbiter/contracts';
import type { Analytics } from '../../ports/analytics.js';
import type { ActivityWindow } from './activity-window.js';

type Counted = Omit<PublicationFigures, 'nextAt' | 'lastRun'>;
interface Sums { calls: CallCounts; times: CallTimes; mix: DecisionMix }

const toldDecisions = 10;
const seconds = (name: string): string => `toDateTime({${name}:UInt32}, 'UTC')`;

/**
 * Every call once: recorded ones from the record, the others from the sums of the processes. Identifiers of decisions begin with their
 * millisecond, so that their order narrows down what is read.
 */
const calls = (since: string, own: boolean): string => `(
  SELECT publication_id, toUnixTimestamp(at) AS second, 'call' AS source, if(ok, 'answered', 'failed') AS result, strategy_id, strategy_version, arm, duration_us, toUInt64(1) AS weight, 1 AS recorded
  FROM strategy_decisions FINAL WHERE decision_id >= {idFrom:String} AND at >= ${seconds(since)}${own ? ' AND publication_id = {id:String}' : ''}
  UNION ALL
  SELECT publication_id, toUnixTimestamp(at) AS second, source, result, strategy_id, strategy_version, arm, duration_us, calls AS weight, 0 AS recorded
  FROM strategy_call_counts FINAL WHERE at >= ${seconds(since)}${own ? ' AND publication_id = {id:String}' : ''}
)`;
const timesSql = `quantilesExactWeightedIf(0.5, 0.95, 0.99)(duration_us, weight, result IN ('answered', 'failed'))`;
const evaluatedSql = `sumIf(weight, result IN ('answered', 'failed'))`;
const resultsSql = (['answered', 'failed', 'refused', 'throttled', 'broken'] as const satisfies readonly CallResult[]).map((result) => `sumIf(weight, result = '${result}') AS ${result}`).join(', ');

type ResultRow = Record<CallResult, string> & { evaluated: string; times: number[] };
const countsOf = (row: Record<CallResult, string>): CallCounts => ({ answered: Number(row.answered), failed: Number(row.failed), refused: Number(row.refused), throttled: Number(row.throttled), broken: Number(row.broken) });
const timesOf = ({ evaluated, times }: Pick<ResultRow, 'evaluated' | 'times'>): CallTimes => (Number(evaluated) === 0 ? null : { p50: times[0]! / 1000, p95: times[1]! / 1000, p99: times[2]! / 1000 });

const noCalls: CallCounts = { answered: 0, failed: 0, refused: 0, throttled: 0, broken: 0 };
export const nothingCounted = (id: string, { buckets }: ActivityWindow): Counted => ({ id, calls: noCalls, times: null, mix: [], lastMinute: { calls: 0, errors: 0 }, today: { calls: 0, errors: 0 }, unrecorded: 0, placements: 0, course: Array.from({ length: buckets }, () => ({ calls: 0, errors: 0 })) });

function paramsOf(window: ActivityWindow, id?: string): Record<string, unknown> {
  const hex = (Math.min(window.from, window.dayFrom) * 1000).toString(16).padStart(12, '0');
  return { from: window.from, dayFrom: window.dayFrom, minuteFrom: window.minuteFrom, bucket: window.bucketSeconds, since: Math.min(window.from, window.dayFrom), idFrom: `${hex.slice(0, 8)}-${hex.slice(8)}`, ...(id === undefined ? {} : { id }) };
}

/** Figures of all publications that were called in the window or today, or of one. */
export async function readFigures(analytics: Pick<Analytics, 'query'>, window: ActivityWindow, id?: string): Promise<Map<string, Counted>> {
  const params = paramsOf(window, id);
  const own = id !== undefined;
  const [sums, course, mix] = await Promise.all([
    analytics.query<Record<CallResult, string> & { publication_id: string; evaluated: string; times: number[]; minute_calls: string; minute_answered: string; day_calls: string; day_answered: string; unrecorded: string; placements: string }>(
      `SELECT publication_id, ${resultsSql.replaceAll("result = '", "second >= {from:UInt32} AND result = '")}, sumIf(weight, second >= {from:UInt32} AND result IN ('answered', 'failed')) AS evaluated,
        quantilesExactWeightedIf(0.5, 0.95, 0.99)(duration_us, weight, second >= {from:UInt32} AND result IN ('answered', 'failed')) AS times,
        sumIf(weight, second >= {minuteFrom:UInt32}) AS minute_calls, sumIf(weight, second >= {minuteFrom:UInt32} AND result = 'answered') AS minute_answered,
        sumIf(weight, second >= {dayFrom:UInt32}) AS day_calls, sumIf(weight, second >= {dayFrom:UInt32} AND result = 'answered') AS day_answered,
        sumIf(weight, second >= {from:UInt32} AND recorded = 0 AND result IN ('answered', 'failed')) AS unrecorded, sumIf(weight, second >= {from:UInt32} AND source = 'placement') AS placements
      FROM ${calls('since', own)} GROUP BY publication_id`,
      params,
    ),
    analytics.query<{ publication_id: string; bucket: string; calls: string; answered: string }>(`SELECT publication_id, intDiv(second - {from:UInt32}, {bucket:UInt32}) AS bucket, sum(weight) AS calls, sumIf(weight, result = 'answered') AS answered FROM ${calls('from', own)} GROUP BY publication_id, bucket`, params),
    readMix(analytics, params, 'publication_id', own),
  ]);
  const found = new Map<string, Counted>();
  for (const row of sums) {
    const [minute, day] = [Number(row.minute_calls), Number(row.day_calls)];
    found.set(row.publication_id, {
      ...nothingCounted(row.publication_id, window), calls: countsOf(row), times: timesOf(row), mix: mix.get(row.publication_id) ?? [],
      lastMinute: { calls: minute, errors: minute - Number(row.minute_answered) }, today: { calls: day, errors: day - Number(row.day_answered) }, unrecorded: Number(row.unrecorded), placements: Number(row.placements),
    });
  }
  for (const { publication_id, bucket, calls: all, answered } of course) {
    const point = found.get(publication_id)?.course[Number(bucket)];
    if (point) Object.assign(point, { calls: Number(all), errors: Number(all) - Number(answered) });
  }
  return found;
}

/** Names of recorded decisions: the decision that an output node names, else its action. */
async function readMix(analytics: Pick<Analytics, 'query'>, params: Record<string, unknown>, by: 'publication_id' | 'arm', own: boolean): Promise<Map<string, DecisionMix>> {
  const rows = await analytics.query<{ of: string; name: string; calls: string }>(
    `SELECT of, if(place > ${toldDecisions}, '$rest', told) AS name, sum(weight) AS calls FROM (
      SELECT of, told, weight, row_number() OVER (PARTITION BY of ORDER BY weight DESC, told) AS place FROM (
        SELECT ${by === 'arm' ? "concat(arm, ' ', strategy_id, ' ', toString(strategy_version))" : by} AS of, if(ok, if(decision != '', decision, toString(action)), '$failed') AS told, count() AS weight
        FROM strategy_decisions FINAL WHERE decision_id >= {idFrom:String} AND at >= ${seconds('from')}${own ? ' AND publication_id = {id:String}' : ''} GROUP BY of, told
      )
    ) GROUP BY of, name ORDER BY of, name = '$rest', calls DESC, name`,
    params,
  );
  const found = new Map<string, DecisionMix>();
  for (const { of, name, calls: count } of rows) found.set(of, [...(found.get(of) ?? []), { name, calls: Number(count) }]);
  return found;
}

/** One publication by arm and version, and by arm and time. */
export async function readArms(analytics: Pick<Analytics, 'query'>, window: ActivityWindow, id: string): Promise<{ arms: ArmActivity[]; course: ActivityPoint[] }> {
  const params = paramsOf(window, id);
  const [arms, course, mix] = await Promise.all([
    analytics.query<ResultRow & { arm: string; strategy_id: string; strategy_version: number }>(`SELECT arm, strategy_id, strategy_version, ${resultsSql}, ${evaluatedSql} AS evaluated, ${timesSql} AS times FROM ${calls('from', true)} GROUP BY arm, strategy_id, strategy_version ORDER BY arm, strategy_version DESC`, params),
    analytics.query<ResultRow & { arm: string; bucket: string }>(`SELECT arm, intDiv(second - {from:UInt32}, {bucket:UInt32}) AS bucket, ${resultsSql}, ${evaluatedSql} AS evaluated, ${timesSql} AS times FROM ${calls('from', true)} GROUP BY arm, bucket ORDER BY bucket, arm`, params),
    readMix(analytics, params, 'arm', true),
  ]);
  const sums = (row: ResultRow): Omit<Sums, 'mix'> => ({ calls: countsOf(row), times: timesOf(row) });
  return {
    arms: arms.map((row) => ({ arm: row.arm, strategyId: row.strategy_id, version: row.strategy_version, ...sums(row), mix: mix.get(`${row.arm} ${row.strategy_id} ${row.strategy_version}`) ?? [] })).sort((a, b) => Number(a.arm === '') - Number(b.arm === '')),
    course: course.map((row) => ({ at: new Date((window.from + Number(row.bucket) * window.bucketSeconds) * 1000).toISOString(), arm: row.arm, ...sums(row) })),
  };
}

