/**
 * Calls with the same key that begin in one turn of the event loop become one. Each caller leaves by its own signal; the work is given up
 * when all of them have left.
 */
export class SharedCalls<T> {
  #turn = new Map<string, { work: Promise<T>; waiting: number; stop: AbortController }>();
  #clearing = false;

  run(key: string, signal: AbortSignal | undefined, begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
    let call = this.#turn.get(key);
    if (!call) {
      const stop = new AbortController();
      call = { work: begin(stop.signal), waiting: 0, stop };
      call.work.catch(() => undefined);
      this.#turn.set(key, call);
      this.#clearAfterTurn();
    }
    call.waiting += 1;
    const { work, stop } = call;
    const mine = call;
    if (!signal) return work;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        reject(signal.reason as Error);
        mine.waiting -= 1;
        if (mine.waiting === 0) stop.abort(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #clearAfterTurn(): void {
    if (this.#clearing) return;
    this.#clearing = true;
    setImmediate(() => {
      this.#clearing = false;
      this.#turn = new Map();
    });
  }
}
