import type { Container } from '../../container.js';
import type { Timer } from '../../ports/hot-state.js';
import { TimerLane } from './timer-lane.js';
import { measureTimers } from './measure-timers.js';

export interface TimerMoment {
  container: Container;
  /** The container's clock when the handler was called, epoch milliseconds. */
  nowMs: number;
  /** Ends with the process: long work stops there, and its timer is taken up by whoever comes next. */
  signal: AbortSignal;
}

/**
 * Does the work of one timer. It commits what it did together with `endTimers: [timer]`: exactly one of several that try succeeds, the
 * others see 'stale' and simply return. The same timer may be seen again after a crash or an error, and `dueMs` may be later than it was
 * set: retries and leases move it. To try later without an error, move it oneself (`endTimers: [timer], timers: [{ ...timer, dueMs }]`).
 */
export type TimerHandler = (timer: Timer, moment: TimerMoment) => Promise<void>;

export interface TimerOptions {
  /** Handlers of this kind at once in one process. */
  concurrency?: number;
  /**
   * The timer is moved this far into the future before the handler is called, which gets it as moved: no other process calls a handler for
   * it meanwhile. For work that the outside sees (a delivery); without it the handler's own commit is the claim.
   */
  leaseMs?: number;
}

/** Looks for timers that are due, kind by kind, for as long as the process lives. */
export class TimerWorker {
  private readonly lanes = new Map<string, TimerLane>();
  private users = 0;
  private running = false;

  constructor(private readonly container: Container) {
    measureTimers(container, () => this.kinds);
  }

  /** Kinds of timers that have a handler here. */
  get kinds(): string[] {
    return [...this.lanes.keys()];
  }

  /** A kind has one handler in a process; registering it again replaces the handler, so that each application of a process may. */
  register(kind: string, handler: TimerHandler, options: TimerOptions = {}): void {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(kind)) throw new Error(`A kind of timers is named by small letters, digits and hyphens, not ${JSON.stringify(kind)}`);
    const known = this.lanes.get(kind);
    if (known) return known.replace(handler, options);
    const lane = new TimerLane(this.container, kind, handler, options);
    this.lanes.set(kind, lane);
    if (this.running) lane.start();
  }

  start(): void {
    this.users += 1;
    if (this.running) return;
    this.running = true;
    for (const lane of this.lanes.values()) lane.start();
  }

  /** Ends with the last of those who started it, after the handlers under way. What is left stays where it is. */
  async stop(): Promise<void> {
    this.users -= 1;
    if (this.users > 0 || !this.running) return;
    this.running = false;
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
  }

  /** Works off what is due now and returns how many timers that were; for tests and for tools, whether or not the loop runs. */
  async runDue(kind?: string): Promise<number> {
    let done = 0;
    for (const [name, lane] of this.lanes) if (kind === undefined || name === kind) done += await lane.runDue();
    return done;
  }
}

const workers = new WeakMap<Container['hotState'], TimerWorker>();

/** One worker for each set of stores, whoever asks first. */
export function timerWorkerOf(container: Container): TimerWorker {
  let worker = workers.get(container.hotState);
  if (!worker) workers.set(container.hotState, (worker = new TimerWorker(container)));
  return worker;
}

/** Names the code that does timers `kind:…`. They run in processes of the roles "all" and "worker". */
export const registerTimer = (container: Container, kind: string, handler: TimerHandler, options?: TimerOptions): void => timerWorkerOf(container).register(kind, handler, options);

/** Works off what is due at the container's present moment. */
export const runDueTimers = (container: Container, kind?: string): Promise<number> => timerWorkerOf(container).runDue(kind);
