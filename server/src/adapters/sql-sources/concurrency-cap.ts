/** Lets so many in at once; the others wait in line, and leave it when their signal fires. */
export class ConcurrencyCap {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** The way to leave, which is to be called once. Rejects with the signal's reason. */
  enter(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(this.#leaveOnce());
    }
    return new Promise((resolve, reject) => {
      const goIn = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(this.#leaveOnce());
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(goIn), 1);
        reject(signal?.reason as Error);
      };
      this.#waiting.push(goIn);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}
