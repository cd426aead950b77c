import type { ProgramColumn } from '../exact/glpk.js';
import { Plan } from '../finish/plan.js';
import type { Model } from '../model/model.js';
import { type GroupProgram, type GroupSearch } from './group-program.js';
import type { Groups } from './groups.js';
import { placeCounts } from './place-counts.js';

/**
 * Whole counts near given ones that break the rows least: an integer program over the counts that are not whole and some others,
 * each within a few of where it stands. `cost` is that of a scaled unit of violation of a row; infinite: it must hold. Null without.
 */
export function wholeCounts(program: GroupProgram, counts: Float64Array, kept: readonly boolean[], cost: (row: number) => number, search: GroupSearch): Float64Array | null {
  const { rows, groups } = program;
  const fractional = (n: number): boolean => Math.abs(n - Math.round(n)) > 1e-6;
  const base = counts.map((n) => (fractional(n) ? Math.floor(n) : Math.round(n)));
  for (const [spread, most] of [[2, 40], [6, 400]] as const) {
    const order = [...counts.keys()].filter((j) => program.most[j]! > 0).sort((a, b) => Number(fractional(counts[b]!)) - Number(fractional(counts[a]!)) || counts[b]! - counts[a]! || a - b);
    const free = order.filter((j, z) => fractional(counts[j]!) || z < most);
    const used = program.used(base);
    const needed = rows.flatMap((_, k) => (kept[k] ? [k] : []));
    const place = new Map(needed.map((k, z) => [k, z]));
    const programRows = needed.map((k) => {
      const { sense, planBound } = rows[k]!;
      return { lower: sense > 0 ? -Infinity : planBound - used[k]!, upper: sense < 0 ? Infinity : planBound - used[k]! };
    });
    const columns: ProgramColumn[] = free.map((j) => {
      const column: ProgramColumn = { cost: 0, lower: Math.max(-spread, -base[j]!), upper: Math.min(spread, program.most[j]! - base[j]!), rows: [], coefficients: [], integer: true };
      for (let s = groups.start[j]!; s < groups.start[j + 1]!; s++) {
        const z = place.get(groups.row[s]!);
        if (z === undefined) continue;
        column.rows.push(z);
        column.coefficients.push(groups.coefficient[s]!);
      }
      return column;
    });
    const at = new Map(free.map((j, z) => [j, z]));
    for (const { kinds, most: upper } of program.cuts) {
      const own = kinds.filter((j) => at.has(j));
      if (own.length === 0) continue;
      const z = programRows.push({ lower: -Infinity, upper: upper - kinds.reduce((sum, j) => sum + base[j]!, 0) }) - 1;
      for (const j of own) {
        columns[at.get(j)!]!.rows.push(z);
        columns[at.get(j)!]!.coefficients.push(1);
      }
    }
    needed.forEach((k, z) => {
      if (cost(k) === Infinity) return;
      const { lower, upper } = programRows[z]!;
      if (upper < Infinity) columns.push({ cost: -cost(k), lower: 0, upper: Infinity, rows: [z], coefficients: [-1] });
      if (lower > -Infinity) columns.push({ cost: -cost(k), lower: 0, upper: Infinity, rows: [z], coefficients: [1] });
    });
    const answer = search.glpk.solve({ columns, rows: programRows }, { timeLimitMs: 1_500, gap: 1e-6, now: search.now });
    if (answer.status !== 'optimal' && answer.status !== 'feasible') continue;
    const whole = base.slice();
    free.forEach((j, z) => (whole[j]! += Math.round(answer.x[z]!)));
    return whole;
  }
  return null;
}

/** Whether every cell's customers can take the counts. */
export function reachable(groups: Groups, counts: Float64Array): boolean {
  for (let c = 0; c < groups.cells; c++) if (placeCounts(groups, c, counts).tooMany) return false;
  return true;
}

/** A plan of whole counts; what cannot be placed is left out. */
export function planOfCounts(model: Model, groups: Groups, counts: Float64Array): Plan {
  const slots = Math.max(1, model.choice.max);
  const held = new Int32Array(model.customers * slots).fill(-1);
  const quotas = groups.size.length === 0 ? [] : poolQuotas(groups, counts);
  const seen = new Float64Array(groups.size.length);
  for (let i = 0; i < model.customers; i++) {
    const g = groups.groupOf[i]!;
    if (g < 0) continue;
    const quota = quotas[g];
    const place = seen[g]!++;
    if (!quota) continue;
    const at = groups.firstSlot[model.cell[i]!]!;
    let slot = i * slots;
    // Round and round the pool's customers, kind after kind by period: nobody gets a kind twice, nor more than a share rounded up.
    for (let turn = quota.first + place; turn < quota.total && slot < (i + 1) * slots; turn += quota.size) {
      const kind = quota.kinds[quota.ends.findIndex((end) => turn < end)]!;
      for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
        if (groups.kindOf[at + model.option[e]!] !== kind) continue;
        held[slot++] = e;
        break;
      }
    }
  }
  return new Plan(model, held);
}

interface Quota {
  kinds: number[];
  /** Where each kind ends in the order of the pool's units. */
  ends: number[];
  total: number;
  /** Customers of the pool, and how many of them stand before the group's. */
  size: number;
  first: number;
}

/** Each group's part of what its pool takes. */
function poolQuotas(groups: Groups, counts: Float64Array): (Quota | undefined)[] {
  const quotas = new Array<Quota | undefined>(groups.size.length);
  for (let c = 0; c < groups.cells; c++) {
    const { pools, amounts } = placeCounts(groups, c, counts);
    pools.forEach((pool, p) => {
      const order = [...pool.kinds.keys()].sort((a, b) => groups.period[pool.kinds[a]!]! - groups.period[pool.kinds[b]!]! || a - b);
      let total = 0;
      const ends = order.map((z) => (total += Math.round(amounts[p]![z]!)));
      if (total === 0) return;
      const kinds = order.map((z) => pool.kinds[z]!);
      let first = 0;
      for (const g of pool.groups) {
        quotas[g] = { kinds, ends, total, size: Math.round(pool.size), first };
        first += groups.size[g]!;
      }
    });
  }
  return quotas;
}
