import type { ViewStores } from '../asked-view.js';
import { rangeText } from './score-stability.js';
import type { ScoredSource } from './scored-outcomes.js';

/** One input of a strategy cut into bins: deciles of a number, the most frequent values of anything else. */
export interface InputBins {
  name: string;
  edges: number[];
  /** Values with bins of their own; empty for a number. */
  values: string[];
}
export interface BinCount {
  name: string;
  /** 1 in the days compared with. */
  inReference: boolean;
  bin: string;
  units: number;
  positives: number;
  negatives: number;
}

const mostInputs = 200;
const mostValues = 20;
/** A number with so few values is a category. */
const fewValues = 10;
const missing = '∅';
const others = '…';

/** How inputs are cut, from the rows for which the condition holds. Lists and objects are left out. */
export async function cutInputs({ from, params }: ScoredSource, where: string, more: Record<string, unknown>, stores: ViewStores): Promise<InputBins[]> {
  const rows = await stores.query<{ name: string; numbers: string; given: string; distinct_values: string; edges: number[]; top: string[] }>(
    `SELECT kv.1 AS name, countIf(isNotNull(toFloat64OrNull(kv.2))) AS numbers, countIf(kv.2 != 'null') AS given, uniqExact(kv.2) AS distinct_values,
       quantilesExactInclusiveIf(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)(toFloat64OrZero(kv.2), isNotNull(toFloat64OrNull(kv.2))) AS edges, topKIf(${mostValues})(kv.2, kv.2 != 'null' AND length(kv.2) < 200) AS top
     FROM (SELECT arrayJoin(JSONExtractKeysAndValuesRaw(input)) AS kv FROM ${from} WHERE input != '' AND ${where}) WHERE NOT startsWith(kv.2, '[') AND NOT startsWith(kv.2, '{') GROUP BY name HAVING distinct_values > 1 AND NOT (distinct_values > given / 2 AND numbers = 0 AND given > 40) ORDER BY name LIMIT ${mostInputs}`,
    { ...params, ...more },
  );
  return rows.map(({ name, numbers, given, distinct_values, edges, top }) => {
    const numeric = Number(numbers) >= 0.9 * Number(given) && Number(distinct_values) > fewValues;
    return { name, edges: numeric ? [...new Set(edges.map(Number))].sort((a, b) => a - b) : [], values: numeric ? [] : [...top].sort() };
  });
}

/** Rows of each bin of each input, apart for the days compared with, with those that came true and those that did not. */
export async function countInputs({ from, params }: ScoredSource, inputs: readonly InputBins[], reference: string, more: Record<string, unknown>, stores: ViewStores): Promise<BinCount[]> {
  if (inputs.length === 0) return [];
  const rows = await stores.query<{ name: string; in_reference: number; bin: string; units: string; positives: string; negatives: string }>(
    `SELECT name, in_reference, multiIf(raw = 'null', '${missing}', notEmpty(values), if(has(values, raw), raw, '${others}'), toString(arrayCount(edge -> toFloat64OrZero(raw) > edge, edges))) AS bin, count() AS units, countIf(outcome = 1) AS positives, countIf(outcome = 0) AS negatives
     FROM (SELECT kv.1 AS name, kv.2 AS raw, in_reference, outcome, indexOf({names:Array(String)}, kv.1) AS place, {edges:Array(Array(Float64))}[place] AS edges, {values:Array(Array(String))}[place] AS values
       FROM (SELECT arrayJoin(JSONExtractKeysAndValuesRaw(input)) AS kv, ${reference} AS in_reference, outcome FROM ${from} WHERE input != '') WHERE has({names:Array(String)}, kv.1))
     GROUP BY name, in_reference, bin ORDER BY name, bin`,
    { ...params, ...more, names: inputs.map(({ name }) => name), edges: inputs.map(({ edges }) => edges), values: inputs.map(({ values }) => values) },
  );
  return rows.map((row) => ({ name: row.name, inReference: Number(row.in_reference) === 1, bin: row.bin, units: Number(row.units), positives: Number(row.positives), negatives: Number(row.negatives) }));
}

/** A bin as people read it. */
export function binText({ edges, values }: InputBins, bin: string): string {
  if (bin === missing || bin === others || values.length > 0) return /^".*"$/.test(bin) ? bin.slice(1, -1) : bin;
  return rangeText(edges, Number(bin));
}
