import type { Model } from '../model/model.js';
import { householdsOf, rulesOf } from '../model/subset.js';

/**
 * A sample of customers, stratified by cell: every stride-th customer of each cell, at least one, weighted up to the cell's size.
 * Prices found on it are a good start for the whole. Households come whole or not at all.
 */
export function sampleModel(model: Model, target: number): Model {
  const sizes = new Float64Array(model.cells);
  for (let i = 0; i < model.customers; i++) sizes[model.cell[i]!]!++;
  const stride = Math.max(1, Math.floor(model.customers / target));
  const blockOf = model.households?.block;
  const seen = new Uint32Array(model.cells);
  const picked: number[] = [];
  const taken = new Float64Array(model.cells);
  let candidates = 0;
  for (let i = 0; i < model.customers; i++) {
    const c = model.cell[i]!;
    if (blockOf && blockOf[i]! >= 0) {
      if (blockOf[i]! % stride !== 0) continue;
      picked.push(i);
      taken[c]!++;
      candidates += model.offsets[i + 1]! - model.offsets[i]!;
      continue;
    }
    const phase = Math.min(stride >> 1, (sizes[c]! - 1) >> 1);
    if (seen[c]!++ % stride !== phase) continue;
    picked.push(i);
    taken[c]!++;
    candidates += model.offsets[i + 1]! - model.offsets[i]!;
  }
  const sample: Model = {
    ...model,
    customers: picked.length,
    offsets: new Uint32Array(picked.length + 1),
    option: new Uint16Array(candidates),
    gain: new Float64Array(candidates),
    cell: Uint32Array.from(picked, (i) => model.cell[i]!),
    weight: sizes.map((size, c) => (taken[c]! > 0 ? (model.weight[c]! * size) / taken[c]! : 0)),
    origin: null,
    own: model.own.map(() => new Float64Array(candidates)),
  };
  let end = 0;
  picked.forEach((i, s) => {
    const [from, to] = [model.offsets[i]!, model.offsets[i + 1]!];
    sample.option.set(model.option.subarray(from, to), end);
    sample.gain.set(model.gain.subarray(from, to), end);
    sample.own.forEach((column, m) => column.set(model.own[m]!.subarray(from, to), end));
    end += to - from;
    sample.offsets[s + 1] = end;
  });
  if (model.households) sample.households = householdsOf(model.households, picked);
  if (model.rules) sample.rules = rulesOf(model.rules, picked, picked.flatMap((i) => Array.from({ length: model.offsets[i + 1]! - model.offsets[i]! }, (_, z) => model.offsets[i]! + z)));
  return sample;
}
