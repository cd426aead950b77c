import type { Dual, DualPoint } from '../dual/dual.js';
import type { Model } from '../model/model.js';
import type { NearTies } from './near-ties.js';

/**
 * All customers of a search, wherever they stand, as the finish needs them: it plans the near ties in a small model of their own and
 * leaves everybody else at the best choice.
 */
export interface Crowd {
  readonly dual: Dual;
  /** The near ties at the point, which must be the last one that `dual` evaluated. */
  nearTies(point: DualPoint, wanted: NearTiesWanted): NearModel;
}

export interface NearTiesWanted {
  /** How many of the nearest over all. */
  count: number;
  /** How many of the nearest for each row that matters, either way, besides those that its violation or slack asks for. */
  perRow: number;
}

export interface NearModel {
  /** The near ties alone; what everybody else uses is taken from the bounds of the rows. */
  model: Model;
  /** Its customers by how near they are; indexes into `model`. */
  near: NearTies;
  /** Gain of everybody else. */
  gain: number;
  /** The crowd's own numbers of the model's customers, ascending. */
  customers: Uint32Array;
  /** The best choices of everybody, in the crowd's own terms. */
  choices: Uint8Array | Uint16Array | Int32Array;
}
