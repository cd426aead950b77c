import { randomUUID } from 'node:crypto';
import type { CommentThread } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { readActors } from '../../repository/read-actors.js';
import { tellDiscussion } from './discussion.js';

type Repository = Kysely<Database>;
const mostThreads = 500;
const mostComments = 500;

/** Who reads or writes: `mayModerate` may delete what others wrote. */
export interface Speaker { actor: string | null; mayModerate: boolean }

/** Threads of an item, the oldest first, with all that was said. */
export async function listThreads(repository: Repository, itemId: string, { actor }: Speaker, only?: string): Promise<CommentThread[]> {
  let query = repository.selectFrom('item_threads').selectAll().where('item_id', '=', itemId);
  if (only !== undefined) query = query.where('id', '=', only);
  const threads = await query.orderBy('created_at').orderBy('id').execute();
  const comments = threads.length === 0 ? [] : await repository.selectFrom('item_comments').selectAll().where('thread_id', 'in', threads.map(({ id }) => id)).orderBy('at').orderBy('id').execute();
  const named = await readActors(repository, [...comments.map(({ author }) => author), ...threads.map(({ resolved_by }) => resolved_by)]);
  const byThread = new Map<string, typeof comments>();
  for (const comment of comments) byThread.set(comment.thread_id, [...(byThread.get(comment.thread_id) ?? []), comment]);
  return threads.map(({ id, node, resolved_at, resolved_by }) => ({
    id, node,
    resolved: resolved_at === null ? null : { by: named(resolved_by), at: resolved_at.toISOString() },
    comments: (byThread.get(id) ?? []).map((comment) => ({ id: comment.id, author: named(comment.author), text: comment.text, deleted: comment.deleted, mine: comment.author !== null && comment.author === actor, at: comment.at.toISOString(), editedAt: comment.edited_at?.toISOString() ?? null })),
  }));
}

/** Throws not-found. */
export async function findThread(repository: Repository, itemId: string, id: string, speaker: Speaker): Promise<CommentThread> {
  const [thread] = await listThreads(repository, itemId, speaker, id);
  if (!thread) throw new ProblemError('not-found', `Item "${itemId}" has no thread "${id}": it may have been deleted`);
  return thread;
}

export async function addThread(repository: Repository, itemId: string, { node, text }: { node: string | null; text: string }, { actor }: Speaker, at: Date): Promise<string> {
  const id = randomUUID();
  await repository.transaction().execute(async (transaction) => {
    const { count } = await transaction.selectFrom('item_threads').select(({ fn }) => fn.countAll<number>().as('count')).where('item_id', '=', itemId).executeTakeFirstOrThrow();
    if (Number(count) >= mostThreads) throw new ProblemError('quota-exceeded', `The item has ${count} threads, the most there may be: delete old ones first`);
    await transaction.insertInto('item_threads').values({ id, item_id: itemId, node, created_at: at }).execute();
    await transaction.insertInto('item_comments').values({ id: randomUUID(), thread_id: id, author: actor, text, at }).execute();
    await tellDiscussion(transaction, itemId);
  });
  return id;
}

/** An answer opens a resolved thread again. Throws not-found. */
export async function addReply(repository: Repository, itemId: string, threadId: string, text: string, { actor }: Speaker, at: Date): Promise<void> {
  await repository.transaction().execute(async (transaction) => {
    const thread = await transaction.updateTable('item_threads').set({ resolved_at: null, resolved_by: null }).where('id', '=', threadId).where('item_id', '=', itemId).returning('id').executeTakeFirst();
    if (!thread) throw new ProblemError('not-found', `Item "${itemId}" has no thread "${threadId}": it may have been deleted`);
    const { count, last } = await transaction.selectFrom('item_comments').select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('at').as('last')]).where('thread_id', '=', threadId).executeTakeFirstOrThrow();
    if (Number(count) >= mostComments) throw new ProblemError('quota-exceeded', `The thread has ${count} comments, the most there may be: begin another one`);
    // An answer stands behind what it answers, whatever the clocks of two servers say.
    await transaction.insertInto('item_comments').values({ id: randomUUID(), thread_id: threadId, author: actor, text, at: last !== null && last >= at ? new Date(last.getTime() + 1) : at }).execute();
    await tellDiscussion(transaction, itemId);
  });
}

async function changeable(repository: Repository, itemId: string, id: string, { actor }: Speaker, mayOthers: boolean): Promise<{ thread: string }> {
  const comment = await repository.selectFrom('item_comments as c').innerJoin('item_threads as t', 't.id', 'c.thread_id').select(['c.author', 'c.deleted', 't.id']).where('c.id', '=', id).where('t.item_id', '=', itemId).forUpdate().executeTakeFirst();
  if (!comment || comment.deleted) throw new ProblemError('not-found', `Item "${itemId}" has no comment "${id}": it may have been deleted`);
  if (!mayOthers && (comment.author === null || comment.author !== actor)) throw new ProblemError('not-permitted', 'Only whoever wrote a comment changes it: answer it instead');
  return { thread: comment.id };
}

/** Throws not-found, not-permitted. Answers the thread's identifier. */
export async function changeComment(repository: Repository, itemId: string, id: string, text: string, speaker: Speaker, at: Date): Promise<string> {
  return repository.transaction().execute(async (transaction) => {
    const { thread } = await changeable(transaction, itemId, id, speaker, false);
    await transaction.updateTable('item_comments').set({ text, edited_at: at }).where('id', '=', id).execute();
    await tellDiscussion(transaction, itemId);
    return thread;
  });
}

/** A comment that is the last of its thread goes; one with answers leaves its place. Throws not-found, not-permitted. */
export async function deleteComment(repository: Repository, itemId: string, id: string, speaker: Speaker): Promise<void> {
  await repository.transaction().execute(async (transaction) => {
    const { thread } = await changeable(transaction, itemId, id, speaker, speaker.mayModerate);
    await transaction.updateTable('item_comments').set({ text: '', deleted: true }).where('id', '=', id).execute();
    const rest = await transaction.selectFrom('item_comments').select(['id', 'deleted']).where('thread_id', '=', thread).orderBy('at', 'desc').orderBy('id', 'desc').execute();
    const last = rest.findIndex((comment) => !comment.deleted);
    const gone = last === -1 ? rest : rest.slice(0, last);
    if (gone.length > 0) await transaction.deleteFrom('item_comments').where('id', 'in', gone.map((comment) => comment.id)).execute();
    if (last === -1) await transaction.deleteFrom('item_threads').where('id', '=', thread).execute();
    await tellDiscussion(transaction, itemId);
  });
}

/** Throws not-found. */
export async function resolveThread(repository: Repository, itemId: string, id: string, resolved: boolean, { actor }: Speaker, at: Date): Promise<void> {
  const row = await repository.updateTable('item_threads').set(resolved ? { resolved_at: at, resolved_by: actor } : { resolved_at: null, resolved_by: null }).where('id', '=', id).where('item_id', '=', itemId).returning('id').executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `Item "${itemId}" has no thread "${id}": it may have been deleted`);
  await tellDiscussion(repository, itemId);
}
