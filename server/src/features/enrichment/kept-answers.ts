interface Kept {
  value: unknown;
  untilMs: number;
  size: number;
}

/** Answers by their questions for some time, the least recently used forgotten first; bounded in number and in characters of JSON. */
export class KeptAnswers {
  private readonly entries = new Map<string, Kept>();
  private size = 0;

  constructor(private readonly most: { entries: number; characters: number }) {}

  /** The answer is shared by all who ask and frozen. */
  get(question: string, nowMs: number): { value: unknown } | undefined {
    const kept = this.entries.get(question);
    if (!kept) return undefined;
    this.entries.delete(question);
    if (kept.untilMs <= nowMs) {
      this.size -= kept.size;
      return undefined;
    }
    this.entries.set(question, kept);
    return kept;
  }

  set(question: string, value: unknown, untilMs: number): void {
    const size = question.length + (JSON.stringify(value) ?? '').length;
    const old = this.entries.get(question);
    if (old) {
      this.entries.delete(question);
      this.size -= old.size;
    }
    if (size > this.most.characters) return;
    this.entries.set(question, { value, untilMs, size });
    this.size += size;
    for (const [first, { size: freed }] of this.entries) {
      if (this.entries.size <= this.most.entries && this.size <= this.most.characters) break;
      this.entries.delete(first);
      this.size -= freed;
    }
  }

  get length(): number {
    return this.entries.size;
  }
}

/** Freezes a JSON value with all that it holds: what many requests share cannot be changed by one of them. */
export function deepFrozen<T>(value: T): T {
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    waiting.push(...Object.values(next));
  }
  return value;
}
