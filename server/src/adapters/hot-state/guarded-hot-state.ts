import { ProblemError } from '../../http/problem-error.js';
import type { Commit, CommitResult, HotState, Timer } from '../../ports/hot-state.js';

export interface HotStateLimits {
  /** Entries that may wait in the journal; a commit with one more is refused. */
  journalEntries: number;
  /** Reads and commits under way at once in this process. */
  underWay: number;
  /** How long nothing may come back before the store counts as stalled. */
  stallMs: number;
}

const lookAtJournalMs = 500;

/**
 * Keeps what waits for the hot state bounded: with too much under way, with a store that does not come back, or with a journal that is
 * full, the caller is told at once to come again, instead of memory or a disk filling. What the store itself fails with is told the same way.
 */
export class GuardedHotState implements HotState {
  private underWay = 0;
  private lastMoveMs = 0;
  private journal = 0;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private looking = false;

  constructor(private readonly inner: HotState, private readonly name: string, private readonly limits: HotStateLimits, private readonly clockMs: () => number = () => performance.now()) {}

  getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return this.guarded(() => this.inner.getMany(keys));
  }

  commit(commit: Commit): Promise<CommitResult> {
    if (commit.entry !== undefined) {
      this.lookAtJournal();
      if (this.journal >= this.limits.journalEntries) {
        return Promise.reject(new ProblemError('overloaded', `The journal is full: ${this.journal} entries wait for ClickHouse, ${this.limits.journalEntries} may (ARBITER_JOURNAL_LIMIT). Check that ClickHouse answers; decisions go on as soon as the journal drains.`, { retryAfterSeconds: 10 }));
      }
    }
    return this.guarded(() => this.inner.commit(commit));
  }

  countsOf(keys: readonly string[]): Promise<number[]> {
    return this.guarded(() => this.inner.countsOf(keys));
  }

  putMany(entries: Iterable<readonly [string, string | undefined]>): Promise<void> {
    return this.told(() => this.inner.putMany(entries));
  }

  setCounts(counts: readonly (readonly [string, number])[]): Promise<void> {
    return this.told(() => this.inner.setCounts(counts));
  }

  removePrefix(prefix: string): Promise<void> {
    return this.told(() => this.inner.removePrefix(prefix));
  }

  dueTimers(kind: string, nowMs: number, most: number): Promise<Timer[]> {
    return this.told(() => this.inner.dueTimers(kind, nowMs, most));
  }

  timersOf(kind: string): Promise<{ waiting: number; earliestMs: number | undefined }> {
    return this.told(() => this.inner.timersOf(kind));
  }

  readJournal(after: number, most: number): Promise<{ sequence: number; entry: string }[]> {
    return this.told(() => this.inner.readJournal(after, most));
  }

  async trimJournal(upTo: number): Promise<void> {
    await this.told(() => this.inner.trimJournal(upTo));
    // A full journal takes entries again as soon as there is room.
    this.lookedMs = Number.NEGATIVE_INFINITY;
  }

  journalLength(): Promise<number> {
    return this.told(() => this.inner.journalLength());
  }

  oldestEntryMs(): Promise<number | undefined> {
    return this.told(() => this.inner.oldestEntryMs());
  }

  publish(topic: string, message: string): Promise<void> {
    return this.told(() => this.inner.publish(topic, message));
  }

  subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    return this.inner.subscribe(topic, listener);
  }

  ping(): Promise<void> {
    return this.inner.ping();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.underWay === 0) this.lastMoveMs = this.clockMs();
    else if (this.underWay >= this.limits.underWay) throw this.refusal(`${this.underWay} reads and writes are under way, ${this.limits.underWay} may be`);
    else if (this.clockMs() - this.lastMoveMs > this.limits.stallMs) throw this.refusal(`nothing came back for ${Math.round(this.clockMs() - this.lastMoveMs)} ms`);
    this.underWay += 1;
    try {
      return await this.told(work);
    } finally {
      this.underWay -= 1;
      this.lastMoveMs = this.clockMs();
    }
  }

  /** A fault of the caller stays as it is; everything else means that the store could not do it. */
  private async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProblemError || error instanceof RangeError || error instanceof TypeError) throw error;
      throw new ProblemError('unavailable', `The hot state (${this.name}) could not do what was asked: ${error instanceof Error ? error.message : String(error)}. Nothing was answered that is not durable; try again.`, { retryAfterSeconds: 2, cause: error });
    }
  }

  private refusal(why: string): ProblemError {
    return new ProblemError('overloaded', `The hot state (${this.name}) does not keep up: ${why}. Try again in a second.`, { retryAfterSeconds: 1 });
  }

  /** In the background: a commit never waits for it, and a burst goes past the limit by what half a second brings at most. */
  private lookAtJournal(): void {
    const now = this.clockMs();
    if (this.looking || now - this.lookedMs < lookAtJournalMs) return;
    this.looking = true;
    this.inner.journalLength().then(
      (length) => {
        this.journal = length;
        this.lookedMs = this.clockMs();
        this.looking = false;
      },
      () => {
        this.lookedMs = this.clockMs();
        this.looking = false;
      },
    );
  }
}
