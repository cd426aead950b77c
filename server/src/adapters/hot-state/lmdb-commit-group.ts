import type { Database } from 'lmdb';
import type { CommitResult, Timer } from '../../ports/hot-state.js';
import type { CheckedCommit } from './checked-commit.js';
import type { LmdbJournal } from './lmdb-journal.js';
import type { LmdbTimers } from './lmdb-timers.js';

export interface LmdbStores {
  values: Database<string, string>;
  counts: Database<number, string>;
  timers: LmdbTimers;
  journal: LmdbJournal;
}

/** Segments of expired idempotency keys that are forgotten with each group, besides as many as it may add: no sweep ever holds the lock for long. */
const forgottenWithGroup = 3;

/**
 * Commits that share one transaction. Each sees what the ones before it change, in memory; the store is written once at the end, so that
 * a counter which a hundred commits raise is written once, and a commit that is refused has left nothing behind.
 */
export class LmdbCommitGroup {
  private readonly values = new Map<string, string | undefined>();
  private readonly counts = new Map<string, number>();
  private readonly timers = new Map<string, Timer | undefined>();
  private readonly answered = new Map<string, string>();
  private readonly entries: string[] = [];
  private readonly keys = new Map<number, string>();
  private readonly last: number;

  constructor(private readonly stores: LmdbStores, private readonly now: number) {
    this.last = stores.journal.last();
  }

  /** Checks first, then changes what later commits of the group see. */
  add({ idempotencyKey, expect, takes, puts, timers, endTimers, dropTimers, entry }: CheckedCommit): CommitResult {
    if (idempotencyKey !== undefined) {
      const before = this.answered.get(idempotencyKey) ?? this.stores.journal.answeredBefore(idempotencyKey, this.now);
      if (before !== undefined) return { ok: false, why: 'repeated', entry: before };
    }
    for (const { key, value } of expect) if (this.valueOf(key) !== value) return { ok: false, why: 'stale' };
    for (const { id, dueMs } of endTimers) if (this.dueOf(id) !== dueMs) return { ok: false, why: 'stale' };
    for (const { key, by, atMost } of takes) if (by > 0 && this.countOf(key) + by > atMost) return { ok: false, why: 'limit', key };

    for (const { key, by } of takes) this.counts.set(key, this.countOf(key) + by);
    for (const { key, value } of puts) this.values.set(key, value);
    for (const { id } of endTimers) this.timers.set(id, undefined);
    for (const id of dropTimers) this.timers.set(id, undefined);
    for (const timer of timers) this.timers.set(timer.id, timer);
    if (entry === undefined) return { ok: true, sequence: 0 };
    this.entries.push(entry);
    if (idempotencyKey !== undefined) {
      this.answered.set(idempotencyKey, entry);
      this.keys.set(this.entries.length - 1, idempotencyKey);
    }
    return { ok: true, sequence: this.last + this.entries.length };
  }

  write(): void {
    const { values, counts, timers, journal } = this.stores;
    for (const [key, count] of this.counts) void counts.put(key, count);
    for (const [key, value] of this.values) {
      if (value === undefined) void values.remove(key);
      else void values.put(key, value);
    }
    for (const [id, timer] of this.timers) {
      if (timer) timers.set(timer);
      else timers.remove(id);
    }
    if (this.entries.length > 0) journal.append(this.last, this.entries, this.keys, this.now);
    journal.forgetExpired(this.now, forgottenWithGroup + Math.ceil(this.keys.size / 16));
  }

  private valueOf(key: string): string | undefined {
    return this.values.has(key) ? this.values.get(key) : this.stores.values.get(key);
  }

  private countOf(key: string): number {
    return this.counts.get(key) ?? this.stores.counts.get(key) ?? 0;
  }

  private dueOf(id: string): number | undefined {
    return this.timers.has(id) ? this.timers.get(id)?.dueMs : this.stores.timers.dueOf(id);
  }
}
