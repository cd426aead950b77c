import type { Prices } from '../scan/net-value.js';
import type { TileTable } from './tile-table.js';
import type { WasmMemory, WasmModule } from './wasm-global.js';

/** What a helping thread needs to join in a scan; every part of it can be posted to a thread. */
export interface ScanHelperInit {
  memory: WasmMemory;
  module: WasmModule;
  /** Where the helper and the solver talk: see `ScanCrew`. */
  control: SharedArrayBuffer;
  /** Number of the helper, from 0. */
  helper: number;
}

/**
 * Port: threads that help with scans. An adapter starts them; each of them calls `runScanHelper(init)` for every `init` that it is
 * sent and waits for the next one when that returns. Nothing waits for a helper to start: whoever comes takes part.
 */
export interface HelperThreads {
  /** Threads beside the one that solves. */
  readonly helpers: number;
  /** Sends an `init` to a helper; returns at once. */
  send(helper: number, init: ScanHelperInit): void;
}

/** A sum and how far rounding may have taken it from the true one: true ≤ total + error. */
export interface BoundedSum {
  total: number;
  error: number;
}

/** The scan over tiles: what `TileScan` gives. Prices are by q = cell × options + option. */
export interface TileScanner {
  readonly table: TileTable;
  /** Customers by q that chose the option in the latest pass. */
  readonly counts: Float64Array;
  /** Σ of each own column over the choices, by q. */
  readonly sums: readonly Float64Array[];
  /** After `passNear`, by position: best option, second best (`options` for nothing), and the difference of their net values. */
  readonly best: Uint8Array | Uint16Array;
  readonly second: Uint8Array | Uint16Array;
  readonly gap: Float32Array;
  /** Σ over customers of the best net value, in float32 net values at prices rounded to float32. */
  pass(prices: Prices): number;
  /** The same, and fills `best`, `second` and `gap`. */
  passNear(prices: Prices): number;
  /** Σ over customers of max(0, max over options of the net value), in float64 over the numbers of the problem. */
  exactTotal(prices: Prices): BoundedSum;
  /** The q-quantile of the gaps of the latest `passNear`. */
  gapQuantile(q: number): number;
  /** Positions whose gap is below the band, ascending. */
  nearPositions(band: number): Uint32Array;
}
