import type { HttpReply } from '../../ports/http-service.js';

/** Answers for some time, the least recently used forgotten first; bounded in number and bytes. */
export class AnswerCache {
  readonly #entries = new Map<string, { reply: HttpReply; until: number; bytes: number }>();
  #bytes = 0;

  constructor(private readonly options: { mostEntries: number; mostBytes: number; now: () => number }) {}

  get(key: string): HttpReply | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    if (entry.until <= this.options.now()) {
      this.#bytes -= entry.bytes;
      return undefined;
    }
    this.#entries.set(key, entry);
    // Each caller may change its own copy.
    return structuredClone(entry.reply);
  }

  set(key: string, reply: HttpReply, bytes: number, keptMs: number): void {
    const old = this.#entries.get(key);
    if (old) {
      this.#entries.delete(key);
      this.#bytes -= old.bytes;
    }
    if (bytes > this.options.mostBytes) return;
    this.#entries.set(key, { reply: structuredClone(reply), until: this.options.now() + keptMs, bytes });
    this.#bytes += bytes;
    for (const [first, { bytes: freed }] of this.#entries) {
      if (this.#entries.size <= this.options.mostEntries && this.#bytes <= this.options.mostBytes) break;
      this.#entries.delete(first);
      this.#bytes -= freed;
    }
  }
}
