import type { Item } from '@arbiter/contracts';
import { mergeJson } from '@arbiter/engine/strategy-edit/merge-json';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '$lib/api/problem.js';
import { ItemDraft, type DraftStore } from './item-draft.svelte.js';

type Doc = Record<string, unknown>;
const itemOf = (document: Doc, revision: number, updatedBy = 'anna') => ({ id: 'i', revision, document, updatedBy }) as Item;

/** A server with one item: it refuses what is stale, loses answers and connections when told to, and keeps what is kept. */
class FakeServer implements DraftStore {
  item: Item;
  kept = new Map<string, Doc>();
  saves = 0;
  fault: 'none' | 'no-connection' | 'lost-answer' | 'refused' = 'none';
  hold: Promise<void> | null = null;
  /** Happens right before a save arrives. */
  before: (() => void)[] = [];
  #keys = 0;

  constructor(document: Doc) {
    this.item = itemOf(document, 1);
  }

  write(document: Doc, by = 'boris'): Item {
    return (this.item = itemOf(document, this.item.revision + 1, by));
  }

  async save(_id: string, { revision, document }: { revision: number; document: unknown }) {
    this.saves += 1;
    await this.hold;
    this.before.shift()?.();
    if (this.fault === 'no-connection') throw new ApiProblem({ code: 'no-connection', status: 0, detail: '' });
    if (this.fault === 'refused') throw new ApiProblem({ code: 'wrong-state', status: 409, detail: 'archived' });
    if (revision !== this.item.revision) throw new ApiProblem({ code: 'stale-version', status: 409, detail: '', details: { present: this.item } });
    this.write(JSON.parse(JSON.stringify(document)) as Doc, 'anna');
    if (this.fault === 'lost-answer') throw new ApiProblem({ code: 'no-connection', status: 0, detail: '' });
    return { item: this.item, faults: [], warnings: [] };
  }

  async keep(_id: string, { document }: { document: unknown }) {
    const id = `k${(this.#keys += 1)}`;
    this.kept.set(id, document as Doc);
    return { id };
  }

  async forget(_id: string, id: string) {
    this.kept.delete(id);
  }
}

const open = (document: Doc) => {
  const server = new FakeServer(document);
  const draft = new ItemDraft<Doc>(server.item, { merge: mergeJson, store: server });
  const set = (key: string, value: unknown, coalesce?: string) => draft.apply(`set ${key}`, (former) => ({ ...former, [key]: value }), coalesce === undefined ? {} : { coalesce });
  return { server, draft, set };
};
const later = (ms = 10_000) => vi.advanceTimersByTimeAsync(ms);

describe('a draft that saves itself', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves once after edits in a row, and those made while it saves after them', async () => {
    const { server, draft, set } = open({ a: 1 });
    set('a', 2, 'a');
    set('a', 3, 'a');
    expect(draft.saveState).toBe('unsaved');
    await later(1000);
    expect([server.saves, server.item.document, draft.saveState]).toEqual([1, { a: 3 }, 'saved']);
    let go = () => {};
    server.hold = new Promise((resolve) => (go = resolve));
    set('a', 4);
    await later(1000);
    set('a', 5);
    expect(draft.saveState).toBe('saving');
    go();
    await later();
    expect([server.saves, server.item.document, draft.saveState, server.item.revision]).toEqual([3, { a: 5 }, 'saved', 4]);
    draft.undo();
    draft.undo();
    draft.undo();
    expect([draft.document, draft.canUndo]).toEqual([{ a: 1 }, false]);
  });

  it('is saved when an edit is undone before it was sent', async () => {
    const { server, draft, set } = open({ a: 1 });
    set('a', 2);
    draft.undo();
    await later();
    expect([server.saves, draft.document, draft.saveState, draft.unsaved]).toEqual([0, { a: 1 }, 'saved', false]);
  });

  it('tries again until there is a connection, and loses no edit meanwhile', async () => {
    const { server, draft, set } = open({ a: 1 });
    server.fault = 'no-connection';
    set('a', 2);
    await later(1000);
    expect(draft.saveState).toBe('offline');
    set('b', 1);
    await later(20_000);
    expect([draft.saveState, draft.unsaved]).toEqual(['offline', true]);
    server.fault = 'none';
    await later();
    expect([draft.saveState, server.item.document, draft.problem]).toEqual(['saved', { a: 2, b: 1 }, null]);
  });

  it('knows its own save whose answer was lost', async () => {
    const { server, draft, set } = open({ list: [] });
    server.fault = 'lost-answer';
    set('list', [{ id: 'n', v: 1 }]);
    await later(1000);
    server.fault = 'none';
    set('list', [{ id: 'n', v: 2 }]);
    await later();
    expect([draft.saveState, server.item.document, draft.taken.times]).toEqual(['saved', { list: [{ id: 'n', v: 2 }] }, 0]);
  });

  it('says what the server refused, and tries after the next edit', async () => {
    const { server, draft, set } = open({ a: 1 });
    server.fault = 'refused';
    set('a', 2);
    await later(60_000);
    expect([draft.saveState, draft.problem?.code, server.saves]).toEqual(['refused', 'wrong-state', 1]);
    server.fault = 'none';
    set('a', 3);
    await later();
    expect(draft.saveState).toBe('saved');
  });

  it('merges saves that come first, several in a row, and what arrives by itself', async () => {
    const { server, draft, set } = open({ a: 1, b: 1, c: 1 });
    server.write({ a: 1, b: 2, c: 1 });
    set('a', 2);
    server.before = [() => {}, () => void server.write({ a: 1, b: 2, c: 2 }), () => void server.write({ a: 1, b: 3, c: 2 })];
    await later();
    expect([draft.saveState, server.item.document, draft.taken, server.saves]).toEqual(['saved', { a: 2, b: 3, c: 2 }, { times: 3, by: 'boris' }, 4]);
    draft.take(server.write({ ...(server.item.document as Doc), d: 4 }));
    expect([draft.document.d, draft.saveState, draft.unsaved]).toEqual([4, 'saved', false]);
  });

  it('undoes its own edits only, however many saves of others came since', async () => {
    const { server, draft, set } = open({ a: 1, b: 1 });
    set('a', 2);
    await later();
    draft.take(server.write({ a: 2, b: 2 }));
    set('a', 3);
    await later();
    draft.take(server.write({ a: 3, b: 2, c: 1 }));
    draft.undo();
    expect(draft.document).toEqual({ a: 2, b: 2, c: 1 });
    draft.undo();
    expect(draft.document).toEqual({ a: 1, b: 2, c: 1 });
    draft.redo();
    draft.redo();
    expect([draft.document, draft.canRedo]).toEqual([{ a: 3, b: 2, c: 1 }, false]);
    await later();
    expect(server.item.document).toEqual({ a: 3, b: 2, c: 1 });
  });

  it('puts one place to a person, keeps the draft on the server meanwhile, and goes on as decided', async () => {
    const { server, draft, set } = open({ a: 1, b: 1 });
    set('a', 2);
    server.write({ a: 3, b: 2 });
    await later();
    expect([draft.saveState, draft.conflict?.places.map(({ id }) => id), [...server.kept.values()]]).toEqual(['conflict', ['/a'], [{ a: 2, b: 1 }]]);
    set('c', 1);
    await later();
    expect([draft.saveState, server.saves]).toEqual(['conflict', 1]);
    draft.resolve('decide', new Map([['/a', 'theirs']]));
    await later();
    expect([draft.saveState, server.item.document, server.kept.size]).toEqual(['saved', { a: 3, b: 2, c: 1 }, 0]);
    draft.undo();
    expect(draft.document).toEqual({ a: 2, b: 2, c: 1 });
    await later();
    expect(server.item.document).toEqual({ a: 2, b: 2, c: 1 });
  });

  it('ends a conflict by itself where an edit did away with it, and keeps an open one when it is closed', async () => {
    const { server, draft, set } = open({ a: 1 });
    set('a', 2);
    server.write({ a: 3 });
    await later();
    draft.undo();
    await later();
    expect([draft.saveState, draft.document]).toEqual(['saved', { a: 3 }]);
    set('a', 4);
    server.write({ a: 5 });
    await later();
    set('b', 1);
    draft.close();
    await later();
    expect([...server.kept.values()]).toEqual([{ a: 4, b: 1 }]);
  });

  it('changes nothing where it may only be read, but follows', () => {
    const server = new FakeServer({ a: 1 });
    const draft = new ItemDraft<Doc>(server.item, { merge: mergeJson, readOnly: true, store: server });
    draft.apply('no', () => ({ a: 2 }));
    draft.take(server.write({ a: 3 }));
    expect([draft.document, draft.saveState]).toEqual([{ a: 3 }, 'saved']);
  });
});
