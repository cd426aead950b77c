import { randomUUID } from 'node:crypto';
import type { CallResult } from '@arbiter/contracts';

/** One row of `strategy_call_counts`, without the process. */
export interface CallCountRow {
  publication_id: string;
  at: number;
  source: 'call' | 'placement';
  result: CallResult;
  strategy_id: string;
  strategy_version: number;
  arm: string;
  duration_us: number;
  calls: number;
}

export type CountedCall = Omit<CallCountRow, 'at' | 'calls' | 'duration_us'> & { durationMs: number };

/** Length of what is summed up, seconds. */
export const countedSeconds = 10;
const keptMs = 2 * countedSeconds * 1_000;

/** Two digits are enough for a time, and leave few rows. */
function rounded(us: number): number {
  const whole = Math.min(2 ** 32 - 1, Math.max(0, Math.round(us)));
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, whole))) - 1);
  return Math.round(whole / unit) * unit;
}

interface Sum { row: CallCountRow; isWritten: boolean }

/**
 * Calls of this process that leave no record, by publication and ten seconds. `write` is given sums that grew since the last time, and may be
 * given the same again: whoever keeps them keeps the greatest of a process. Sums are forgotten when they are written and their time is over.
 */
export class CallCountSums {
  readonly process = randomUUID();
  private readonly sums = new Map<string, Sum>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly nowMs: () => number = Date.now) {}

  add({ durationMs, ...call }: CountedCall, calls = 1): void {
    const at = Math.floor(this.nowMs() / 1000 / countedSeconds) * countedSeconds;
    const duration_us = rounded(durationMs * 1000);
    const key = `${call.publication_id} ${at} ${call.source} ${call.result} ${call.strategy_id} ${call.strategy_version} ${call.arm} ${duration_us}`;
    const known = this.sums.get(key);
    if (known) {
      known.row.calls += calls;
      known.isWritten = false;
    } else this.sums.set(key, { row: { ...call, at, duration_us, calls }, isWritten: false });
  }

  /** One write after the other. What fails is written with the next. */
  flush(write: (rows: readonly (CallCountRow & { process: string })[]) => Promise<void>): Promise<void> {
    const next = this.writing.catch(() => undefined).then(async () => {
      const grown = [...this.sums.values()].filter(({ isWritten }) => !isWritten);
      if (grown.length > 0) {
        for (const sum of grown) sum.isWritten = true;
        try {
          await write(grown.map(({ row }) => ({ ...row, process: this.process })));
        } catch (error) {
          for (const sum of grown) sum.isWritten = false;
          throw error;
        }
      }
      const over = this.nowMs() - keptMs;
      for (const [key, { row, isWritten }] of this.sums) if (isWritten && row.at * 1000 < over) this.sums.delete(key);
    });
    this.writing = next;
    return next;
  }
}

/** Counts the calls of one publication that leave no record. */
export class PublicationCounter {
  constructor(private readonly sums: CallCountSums, private readonly publicationId: string) {}

  add(result: CallResult, { source = 'call', strategyId = '', version = 0, arm = '', durationMs = 0, calls = 1 }: { source?: CallCountRow['source']; strategyId?: string; version?: number; arm?: string; durationMs?: number; calls?: number } = {}): void {
    this.sums.add({ publication_id: this.publicationId, source, result, strategy_id: strategyId, strategy_version: version, arm, durationMs }, calls);
  }
}
