import { randomUUID } from 'node:crypto';
import type { ItemReview, ReviewVerdict } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { readActors } from '../../repository/read-actors.js';
import { readApproval } from './approval-state.js';
import { contentMark } from './content-mark.js';
import { tellDiscussion } from './discussion.js';

type Repository = Kysely<Database>;
const mostListed = 50;
const columns = ['id', 'revision', 'content', 'requested_by', 'note', 'withdrawn', 'at'] as const;

/** Requests for a review, the newest first, at most 50. `content` is the mark of the present draft. */
export async function listReviews(repository: Repository, itemId: string, content: string): Promise<ItemReview[]> {
  const rows = await repository.selectFrom('item_reviews').select(columns).where('item_id', '=', itemId).orderBy('at', 'desc').orderBy('id').limit(mostListed).execute();
  const verdicts = rows.length === 0 ? [] : await repository.selectFrom('item_review_verdicts').selectAll().where('review_id', 'in', rows.map(({ id }) => id)).orderBy('at').execute();
  const actor = await readActors(repository, [...rows.map(({ requested_by }) => requested_by), ...verdicts.map(({ author }) => author)]);
  return rows.map((row) => ({
    id: row.id, revision: row.revision, requestedBy: actor(row.requested_by), note: row.note, at: row.at.toISOString(), withdrawn: row.withdrawn, current: row.content === content,
    verdicts: verdicts.filter(({ review_id }) => review_id === row.id).map(({ author, verdict, note, at }) => ({ by: actor(author), verdict, note, at: at.toISOString() })),
  }));
}

export async function addReview(repository: Repository, item: { id: string; revision: number; document: unknown }, { note, by, at }: { note: string; by: string | null; at: Date }): Promise<string> {
  const id = randomUUID();
  await repository.insertInto('item_reviews').values({ id, item_id: item.id, revision: item.revision, content: contentMark(item.document), document: JSON.stringify(item.document), requested_by: by, note, at }).execute();
  await tellDiscussion(repository, item.id);
  return id;
}

/** Throws not-found. */
export async function findReview(repository: Repository, itemId: string, id: string): Promise<{ content: string; document: unknown; withdrawn: boolean; requestedBy: string | null }> {
  const row = await repository.selectFrom('item_reviews').select(['content', 'document', 'withdrawn', 'requested_by']).where('id', '=', id).where('item_id', '=', itemId).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `Item "${itemId}" has no review "${id}": list them with GET /v1/items/${itemId}/reviews`);
  return { content: row.content, document: row.document, withdrawn: row.withdrawn, requestedBy: row.requested_by };
}

export async function withdrawReview(repository: Repository, itemId: string, id: string): Promise<void> {
  await repository.updateTable('item_reviews').set({ withdrawn: true }).where('id', '=', id).where('item_id', '=', itemId).execute();
  await tellDiscussion(repository, itemId);
}

/**
 * What a person says to a review; a second word takes the place of the first. Throws wrong-state (withdrawn), stale-version (the draft says
 * something else by now), not-permitted where nobody else edited, so that the approval would be of one's own work.
 */
export async function decideReview(repository: Repository, itemId: string, id: string, { verdict, note, by, at }: { verdict: ReviewVerdict; note: string; by: string; at: Date }): Promise<void> {
  await repository.transaction().execute(async (transaction) => {
    // The draft does not change while it is approved.
    const item = await transaction.selectFrom('items').select(['draft', 'revision', 'name']).where('id', '=', itemId).where('deleted_at', 'is', null).forShare().executeTakeFirst();
    if (!item) throw new ProblemError('not-found', `There is no item "${itemId}"`);
    const review = await findReview(transaction, itemId, id);
    if (review.withdrawn) throw new ProblemError('wrong-state', 'The request for a review was withdrawn: look at the newest one');
    if (review.content !== contentMark(item.draft)) throw new ProblemError('stale-version', `The draft of "${item.name}" changed since the review was requested: ask for a review of the present one`, { details: { revision: item.revision } });
    const { editors } = await readApproval(transaction, itemId, review.content);
    if (verdict === 'approved' && editors.every((editor) => editor === by)) throw new ProblemError('not-permitted', `Nobody but you changed "${item.name}" since it was registered last: another person has to approve it`);
    await transaction.insertInto('item_review_verdicts').values({ review_id: id, author: by, verdict, note, at }).onConflict((conflict) => conflict.columns(['review_id', 'author']).doUpdateSet({ verdict, note, at })).execute();
    await tellDiscussion(transaction, itemId);
  });
}
