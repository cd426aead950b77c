import { ProblemError } from '../../http/problem-error.js';

export interface AttemptLimit {
  /** What is counted: an address, a login, both. */
  key: string;
  most: number;
}

const mostKeys = 50_000;

/**
 * Counts attempts to sign in, before the password is looked at, so that a flood at once is counted as well. A good
 * attempt takes its count back. Each process counts for itself.
 */
export class AttemptThrottle {
  private readonly counts = new Map<string, { count: number; until: number }>();

  constructor(private readonly windowMs: number, private readonly now: () => number) {}

  /** Throws too-many-requests when a limit is reached. Returns the way to take the attempt back. */
  begin(limits: readonly AttemptLimit[]): () => void {
    const now = this.now();
    for (const { key, most } of limits) {
      const entry = this.counts.get(key);
      if (entry !== undefined && entry.until > now && entry.count >= most) {
        const seconds = Math.ceil((entry.until - now) / 1000);
        throw new ProblemError('too-many-requests', `Too many attempts to sign in: try again in ${seconds} s`, { retryAfterSeconds: seconds });
      }
    }
    if (this.counts.size > mostKeys) this.forget(now);
    for (const { key } of limits) {
      const entry = this.counts.get(key);
      if (entry === undefined || entry.until <= now) this.counts.set(key, { count: 1, until: now + this.windowMs });
      else entry.count += 1;
    }
    return () => {
      for (const { key } of limits) {
        const entry = this.counts.get(key);
        if (entry !== undefined) entry.count = Math.max(0, entry.count - 1);
      }
    };
  }

  private forget(now: number): void {
    for (const [key, { until }] of this.counts) if (until <= now) this.counts.delete(key);
    // Still too many: the oldest go, a flood of made-up logins must not fill the memory.
    for (const key of this.counts.keys()) {
      if (this.counts.size <= mostKeys / 2) break;
      this.counts.delete(key);
    }
  }
}
