import type { DecisionTableDocument, ValueSpec } from '@arbiter/contracts';
import { reviewTable, type TableReview } from '@arbiter/engine/decision-table/review-table';
import { ownTableScope } from '@arbiter/engine/decision-table/table-scope';
import type { FeelScope } from '@arbiter/engine/feel/feel-type';

/** What changed since the last question: `removed` rules at `from` gave way to `added`; everything else of the table comes whole. */
export interface ReviewQuestion {
  serial: number;
  head: Omit<DecisionTableDocument, 'rules'>;
  from: number;
  removed: number;
  added: DecisionTableDocument['rules'];
  /** Names in reach; null where the table stands alone. */
  scope: FeelScope | null;
  fields: ReadonlyMap<string, ValueSpec>;
}
export interface ReviewAnswer { serial: number; review: TableReview | null; tookMs: number }

let rules: DecisionTableDocument['rules'] = [];

self.onmessage = ({ data }: MessageEvent<ReviewQuestion>) => {
  const { serial, head, from, removed, added, scope, fields } = data;
  rules = [...rules.slice(0, from), ...added, ...rules.slice(from + removed)];
  const document: DecisionTableDocument = { ...head, rules };
  const began = performance.now();
  let review: TableReview | null = null;
  try {
    review = reviewTable(document, scope ? { scope, fields } : { scope: ownTableScope(document), strict: false });
  } catch {
    // A document that is no table at all is told by the check of the item.
  }
  self.postMessage({ serial, review, tookMs: performance.now() - began } satisfies ReviewAnswer);
};
