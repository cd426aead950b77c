import type { Database, RootDatabase } from 'lmdb';

/** What a key of a repeated request is remembered by. */
interface Kept {
  expiresAt: number;
  keys: string[];
}

/** Entries of one group that lie in one value: writing a page costs more than the text on it, and a value of many pages would look long for free ones. */
const segmentLength = 24_000;
const segmentEntries = 64;
/** Trimmed segments at a time, so that no transaction holds the lock for long. */
const trimmedAtOnce = 1_000;
/** Between two looks for expired keys where few are left. */
const pauseOfLooksMs = 1_000;

/**
 * The journal in LMDB: entries that were committed together lie together in segments, under the number of their first one.
 * A segment that idempotency keys point into stays after it was trimmed until the keys expire, since they are answered from it; so the
 * text of an entry is written once. Every method that writes runs inside a transaction of the caller.
 */
export class LmdbJournal {
  private readonly segments: Database<string, number>;
  private readonly sequenceOfKey: Database<number, string>;
  /** Segments with idempotency keys. */
  private readonly kept: Database<Kept, number>;
  private readonly meta: Database<number, string>;
  /** No look at `kept` before; other processes only make it wrong by being late. */
  private nothingExpiresBefore = 0;

  constructor(private readonly root: RootDatabase<unknown, string>, private readonly idempotencyTtlMs: number) {
    this.segments = root.openDB<string, number>({ name: 'segments', encoding: 'string' });
    this.sequenceOfKey = root.openDB<number, string>({ name: 'answered' });
    this.kept = root.openDB<Kept, number>({ name: 'kept', encoding: 'json' });
    this.meta = root.openDB<number, string>({ name: 'meta' });
  }

  /** Number of the newest entry. */
  last(): number {
    return this.meta.get('sequence') ?? 0;
  }

  /** Number of the newest entry that was trimmed. */
  trimmed(): number {
    return this.meta.get('trimmed') ?? 0;
  }

  length(): number {
    return this.last() - this.trimmed();
  }

  /** The entry that the key was used for, unless that is too long ago. */
  answeredBefore(key: string, now: number): string | undefined {
    const sequence = this.sequenceOfKey.get(key);
    if (sequence === undefined) return undefined;
    const first = this.segmentOf(sequence);
    const kept = first === undefined ? undefined : this.kept.get(first);
    if (first === undefined || kept === undefined || kept.expiresAt <= now) return undefined;
    return readSegment(this.segments.get(first)!)[sequence - first];
  }

  /** Appends entries after `last`; `keys` by index of the entry. */
  append(last: number, entries: readonly string[], keys: ReadonlyMap<number, string>, now: number): void {
    for (let from = 0; from < entries.length; ) {
      let to = from;
      for (let length = 0; to < entries.length && to - from < segmentEntries && length < segmentLength; to += 1) length += entries[to]!.length;
      const first = last + 1 + from;
      void this.segments.put(first, printSegment(entries.slice(from, to), now));
      const own: string[] = [];
      for (let index = from; keys.size > 0 && index < to; index += 1) {
        const key = keys.get(index);
        if (key === undefined) continue;
        own.push(key);
        void this.sequenceOfKey.put(key, last + 1 + index);
      }
      if (own.length > 0) void this.kept.put(first, { expiresAt: now + this.idempotencyTtlMs, keys: own });
      from = to;
    }
    void this.meta.put('sequence', last + entries.length);
    this.nothingExpiresBefore = Math.min(this.nothingExpiresBefore, now + this.idempotencyTtlMs);
  }

  /** Forgets keys that expired, at most so many segments of them. */
  forgetExpired(now: number, most: number): void {
    if (now < this.nothingExpiresBefore) return;
    const oldest = [...this.kept.getRange({ limit: most })];
    if (oldest.length < most) this.nothingExpiresBefore = now + pauseOfLooksMs;
    for (const { key: first, value } of oldest) {
      if (value.expiresAt > now) {
        this.nothingExpiresBefore = value.expiresAt;
        return;
      }
      for (const key of value.keys) {
        // A key that was used anew points to a later segment.
        const sequence = this.sequenceOfKey.get(key);
        if (sequence !== undefined && this.segmentOf(sequence) === first) void this.sequenceOfKey.remove(key);
      }
      void this.kept.remove(first);
      if (this.endOf(first) <= this.trimmed()) void this.segments.remove(first);
    }
  }

  read(after: number, most: number): { sequence: number; entry: string }[] {
    const found: { sequence: number; entry: string }[] = [];
    const from = Math.max(after, this.trimmed()) + 1;
    if (most <= 0 || from > this.last()) return found;
    for (const { key: first, value } of this.segments.getRange({ start: this.segmentOf(from) ?? from })) {
      const entries = readSegment(value);
      for (let index = Math.max(0, from - first); index < entries.length; index += 1) {
        found.push({ sequence: first + index, entry: entries[index]! });
        if (found.length >= most) return found;
      }
    }
    return found;
  }

  /** When the oldest entry that was not trimmed was committed. */
  oldestMs(): number | undefined {
    const from = this.trimmed() + 1;
    const first = from > this.last() ? undefined : this.segmentOf(from);
    return first === undefined ? undefined : Number.parseInt(this.segments.get(first)!, 10);
  }

  async trim(upTo: number): Promise<void> {
    for (let from = this.segmentOf(this.trimmed() + 1); from !== undefined; ) from = await this.root.transaction(() => this.trimSome(from!, upTo));
  }

  /** Moves the mark and removes what lies behind it; where to go on. */
  private trimSome(from: number, upTo: number): number | undefined {
    const end = Math.min(upTo, this.last());
    const trimmed = this.trimmed();
    if (end > trimmed) void this.meta.put('trimmed', end);
    const mark = Math.max(end, trimmed);
    const firsts = [...this.segments.getKeys({ start: from, limit: trimmedAtOnce + 1 })];
    for (const [index, first] of firsts.entries()) {
      if (index === trimmedAtOnce) return first;
      const next = firsts[index + 1] ?? this.last() + 1;
      if (next - 1 > mark) return undefined;
      if (!this.kept.doesExist(first)) void this.segments.remove(first);
    }
    return undefined;
  }

  /** First number of the segment that holds the entry. */
  private segmentOf(sequence: number): number | undefined {
    for (const first of this.segments.getKeys({ start: sequence, reverse: true, limit: 1 })) return first;
    return undefined;
  }

  private endOf(first: number): number {
    for (const next of this.segments.getKeys({ start: first + 1, limit: 1 })) return next - 1;
    return this.last();
  }
}

/** The instant, lengths of the entries in UTF-16 units, then their texts. */
function printSegment(entries: readonly string[], now: number): string {
  return `${now},${entries.map(({ length }) => length).join()}\n${entries.join('')}`;
}

function readSegment(text: string): string[] {
  const head = text.indexOf('\n');
  let start = head + 1;
  return text
    .slice(0, head)
    .split(',')
    .slice(1)
    .map((length) => text.slice(start, (start += Number(length))));
}
