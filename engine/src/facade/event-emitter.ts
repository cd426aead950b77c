export type Listener = (...values: never[]) => unknown;

/**
 * The part of an event emitter that rule engines are used through. Listeners may be asynchronous; `emitAsync` waits for all of them and fails
 * with the first that fails.
 */
export class EventEmitter {
  private readonly listenersByName = new Map<unknown, { listener: Listener; once: boolean }[]>();

  on(name: unknown, listener: Listener): this {
    return this.add(name, listener, false, false);
  }

  addListener(name: unknown, listener: Listener): this {
    return this.on(name, listener);
  }

  once(name: unknown, listener: Listener): this {
    return this.add(name, listener, true, false);
  }

  prependListener(name: unknown, listener: Listener): this {
    return this.add(name, listener, false, true);
  }

  off(name: unknown, listener: Listener): this {
    const known = this.listenersByName.get(name);
    const at = known?.findLastIndex((entry) => entry.listener === listener) ?? -1;
    if (known && at >= 0) {
      // A list that is being walked through stays as it was.
      if (known.length === 1) this.listenersByName.delete(name);
      else this.listenersByName.set(name, known.filter((_, i) => i !== at));
      this.listenersChanged();
    }
    return this;
  }

  removeListener(name: unknown, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: unknown): this {
    if (name === undefined) this.listenersByName.clear();
    else this.listenersByName.delete(name);
    this.listenersChanged();
    return this;
  }

  listeners(name: unknown): Listener[] {
    return (this.listenersByName.get(name) ?? []).map(({ listener }) => listener);
  }

  listenerCount(name: unknown): number {
    return this.listenersByName.get(name)?.length ?? 0;
  }

  eventNames(): unknown[] {
    return [...this.listenersByName.keys()];
  }

  hasListeners(): boolean {
    return this.listenersByName.size > 0;
  }

  emit(name: unknown, ...values: unknown[]): boolean {
    return this.call(name, values) !== undefined;
  }

  emitAsync(name: unknown, ...values: unknown[]): Promise<unknown[]> {
    try {
      return Promise.all(this.call(name, values) ?? []);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Calls the listeners and gives their answers; undefined where there is none. */
  call(name: unknown, values: readonly unknown[]): unknown[] | undefined {
    const known = this.listenersByName.get(name);
    if (!known) return undefined;
    return known.map(({ listener, once }) => {
      if (once) this.off(name, listener);
      return (listener as (...values: unknown[]) => unknown).apply(this, [...values]);
    });
  }

  private add(name: unknown, listener: Listener, once: boolean, first: boolean): this {
    if (typeof listener !== 'function') throw new Error(`A listener must be a function, not ${typeof listener}`);
    const known = this.listenersByName.get(name) ?? [];
    const entry = { listener, once };
    this.listenersByName.set(name, first ? [entry, ...known] : [...known, entry]);
    this.listenersChanged();
    return this;
  }

  /** Called after listeners have come or gone. */
  protected listenersChanged(): void {}
}
