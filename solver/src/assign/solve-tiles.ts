import { newton } from '../dual/newton.js';
import type { DualPoint } from '../dual/dual.js';
import { TileDual } from '../dual/tile-dual.js';
import { sampleTiles } from '../dual/tile-sample.js';
import type { NearModel } from '../finish/crowd.js';
import { type CrowdPlan, planCrowd } from '../finish/near-search.js';
import { Plan } from '../finish/plan.js';
import { TileCrowd } from '../finish/tile-crowd.js';
import type { Model } from '../model/model.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import type { ModelAnswer } from '../solve-model.js';
import { TileScan } from '../tiles/tile-scan.js';
import { rangesOver } from '../what-if/find-ranges.js';
import type { TileTable } from '../tiles/tile-table.js';
import { planTies } from './plan-ties.js';

/** Solves a model whose customers stand in tiles: prices on a sample and then on everybody, and a plan of the near ties. */
export function solveTiles(model: Model, table: TileTable, start: Float64Array | null, context: SearchContext): ModelAnswer {
  const methods = new Set<string>(['prices over tiles']);
  const scan = new TileScan(table, { threads: context.threads });
  try {
    const dual = new TileDual(scan, model.rows, model.entries);
    const first = tilePrices(dual, start, context);
    if (dual.provesInfeasible(first)) return { plan: null, bound: -Infinity, infeasible: true, lambda: first.lambda, method: [...methods] };
    const crowd = new TileCrowd(dual, model.choice);
    const { plan: tied, better: point } = planTies(crowd, first, context);
    const counted = tied && planOf(model, table, tied.choices);
    if (tied) methods.add('counts of classes');
    if (tied && counted?.feasible && tied.bound - counted.gain <= context.gap * Math.abs(tied.bound)) return { plan: counted, bound: Math.max(tied.bound, counted.gain), infeasible: false, lambda: tied.point.lambda, ranges: rangesOver(dual, tied.point, context), method: [...methods] };
    // Where counts are nearly as good as asked, lists of near ties add little for all their time.
    const rounds = tied && counted?.feasible && tied.bound - counted.gain <= 1e-5 * Math.abs(tied.bound) ? 0 : 4;
    const { best, bound, point: last } = planCrowd(crowd, point, context, { rounds, method: (name) => methods.add(name) });
    const near = best ? wholePlan(model, table, best) : null;
    const plan = counted?.feasible && !(near?.feasible && near.gain > counted.gain) ? counted : near;
    return { plan: plan?.feasible ? plan : null, bound: plan?.feasible ? Math.max(bound, plan.gain) : bound, infeasible: false, lambda: last.lambda, ranges: plan ? rangesOver(dual, last, context) : null, method: [...methods] };
  } finally {
    // The next scan may have the threads.
    scan.close();
  }
}

/** Prices for everybody in the tiles: from a start, or by Newton on a sample first. */
export function tilePrices(dual: TileDual, start: Float64Array | null, context: SearchContext): DualPoint {
  const K = dual.rows.length;
  const stop = (): boolean => shouldEnd(context);
  const shrink = Math.min(1, 1e6 / Math.max(1, dual.customers));
  return newton(dual, start ?? samplePrices(dual, context), {
    tolerance: 2e-4 * shrink,
    progress: 1e-9 * shrink,
    iterations: 40,
    smallestBand: 0.003 * Math.sqrt(shrink),
    enough: Math.max(20, K / 8),
    warm: start !== null,
    stop,
    onPoint: (point) => context.report('prices', point.value * (1 + Math.sign(point.value) * 1e-6), null),
  }).point;
}

function samplePrices(dual: TileDual, context: SearchContext): Float64Array {
  const K = dual.rows.length;
  const { shape } = dual.scan.table;
  const target = Math.max(20_000, Math.min(shape.customers / 4, 150 * K));
  if (target > shape.customers / 2 || K === 0) return new Float64Array(K);
  const { table, weight } = sampleTiles(dual.scan.table, target);
  const sample = new TileDual(new TileScan(table), dual.rows, dual.entries, weight);
  return newton(sample, new Float64Array(K), { tolerance: 2e-2, progress: 1e-5, iterations: 40, smallestBand: 0.003, warm: false, stop: () => shouldEnd(context) }).point.lambda;
}

/** The plan in terms of the whole model. */
export function wholePlan(model: Model, table: TileTable, { from, plan }: CrowdPlan): Plan {
  const choices = from.choices.slice();
  const { options } = table.shape;
  from.customers.forEach((position, i) => {
    const e = plan.held[i]!;
    choices[position] = e < 0 ? options : plan.model.option[e]!;
  });
  return planOf(model, table, choices);
}

/** The plan in which everybody has the choice at its position in the tiles. */
function planOf(model: Model, table: TileTable, choices: NearModel['choices']): Plan {
  const { options } = table.shape;
  const held = new Int32Array(model.customers).fill(-1);
  for (let i = 0; i < held.length; i++) {
    const chosen = choices[table.place[i]!]!;
    if (chosen === options) continue;
    for (let e = model.offsets[i]!, end = model.offsets[i + 1]!; e < end; e++) {
      if (model.option[e] !== chosen) continue;
      held[i] = e;
      break;
    }
  }
  return new Plan(model, held);
}
