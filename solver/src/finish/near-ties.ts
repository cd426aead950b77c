import type { DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import { gapQuantile } from '../dual/curvature.js';
import { forEachCoefficient } from '../model/model.js';

export interface NearTies {
  customers: number[];
  /** A few of them that move each row that matters, either way: with them a small program can balance every row. */
  balancing: number[];
  /** Gap below which a customer counts as near. */
  threshold: number;
}

/**
 * The customers nearest to changing their choice: about `count` over all, and for every row that matters (a price, or a violation)
 * the `perRow` nearest whose exchange moves it up and the nearest that move it down. By the overall gap alone, rows of few customers
 * would have nothing to balance with. Uses the scan at `point`, which must be the last one run.
 */
export function nearTies(dual: DualFunction, point: DualPoint, count: number, perRow: number): NearTies {
  const { model, scan } = dual;
  const { gap, leave, enter } = scan;
  const within = (limit: number): number[] => {
    const list: number[] = [];
    for (let i = 0; i < gap.length; i++) if (gap[i]! <= limit) list.push(i);
    return list;
  };
  const quantile = gapQuantile(dual, Math.min(1, (1.2 * count) / Math.max(1, gap.length)));
  let list = within(quantile);
  if (list.length > 1.5 * count) list = list.sort((a, b) => gap[a]! - gap[b]!).slice(0, count);
  const chosen = new Set(list);
  const threshold = Math.max(1e-9, list.reduce((most, i) => Math.max(most, gap[i]!), 0));

  const matters = model.rows.map((row, k) => point.lambda[k] !== 0 || row.sense === 0 || row.sense * (point.used[k]! - row.bound) > 0);
  const nearest: number[][] = Array.from({ length: 2 * model.rows.length }, () => []);
  const limits = new Float64Array(2 * model.rows.length).fill(Infinity);
  const shrink = (bucket: number): void => {
    const own = nearest[bucket]!;
    own.sort((a, b) => gap[a]! - gap[b]!);
    own.length = Math.min(own.length, perRow);
    if (own.length === perRow) limits[bucket] = gap[own[perRow - 1]!]!;
  };
  const delta = new Float64Array(model.rows.length);
  const touched: number[] = [];
  const loosest = (): number => limits.reduce((most, limit, b) => (matters[b >> 1] ? Math.max(most, limit) : most), 0);
  let most = loosest();
  for (let i = 0; i < gap.length; i++) {
    if (!(gap[i]! < most) || gap[i] === Infinity) continue;
    touched.length = 0;
    const add = (candidate: number, sign: number): void => {
      if (candidate >= 0) forEachCoefficient(model, i, candidate, (k, a) => {
        if (delta[k] === 0) touched.push(k);
        delta[k]! += sign * a;
      });
    };
    add(enter[i]!, 1);
    add(leave[i]!, -1);
    for (const k of touched) {
      const bucket = 2 * k + (delta[k]! > 0 ? 1 : 0);
      if (delta[k] !== 0 && matters[k] && gap[i]! < limits[bucket]! && nearest[bucket]!.push(i) >= 4 * perRow) {
        shrink(bucket);
        most = loosest();
      }
      delta[k] = 0;
    }
  }
  const balancing = new Set<number>();
  const few = Math.max(2, Math.min(10, Math.floor(300 / Math.max(1, nearest.length))));
  for (let bucket = 0; bucket < nearest.length; bucket++) {
    shrink(bucket);
    for (const i of nearest[bucket]!) chosen.add(i);
    for (const i of nearest[bucket]!.slice(0, few)) balancing.add(i);
  }
  return { customers: [...chosen].sort((a, b) => a - b), balancing: [...balancing], threshold };
}
