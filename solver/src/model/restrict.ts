import type { Model, Row } from './model.js';
import { rulesOf } from './subset.js';

/** The model with only some of its rows, in the order given; `rows` may change their bounds on the way. */
export function withRows(model: Model, kept: readonly { index: number; row: Row }[]): Model {
  const place = new Int32Array(model.rows.length).fill(-1);
  kept.forEach(({ index }, k) => (place[index] = k));
  const { start, row, coefficient, channel } = model.entries;
  const count = row.reduce((sum, k) => sum + (place[k]! >= 0 ? 1 : 0), 0);
  const entries = { start: new Uint32Array(start.length), row: new Uint32Array(count), coefficient: new Float64Array(count), channel: new Uint8Array(count) };
  let end = 0;
  for (let q = 0; q + 1 < start.length; q++) {
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const k = place[row[s]!]!;
      if (k < 0) continue;
      entries.row[end] = k;
      entries.coefficient[end] = coefficient[s]!;
      entries.channel[end++] = channel[s]!;
    }
    entries.start[q + 1] = end;
  }
  return { ...model, rows: kept.map((entry) => entry.row), entries };
}

/** The model without the candidates that have a coefficient in one of the rows. `source` gives each candidate's index in the model given. */
export function withoutCandidatesOf(model: Model, rows: ReadonlySet<number>): { model: Model; source: Uint32Array } {
  const { start, row, coefficient, channel } = model.entries;
  const touches = (i: number, e: number): boolean => {
    const q = model.cell[i]! * model.options + model.option[e]!;
    for (let s = start[q]!; s < start[q + 1]!; s++) if (rows.has(row[s]!) && coefficient[s]! * (channel[s] === 0 ? 1 : model.own[channel[s]! - 1]![e]!) !== 0) return true;
    return false;
  };
  const kept: number[] = [];
  const offsets = new Uint32Array(model.customers + 1);
  for (let i = 0; i < model.customers; i++) {
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) if (!touches(i, e)) kept.push(e);
    offsets[i + 1] = kept.length;
  }
  const source = Uint32Array.from(kept);
  return {
    source,
    model: {
      ...model,
      offsets,
      option: Uint16Array.from(source, (e) => model.option[e]!),
      gain: Float64Array.from(source, (e) => model.gain[e]!),
      own: model.own.map((column) => Float64Array.from(source, (e) => column[e]!)),
      origin: Uint32Array.from(source, (e) => model.origin?.[e] ?? e),
      ...(model.rules ? { rules: rulesOf(model.rules, null, source) } : {}),
    },
  };
}
