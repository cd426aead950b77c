import type { Prices } from '../scan/net-value.js';
import { priceParams, printChoices } from './print-pass.js';
import { nothing, ownColumns, type ScanTable } from './scan-table.js';
import { bigOf, exactNumber, numberOf, type SqlQuery, type SqlRow, wholeList } from './sql-text.js';

/**
 * Choices with all alternatives: `all` and `names` are the net values and options with nothing in front, `rest` the same without the
 * chosen one, `gap` how far the best is from the second, Infinity where there is no second.
 */
export function printGaps(table: ScanTable, columns: string, where = ''): string {
  return `SELECT *, arrayPushFront(net, 0.) AS all, arrayPushFront(options, toUInt16(${nothing})) AS names,
  arrayMap((x, o) -> if(o = best, -inf, x), all, names) AS rest, arrayMax(rest) AS next, most - next AS gap, names[indexOf(rest, next)] AS second
FROM (
${printChoices(table, columns, where)}
)`;
}

/** Sample of customers: those whose hash is below the limit of their cell, out of 2^32. */
const sampled = 'hash < {hash_limits:Array(UInt64)}[cell + 1]';

export function sampleParams(limits: ArrayLike<number>): Record<string, string> {
  return { hash_limits: wholeList(limits) };
}

/** The q-quantile of the gaps in a sample; null where no gap is finite. */
export function printGapQuantileSql(table: ScanTable, prices: Prices, limits: ArrayLike<number>, q: number): SqlQuery {
  return {
    kind: 'rows',
    sql: `SELECT count() AS n, quantileExact(${q})(gap) AS quantile FROM (
${printGaps(table, ['cell', 'hash', 'options', 'gains', ...ownColumns(table)].join(', '), sampled)}
) WHERE gap < inf`,
    params: { ...priceParams(prices), ...sampleParams(limits) },
  };
}

/** An exchange that some customers of a cell are near to: from the best choice to another one. */
export interface PairRow {
  cell: number;
  /** Options; −1 for nothing. */
  best: number;
  other: number;
  count: number;
  /**
   * Σ of the products of pairs (i ≤ j, row after row) of the own measures of the best and then of the other, in units of the scales;
   * and before them Σ of each alone: Σ z_i z_j for z = (1, own of best …, own of other …), without the count.
   */
  moments: number[];
}

/**
 * The near ties of a sample, added up by exchange: every alternative whose loss is below the band counts, as in the curvature of lists.
 * Own measures enter as whole numbers of 2^−20 of their largest, so that the sums are exact.
 */
export function printPairsSql(table: ScanTable, prices: Prices, limits: ArrayLike<number>, band: number, largestOwn: readonly number[]): SqlQuery {
  const names = ownColumns(table);
  const unit = (m: number): string => exactNumber(1 / ownUnit(largestOwn[m]!));
  const z = [...names.map((name, m) => `toInt64(round(${name}[place] * ${unit(m)}))`), ...names.map((name, m) => `toInt64(round(if(j > 1, ${name}[j - 1], 0.) * ${unit(m)}))`)];
  const moments = z.flatMap((_, i) => [`sum(toInt128(z${i}))`, ...z.slice(i).map((_, d) => `sum(toInt128(z${i}) * z${i + d})`)]);
  return {
    kind: 'rows',
    sql: `SELECT cell, best, other, count() AS n${moments.map((moment, i) => `, ${moment} AS m${i}`).join('')} FROM (
SELECT cell, best, arrayJoin(arrayFilter(i -> rest[i] > most - ${exactNumber(band)}, arrayEnumerate(rest))) AS j, names[j] AS other${z.map((expression, i) => `, ${expression} AS z${i}`).join('')} FROM (
${printGaps(table, ['cell', 'hash', 'options', 'gains', ...names].join(', '), sampled)}
) WHERE gap < ${exactNumber(band)}
) GROUP BY cell, best, other ORDER BY cell, best, other`,
    params: { ...priceParams(prices), ...sampleParams(limits) },
  };
}

/** Unit in which own measures are counted by `printPairsSql`. */
export function ownUnit(largest: number): number {
  return largest > 0 ? 2 ** (Math.ceil(Math.log2(largest)) - 20) : 1;
}

export function readPairs(table: ScanTable, rows: readonly SqlRow[], largestOwn: readonly number[]): PairRow[] {
  const units = [...largestOwn, ...largestOwn].map(ownUnit);
  const option = (value: unknown): number => (numberOf(value) === nothing ? -1 : numberOf(value));
  return rows.map((row) => {
    const moments: number[] = [];
    let next = 0;
    for (let i = 0; i < units.length; i++) {
      moments.push(Number(bigOf(row[`m${next++}`])) * units[i]!);
      for (let j = i; j < units.length; j++) moments.push(Number(bigOf(row[`m${next++}`])) * units[i]! * units[j]!);
    }
    return { cell: numberOf(row['cell']), best: option(row['best']), other: option(row['other']), count: numberOf(row['n']), moments };
  });
}
