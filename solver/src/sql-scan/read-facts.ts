import { fromSteps, shiftFor, stepsDown } from './fixed-point.js';
import { ownColumns, type ScanFacts, type ScanTable } from './scan-table.js';
import { type Ask, bigOf, exactNumber, numberOf, quoteTable } from './sql-text.js';

const mostDigits = 4;

/** What the search must know of a scan table, in three SELECTs. */
export function readFacts(table: ScanTable, ask: Ask): ScanFacts {
  const from = quoteTable(table.name);
  const names = ownColumns(table);
  const steps = Array.from({ length: mostDigits + 1 }, (_, d) => `max(arrayMax(arrayMap(g -> abs(g * ${10 ** d} - round(g * ${10 ** d})), gains))) AS off${d}`);
  const [row] = ask({
    kind: 'rows',
    sql: `SELECT count() AS n, sum(length(options)) AS candidates, max(arrayMax(arrayPushBack(gains, 0.))) AS largest, min(arrayMin(arrayPushBack(gains, 0.))) AS smallest, ${steps.join(', ')}${names.map((name) => `, max(arrayMax(arrayMap(w -> abs(w), arrayPushBack(${name}, 0.)))) AS largest_${name}`).join('')} FROM ${from}`,
  });
  const customers = numberOf(row!['n']);
  const candidates = numberOf(row!['candidates']);
  const [largestGain, smallestGain] = [numberOf(row!['largest']), numberOf(row!['smallest'])];
  const largestOwn = names.map((name) => numberOf(row![`largest_${name}`]));
  const size = Math.max(largestGain, -smallestGain);
  const shift = shiftFor(size);
  const ownShifts = largestOwn.map(shiftFor);
  const absolute = (column: string, by: number): string => `sum(arraySum(arrayMap(w -> ${stepsDown('abs(w)', exactNumber(2 ** by))}, ${column})))`;
  const [sums] = ask({
    kind: 'rows',
    sql: `SELECT sum(${stepsDown('arrayMin(arrayPushBack(gains, 0.))', exactNumber(2 ** shift))}) AS least, ${absolute('gains', shift)} AS gain_sum${names.map((name, m) => `, ${absolute(name, ownShifts[m]!)} AS sum_${name}`).join('')} FROM ${from}`,
  });
  const cellSizes = new Float64Array(table.cells);
  for (const one of ask({ kind: 'rows', sql: `SELECT cell, count() AS n FROM ${from} GROUP BY cell` })) cellSizes[numberOf(one['cell'])] = numberOf(one['n']);
  const digits = Array.from({ length: mostDigits + 1 }, (_, d) => d).find((d) => numberOf(row![`off${d}`]) <= 1e-9 && size * 10 ** d < 2 ** 36);
  const mean = (value: unknown, by: number): number => fromSteps(bigOf(value), by) / Math.max(1, candidates);
  return {
    customers,
    candidates,
    cellSizes,
    largestGain,
    smallestGain,
    meanGain: mean(sums!['gain_sum'], shift),
    floor: fromSteps(bigOf(sums!['least']), shift),
    largestOwn,
    meanOwn: names.map((name, m) => mean(sums![`sum_${name}`], ownShifts[m]!)),
    gainStep: digits === undefined || candidates === 0 ? 0 : 10 ** -digits,
  };
}
