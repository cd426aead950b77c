import { Type } from 'typebox';
import type { TableMaker, ViewStores } from '../asked-view.js';
import { chosen, daysSql, decisionRows, only } from '../strategy/recorded-decisions.js';
import type { ViewInput } from '../view.js';

/** Responses that say that nothing came of it, where a view is not told otherwise. */
export const usualNegatives = ['refusal', 'wrong-number', 'unsubscribe', 'no-fraud', 'no-loss'];

export const scoredParams = Type.Object(
  {
    source: Type.Enum(['decisions', 'candidates', 'outcomes'] as const, { default: 'decisions', description: 'Whose scores: those that strategies answered, those of a score set against the contacts that followed, or imported ones' }),
    strategy: Type.String({ maxLength: 128, default: '', description: 'decisions: the strategy; left out: the one with the most outcomes' }),
    score: Type.String({ maxLength: 128, default: '', description: 'decisions: the output with the score; outcomes: the metric; left out: a usual name' }),
    scoreSet: Type.String({ maxLength: 128, default: 'default', description: 'candidates: the score set' }),
    campaign: Type.String({ maxLength: 128, default: '', description: 'outcomes: under which campaign they were imported' }),
    label: Type.String({ maxLength: 128, default: '', description: 'outcomes: the metric that is 1 where it came true, 0 where not' }),
    positive: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: [], description: 'Kinds of responses that count as came true; left out: all that are not negative' }),
    negative: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: usualNegatives, description: 'Kinds that count as did not come true' }),
    silence: Type.Enum(['negative', 'unknown'] as const, { default: 'negative', description: 'What no response within the window means' }),
    windowDays: Type.Integer({ minimum: 1, maximum: 1095, default: 30, description: 'Days after the score within which an outcome counts' }),
  },
  { additionalProperties: false },
);
export const scoredProperties = scoredParams.properties;

export interface ScoredParams {
  source?: 'decisions' | 'candidates' | 'outcomes';
  strategy?: string;
  score?: string;
  scoreSet?: string;
  campaign?: string;
  label?: string;
  positive?: string[];
  negative?: string[];
  silence?: 'negative' | 'unknown';
  windowDays?: number;
}

export interface ScoredSource {
  /** Sub-select in parentheses with `id`, `at` (instant), `score` (Nullable(Float64)), `outcome` (Nullable(UInt8): null is not known yet) and `input` (JSON text or ''). */
  from: string;
  params: Record<string, unknown>;
  /** What the scores are called, for notes. */
  name: string;
}

/** `outcome` of responses counted as came true (`hits`) and as not (`misses`) within the window. */
const outcomeSql = (at: string): string => `multiIf(hits > 0, toNullable(1), misses > 0, 0, {silence:String} = 'negative' AND ${at} + toIntervalDay({window:UInt32}) <= toDateTime64({today:Date32}, 3, 'UTC') + toIntervalDay(1), 0, NULL)`;
const isHit = `(if(empty({positive:Array(String)}), NOT has({negative:Array(String)}, r.kind), has({positive:Array(String)}, r.kind)))`;
const isMiss = `has({negative:Array(String)}, r.kind)`;

/** What a view's parameters mean as a source of scores with outcomes; null where there is none, which a note of the table says. */
export async function scoredSource({ params, period, filters, today }: ViewInput, table: TableMaker, stores: ViewStores): Promise<ScoredSource | null> {
  const { source = 'decisions', strategy = '', score = '', scoreSet = 'default', campaign = '', label = '', positive = [], negative = usualNegatives, silence = 'negative', windowDays = 30 } = params as ScoredParams;
  const labels = { positive, negative, silence, window: windowDays, today };
  if (source === 'outcomes') {
    const metric = score || 'score';
    const truth = label || 'label';
    return {
      from: `(SELECT s.customer_id AS id, toDateTime64('1970-01-01', 3, 'UTC') AS at, toNullable(s.value) AS score, if(t.customer_id = '', NULL, toNullable(toUInt8(t.value > 0))) AS outcome, '' AS input
        FROM (SELECT customer_id, value FROM outcomes FINAL WHERE campaign_id = {campaign:String} AND metric = {score:String}) AS s LEFT JOIN (SELECT customer_id, value FROM outcomes FINAL WHERE campaign_id = {campaign:String} AND metric = {label:String}) AS t USING (customer_id))`,
      params: { campaign, score: metric, label: truth }, name: `${campaign} ${metric}`,
    };
  }
  if (source === 'candidates') {
    const span = daysSql(period, 'k.at');
    const action = chosen(filters, 'action');
    const channel = chosen(filters, 'channel');
    return {
      from: `(SELECT id, at, score, ${outcomeSql('at')} AS outcome, '' AS input FROM (
          SELECT k.customer_id AS customer, k.action_id AS action, concat(k.customer_id, ' ', k.action_id) AS id, k.at AS at, k.score AS score,
            countIf(r.customer_id != '' AND r.at >= k.at AND r.at < k.at + toIntervalDay({window:UInt32}) AND (r.action_id = '' OR r.action_id = k.action_id) AND ${isHit}) AS hits,
            countIf(r.customer_id != '' AND r.at >= k.at AND r.at < k.at + toIntervalDay({window:UInt32}) AND (r.action_id = '' OR r.action_id = k.action_id) AND ${isMiss}) AS misses
          FROM (SELECT c.customer_id AS customer_id, c.action_id AS action_id, min(c.at) AS at, any(s.probability) AS score FROM contacts AS c FINAL
            INNER JOIN (SELECT customer_id, action_id, probability FROM candidates FINAL WHERE score_set = {set:String}) AS s ON s.customer_id = c.customer_id AND s.action_id = c.action_id
            WHERE ${[...daysSql(period, 'c.at').conditions, ...(action === undefined ? [] : ['c.action_id = {action:String}']), ...(channel === undefined ? [] : ['c.channel = {channel:String}']), '1'].join(' AND ')} GROUP BY c.customer_id, c.action_id) AS k
          LEFT JOIN (SELECT customer_id, action_id, kind, at FROM responses FINAL WHERE corrected_by = '') AS r ON r.customer_id = k.customer_id
          GROUP BY k.customer_id, k.action_id, k.at, k.score))`,
      params: { ...labels, ...span.params, set: scoreSet, ...(action === undefined ? {} : { action }), ...(channel === undefined ? {} : { channel }) }, name: scoreSet,
    };
  }
  const chosenStrategy = strategy || chosen(filters, 'strategy') || (await mostJudged(period, filters, stores));
  if (!chosenStrategy) {
    table.note('Нет решений, о которых известен исход: оценивать нечего. Исходы — это отклики с номером решения', 'No decisions whose outcome is known: there is nothing to judge by. Outcomes are responses that name the decision');
    return null;
  }
  const rows = decisionRows({ period, filters: [...filters, only('strategy', chosenStrategy)] }, table);
  const output = score || (await usualScore(rows, stores));
  if (!output) {
    table.note(`В ответах стратегии ${chosenStrategy} нет числового выхода, который был бы оценкой`, `The answers of the strategy ${chosenStrategy} have no numeric output that could be a score`);
    return null;
  }
  return {
    // One row a decision on either side of the join: a million of them are not gathered a second time.
    from: `(SELECT id, at, score, ${outcomeSql('at')} AS outcome, input FROM (
        SELECT d.decision_id AS id, d.at AS at, JSONExtract(d.answer, 'outputs', {score:String}, 'Nullable(Float64)') AS score, d.input AS input,
          r.any_hit AND r.hit_at < d.at + toIntervalDay({window:UInt32}) AS hits, r.any_miss AND r.miss_at < d.at + toIntervalDay({window:UInt32}) AS misses
        FROM (SELECT d.decision_id, d.at, d.answer, d.input FROM strategy_decisions AS d FINAL WHERE ${rows.where} AND d.ok) AS d
        LEFT JOIN (SELECT r.decision_id AS decision_id, max(${isHit}) AS any_hit, minIf(r.at, ${isHit}) AS hit_at, max(${isMiss}) AS any_miss, minIf(r.at, ${isMiss}) AS miss_at
          FROM responses AS r FINAL WHERE r.decision_id != '' AND r.corrected_by = '' GROUP BY r.decision_id) AS r ON r.decision_id = d.decision_id))`,
    params: { ...rows.params, ...labels, score: output }, name: `${chosenStrategy}, ${output}`,
  };
}

async function mostJudged(period: ViewInput['period'], filters: ViewInput['filters'], stores: ViewStores): Promise<string | undefined> {
  const rows = decisionRows({ period, filters });
  const [found] = await stores.query<{ strategy: string }>(
    `SELECT d.strategy_id AS strategy FROM strategy_decisions AS d FINAL WHERE ${rows.where} AND d.decision_id IN (SELECT decision_id FROM responses FINAL WHERE decision_id != '') AND d.ok GROUP BY strategy ORDER BY JSONHas(any(d.answer), 'outputs', 'score') DESC, count() DESC, strategy LIMIT 1`,
    rows.params,
  );
  return found?.strategy;
}

const usualNames = ['score', 'probability', 'propensity', 'risk', 'points'];

async function usualScore(rows: { where: string; params: Record<string, unknown> }, stores: ViewStores): Promise<string | undefined> {
  const found = await stores.query<{ name: string }>(
    `SELECT DISTINCT kv.1 AS name FROM (SELECT arrayJoin(JSONExtractKeysAndValues(d.answer, 'outputs', 'Nullable(Float64)')) AS kv FROM (SELECT * FROM strategy_decisions AS d FINAL WHERE ${rows.where} AND d.ok LIMIT 1000) AS d) WHERE isNotNull(kv.2) ORDER BY name`,
    rows.params,
  );
  const names = found.map(({ name }) => name);
  return usualNames.find((name) => names.includes(name)) ?? names[0];
}
