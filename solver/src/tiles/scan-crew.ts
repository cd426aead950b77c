import { type ChunkKernel, PASSES } from './chunk-kernel.js';
import type { HelperThreads, ScanHelperInit } from './scan-port.js';
import type { TileTable } from './tile-table.js';
import { wasmKernel } from './wasm-kernel.js';
import type { WasmModule } from './wasm-global.js';

/** Words of the control buffer, 32 bits each. */
const word = {
  /** Number of the pass; changes when a pass begins, and when the crew is closed. Helpers sleep on it. */
  turn: 0,
  /** 1 while chunks of a pass are given out. */
  open: 1,
  /** Number of the pass's kind within PASSES. */
  kind: 2,
  /** Next chunk to be taken. */
  next: 3,
  chunks: 4,
  /** Address of the description of the table. */
  description: 5,
  closed: 6,
} as const;

/** State of helper h, on a cache line of its own. */
const stateWord = (helper: number): number => 16 * (helper + 1);
const IDLE = 0;
const BUSY = 1;
const FAILED = 2;

/**
 * Threads that share the chunks of a pass. The solver's thread opens a pass, takes chunks like everybody, and when there are none
 * left closes the pass and waits for those helpers that are still in their last chunk. A helper says BUSY before it looks whether
 * a pass is open, and the solver closes the pass before it looks who is BUSY: so one of them always sees the other (Dekker), and no
 * helper can be at work between two passes. Helpers that have not started yet, or have died asleep, are not waited for.
 *
 * A helper that fails, or is not ready after `patienceMs`, ends the crew: `run` answers false, what the pass wrote does not count,
 * and the solver goes on alone, writing elsewhere.
 */
export class ScanCrew {
  readonly #words: Int32Array;
  readonly #helpers: number;
  readonly #patienceMs: number;
  readonly #chunks: number;
  #lost = false;

  constructor(table: TileTable, module: WasmModule, threads: HelperThreads, patienceMs = 10_000) {
    const control = new SharedArrayBuffer(stateWord(threads.helpers) * 4);
    this.#words = new Int32Array(control);
    this.#helpers = threads.helpers;
    this.#patienceMs = patienceMs;
    this.#chunks = table.chunks;
    this.#words[word.chunks] = table.chunks;
    this.#words[word.description] = table.description;
    for (let helper = 0; helper < threads.helpers; helper++) threads.send(helper, { memory: table.memory!, module, control, helper });
  }

  /** Runs all chunks of a pass; false where a helper was lost. */
  run(kind: (typeof PASSES)[number], kernel: ChunkKernel): boolean {
    const words = this.#words;
    if (this.#lost) return false;
    Atomics.store(words, word.kind, PASSES.indexOf(kind));
    Atomics.store(words, word.next, 0);
    Atomics.store(words, word.open, 1);
    Atomics.add(words, word.turn, 1);
    Atomics.notify(words, word.turn);
    takeChunks(words, kernel, this.#chunks);
    Atomics.store(words, word.open, 0);
    for (let helper = 0; helper < this.#helpers; helper++) {
      const state = stateWord(helper);
      while (Atomics.load(words, state) === BUSY) if (Atomics.wait(words, state, BUSY, this.#patienceMs) === 'timed-out') return this.#lose();
      if (Atomics.load(words, state) === FAILED) return this.#lose();
    }
    return true;
  }

  #lose(): false {
    this.#lost = true;
    this.close();
    return false;
  }

  /** Lets the helpers go: each returns from `runScanHelper`. */
  close(): void {
    Atomics.store(this.#words, word.closed, 1);
    Atomics.add(this.#words, word.turn, 1);
    Atomics.notify(this.#words, word.turn);
  }
}

/** What a helping thread does: takes chunks of every pass until the crew is closed. Blocks the thread meanwhile. */
export function runScanHelper({ memory, module, control, helper }: ScanHelperInit): void {
  const words = new Int32Array(control);
  const state = stateWord(helper);
  const become = (now: number): void => {
    Atomics.store(words, state, now);
    Atomics.notify(words, state);
  };
  try {
    const kernel = wasmKernel(module, memory);
    for (;;) {
      const turn = Atomics.load(words, word.turn);
      if (Atomics.load(words, word.closed) === 1) return;
      become(BUSY);
      if (Atomics.load(words, word.open) === 1) takeChunks(words, kernel, Atomics.load(words, word.chunks));
      become(IDLE);
      Atomics.wait(words, word.turn, turn);
    }
  } catch (error) {
    become(FAILED);
    throw error;
  }
}

function takeChunks(words: Int32Array, kernel: ChunkKernel, chunks: number): void {
  const kind = PASSES[Atomics.load(words, word.kind)]!;
  const description = Atomics.load(words, word.description);
  for (let chunk = Atomics.add(words, word.next, 1); chunk < chunks; chunk = Atomics.add(words, word.next, 1)) kernel[kind](chunk, description);
}
