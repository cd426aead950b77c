import type { Fault, Item } from '@arbiter/contracts';
import { ApiProblem } from '$lib/api/problem.js';
import { projects } from '$lib/api/projects.js';

/** A state that can be come back to. The label is what the menu says of the step that led away from it. */
interface Step<D> {
  document: D;
  label: string;
}

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused' | 'conflict';

/** Two drafts that changed the same places since `base`; whoever edits decides. */
export interface DraftConflict<D> {
  base: D;
  mine: D;
  theirs: D;
  /** The item as it is on the server; a decision is saved over its revision. */
  present: Item;
}

/**
 * Merges what two people did since `base`. Null where both changed the same place, so that a person has to decide.
 */
export type MergeDrafts<D> = (base: D, mine: D, theirs: D) => D | null;

const quietMs = 700;
const retryMs = 4000;

/**
 * The draft of an item while it is edited: every edit is a new document that shares what did not change, so that undo has no limit;
 * what is edited saves itself. A save names the revision that it is based on; where another one came first, the two are merged, and only
 * what both changed is put to whoever edits. Nothing is thrown away before the server has it.
 */
export class ItemDraft<D> {
  item = $state.raw<Item>() as Item;
  document = $state.raw<D>() as D;
  faults = $state.raw<Fault[]>([]);
  warnings = $state.raw<Fault[]>([]);
  saveState = $state<SaveState>('saved');
  /** Why the last save was not taken, where that was not a conflict. */
  problem = $state.raw<ApiProblem | null>(null);
  conflict = $state.raw<DraftConflict<D> | null>(null);
  #past = $state.raw<Step<D>[]>([]);
  #future = $state.raw<Step<D>[]>([]);
  readonly canUndo = $derived(this.#past.length > 0);
  readonly canRedo = $derived(this.#future.length > 0);
  readonly undoLabel = $derived(this.#past.at(-1)?.label ?? null);
  readonly redoLabel = $derived(this.#future.at(-1)?.label ?? null);
  readonly readOnly: boolean;
  /** What the server has: merges start from here. */
  #saved: D;
  #coalesce: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  readonly #merge: MergeDrafts<D>;

  constructor(item: Item, { merge, readOnly = false }: { merge: MergeDrafts<D>; readOnly?: boolean }) {
    this.item = item;
    this.document = item.document as D;
    this.#saved = this.document;
    this.#merge = merge;
    this.readOnly = readOnly;
  }

  /** One edit. Edits in a row with the same `coalesce` (typing in one field, dragging one node) are one step of undo. */
  apply(label: string, edit: (document: D) => D, { coalesce }: { coalesce?: string } = {}): void {
    if (this.readOnly) return;
    const next = edit(this.document);
    if (next === this.document) return;
    if (coalesce === undefined || coalesce !== this.#coalesce || !this.canUndo) this.#past = [...this.#past, { document: this.document, label }];
    this.#coalesce = coalesce;
    this.#future = [];
    this.#show(next);
  }

  /** The next edit is a step of its own, even where it changes what the last one did. */
  endStep(): void {
    this.#coalesce = undefined;
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (!last || this.readOnly) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, { document: this.document, label: last.label }];
    this.#coalesce = undefined;
    this.#show(last.document);
  }

  redo(): void {
    const next = this.#future.at(-1);
    if (!next || this.readOnly) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, { document: this.document, label: next.label }];
    this.#coalesce = undefined;
    this.#show(next.document);
  }

  /** Sends what is not saved; resolves when the server has answered. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (this.readOnly || this.conflict || (this.document === this.#saved && this.saveState !== 'refused')) return;
    this.#running = this.#send();
    await this.#running;
  }

  /** Takes over what somebody else saved: merged into what is edited here, or put to whoever edits. */
  take(present: Item): void {
    if (present.revision <= this.item.revision) return;
    const theirs = present.document as D;
    const mine = this.document;
    const merged = mine === this.#saved ? theirs : this.#merge(this.#saved, mine, theirs);
    if (merged === null) {
      this.conflict = { base: this.#saved, mine, theirs, present };
      this.saveState = 'conflict';
      return;
    }
    this.#adopt(present, theirs, merged);
  }

  /** Ends a conflict with the document that whoever edits decided for. */
  resolve(document: D): void {
    const { conflict } = this;
    if (!conflict) return;
    this.conflict = null;
    this.#past = [...this.#past, { document: this.document, label: '' }];
    this.#adopt(conflict.present, conflict.theirs, document);
  }

  /** No timer stays behind; what is not saved is sent. */
  close(): void {
    void this.save();
  }

  get unsaved(): boolean {
    return this.document !== this.#saved;
  }

  #adopt(present: Item, theirs: D, document: D): void {
    this.item = present;
    this.#saved = theirs;
    this.document = document;
    if (document === theirs) this.saveState = 'saved';
    else this.#schedule(0);
  }

  #show(document: D): void {
    this.document = document;
    this.#schedule(quietMs);
  }

  #schedule(afterMs: number): void {
    if (this.saveState !== 'conflict' || !this.conflict) this.saveState = this.#running ? 'saving' : 'unsaved';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), afterMs);
  }

  async #send(): Promise<void> {
    const sent = this.document;
    this.saveState = 'saving';
    try {
      const { item, faults, warnings } = await projects.saveItem(this.item.id, { revision: this.item.revision, document: sent });
      this.item = item;
      // What was sent is what the server has, whatever the order of its keys: it is the base of the next merge.
      this.#saved = sent;
      this.faults = faults;
      this.warnings = warnings;
      this.problem = null;
      this.saveState = this.document === sent ? 'saved' : 'unsaved';
      this.#running = null;
      if (this.document !== sent) this.#schedule(quietMs);
    } catch (error) {
      this.#running = null;
      this.#failed(error instanceof ApiProblem ? error : new ApiProblem({ code: 'internal', status: 0, detail: String(error) }));
    }
  }

  #failed(problem: ApiProblem): void {
    if (problem.code === 'stale-version') {
      const { present } = problem.details as { present: Item };
      return this.take(present);
    }
    this.problem = problem;
    // Without a connection, or while the server starts anew, it is tried again; what the server refuses is tried after the next edit.
    const again = problem.status === 0 || problem.status >= 500 || problem.status === 429;
    this.saveState = again ? 'offline' : 'refused';
    if (again) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.save(), retryMs);
    }
  }
}
