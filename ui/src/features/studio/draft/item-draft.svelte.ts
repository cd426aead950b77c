import type { Fault, Item } from '@arbiter/contracts';
import type { MergeChoices, MergeConflict, Merged } from '@arbiter/engine/strategy-edit/merge-json';
import { sameJson } from '@arbiter/engine/strategy-edit/same-json';
import { ApiProblem } from '$lib/api/problem.js';
import { projects } from '$lib/api/projects.js';
import { keptDrafts } from '$lib/api/team.js';
import { worded } from '../findings/worded.js';

/** A state that can be come back to. The label is what the menu says of the step that led away from it. */
interface Step<D> {
  document: D;
  label: string;
  /** How many saves of others had been taken over when it was left. */
  taken: number;
}

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused' | 'conflict';

/** Two drafts that changed the same places since `base`; whoever edits decides. */
export interface DraftConflict<D> {
  base: D;
  theirs: D;
  /** The item as it is on the server; a decision is saved over its revision. */
  present: Item;
  places: readonly MergeConflict[];
}

/** Merges what two people did since `base`; places that both changed come as conflicts, decided by `choices`. */
export type MergeDrafts<D> = (base: D, mine: D, theirs: D, choices?: MergeChoices) => Merged<D>;

/** Where drafts are saved. */
export interface DraftStore {
  save: (id: string, body: { revision: number; document: unknown; restored?: number }) => Promise<{ item: Item; faults: Fault[]; warnings: Fault[] }>;
  /** Keeps a draft that could not be saved beside the item; answers under which identifier. */
  keep: (id: string, body: { baseRevision: number; document: unknown }) => Promise<{ id: string }>;
  forget: (id: string, kept: string) => Promise<void>;
}

const api: DraftStore = { save: (id, body) => projects.saveItem(id, body), keep: (id, body) => keptDrafts.keep(id, body), forget: (id, kept) => keptDrafts.forget(id, kept) };
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
  /** What the last save's check found, as the engine says it; what is shown is in the page's language. */
  #found = $state.raw<{ faults: Fault[]; warnings: Fault[] }>({ faults: [], warnings: [] });
  readonly faults: Fault[] = $derived(worded(this.#found.faults));
  readonly warnings: Fault[] = $derived(worded(this.#found.warnings));
  saveState = $state<SaveState>('saved');
  /** Why the last save was not taken, where that was not a conflict. */
  problem = $state.raw<ApiProblem | null>(null);
  conflict = $state.raw<DraftConflict<D> | null>(null);
  /** How often somebody else's save was taken over, and who saved last: for a word about it. */
  taken = $state.raw<{ times: number; by: string | null }>({ times: 0, by: null });
  #past = $state.raw<Step<D>[]>([]);
  #future = $state.raw<Step<D>[]>([]);
  readonly canUndo = $derived(this.#past.length > 0);
  readonly canRedo = $derived(this.#future.length > 0);
  readonly undoLabel = $derived(this.#past.at(-1)?.label ?? null);
  readonly redoLabel = $derived(this.#future.at(-1)?.label ?? null);
  /** What the server has: merges start from here. */
  #saved: D;
  /** What was sent without an answer: the server may have it. */
  #unanswered: D[] = [];
  /** What others did, in the order in which it was taken over: steps of undo that are older follow when they are come back to. */
  #takeovers: { base: D; theirs: D }[] = [];
  /** The draft that the server keeps while a conflict stands open. */
  #kept: { document: D; id: Promise<string | null> } | null = null;
  /** The kept state that the next save brings back. */
  #restored: number | null = null;
  #coalesce: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  readonly #fixed: boolean;
  readonly #merge: MergeDrafts<D>;
  readonly #store: DraftStore;

  constructor(item: Item, { merge, readOnly = false, store = api }: { merge: MergeDrafts<D>; readOnly?: boolean; store?: DraftStore }) {
    this.item = item;
    this.document = item.document as D;
    this.#saved = this.document;
    this.#merge = merge;
    this.#store = store;
    this.#fixed = readOnly;
  }

  /** Whether it may not be edited, for good or for now. */
  get readOnly(): boolean {
    return this.#fixed;
  }

  /** What a check of the document found. */
  tell({ faults, warnings }: { faults: Fault[]; warnings: Fault[] }): void {
    this.#found = { faults, warnings };
  }

  /** One edit. Edits in a row with the same `coalesce` (typing in one field, dragging one node) are one step of undo. */
  apply(label: string, edit: (document: D) => D, { coalesce }: { coalesce?: string } = {}): void {
    if (this.readOnly) return;
    const next = edit(this.document);
    if (next === this.document) return;
    if (coalesce === undefined || coalesce !== this.#coalesce || !this.canUndo) this.#past = [...this.#past, this.#step(label)];
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
    this.#future = [...this.#future, this.#step(last.label)];
    this.#coalesce = undefined;
    this.#show(this.#caughtUp(last));
  }

  redo(): void {
    const next = this.#future.at(-1);
    if (!next || this.readOnly) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.#step(next.label)];
    this.#coalesce = undefined;
    this.#show(this.#caughtUp(next));
  }

  /** Brings a kept state back as the next draft: what is not saved is saved before, and the step can be undone. */
  async restore(label: string, document: D, revision: number | null): Promise<void> {
    await this.save();
    this.endStep();
    this.apply(label, () => document);
    this.#restored = revision;
    await this.save();
  }

  /** Sends what is not saved; resolves when the server has answered. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (this.#fixed || this.conflict) return;
    if (this.document === this.#saved && this.saveState !== 'refused') {
      // Undone before it was sent: the server has just this.
      if (this.saveState === 'unsaved' || this.saveState === 'offline') this.saveState = 'saved';
      return;
    }
    this.#running = this.#send();
    await this.#running;
  }

  /** Takes over what somebody else saved: merged into what is edited here, or put to whoever edits. */
  take(present: Item): void {
    // A save that is on its way meets the newer revision by itself.
    if (present.revision <= (this.conflict?.present ?? this.item).revision || this.#running) return;
    const theirs = present.document as D;
    const own = this.#unanswered.find((sent) => sameJson(sent, theirs));
    if (own !== undefined) return this.#adopt(present, own, this.document);
    const { document, conflicts, renamed } = this.#merge(this.#saved, this.document, theirs);
    if (conflicts.length > 0 && !this.#fixed) {
      this.conflict = { base: this.#saved, theirs, present, places: conflicts };
      this.saveState = 'conflict';
      this.#keep();
      return;
    }
    this.#end(present, theirs, document, renamed);
  }

  /**
   * Ends a conflict as whoever edits decided; undecided places stay as they are here. The decision can be undone. False where a choice
   * brings up a place that was no question before (an edge to a node that now stays): the conflict goes on with it.
   */
  resolve(label: string, choices: MergeChoices): boolean {
    const { conflict } = this;
    if (!conflict) return true;
    const { document, conflicts, renamed } = this.#merge(conflict.base, this.document, conflict.theirs, choices);
    const asked = new Set(conflict.places.map(({ id }) => id));
    if (conflicts.some(({ id }) => !asked.has(id) && !choices.has(id))) {
      this.conflict = { ...conflict, places: conflicts };
      return false;
    }
    this.#past = [...this.#past, this.#step(label)];
    this.#future = [];
    this.#coalesce = undefined;
    this.#end(conflict.present, conflict.theirs, document, renamed);
    return true;
  }

  /** No timer stays behind; what is not saved is sent, and what cannot be saved is kept on the server. */
  close(): void {
    if (this.conflict) this.#keep();
    else void this.save();
  }

  get unsaved(): boolean {
    return this.document !== this.#saved;
  }

  /** Nodes got other identifiers in a merge; whoever shows them follows. */
  protected follow(_renamed: Merged<D>['renamed']): void {}

  #step(label: string): Step<D> {
    return { document: this.document, label, taken: this.#takeovers.length };
  }

  /** A former state with what others did since: coming back undoes one's own edits, not theirs. */
  #caughtUp({ document, taken }: Step<D>): D {
    return this.#takeovers.slice(taken).reduce((mine, { base, theirs }) => this.#merge(base, mine, theirs).document, document);
  }

  #end(present: Item, theirs: D, document: D, renamed: Merged<D>['renamed']): void {
    this.conflict = null;
    this.#forget();
    this.taken = { times: this.taken.times + 1, by: present.updatedBy };
    this.#takeovers.push({ base: this.#saved, theirs });
    this.#adopt(present, theirs, document);
    if (renamed.length > 0) this.follow(renamed);
  }

  #adopt(present: Item, theirs: D, document: D): void {
    this.item = present;
    this.#saved = theirs;
    this.#unanswered = [];
    this.document = document;
    if (this.#fixed || sameJson(document, theirs)) {
      this.#saved = document;
      this.saveState = 'saved';
    } else this.#schedule(0);
  }

  #show(document: D): void {
    this.document = document;
    const { conflict } = this;
    if (!conflict) return this.#schedule(quietMs);
    // An edit may have done away with what collided.
    const { document: merged, conflicts, renamed } = this.#merge(conflict.base, document, conflict.theirs);
    if (conflicts.length > 0) this.conflict = { ...conflict, places: conflicts };
    else this.#end(conflict.present, conflict.theirs, merged, renamed);
  }

  #schedule(afterMs: number): void {
    this.saveState = this.#running ? 'saving' : 'unsaved';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), afterMs);
  }

  async #send(): Promise<void> {
    const sent = this.document;
    this.saveState = 'saving';
    try {
      const { item, faults, warnings } = await this.#store.save(this.item.id, { revision: this.item.revision, document: sent, ...(this.#restored === null ? {} : { restored: this.#restored }) });
      this.#restored = null;
      this.item = item;
      // What was sent is what the server has, whatever the order of its keys: it is the base of the next merge.
      this.#saved = sent;
      this.#unanswered = [];
      this.tell({ faults, warnings });
      this.problem = null;
      this.saveState = this.document === sent ? 'saved' : 'unsaved';
      this.#running = null;
      if (this.document !== sent) this.#schedule(quietMs);
    } catch (error) {
      this.#running = null;
      this.#failed(sent, error instanceof ApiProblem ? error : new ApiProblem({ code: 'internal', status: 0, detail: String(error) }));
    }
  }

  #failed(sent: D, problem: ApiProblem): void {
    if (problem.code === 'stale-version') {
      this.problem = null;
      return this.take((problem.details as { present: Item }).present);
    }
    this.problem = problem;
    // Without a connection, or while the server starts anew, it is tried again; what the server refuses is tried after the next edit.
    const again = problem.status === 0 || problem.status >= 500 || problem.status === 429;
    this.saveState = again ? 'offline' : 'refused';
    if (!again) return;
    this.#unanswered = [...this.#unanswered, sent];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), retryMs);
  }

  /** Until a conflict is decided, the server keeps what is here: a closed window loses nothing. */
  #keep(): void {
    if (this.#kept?.document === this.document) return;
    this.#forget();
    const { document } = this;
    this.#kept = { document, id: this.#store.keep(this.item.id, { baseRevision: this.item.revision, document }).then(({ id }) => id, () => null) };
  }

  #forget(): void {
    const kept = this.#kept;
    this.#kept = null;
    void kept?.id.then((id) => (id === null ? undefined : this.#store.forget(this.item.id, id)?.catch(() => {})));
  }
}
