import { ProblemError } from '../../http/problem-error.js';

export interface GateLimits {
  perSecond?: number | undefined;
  concurrency?: number | undefined;
}

/** Holds the calls of one publication in this process to its rate and concurrency. A second's worth may come at once. */
export class CallGate {
  private tokens: number;
  private at: number;
  private underWay = 0;

  constructor(private limits: GateLimits, private readonly clock: () => number = () => performance.now()) {
    this.tokens = limits.perSecond ?? 0;
    this.at = clock();
  }

  /** Takes new limits over from a next revision; calls under way go on. */
  limit(limits: GateLimits): void {
    if (limits.perSecond !== this.limits.perSecond) this.tokens = Math.min(limits.perSecond ?? 0, this.limits.perSecond === undefined ? (limits.perSecond ?? 0) : this.tokens);
    this.limits = limits;
  }

  /** Lets a call of so many decisions in; throws too-many-requests. Whoever was let in calls `leave`. */
  enter(decisions: number): void {
    const { perSecond, concurrency } = this.limits;
    if (concurrency !== undefined && this.underWay >= concurrency) throw new ProblemError('too-many-requests', `${this.underWay} calls are under way and ${concurrency} are allowed at once: try again in a moment`, { retryAfterSeconds: 1 });
    if (perSecond !== undefined) {
      const now = this.clock();
      this.tokens = Math.min(perSecond, this.tokens + ((now - this.at) / 1_000) * perSecond);
      this.at = now;
      if (decisions > perSecond) throw new ProblemError('too-many-requests', `${decisions} decisions in one call are more than the ${perSecond} a second that are allowed: split the batch`, { retryAfterSeconds: 1 });
      if (this.tokens < decisions) throw new ProblemError('too-many-requests', `${perSecond} decisions a second are allowed here: try again later`, { retryAfterSeconds: Math.max(1, Math.ceil((decisions - this.tokens) / perSecond)) });
      this.tokens -= decisions;
    }
    this.underWay += 1;
  }

  leave(): void {
    this.underWay -= 1;
  }
}
