import type { Prices } from '../scan/net-value.js';
import { fromSteps, joinSteps, stepsDown, stepsRest, stepsUp } from './fixed-point.js';
import { nothing, ownColumn, ownColumns, type ScanTable } from './scan-table.js';
import { bigOf, bitsOf, exactNumber, exactNumbers, numberOf, quoteTable, type SqlQuery, type SqlRow } from './sql-text.js';

/** Prices as parameters: base, and one list for each own measure, by cell × options + option. */
export function priceParams(prices: Prices): Record<string, string> {
  return Object.fromEntries([['base', bitsOf(prices.base)], ...prices.own.map((own, m) => [`price${m + 1}`, bitsOf(own)])]) as Record<string, string>;
}

/**
 * SELECT of every customer's best choice at prices that come as parameters:
 *
 *     net     net values by candidate, gain − base price − Σ own price × own measure, in this order
 *     most    the best net value, 0 for nothing
 *     place   place of the best candidate, the first of equals; 0 for nothing
 *     best    its option; 65535 for nothing
 */
export function printChoices(table: ScanTable, columns: string, where = ''): string {
  const names = ownColumns(table);
  const price = (list: string): string => `${list}[cell * ${table.options} + o + 1]`;
  const net = names.reduce((text, _, m) => `${text} - ${price(`prices${m + 1}`)} * w${m + 1}`, `g - ${price('prices')}`);
  const lists = [`${exactNumbers('base')} AS prices`, ...names.map((_, m) => `${exactNumbers(`price${m + 1}`)} AS prices${m + 1}`)];
  return `WITH ${lists.join(', ')}
SELECT ${columns},
  arrayMap((g, o${names.map((_, m) => `, w${m + 1}`).join('')}) -> ${net}, gains, options${names.map((name) => `, ${name}`).join('')}) AS net,
  greatest(arrayMax(net), 0.) AS most,
  if(most > 0, indexOf(net, most), 0) AS place,
  if(place > 0, options[place], ${nothing}) AS best
FROM ${quoteTable(table.name)}${where === '' ? '' : `\nWHERE ${where}`}`;
}

/** Where the terms of a pass are cut to whole steps. */
export interface PassShifts {
  net: number;
  gain: number;
  own: number[];
}

export interface PassRow {
  /** cell × options + option; −1 for customers who get nothing. */
  q: number;
  count: number;
  /** Σ best net value in steps, each rounded up. */
  net: bigint;
  /** Σ gain in steps of 2^−52 of the shift's step; exact. */
  gain: bigint;
  own: bigint[];
}

/**
 * One pass over all customers as one SELECT: prices in; for each cell and option that somebody takes the number of customers, Σ net
 * value (which is the bound), Σ gain and Σ own measures out. All sums are of whole numbers, so the answer does not depend on threads,
 * blocks or shards.
 */
export function printPassSql(table: ScanTable, prices: Prices, shifts: PassShifts): SqlQuery {
  const scale = (shift: number): string => exactNumber(2 ** shift);
  const exact = (term: string, shift: number, name: string): string => `sum(${stepsDown(term, scale(shift))}) AS ${name}, sum(${stepsRest(term, scale(shift))}) AS ${name}_rest`;
  const own = ownColumns(table).map((name, m) => `, ${exact(`${name}[place]`, shifts.own[m]!, `sum_${name}`)}`).join('');
  const columns = ['cell', 'options', 'gains', ...ownColumns(table)].join(', ');
  return {
    kind: 'rows',
    sql: `SELECT cell, best, count() AS n, sum(${stepsUp('most', scale(shifts.net))}) AS net_sum, ${exact('gains[place]', shifts.gain, 'gain_sum')}${own}
FROM (
${printChoices(table, columns)}
) GROUP BY cell, best ORDER BY cell, best`,
    params: priceParams(prices),
  };
}

export function readPass(table: ScanTable, rows: readonly SqlRow[]): PassRow[] {
  return rows.map((row) => {
    const best = numberOf(row['best']);
    return {
      q: best === nothing ? -1 : numberOf(row['cell']) * table.options + best,
      count: numberOf(row['n']),
      net: bigOf(row['net_sum']),
      gain: joinSteps(bigOf(row['gain_sum']), bigOf(row['gain_sum_rest'])),
      own: Array.from({ length: table.own }, (_, m) => joinSteps(bigOf(row[`sum_${ownColumn(m)}`]), bigOf(row[`sum_${ownColumn(m)}_rest`]))),
    };
  });
}

/** An exact sum of a pass as a double. */
export function passSum(steps: bigint, shift: number): number {
  return fromSteps(steps, shift + 52);
}
