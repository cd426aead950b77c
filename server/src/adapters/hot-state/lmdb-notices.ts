import { randomUUID } from 'node:crypto';
import type { Database, RootDatabase } from 'lmdb';

interface Notice {
  topic: string;
  message: string;
  from: string;
  at: number;
}

/** A process that has not looked for a minute has to read its state anew in any case. */
const keptMs = 60_000;

/**
 * Messages between the processes that share one LMDB file: a numbered list that each of them looks at several times a
 * second (a read of the last number costs microseconds). Listeners of the publishing process are called at once.
 */
export class LmdbNotices {
  private readonly notices: Database<Notice, number>;
  private readonly listeners = new Map<string, Set<(message: string) => void>>();
  private readonly me = randomUUID();
  private timer: NodeJS.Timeout | undefined;
  private seen = 0;

  constructor(private readonly root: RootDatabase<unknown, string>, private readonly pollIntervalMs: number, private readonly now: () => number) {
    this.notices = root.openDB<Notice, number>({ name: 'notices', encoding: 'json' });
  }

  async publish(topic: string, message: string): Promise<void> {
    const at = this.now();
    await this.root.transaction(() => {
      const old: number[] = [];
      for (const { key, value } of this.notices.getRange({ limit: 100 })) {
        if (value.at > at - keptMs) break;
        old.push(key);
      }
      // The newest is never removed: the numbers go on from it.
      const next = this.last() + 1;
      for (const key of old) void this.notices.remove(key);
      void this.notices.put(next, { topic, message, from: this.me, at });
    });
    this.deliver(topic, message);
  }

  subscribe(topic: string, listener: (message: string) => void): () => Promise<void> {
    const ofTopic = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, ofTopic);
    // One entry per subscription, so that the same function may listen twice.
    const entry = (message: string) => listener(message);
    ofTopic.add(entry);
    if (this.timer === undefined) {
      this.root.resetReadTxn();
      this.seen = this.last();
      this.timer = setInterval(() => this.poll(), this.pollIntervalMs);
      this.timer.unref();
    }
    return async () => {
      ofTopic.delete(entry);
      if (ofTopic.size === 0 && this.listeners.get(topic) === ofTopic) this.listeners.delete(topic);
      if (this.listeners.size === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private last(): number {
    for (const key of this.notices.getKeys({ reverse: true, limit: 1 })) return key;
    return 0;
  }

  private poll(): void {
    this.root.resetReadTxn();
    if (this.last() === this.seen) return;
    for (const { key, value } of [...this.notices.getRange({ start: this.seen + 1 })]) {
      this.seen = key;
      if (value.from !== this.me) this.deliver(value.topic, value.message);
    }
  }

  private deliver(topic: string, message: string): void {
    for (const listener of [...(this.listeners.get(topic) ?? [])]) listener(message);
  }
}
