import type { Model } from '../model/model.js';

/**
 * What one unit of each option costs a customer of each cell: base[q] for the option itself, own[m][q] for each unit of measure m,
 * q = cell × options + option. The net value of candidate e is gain_e − base[q] − Σ_m own[m][q] × own_m[e].
 */
export interface Prices {
  base: Float64Array;
  own: Float64Array[];
}

/** Net value of one candidate. */
export function netValue(model: Model, prices: Prices, customer: number, candidate: number): number {
  const q = model.cell[customer]! * model.options + model.option[candidate]!;
  let net = model.gain[candidate]! - prices.base[q]!;
  for (let m = 0; m < model.own.length; m++) net -= prices.own[m]![q]! * model.own[m]![candidate]!;
  return net;
}
