import type { FieldSpec, ItemReference, StrategyDocument } from '@arbiter/contracts';

/** A strategy with everything that it pins, as plain data: it crosses to threads and is compiled there once. */
export interface BatchStrategy {
  /** Content hash of the version: what is compiled already is found by it. */
  hash: string;
  document: StrategyDocument;
  dependencies: readonly { reference: ItemReference; document: unknown }[];
}

/** A part of a batch: rows of a snapshot in, answers and rejects out. */
export interface BatchPart {
  strategy: BatchStrategy;
  /** SELECT of the part's rows: `row_number` UInt64, `row_key` String, then `in_<name>` for each input. */
  select: string;
  inputs: readonly FieldSpec[];
  outputs: readonly FieldSpec[];
  /** Tables that take the answers and the rejects. */
  answersTable: string;
  rejectsTable: string;
  /** The instant that every row sees as now, so that a part done twice answers the same. */
  nowMs: number;
  timeZone: string;
}

export interface BatchPartResult {
  rows: number;
  answered: number;
  rejected: number;
}

/** Evaluates parts of batches in threads of this process. */
export interface BatchRunner {
  /** How many parts it does at once. */
  readonly threads: number;
  /** Rejects with the signal's reason when it fires. A part that was given up may have written some of its rows. */
  run(part: BatchPart, signal: AbortSignal): Promise<BatchPartResult>;
  close(): Promise<void>;
}
