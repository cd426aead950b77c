/** A counter to raise; refused when it would pass its limit. */
export interface Take {
  key: string;
  by: number;
  atMost: number;
}

/** Work that is due at an instant: what waits, retries, expires. Kept beside the state, changed in the same step. */
export interface Timer {
  /** Unique; setting it again replaces it. Begins with the kind of work: `trigger:…`, `delivery:…`, `hold:…`. */
  id: string;
  dueMs: number;
  payload: string;
}

export interface Commit {
  /** The same key again changes nothing and gets the first answer back. */
  idempotencyKey?: string;
  /** Values that must still be as they were read (undefined: absent); otherwise the commit is refused as stale. */
  expect?: { key: string; value: string | undefined }[];
  takes?: Take[];
  puts?: { key: string; value: string | undefined }[];
  /** Timers that are set, or moved. */
  timers?: Timer[];
  /** Timers that must still be there, due as they were read, and are removed; otherwise the commit is refused as stale. */
  endTimers?: Pick<Timer, 'id' | 'dueMs'>[];
  /** Timers that are removed if they are there. */
  dropTimers?: string[];
  /** Appended to the journal, and remembered under the idempotency key. Without it nothing is journalled. */
  entry?: string;
}

export type CommitResult =
  /** The sequence is 0 where nothing was journalled. */
  | { ok: true; sequence: number }
  | { ok: false; why: 'repeated'; entry: string }
  | { ok: false; why: 'stale' }
  | { ok: false; why: 'limit'; key: string };

/** State of the decision path: read in microseconds, changed in one atomic and durable step. Keys and values are text. */
export interface HotState {
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Writes without conditions (loading of plans and profiles); in chunks, durable when it resolves. */
  putMany(entries: Iterable<readonly [key: string, value: string | undefined]>): Promise<void>;
  /** Current value of counters. */
  countsOf(keys: readonly string[]): Promise<number[]>;
  /** Sets counters (capacity of a new launch, or after a rebuild from the journal). */
  setCounts(counts: readonly (readonly [key: string, count: number])[]): Promise<void>;
  removePrefix(prefix: string): Promise<void>;
  /** All or nothing, durable before it resolves. */
  commit(commit: Commit): Promise<CommitResult>;
  /** Timers of a kind (the text before the first colon of the id) that are due, the earliest first. */
  dueTimers(kind: string, nowMs: number, most: number): Promise<Timer[]>;
  /** How many timers of a kind wait, and when the earliest is due. */
  timersOf(kind: string): Promise<{ waiting: number; earliestMs: number | undefined }>;
  /** Entries after the sequence number, oldest first. */
  readJournal(after: number, most: number): Promise<{ sequence: number; entry: string }[]>;
  /** Forgets entries up to and including the sequence number. */
  trimJournal(upTo: number): Promise<void>;
  journalLength(): Promise<number>;
  /** When the oldest entry was committed, epoch milliseconds; undefined where there is none, or an earlier release wrote it. */
  oldestEntryMs(): Promise<number | undefined>;
  publish(topic: string, message: string): Promise<void>;
  /** Messages of other processes and of this one. Returns the way to stop. */
  subscribe(topic: string, listener: (message: string) => void): Promise<() => Promise<void>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
