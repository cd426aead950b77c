import type { Container } from '../../container.js';
import type { Timer } from '../../ports/hot-state.js';
import type { TimerHandler, TimerOptions } from './timer-worker.js';

const shortestPauseMs = 20;
const longestPauseMs = 250;
const pauseAfterErrorMs = 2_000;
/** The first retry comes after this long, each further one after twice as long. */
const firstRetryMs = 1_000;
const longestRetryMs = 600_000;
const usualConcurrency = 16;

/** Timers of one kind in one process. */
export class TimerLane {
  /** Timers whose handler runs. */
  private readonly underWay = new Map<string, Promise<void>>();
  /** How often the handler failed for a timer, in this process. */
  private readonly failures = new Map<string, number>();
  /** Timers whose handler returned, by what they were due then: seen again as they were, they were not ended. */
  private returned = new Map<string, number>();
  private running: Promise<void> | undefined;
  private stopping = new AbortController();
  private wake: (() => void) | undefined;

  constructor(private readonly container: Container, private readonly kind: string, private handler: TimerHandler, private options: TimerOptions) {}

  replace(handler: TimerHandler, options: TimerOptions): void {
    this.handler = handler;
    this.options = options;
  }

  start(): void {
    if (this.stopping.signal.aborted) this.stopping = new AbortController();
    this.running ??= this.loop().finally(() => (this.running = undefined));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    await this.running;
    await Promise.all(this.underWay.values());
  }

  async runDue(): Promise<number> {
    let done = 0;
    const nowMs = this.container.now().getTime();
    const seen = new Set<string>();
    for (;;) {
      const due = (await this.container.hotState.dueTimers(this.kind, nowMs, this.most())).filter(({ id, dueMs }) => !seen.has(`${dueMs}:${id}`));
      if (due.length === 0) return done;
      for (const timer of due) seen.add(`${timer.dueMs}:${timer.id}`);
      await Promise.all(due.map((timer) => this.underWay.get(timer.id) ?? this.begin(timer)));
      done += due.length;
    }
  }

  private get concurrency(): number {
    return this.options.concurrency ?? usualConcurrency;
  }

  private most(): number {
    return Math.max(64, this.concurrency * 4);
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    let pause = shortestPauseMs;
    let failing = false;
    while (!signal.aborted) {
      try {
        const begun = await this.poll();
        failing = false;
        pause = begun > 0 ? shortestPauseMs : Math.min(longestPauseMs, pause * 2);
        // As soon as one ends the next may begin.
        if (this.underWay.size >= this.concurrency) await Promise.race(this.underWay.values());
        else if (begun === 0 || this.underWay.size > 0) await this.sleep(pause);
      } catch (error) {
        if (!failing) this.container.log.warn({ err: error, kind: this.kind }, 'timers cannot be read; it is tried again');
        failing = true;
        if (!signal.aborted) await this.sleep(pauseAfterErrorMs);
      }
    }
  }

  /** Begins what is due and has room; how many that were. */
  private async poll(): Promise<number> {
    const due = await this.container.hotState.dueTimers(this.kind, this.container.now().getTime(), this.most() + this.underWay.size);
    const present = new Map(due.map(({ id, dueMs }) => [id, dueMs]));
    for (const [id, dueMs] of this.returned) if (present.get(id) !== dueMs) this.returned.delete(id);
    let begun = 0;
    for (const timer of due) {
      if (this.underWay.size >= this.concurrency || this.stopping.signal.aborted) break;
      if (this.underWay.has(timer.id)) continue;
      void this.begin(timer);
      begun += 1;
    }
    return begun;
  }

  private begin(timer: Timer): Promise<void> {
    const work = this.handle(timer).finally(() => this.underWay.delete(timer.id));
    this.underWay.set(timer.id, work);
    return work;
  }

  /** Never throws. */
  private async handle(read: Timer): Promise<void> {
    const { container, handler, options } = this;
    const nowMs = container.now().getTime();
    let timer = read;
    try {
      if (this.returned.get(read.id) === read.dueMs) throw new Error('The handler returned without ending the timer');
      if (options.leaseMs !== undefined) {
        const leased = { ...read, dueMs: Math.max(nowMs + options.leaseMs, read.dueMs + 1) };
        const claim = await container.hotState.commit({ endTimers: [read], timers: [leased] });
        // Somebody else has it.
        if (!claim.ok) return;
        timer = leased;
      }
      await handler(timer, { container, nowMs, signal: this.stopping.signal });
      this.failures.delete(timer.id);
      this.returned.set(timer.id, timer.dueMs);
    } catch (error) {
      await this.retry(timer, error).catch((cause: unknown) => container.log.warn({ err: cause, timer: timer.id }, 'a timer that failed could not be moved; it is tried again'));
    }
  }

  private async retry(timer: Timer, error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const failures = (this.failures.get(timer.id) ?? 0) + 1;
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, failures - 1));
    this.container.log[failures === 1 ? 'warn' : 'error']({ err: error, timer: timer.id, failures, againInMs: delay }, 'the work of a timer failed and is tried again');
    if (this.failures.size > 10_000) this.failures.clear();
    this.failures.set(timer.id, failures);
    // In the same step only if nobody has ended or moved it meanwhile.
    await this.container.hotState.commit({ endTimers: [timer], timers: [{ ...timer, dueMs: this.container.now().getTime() + delay }] });
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
