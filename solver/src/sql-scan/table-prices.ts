import { boxStep } from '../dual/box-step.js';
import type { DualPoint } from '../dual/dual.js';
import { DualFunction } from '../dual/dual-function.js';
import { newton } from '../dual/newton.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { modelOfTies } from './near-tie-model.js';
import { printCustomersSql, readNearTies } from './print-near-ties.js';
import { sampleLimits } from './sample-limits.js';
import type { ScanFacts, ScanTable } from './scan-table.js';
import type { ScanRows, SqlDual } from './sql-dual.js';
import type { Ask } from './sql-text.js';

/** Customers of each cell that a sample has at least, where there are so many. */
const leastOfCell = 20;

/** Multipliers that make D small: by Newton on a sample that is read, then on the table; by box steps where ties keep it from settling. */
export function tablePrices(dual: SqlDual, table: ScanTable, facts: ScanFacts, scan: ScanRows, ask: Ask, context: SearchContext): DualPoint {
  const K = scan.rows.length;
  const stop = (): boolean => shouldEnd(context);
  const onPoint = (point: DualPoint): void => context.report('prices', dual.certified(point), null);
  const target = Math.max(20_000, Math.min(facts.customers / 4, 150 * K));
  const start = K === 0 || target > facts.customers / 2 ? new Float64Array(K) : samplePrices(table, facts, scan, target, ask, context);
  const shrink = Math.min(1, 1e6 / Math.max(1, facts.customers));
  // A pass is dear here: steps that close a hundredth of the gap asked are the last.
  const found = newton(dual, start, { tolerance: 2e-4 * shrink, progress: Math.max(1e-9 * shrink, 0.01 * context.gap), iterations: 40, smallestBand: 0.003 * Math.sqrt(shrink), warm: start.some((value) => value !== 0), stop, onPoint });
  if (K === 0 || stop() || dual.provesInfeasible(found.point) || found.residual * facts.customers <= 300 || found.residual < 1e-3 * shrink) return found.point;
  const typical = Math.abs(found.point.value) / Math.max(1, facts.customers);
  return boxStep(dual, found.point, { glpk: context.glpk, now: context.now, box: 0.05 * Math.max(typical, 1e-9), tolerance: Math.min(1e-7, context.gap / 10), scale: 1e-9, iterations: 40, most: Infinity, stop, onPoint }).point;
}

/** A sample by hash, stratified by cell: each cell's customers stand for as many as it has. */
function samplePrices(table: ScanTable, facts: ScanFacts, scan: ScanRows, target: number, ask: Ask, context: SearchContext): Float64Array {
  const customers = readNearTies(table, ask(printCustomersSql(table, sampleLimits(facts.cellSizes, target / facts.customers, leastOfCell))));
  const taken = new Float64Array(table.cells);
  for (const { cell } of customers) taken[cell]!++;
  const sample = new DualFunction(modelOfTies(table, scan, customers, facts.cellSizes.map((size, c) => (taken[c]! > 0 ? size / taken[c]! : 0))));
  return newton(sample, new Float64Array(scan.rows.length), { tolerance: 2e-2, progress: 1e-5, iterations: 40, smallestBand: 0.003, warm: false, stop: () => shouldEnd(context) }).point.lambda;
}
