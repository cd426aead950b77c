import { asProblem, type ApiProblem } from '$lib/api/problem.js';

const firstPart = 50;
const nextParts = 400;

/** Work in many calls, with its progress, that can be given up. */
export class LongWork {
  done = $state(0);
  total = $state(0);
  busy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  #controller: AbortController | null = null;

  cancel(): void {
    this.#controller?.abort();
  }

  /** Runs one piece of work; what ran before is given up. True where it came to its end. */
  async run(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.busy = true;
    this.problem = null;
    this.done = 0;
    this.total = 0;
    try {
      await work(controller.signal);
      return !controller.signal.aborted;
    } catch (error) {
      if (!controller.signal.aborted) this.problem = asProblem(error);
      return false;
    } finally {
      if (this.#controller === controller) {
        this.#controller = null;
        this.busy = false;
      }
    }
  }

  /** Takes a list in parts: a small one first, so that something shows at once, larger ones behind it. */
  async inParts<T>(list: readonly T[], signal: AbortSignal, send: (part: readonly T[], start: number) => Promise<void>): Promise<void> {
    this.total = list.length;
    let size = firstPart;
    for (let start = 0; start < list.length; size = nextParts) {
      signal.throwIfAborted();
      const part = list.slice(start, start + size);
      await send(part, start);
      start += part.length;
      this.done = start;
    }
  }
}
