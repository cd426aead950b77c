import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import { memoryFailure, nextCrossing, rowFailure, timeoutFailure, type PythonCall } from './python-crossing.js';
import type { PythonHello, PythonProcess, RowAnswer } from './python-process.js';

/** Rows that may be killed one after the other before the rest of what waits is refused too. */
const patience = 3;

/**
 * All calls of one piece of code and its process. Rows wait while the process works, so that under load crossings grow by themselves.
 */
export class PythonLane {
  readonly queue: PythonCall[] = [];
  lastUsed = 0;
  #process: PythonProcess | undefined;
  #crossing: PythonCall[] = [];
  #killed = 0;
  #timer: NodeJS.Timeout | undefined;
  #killedFor: 'timeout' | undefined;

  constructor(
    private readonly start: () => PythonProcess,
    /** What the first answer of the process makes impossible. */
    private readonly judge: (hello: PythonHello) => StrategyFailure | undefined,
    private readonly startTimeoutMs: number,
    private readonly onIdle: () => void,
  ) {}

  get process(): PythonProcess | undefined {
    return this.#process;
  }

  get busy(): boolean {
    return this.#crossing.length > 0;
  }

  /** Ends the process. With a failure, everything that runs or waits fails with it. */
  stop(failure?: StrategyFailure): void {
    clearTimeout(this.#timer);
    const process = this.#process;
    this.#process = undefined;
    process?.kill();
    if (failure) this.#finish([...this.#crossing.splice(0), ...this.queue.splice(0)], failure);
  }

  /** Sends the next rows, if there are any and the process is free. */
  async advance(): Promise<void> {
    if (this.busy) return;
    this.#crossing = nextCrossing(this.queue);
    const [first] = this.#crossing;
    if (!first) {
      this.#process?.hold(false);
      return this.onIdle();
    }
    try {
      const process = this.#process?.alive ? this.#process : await this.#open();
      // Lost while it started: its rows have been queued again.
      if (process !== this.#process) return;
      process.hold(true);
      this.#arm(first.request.timeoutMs);
      process.send(this.#crossing.map(({ request }) => request.inputs));
    } catch (error) {
      const failure = error instanceof StrategyFailure ? error : new StrategyFailure('python-error', `The Python process could not be started: ${error instanceof Error ? error.message : String(error)}`);
      this.stop(failure);
      this.onIdle();
    }
  }

  async #open(): Promise<PythonProcess> {
    const process = this.start();
    this.#process = process;
    const timer = setTimeout(() => process.kill(), this.startTimeoutMs);
    try {
      const impossible = this.judge(await process.hello);
      if (impossible) throw impossible;
    } finally {
      clearTimeout(timer);
    }
    process.onRows = (answers, done, retire) => this.#take(process, answers, done, retire);
    void process.gone.then((why) => this.#lost(process, why));
    return process;
  }

  #arm(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#killedFor = 'timeout';
      this.#process?.kill();
    }, timeoutMs);
  }

  #take(process: PythonProcess, answers: readonly RowAnswer[], done: boolean, retire: boolean): void {
    if (process !== this.#process) return;
    let outOfMemory = false;
    for (const answer of answers) {
      const call = this.#crossing.shift();
      if (!call) break;
      if ('o' in answer) call.resolve(answer.o);
      else {
        outOfMemory ||= answer.e.type === 'MemoryError';
        call.reject(rowFailure(answer.e, call.request));
      }
    }
    this.#killed = 0;
    if (!done) return this.#arm(this.#crossing[0]?.request.timeoutMs ?? 0);
    clearTimeout(this.#timer);
    if (this.#crossing.length > 0) return process.kill();
    // An interpreter that ran out of memory is not trusted to have kept its wits.
    if (retire || outOfMemory) this.stop();
    void this.advance();
  }

  /** The process is gone in the middle: a single row is the culprit, of several each goes alone. */
  #lost(process: PythonProcess, why: string): void {
    if (process !== this.#process) return;
    clearTimeout(this.#timer);
    this.#process = undefined;
    const calls = this.#crossing.splice(0);
    const timedOut = this.#killedFor === 'timeout';
    this.#killedFor = undefined;
    const [first] = calls;
    if (!first) return void this.advance();
    const failure = timedOut ? timeoutFailure(first.request) : why.includes('SIGKILL') || why.includes('SIGSEGV') || why.includes('SIGABRT') ? memoryFailure(first.request) : new StrategyFailure('python-error', `The Python process ${why} while it ran the code`);
    if (calls.length === 1) {
      this.#killed += 1;
      this.#finish(calls, failure);
      if (this.#killed >= patience) {
        this.#killed = 0;
        this.#finish(this.queue.splice(0), failure);
      }
    } else {
      for (const call of calls) call.alone = true;
      this.queue.unshift(...calls);
    }
    void this.advance();
  }

  #finish(calls: readonly PythonCall[], failure: StrategyFailure): void {
    for (const call of calls) call.reject(failure);
  }
}
