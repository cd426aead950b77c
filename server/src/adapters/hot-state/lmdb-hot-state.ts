import { mkdirSync } from 'node:fs';
import { type Database, type RootDatabase, open } from 'lmdb';
import type { Commit, CommitResult, HotState, Timer } from '../../ports/hot-state.js';
import { checkCommit, checkCount, checkKey, kindOfTimer, type CheckedCommit } from './checked-commit.js';
import { LmdbNotices } from './lmdb-notices.js';

export interface LmdbHotStateOptions {
  /** A folder of its own, made when missing. Processes of one machine may share it. */
  directory: string;
  /** How long an idempotency key is remembered. */
  idempotencyTtlMs: number;
  /** How often the messages of other processes are looked for. */
  pollIntervalMs?: number;
}

interface Waiting {
  commit: CheckedCommit;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

interface Remembered {
  entry: string;
  expiresAt: number;
}

const chunk = 5_000;
/** Expired idempotency keys are forgotten a few with each write, so that no sweep ever holds the lock for long. */
const forgottenPerCommit = 4;

/**
 * The hot state in an LMDB file of this machine. Commits that arrive together share one transaction and one
 * fdatasync (group commit); the answer is given only after it.
 */
export class LmdbHotState implements HotState {
  private readonly root: RootDatabase<unknown, string>;
  private readonly values: Database<string, string>;
  private readonly counts: Database<number, string>;
  private readonly journal: Database<string, number>;
  private readonly remembered: Database<Remembered, string>;
  private readonly expiries: Database<boolean, [number, string]>;
  private readonly meta: Database<number, string>;
  private readonly timers: Database<{ dueMs: number; payload: string }, string>;
  private readonly due: Database<boolean, [kind: string, dueMs: number, id: string]>;
  private readonly notices: LmdbNotices;
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | undefined;

  constructor(private readonly options: LmdbHotStateOptions, private readonly now: () => number = Date.now) {
    mkdirSync(options.directory, { recursive: true });
    // Without overlappingSync a transaction resolves after its fdatasync, not before.
    this.root = open<unknown, string>({ path: options.directory, overlappingSync: false, maxDbs: 12 });
    this.values = this.root.openDB<string, string>({ name: 'values', encoding: 'string' });
    this.counts = this.root.openDB<number, string>({ name: 'counts' });
    this.journal = this.root.openDB<string, number>({ name: 'journal', encoding: 'string' });
    this.remembered = this.root.openDB<Remembered, string>({ name: 'remembered', encoding: 'json' });
    this.expiries = this.root.openDB<boolean, [number, string]>({ name: 'expiries' });
    this.meta = this.root.openDB<number, string>({ name: 'meta' });
    this.timers = this.root.openDB<{ dueMs: number; payload: string }, string>({ name: 'timers', encoding: 'json' });
    this.due = this.root.openDB<boolean, [string, number, string]>({ name: 'due' });
    this.notices = new LmdbNotices(this.root, options.pollIntervalMs ?? 100, now);
  }

  async getMany(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map((key) => this.values.get(checkKey(key)));
  }

  async putMany(entries: Iterable<readonly [string, string | undefined]>): Promise<void> {
    await inChunks(entries, (part) =>
      this.values.batch(() => {
        for (const [key, value] of part) {
          if (value === undefined) void this.values.remove(key);
          else void this.values.put(key, value);
        }
      }),
    );
  }

  async countsOf(keys: readonly string[]): Promise<number[]> {
    return keys.map((key) => this.counts.get(checkKey(key)) ?? 0);
  }

  async setCounts(counts: readonly (readonly [string, number])[]): Promise<void> {
    for (const [key, count] of counts) checkCount(key, 'count', count);
    await inChunks(counts, (part) =>
      this.counts.batch(() => {
        for (const [key, count] of part) void this.counts.put(key, count);
      }),
    );
  }

  async removePrefix(prefix: string): Promise<void> {
    checkKey(prefix);
    for (const store of [this.values, this.counts] as Database<unknown, string>[]) {
      for (;;) {
        const keys: string[] = [];
        for (const key of store.getKeys({ start: prefix, limit: chunk })) {
          if (!key.startsWith(prefix)) break;
          keys.push(key);
        }
        if (keys.length === 0) break;
        await store.batch(() => {
          for (const key of keys) void store.remove(key);
        });
      }
    }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const checked = checkCommit(commit);
    return new Promise((resolve, reject) => {
      this.waiting.push({ commit: checked, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  async dueTimers(kind: string, nowMs: number, most: number): Promise<Timer[]> {
    const due: Timer[] = [];
    for (const [, dueMs, id] of this.due.getKeys({ start: [kind], end: [kind, nowMs + 1], limit: most })) {
      const timer = this.timers.get(id);
      if (timer) due.push({ id, dueMs, payload: timer.payload });
    }
    return due;
  }

  async timersOf(kind: string): Promise<{ waiting: number; earliestMs: number | undefined }> {
    const range = { start: [kind] as never, end: [`${kind}\u0000`] as never };
    const [earliest] = [...this.due.getKeys({ ...range, limit: 1 })];
    return { waiting: this.due.getKeysCount(range), earliestMs: earliest?.[1] };
  }

  async readJournal(after: number, most: number): Promise<{ sequence: number; entry: string }[]> {
    return [...this.journal.getRange({ start: after + 1, limit: most })].map(({ key, value }) => ({ sequence: key, entry: value }));
  }

  async trimJournal(upTo: number): Promise<void> {
    for (;;) {
      const sequences = [...this.journal.getKeys({ start: 0, end: upTo + 1, limit: chunk })];
      if (sequences.length === 0) return;
      await this.journal.batch(() => {
        for (const sequence of sequences) void this.journal.remove(sequence);
      });
    }
  }

  async journalLength(): Promise<number> {
    return (this.journal.getStats() as { entryCount: number }).entryCount;
  }

  publish(topic: string, message: string): Promise<void> {
    return this.notices.publish(topic, message);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    return this.notices.subscribe(topic, listener);
  }

  async ping(): Promise<void> {
    this.meta.get('sequence');
  }

  async close(): Promise<void> {
    this.notices.close();
    await this.flushing;
    await this.root.close();
  }

  private async flush(): Promise<void> {
    // Everything asked for in this turn of the event loop goes into the first group.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0, 1_000);
      try {
        const results = await this.root.transaction(() => group.map(({ commit }) => this.apply(commit)));
        group.forEach(({ resolve }, index) => resolve(results[index]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.flushing = undefined;
  }

  /** Runs inside the write transaction: reads see what earlier commits of the group wrote. Checks first, writes after. */
  private apply({ idempotencyKey, expect, takes, puts, timers, endTimers, dropTimers, entry }: CheckedCommit): CommitResult {
    const now = this.now();
    if (idempotencyKey !== undefined) {
      const before = this.remembered.get(idempotencyKey);
      if (before !== undefined && before.expiresAt > now) return { ok: false, why: 'repeated', entry: before.entry };
      if (before !== undefined) void this.expiries.remove([before.expiresAt, idempotencyKey]);
    }
    if (expect.some(({ key, value }) => this.values.get(key) !== value)) return { ok: false, why: 'stale' };
    if (endTimers.some(({ id, dueMs }) => this.timers.get(id)?.dueMs !== dueMs)) return { ok: false, why: 'stale' };
    const raised: number[] = [];
    for (const { key, by, atMost } of takes) {
      const next = (this.counts.get(key) ?? 0) + by;
      if (by > 0 && next > atMost) return { ok: false, why: 'limit', key };
      raised.push(next);
    }
    takes.forEach(({ key }, index) => void this.counts.put(key, raised[index]!));
    for (const { key, value } of puts) {
      if (value === undefined) void this.values.remove(key);
      else void this.values.put(key, value);
    }
    for (const { id } of endTimers) this.removeTimer(id);
    for (const id of dropTimers) this.removeTimer(id);
    for (const { id, dueMs, payload } of timers) {
      this.removeTimer(id);
      void this.timers.put(id, { dueMs, payload });
      void this.due.put([kindOfTimer(id), dueMs, id], true);
    }
    if (entry === undefined) return { ok: true, sequence: 0 };
    const sequence = (this.meta.get('sequence') ?? 0) + 1;
    void this.meta.put('sequence', sequence);
    void this.journal.put(sequence, entry);
    if (idempotencyKey !== undefined) {
      const expiresAt = now + this.options.idempotencyTtlMs;
      void this.remembered.put(idempotencyKey, { entry, expiresAt });
      void this.expiries.put([expiresAt, idempotencyKey], true);
      this.forgetExpired(now);
    }
    return { ok: true, sequence };
  }

  private removeTimer(id: string): void {
    const before = this.timers.get(id);
    if (before === undefined) return;
    void this.timers.remove(id);
    void this.due.remove([kindOfTimer(id), before.dueMs, id]);
  }

  private forgetExpired(now: number): void {
    for (const expiry of [...this.expiries.getKeys({ end: [now, ''], limit: forgottenPerCommit })]) {
      void this.expiries.remove(expiry);
      void this.remembered.remove(expiry[1]);
    }
  }
}

/** Writes in transactions of bounded size, each durable before the next begins; the key is checked before its chunk is written. */
async function inChunks<V>(entries: Iterable<readonly [string, V]>, write: (part: readonly (readonly [string, V])[]) => Promise<unknown>): Promise<void> {
  let part: (readonly [string, V])[] = [];
  for (const entry of entries) {
    checkKey(entry[0]);
    part.push(entry);
    if (part.length === chunk) {
      await write(part);
      part = [];
    }
  }
  if (part.length > 0) await write(part);
}
