import type { Database, RootDatabase } from 'lmdb';
import type { Timer } from '../../ports/hot-state.js';
import { kindOfTimer } from './checked-commit.js';

/** Timers in LMDB, by id and in the order in which they are due. Methods that write run inside a transaction of the caller. */
export class LmdbTimers {
  private readonly byId: Database<{ dueMs: number; payload: string }, string>;
  private readonly inOrder: Database<boolean, [kind: string, dueMs: number, id: string]>;

  constructor(root: RootDatabase<unknown, string>) {
    this.byId = root.openDB<{ dueMs: number; payload: string }, string>({ name: 'timers', encoding: 'json' });
    this.inOrder = root.openDB<boolean, [string, number, string]>({ name: 'due' });
  }

  dueOf(id: string): number | undefined {
    return this.byId.get(id)?.dueMs;
  }

  set({ id, dueMs, payload }: Timer): void {
    this.remove(id);
    void this.byId.put(id, { dueMs, payload });
    void this.inOrder.put([kindOfTimer(id), dueMs, id], true);
  }

  remove(id: string): void {
    const before = this.byId.get(id);
    if (before === undefined) return;
    void this.byId.remove(id);
    void this.inOrder.remove([kindOfTimer(id), before.dueMs, id]);
  }

  due(kind: string, nowMs: number, most: number): Timer[] {
    const due: Timer[] = [];
    if (most <= 0) return due;
    for (const [, dueMs, id] of this.inOrder.getKeys({ start: [kind] as never, end: [kind, nowMs + 1] as never, limit: most })) {
      const timer = this.byId.get(id);
      if (timer) due.push({ id, dueMs, payload: timer.payload });
    }
    return due;
  }

  of(kind: string): { waiting: number; earliestMs: number | undefined } {
    const range = { start: [kind] as never, end: [`${kind}\u0000`] as never };
    const [earliest] = [...this.inOrder.getKeys({ ...range, limit: 1 })];
    return { waiting: this.inOrder.getKeysCount(range), earliestMs: earliest?.[1] };
  }
}
