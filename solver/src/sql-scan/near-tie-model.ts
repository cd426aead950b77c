import type { Model, Row } from '../model/model.js';
import { joinSteps } from './fixed-point.js';
import { passSum } from './print-pass.js';
import type { NearTie } from './print-near-ties.js';
import type { ScanTable } from './scan-table.js';
import type { ScanRows, SqlPass } from './sql-dual.js';

/** A model of some customers of a table, who stand for others where `weight` says so. */
export function modelOfTies(table: ScanTable, { rows, entries }: ScanRows, ties: readonly NearTie[], weight?: Float64Array): Model {
  const offsets = new Uint32Array(ties.length + 1);
  ties.forEach((tie, i) => (offsets[i + 1] = offsets[i]! + tie.options.length));
  const total = offsets[ties.length]!;
  const [option, gain, own] = [new Uint16Array(total), new Float64Array(total), Array.from({ length: table.own }, () => new Float64Array(total))];
  ties.forEach((tie, i) => {
    option.set(tie.options, offsets[i]);
    gain.set(tie.gains, offsets[i]);
    own.forEach((column, m) => column.set(tie.own[m]!, offsets[i]));
  });
  return {
    customers: ties.length,
    options: table.options,
    cells: table.cells,
    offsets,
    option,
    gain,
    cell: Uint32Array.from(ties, (tie) => tie.cell),
    weight: weight ?? new Float64Array(table.cells).fill(1),
    origin: null,
    own,
    rows,
    entries,
    choice: { max: 1, perPeriod: Infinity, periods: 1, conflict: null },
  };
}

/** What all but the near ties gain and use at a pass. */
export interface Others {
  gain: number;
  rows: Row[];
}

/**
 * The rows with what everybody but the near ties uses taken from their bounds. The counts and sums of the pass are whole numbers, so
 * those of the others are exact differences; only the last sum over cells is rounded, and compensated.
 */
export function withoutOthers(table: ScanTable, { rows, entries }: ScanRows, pass: SqlPass, ties: readonly NearTie[]): Others {
  const counts = pass.counts.slice();
  const own = new Map<number, bigint[]>();
  let gain = 0n;
  for (const row of pass.rows) {
    gain += row.gain;
    if (row.q >= 0) own.set(row.q, [...row.own]);
  }
  for (const tie of ties) {
    if (tie.best < 0) continue;
    const q = tie.cell * table.options + tie.best;
    const at = tie.options.indexOf(tie.best);
    counts[q]!--;
    gain -= steps(tie.gains[at]!, pass.shifts.gain);
    own.get(q)?.forEach((_, m, sums) => (sums[m]! -= steps(tie.own[m]![at]!, pass.shifts.own[m]!)));
  }
  const { start, row, coefficient, channel } = entries;
  const [used, carry, size] = [new Float64Array(rows.length), new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let q = 0; q < counts.length; q++) {
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const k = row[s]!;
      const amount = coefficient[s]! * (channel[s] === 0 ? counts[q]! : passSum(own.get(q)?.[channel[s]! - 1] ?? 0n, pass.shifts.own[channel[s]! - 1]!));
      const next = used[k]! + amount;
      carry[k]! += Math.abs(used[k]!) >= Math.abs(amount) ? used[k]! - next + amount : amount - next + used[k]!;
      used[k] = next;
      size[k]! += Math.abs(amount);
    }
  }
  return {
    gain: passSum(gain, pass.shifts.gain),
    rows: rows.map((one, k) => ({ ...one, bound: one.bound - (used[k]! + carry[k]!), planBound: one.planBound - (used[k]! + carry[k]!), outside: size[k]! + Math.abs(one.planBound) })),
  };
}

/** A number in steps, as `stepsDown` and `stepsRest` count them. */
function steps(value: number, shift: number): bigint {
  const scaled = value * 2 ** shift;
  const down = Math.floor(scaled);
  return joinSteps(BigInt(down), BigInt(Math.floor((scaled - down) * 2 ** 52)));
}
