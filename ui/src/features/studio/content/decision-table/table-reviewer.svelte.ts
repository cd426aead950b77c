import type { DecisionTableDocument, ValueSpec } from '@arbiter/contracts';
import type { TableReview } from '@arbiter/engine/decision-table/review-table';
import type { FeelScope } from '@arbiter/engine/feel/feel-type';
import type { ReviewAnswer, ReviewQuestion } from './review-worker.js';

const quietMs = 300;
/** A review that takes longer is given up when the table has changed meanwhile; a shorter one is waited for. */
const patienceMs = 1200;

export interface ReviewScope { scope: FeelScope | null; fields: ReadonlyMap<string, ValueSpec> }

/** Reviews a table in a worker while it is edited. Only what changed is sent there, so that an edit costs the page nothing. */
export class TableReviewer {
  review = $state.raw<TableReview | null>(null);
  /** The table that `review` is about. */
  reviewed = $state.raw<DecisionTableDocument | null>(null);
  running = $state(false);
  tookMs = $state(0);
  #worker: Worker | undefined;
  #sent: DecisionTableDocument['rules'] = [];
  #asked: { serial: number; table: DecisionTableDocument; at: number } | null = null;
  #wanted: { table: DecisionTableDocument; scope: ReviewScope } | null = null;
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  want(table: DecisionTableDocument, scope: ReviewScope): void {
    this.#wanted = { table, scope };
    this.running = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), this.review ? quietMs : 0);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#asked = null;
  }

  #ask(): void {
    const wanted = this.#wanted;
    if (!wanted) return;
    if (this.#asked) {
      // Whoever waits longer than that is told sooner by a new worker, which is sent the whole table.
      if (performance.now() - this.#asked.at < patienceMs) {
        this.#timer = setTimeout(() => this.#ask(), 100);
        return;
      }
      this.close();
    }
    this.#wanted = null;
    if (!this.#worker) {
      this.#worker = new Worker(new URL('./review-worker.ts', import.meta.url), { type: 'module' });
      this.#worker.onmessage = ({ data }: MessageEvent<ReviewAnswer>) => this.#take(data);
      this.#worker.onerror = () => {
        this.close();
        this.running = false;
      };
      this.#sent = [];
    }
    const { rules, ...head } = wanted.table;
    const { from, removed, added } = difference(this.#sent, rules);
    this.#sent = rules;
    this.#asked = { serial: ++this.#serial, table: wanted.table, at: performance.now() };
    this.#worker.postMessage({ serial: this.#serial, head, from, removed, added, ...wanted.scope } satisfies ReviewQuestion);
  }

  #take({ serial, review, tookMs }: ReviewAnswer): void {
    if (!this.#asked || this.#asked.serial !== serial) return;
    const { table } = this.#asked;
    this.#asked = null;
    this.tookMs = tookMs;
    this.review = review;
    this.reviewed = table;
    if (!this.#wanted) this.running = false;
  }
}

/** The one part in which two lists differ; rules that did not change are the same objects. */
export function difference<T>(before: readonly T[], after: readonly T[]): { from: number; removed: number; added: T[] } {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from, removed: before.length - from - end, added: after.slice(from, after.length - end) };
}
