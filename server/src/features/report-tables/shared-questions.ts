interface Shared<T> {
  answer: Promise<T>;
  waiting: number;
  controller: AbortController;
}

/** Answers identical questions that are asked at the same moment once. The work ends when the last of those who wait has gone away. */
export class SharedQuestions<T> {
  readonly #running = new Map<string, Shared<T>>();

  /** Rejects with the signal's reason when it fires, whatever becomes of the work. */
  async ask(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    let shared = this.#running.get(key);
    if (!shared) {
      const controller = new AbortController();
      const made: Shared<T> = { controller, waiting: 0, answer: work(controller.signal).finally(() => this.#forget(key, made)) };
      this.#running.set(key, (shared = made));
    }
    const mine = shared;
    mine.waiting += 1;
    try {
      return await (signal ? Promise.race([mine.answer, rejected(signal)]) : mine.answer);
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0) {
        this.#forget(key, mine);
        mine.controller.abort(new Error('nobody waits for the answer any more'));
        // Nobody hears of its end.
        mine.answer.catch(() => undefined);
      }
    }
  }

  #forget(key: string, shared: Shared<T>): void {
    if (this.#running.get(key) === shared) this.#running.delete(key);
  }
}

const rejected = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')), { once: true });
  });
