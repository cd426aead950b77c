import type { CellGrain } from './unit-sums.js';
import type { MartReach } from './mart-definition.js';

/** What a metric is to the SQL of sums: its place in the units' lists (from 1), and whom it counts. */
export interface SummedMetric {
  metric: string;
  place: number;
  onlyMatched: boolean;
}

export interface CellSumsQuestion {
  grain: CellGrain;
  metrics: readonly SummedMetric[];
  reach: MartReach;
  /** Expressions over columns of `report_units` that cells are grouped by, by the name they get. */
  keys: Readonly<Record<string, string>>;
  /** Sub-select of `report_units` rows that count. */
  units: string;
  scoreBounds: readonly number[];
}

/** Columns of sums, in the order that all selects here have. */
export const sumColumns = ['n', 'x', 'y', 'z', 'xx', 'yy', 'zz', 'xy', 'xz', 'yz'] as const;
const types: Record<(typeof sumColumns)[number], string> = { n: 'Int64', x: 'Int128', y: 'Int128', z: 'Int128', xx: 'Int256', yy: 'Int256', zz: 'Int256', xy: 'Int256', xz: 'Int256', yz: 'Int256' };
type Sums = Record<(typeof sumColumns)[number], string>;

/** Name of the row that counts units, whatever the metric. */
export const unitsMetric = '';

/** The narrowest whole numbers in which no sum of products overflows: twice the greatest total enters the squares of running totals. */
function sumType({ terms, x, y, z }: MartReach, places: readonly number[]): 'toInt64' | 'toInt128' | 'toInt256' {
  const most = places.flatMap((place) => [x[place - 1] ?? 0n, y[place - 1] ?? 0n, z[place - 1] ?? 0n]).reduce((greatest, value) => (value > greatest ? value : greatest), 1n) * 2n;
  const greatest = most * most * BigInt(terms + 1);
  return greatest < 1n << 60n ? 'toInt64' : greatest < 1n << 124n ? 'toInt128' : 'toInt256';
}

const asTuple = (metric: string, bucket: string, sums: Sums): string => `(${metric}, ${bucket}, ${sumColumns.map((column) => `to${types[column]}(${sums[column]})`).join(', ')})`;
const nothing: Sums = { n: '0', x: '0', y: '0', z: '0', xx: '0', yy: '0', zz: '0', xy: '0', xz: '0', yz: '0' };

/** Sums over whole units, all metrics in one pass; `sign` -1 takes them away again. Zero sums of what a metric has not are not formed at all. */
function totalsOf({ place, onlyMatched }: SummedMetric, reach: MartReach): Sums {
  const wide = sumType(reach, [place]);
  const has = { x: reach.x[place - 1] !== 0n, y: reach.y[place - 1] !== 0n, z: reach.z[place - 1] !== 0n };
  const value = { x: `${wide}(total_x[${place}])`, y: `${wide}(total_y[${place}])`, z: `${wide}(z[${place}])` };
  const matched = `has(event_metric, ${place})`;
  const sum = (a: 'x' | 'y' | 'z', b?: 'x' | 'y' | 'z'): string => {
    if (!has[a] || (b !== undefined && !has[b])) return '0';
    const term = b === undefined ? value[a] : `${value[a]} * ${value[b]}`;
    // Who has no event has no x and no y, but may have a z.
    return onlyMatched && (a === 'z' || b === 'z') ? `sumIf(${term}, ${matched})` : `sum(${term})`;
  };
  return { n: onlyMatched ? `countIf(${matched})` : 'count()', x: sum('x'), y: sum('y'), z: sum('z'), xx: sum('x', 'x'), yy: sum('y', 'y'), zz: sum('z', 'z'), xy: sum('x', 'y'), xz: sum('x', 'z'), yz: sum('y', 'z') };
}

const negative = (sums: Sums): Sums => Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, `-(${sum})`])) as unknown as Sums;

/** The bin of a unit's score: how many bounds lie below it. */
export function scoreBin(bounds: readonly number[]): string {
  return bounds.length === 0 ? '0' : bounds.map((bound) => `(assumeNotNull(score) > ${bound})`).join(' + ');
}

/**
 * SELECT with the keys, metric, bucket and sums. What each grain's sums mean stands at `CellGrain`; n, z and zz are in the first bucket of running
 * totals and in no bucket of `day` and `week`, where they are those of `total`.
 */
export function cellSumsSql(question: CellSumsQuestion): string {
  switch (question.grain) {
    case 'total':
      return unitSums(question, '0', (metric) => [asTuple(text(metric.metric), 'bucket', totalsOf(metric, question.reach))], question.units, [asTuple(text(unitsMetric), 'bucket', { ...nothing, n: 'count()' })]);
    case 'score':
      return unitSums(question, scoreBin(question.scoreBounds), (metric) => [asTuple(text(metric.metric), 'bucket', totalsOf(metric, question.reach))], `${question.units} AND score IS NOT NULL`, [asTuple(text(unitsMetric), 'bucket', { ...nothing, n: 'count()' })]);
    case 'day':
    case 'week':
      return eventSums(question);
    case 'cumulative':
      return `${eventSums(question)}\nUNION ALL\n${unitSums(question, 'toInt32({starts_on:Date32})', (metric) => {
        const { n, z, zz } = totalsOf(metric, question.reach);
        return [asTuple(text(metric.metric), 'bucket', { ...nothing, n, z, zz })];
      }, question.units)}`;
    case 'since-assignment':
      return `${eventSums(question)}\nUNION ALL\n${unitSums(question, 'greatest(toInt32({window_before:Date32}) - assigned_on, 0)', (metric) => {
        const totals = totalsOf(metric, question.reach);
        return [asTuple(text(metric.metric), '0', { ...nothing, n: totals.n, z: totals.z, zz: totals.zz }), asTuple(text(metric.metric), 'bucket', negative(totals))];
      }, question.units)}`;
  }
}

const text = (value: string): string => `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`;

function keyList(keys: Readonly<Record<string, string>>): { named: string; names: string } {
  const names = Object.keys(keys);
  return { named: names.map((name) => `${keys[name]} AS ${name}`).join(', '), names: names.join(', ') };
}

function unitSums({ metrics, keys }: CellSumsQuestion, bucket: string, sumsOf: (metric: SummedMetric) => string[], units: string, more: string[] = []): string {
  const { named, names } = keyList(keys);
  const columns = sumColumns.map((column, index) => `sums.${index + 3} AS ${column}`).join(', ');
  const tuples = [...more, ...metrics.flatMap(sumsOf)];
  if (tuples.length === 0) return `${noCells(keys)}`;
  return `SELECT ${names}, sums.1 AS metric, toInt32(sums.2) AS bucket, ${columns} FROM (
    SELECT ${named}, toInt32(${bucket}) AS bucket, [${tuples.join(',\n        ')}] AS all_sums
    FROM (${units}) GROUP BY ${names}, bucket
) ARRAY JOIN all_sums AS sums`;
}

function noCells(keys: Readonly<Record<string, string>>): string {
  return `SELECT ${Object.keys(keys).map((name) => `${name === 'wave' ? 'toInt32(0)' : name === 'dims' ? 'emptyArrayString()' : "''"} AS ${name}`).join(', ')}, '' AS metric, toInt32(0) AS bucket, ${sumColumns.map((column) => `to${types[column]}(0) AS ${column}`).join(', ')} WHERE false`;
}

/**
 * What each event adds to the sums of the units' running totals: x² grows by x² − (x − dx)², so only units with an event on a day are touched. For
 * `day` and `week` the total runs within the period and starts anew with the next.
 */
function eventSums({ grain, metrics, reach, keys, units }: CellSumsQuestion): string {
  if (metrics.length === 0) return noCells(keys);
  const { named, names } = keyList(keys);
  const places = metrics.map((metric) => metric.place);
  const wide = sumType(reach, places);
  const has = (list: readonly bigint[]): boolean => places.some((place) => list[place - 1] !== 0n);
  const [hasX, hasY, hasZ] = [has(reach.x), has(reach.y), has(reach.z)];
  const bucket = { cumulative: 'day', total: '0', score: '0', day: 'day', week: 'day - positiveModulo(day + 3, 7)', 'since-assignment': 'greatest(day - assigned_on, 0)' }[grain];
  // Totals run while the metric (and the week) stays the same; events are in the order of metric and day.
  const stretch = grain === 'week' ? 'arrayMap((m, d) -> toInt64(m) * 10000000 + intDiv(d - positiveModulo(d + 3, 7), 7), event_metric, event_day)' : 'event_metric';
  const running = (events: string): string => {
    if (grain === 'day') return events;
    const base = `arrayFill((b, change) -> change != 0, arrayMap((s, e) -> s - e, arrayCumSum(${events}), ${events}), arrayDifference(${stretch}))`;
    return `arrayMap((s, b) -> s - b, arrayCumSum(${events}), ${base})`;
  };
  const joined = [
    'event_metric AS place', 'event_day AS day',
    ...(hasX ? ['event_x AS dx', 'run_x AS tx'] : []), ...(hasY ? ['event_y AS dy', 'run_y AS ty'] : []), ...(hasZ ? ['befores AS before'] : []),
  ];
  const lists = [
    'assigned_on', 'event_metric', 'event_day',
    ...(hasX ? ['event_x', `${running('event_x')} AS run_x`] : []), ...(hasY ? ['event_y', `${running('event_y')} AS run_y`] : []), ...(hasZ ? ['arrayMap(m -> z[m], event_metric) AS befores'] : []),
  ];
  const [x, y, dx, dy, z] = ['tx', 'ty', 'dx', 'dy', 'before'].map((name) => `${wide}(${name})`);
  const some = (condition: boolean, sum: string): string => (condition ? sum : '0');
  const sums: Sums = {
    ...nothing,
    x: some(hasX, `sum(${dx})`), y: some(hasY, `sum(${dy})`),
    xx: some(hasX, `sum(${dx} * (2 * ${x} - ${dx}))`), yy: some(hasY, `sum(${dy} * (2 * ${y} - ${dy}))`),
    xy: some(hasX && hasY, `sum(${x} * ${y} - (${x} - ${dx}) * (${y} - ${dy}))`),
    xz: some(hasX && hasZ, `sum(${dx} * ${z})`), yz: some(hasY && hasZ, `sum(${dy} * ${z})`),
  };
  return `SELECT ${names}, transform(place, [${places.join(', ')}], [${metrics.map((metric) => text(metric.metric)).join(', ')}], '') AS metric, bucket,
    ${sumColumns.map((column) => `to${types[column]}(${column}) AS ${column}`).join(', ')}
FROM (
    SELECT ${names}, place, toInt32(${bucket}) AS bucket, ${sumColumns.map((column) => `${sums[column]} AS ${column}`).join(', ')}
    FROM (SELECT ${named}, ${lists.join(', ')} FROM (${units})) ARRAY JOIN ${joined.join(', ')}
    WHERE place IN (${places.join(', ')})
    GROUP BY ${names}, place, bucket
)`;
}
