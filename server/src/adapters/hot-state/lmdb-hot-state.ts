import { mkdirSync } from 'node:fs';
import { type Database, type RootDatabase, open } from 'lmdb';
import type { Commit, CommitResult, HotState, Timer } from '../../ports/hot-state.js';
import { checkCommit, checkCount, checkKey, type CheckedCommit } from './checked-commit.js';
import { LmdbCommitGroup, type LmdbStores } from './lmdb-commit-group.js';
import { LmdbJournal } from './lmdb-journal.js';
import { LmdbNotices } from './lmdb-notices.js';
import { LmdbTimers } from './lmdb-timers.js';

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

const chunk = 5_000;
const mostInGroup = 1_000;

/**
 * The hot state in an LMDB file of this machine. Commits that arrive together share one transaction and one
 * fdatasync (group commit); the answer is given only after it.
 */
export class LmdbHotState implements HotState {
  private readonly root: RootDatabase<unknown, string>;
  private readonly values: Database<string, string>;
  private readonly counts: Database<number, string>;
  private readonly journal: LmdbJournal;
  private readonly timers: LmdbTimers;
  private readonly stores: LmdbStores;
  private readonly notices: LmdbNotices;
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | undefined;

  constructor(private readonly options: LmdbHotStateOptions, private readonly now: () => number = Date.now) {
    mkdirSync(options.directory, { recursive: true });
    // Without overlappingSync a transaction resolves after its fdatasync, not before.
    this.root = open<unknown, string>({ path: options.directory, overlappingSync: false, maxDbs: 12 });
    this.values = this.root.openDB<string, string>({ name: 'values', encoding: 'string' });
    this.counts = this.root.openDB<number, string>({ name: 'counts' });
    this.journal = new LmdbJournal(this.root, options.idempotencyTtlMs);
    this.timers = new LmdbTimers(this.root);
    this.stores = { values: this.values, counts: this.counts, timers: this.timers, journal: this.journal };
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
    return this.timers.due(kind, nowMs, most);
  }

  async timersOf(kind: string): Promise<{ waiting: number; earliestMs: number | undefined }> {
    return this.timers.of(kind);
  }

  async readJournal(after: number, most: number): Promise<{ sequence: number; entry: string }[]> {
    return this.journal.read(after, most);
  }

  trimJournal(upTo: number): Promise<void> {
    return this.journal.trim(upTo);
  }

  async journalLength(): Promise<number> {
    return this.journal.length();
  }

  async oldestEntryMs(): Promise<number | undefined> {
    return this.journal.oldestMs();
  }

  publish(topic: string, message: string): Promise<void> {
    return this.notices.publish(topic, message);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    return this.notices.subscribe(topic, listener);
  }

  async ping(): Promise<void> {
    this.journal.last();
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
      let group: Waiting[] = [];
      try {
        // Taken when the transaction begins: what comes while it is awaited shares it.
        const results = await this.root.transaction(() => this.apply((group = this.waiting.splice(0, mostInGroup))));
        group.forEach(({ resolve }, index) => resolve(results[index]!));
      } catch (error) {
        if (group.length === 0) group = this.waiting.splice(0, mostInGroup);
        for (const { reject } of group) reject(error);
      }
    }
    this.flushing = undefined;
  }

  /** Runs inside the write transaction. What cannot be written as a whole throws before anything was written. */
  private apply(waiting: readonly Waiting[]): CommitResult[] {
    const group = new LmdbCommitGroup(this.stores, this.now());
    const results = waiting.map(({ commit }) => group.add(commit));
    group.write();
    return results;
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
