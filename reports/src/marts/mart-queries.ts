import type { IdRange } from './unit-rows-sql.js';

/** Up to which block a fact table had been seen, and which change of rows in place (a deletion) was its last. */
export interface TableMark {
  block: number;
  mutation: number;
}
export type Watermarks = Readonly<Record<string, TableMark>>;

/** Marks of fact tables: wants {tables:Array(String)}. Blocks are numbered when they become visible, so that whatever comes later is greater. */
export const watermarksSql = `SELECT table, toUInt32(max(max_block_number)) AS block,
    toUInt32(max(toUInt64OrZero(splitByChar('_', name)[5]))) AS mutation
FROM system.parts WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)} GROUP BY table`;

/**
 * Customers with a row newer than the mark, as a condition-ready SELECT. A part that came whole after the mark counts whole: the numbers that its rows
 * carry may be those of the table that it was attached from.
 */
export function changedCustomersSql(table: string, mark: TableMark): string {
  const part = (place: number): string => `toInt64OrZero(splitByChar('_', toString(_part))[${place}])`;
  const own = table === 'assignments' ? ' AND campaign_id = {campaign_id:String}' : '';
  return `SELECT customer_id FROM ${table} WHERE ${part(3)} > ${mark.block} AND (${part(2)} > ${mark.block} OR _block_number > ${mark.block})${own}`;
}

/** Writes to `report_changes` whoever of the campaign's customers, former ones too, has anything newer than the marks. Wants work, campaign_id, build. */
export function collectChangesSql(marks: Watermarks): string {
  const changed = Object.entries(marks).map(([table, mark]) => changedCustomersSql(table, mark)).join('\n    UNION ALL\n    ');
  return `INSERT INTO report_changes (work, customer_id)
WITH changed AS (SELECT DISTINCT customer_id FROM (
    ${changed}
))
SELECT {work:String}, customer_id FROM (
    SELECT customer_id FROM assignments WHERE campaign_id = {campaign_id:String} AND customer_id IN (SELECT customer_id FROM changed)
    UNION DISTINCT
    SELECT customer_id FROM report_units WHERE build = {build:String} AND customer_id IN (SELECT customer_id FROM changed)
)`;
}

/** Writes to `report_changes` the units whose assignment was taken away. */
export const collectGoneSql = `INSERT INTO report_changes (work, customer_id)
SELECT {work:String}, customer_id FROM report_units FINAL
WHERE build = {build:String} AND NOT gone AND customer_id NOT IN (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign_id:String})`;

/** About `sample` identifiers spread over the campaign's customers, in order, with how many customers there are. */
export const customersSampleSql = `SELECT count() AS units, arraySort(groupArrayIf(customer_id, sipHash64(customer_id) % {every:UInt64} = 0)) AS ids
FROM assignments FINAL WHERE campaign_id = {campaign_id:String}`;

/** How many values each dimension has, and all of a set together with the wave. */
export const dimensionSizesSql = `SELECT sumForEach(arrayMap(i -> toUInt64(0), {dimension_names:Array(String)})) AS zero, uniqExactForEach(arrayMap(name -> dims[name], {dimension_names:Array(String)})) AS sizes
FROM assignments FINAL WHERE campaign_id = {campaign_id:String}`;

export function combinationsSql(dimensions: readonly string[], all: readonly string[]): string {
  const places = dimensions.map((name) => `dims[{dimension_names:Array(String)}[${all.indexOf(name) + 1}]]`);
  return `SELECT uniqExact((arm, toMonday(toDate32(assigned_at)), stratum, [${places.join(', ')}])) AS combinations FROM assignments FINAL WHERE campaign_id = {campaign_id:String}`;
}

/** Greatest magnitudes of totals in the rows of a build that were written with at least {token:UInt64}, and the longest list of events. */
export const reachSql = `SELECT maxForEach(arrayMap(v -> abs(toInt128(v)), total_x)) AS x, maxForEach(arrayMap(v -> abs(toInt128(v)), total_y)) AS y, maxForEach(arrayMap(v -> abs(toInt128(v)), z)) AS z,
    toUInt32(max(length(event_metric))) AS events, count() AS units
FROM report_units WHERE build = {build:String} AND token >= {token:UInt64} AND NOT gone`;

/** Greatest magnitudes of single events, by the metric's place. */
export const eventReachSql = `SELECT toUInt32(place) AS place, toString(max(abs(toInt128(dx)))) AS x, toString(max(abs(toInt128(dy)))) AS y
FROM report_units ARRAY JOIN event_metric AS place, event_x AS dx, event_y AS dy
WHERE build = {build:String} AND token >= {token:UInt64} AND NOT gone GROUP BY place`;

/** Percentiles of a spread sample of the units' scores. */
export const scoreBoundsSql = `SELECT arrayDistinct(quantilesExact(${Array.from({ length: 99 }, (_, index) => (index + 1) / 100).join(', ')})(assumeNotNull(score))) AS bounds
FROM report_units FINAL WHERE build = {build:String} AND NOT gone AND score IS NOT NULL AND sipHash64(customer_id) % {every:UInt64} = 0`;

/** Bounds that cut a sorted sample into slices of about equal size. */
export function boundsOf(sample: readonly string[], units: number, perSlice: number): string[] {
  const slices = Math.max(1, Math.ceil(units / perSlice));
  const bounds = Array.from({ length: slices - 1 }, (_, index) => sample[Math.floor(((index + 1) * sample.length) / slices)]);
  return [...new Set(bounds.filter((id): id is string => id !== undefined && id !== ''))].sort(byBytes);
}

/** ClickHouse compares texts by their bytes in UTF-8, which is the order of code points and not JavaScript's own. */
export function byBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = left[index]!.codePointAt(0)! - right[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Latest facts, of the rows after the marks alone. Wants campaign_id. */
export function latestFactsSql(marks: Watermarks, today: string): string {
  const newer = (table: string): string => {
    const block = marks[table]?.block ?? 0;
    return `toInt64OrZero(splitByChar('_', toString(_part))[3]) > ${block}`;
  };
  const latest = (column: string, table: string, day: string, where = ''): string =>
    `(SELECT if(count() = 0, NULL, toString(max(${column}))) FROM ${table} WHERE ${newer(table)} AND ${day}${where})`;
  return `SELECT
    ${latest('assigned_at', 'assignments', 'true', ' AND campaign_id = {campaign_id:String}')} AS lastAssignedAt,
    ${latest('at', 'contacts', `at < toDate32('${today}') + 1`)} AS lastContactAt,
    ${latest('at', 'responses', `at < toDate32('${today}') + 1`)} AS lastResponseAt,
    ${latest('issued_on', 'invoices', `issued_on <= toDate32('${today}')`)} AS lastInvoiceOn,
    ${latest('paid_on', 'payments', `paid_on <= toDate32('${today}')`)} AS lastPaymentOn`;
}

export function rangeParams({ fromId, toId }: IdRange): Record<string, string> {
  return { from_id: fromId, to_id: toId };
}
