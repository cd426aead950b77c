import { randomUUID } from 'node:crypto';
import type { CheckFindings, ItemKind } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { checkItem } from './check-item.js';
import { compareDocuments } from './compare-documents.js';
import { addConflict, addItem, findItem, saveDraft, type StoredItem } from './items.repository.js';
import { requireOpenProject } from './projects.repository.js';
import { referencesIn } from './references.js';

type Stores = Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'python'>>;
export type SavedItem = { item: StoredItem } & CheckFindings;

export interface ItemWish {
  projectId: string;
  kind: ItemKind;
  name: string;
  description?: string | undefined;
  document?: unknown;
}

const emptyDocuments: Record<ItemKind, () => object> = {
  strategy: () => ({ dataModel: { inputs: [], variables: [], outputs: [] }, graph: { nodes: [], edges: [] } }),
  'rule-set': () => ({ rules: [] }),
  'decision-table': () => ({ hitPolicy: 'U', inputs: [], outputs: [], rules: [] }),
  scorecard: () => ({ initialScore: 0, characteristics: [] }),
  'decision-tree': () => ({ outputs: [] }),
  model: () => ({}),
};

/** Makes an item with a draft, which may be incomplete; without a document it begins empty. Throws not-found, wrong-state. */
export async function createItem({ repository, now, python }: Stores, { projectId, kind, name, description = '', document = emptyDocuments[kind]() }: ItemWish, author: string | null, id: string = randomUUID()): Promise<SavedItem> {
  await requireOpenProject(repository, projectId);
  const { text, faults, warnings } = await checkItem(repository, kind, document, id, python);
  await repository.transaction().execute((transaction) => addItem(transaction, { id, projectId, kind, name, description, text, faults: faults.length, warnings: warnings.length, references: referencesIn(document) }, author, now()));
  return { item: await findItem(repository, id), faults, warnings };
}

export interface DraftWish {
  document: unknown;
  /** The revision that the draft is based on. */
  revision: number;
  name?: string | undefined;
  description?: string | undefined;
  /** Keeps the draft beside the item when it is refused, so that nothing is lost. */
  keepRefused?: boolean | undefined;
  /** The kept state that this brings back: history tells it, and does not fold it with other saves. */
  restored?: number | undefined;
}

/**
 * Saves a draft over the revision that it is based on. When another save came first, throws stale-version whose details hold the present
 * item, the difference from it to the refused draft and, where wished, under which identifier the refused draft was kept.
 */
export async function saveItem({ repository, now, python }: Stores, id: string, { document, revision, name, description, keepRefused = false, restored }: DraftWish, author: string | null): Promise<SavedItem> {
  const before = await findItem(repository, id);
  await requireOpenProject(repository, before.projectId);
  const { text, faults, warnings } = await checkItem(repository, before.kind, document, id, python);
  const saved = before.revision === revision && (await saveDraft(repository, id, revision, { name, description, text, faults: faults.length, warnings: warnings.length, references: referencesIn(document), restored }, author, now()));
  const present = await findItem(repository, id);
  if (saved) return { item: present, faults, warnings };
  const conflict = keepRefused ? await addConflict(repository, { id: randomUUID(), itemId: id, baseRevision: revision, text, note: '', author, now: now() }) : undefined;
  throw new ProblemError('stale-version', `"${present.name}" was saved as revision ${present.revision} by ${present.updatedBy ?? 'somebody'} after you opened revision ${revision}: take over what differs and save again, or save yours as a copy`, {
    details: { present, ...differenceTo(present, document), ...(conflict ? { conflictId: conflict.id } : {}) },
  });
}

function differenceTo(present: StoredItem, document: unknown): Record<string, unknown> {
  const { difference, strategy } = compareDocuments(present.kind, present.document, document);
  return { difference, ...(strategy ? { strategy } : {}) };
}
