import type { Commit, Take, Timer } from '../../ports/hot-state.js';

/** A commit with nothing left to doubt: keys of a storable length, whole numbers, one take per key. */
export interface CheckedCommit {
  idempotencyKey: string | undefined;
  expect: readonly { key: string; value: string | undefined }[];
  takes: readonly Take[];
  puts: readonly { key: string; value: string | undefined }[];
  timers: readonly Timer[];
  endTimers: readonly Pick<Timer, 'id' | 'dueMs'>[];
  dropTimers: readonly string[];
  entry: string | undefined;
}

/** LMDB's limit for a key is 1978 bytes; a few go to the encoding. Both adapters keep to it, so that data can move. */
const longestKeyBytes = 1900;

export function checkKey(key: string): string {
  if (key === '') throw new RangeError('A key of the hot state is empty: give it at least one character');
  // A UTF-16 unit takes at most three bytes, so that most keys need no counting.
  if (key.length * 3 > longestKeyBytes && Buffer.byteLength(key) > longestKeyBytes) {
    throw new RangeError(`The key ${JSON.stringify(key.slice(0, 40))}… of the hot state has ${Buffer.byteLength(key)} bytes: at most ${longestKeyBytes} can be stored`);
  }
  return key;
}

export function checkCount(key: string, name: string, count: number): number {
  if (!Number.isSafeInteger(count)) {
    throw new RangeError(`The counter ${JSON.stringify(key)} of the hot state is given ${name} ${count}: give a whole number up to 2^53`);
  }
  return count;
}

/** The kind of a timer: what stands before the first colon of its id. */
export function kindOfTimer(id: string): string {
  return id.slice(0, id.indexOf(':'));
}

function checkTimerId(id: string): void {
  checkKey(id);
  if (id.indexOf(':') < 1) throw new RangeError(`The timer ${JSON.stringify(id)} of the hot state has no kind: let its id be "kind:rest"`);
}

/** Two takes of one key are one take of their sum under the stricter limit: both adapters then check a key once. */
function mergeTakes(takes: readonly Take[]): Take[] {
  const merged = new Map<string, Take>();
  for (const { key, by, atMost } of takes) {
    checkKey(key);
    checkCount(key, 'by', by);
    if (atMost !== Number.POSITIVE_INFINITY) checkCount(key, 'atMost', atMost);
    const limit = Math.min(atMost, Number.MAX_SAFE_INTEGER);
    const before = merged.get(key);
    merged.set(key, before === undefined ? { key, by, atMost: limit } : { key, by: checkCount(key, 'by', before.by + by), atMost: Math.min(before.atMost, limit) });
  }
  return [...merged.values()];
}

/** Throws RangeError before anything is written when a key or number cannot be stored as it is. */
export function checkCommit(commit: Commit): CheckedCommit {
  const { idempotencyKey, expect = [], takes = [], puts = [], timers = [], endTimers = [], dropTimers = [], entry } = commit;
  if (idempotencyKey !== undefined && entry === undefined) throw new RangeError(`The commit under the idempotency key ${JSON.stringify(idempotencyKey)} has no entry: a repeated request needs one to be answered with`);
  if (idempotencyKey !== undefined) checkKey(idempotencyKey);
  for (const { key } of expect) checkKey(key);
  for (const { key } of puts) checkKey(key);
  for (const { id, dueMs } of [...timers, ...endTimers]) {
    checkTimerId(id);
    checkCount(id, 'dueMs', dueMs);
  }
  for (const id of dropTimers) checkTimerId(id);
  return { idempotencyKey, expect, takes: mergeTakes(takes), puts, timers, endTimers, dropTimers, entry };
}
