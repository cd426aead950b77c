import { CommentBody, CommentThread, Id, NodeKey } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { findItem } from '../projects/api.js';
import { addReply, addThread, changeComment, deleteComment, findThread, listThreads, resolveThread, type Speaker } from './comments.repository.js';

const tags = ['teamwork'];
const config = { scope: 'strategies' } as const;
const ById = Type.Object({ id: Id });
const ByThread = Type.Object({ id: Id, threadId: Id });
const ByComment = Type.Object({ id: Id, commentId: Id });
const NewThread = Type.Object({ ...CommentBody.properties, node: Type.Optional(NodeKey) }, { additionalProperties: false });

const speakerOf = (request: Pick<FastifyRequest, 'principal'>): Speaker => ({ actor: actorOf(request.principal), mayModerate: request.principal === null || isPermitted(request.principal, 'admin', 'write') });

/** What people say about an item and its nodes. */
export const commentsRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  app.get('/v1/items/:id/threads', { config, schema: { tags, summary: 'Threads of comments, the oldest first', params: ById, response: { 200: Type.Array(CommentThread) } } }, async (request) => listThreads(repository, (await findItem(repository, request.params.id)).id, speakerOf(request)));

  app.post('/v1/items/:id/threads', { config, schema: { tags, summary: 'Begin a thread about an item or one of its nodes', description: 'In a text `[[node]]` names a node.', params: ById, body: NewThread, response: { 201: CommentThread } } }, async (request, reply) => {
    const { id } = await findItem(repository, request.params.id);
    const { node = null, text } = request.body;
    const thread = await addThread(repository, id, { node, text }, speakerOf(request), now());
    await recordAudit(container, request, 'comment.add', id, { thread, ...(node === null ? {} : { node }) });
    return reply.code(201).send(await findThread(repository, id, thread, speakerOf(request)));
  });

  app.post('/v1/items/:id/threads/:threadId/comments', { config, schema: { tags, summary: 'Answer in a thread', description: 'A resolved thread is open again then.', params: ByThread, body: CommentBody, response: { 201: CommentThread } } }, async (request, reply) => {
    const { id, threadId } = request.params;
    await addReply(repository, id, threadId, request.body.text, speakerOf(request), now());
    await recordAudit(container, request, 'comment.answer', id, { thread: threadId });
    return reply.code(201).send(await findThread(repository, id, threadId, speakerOf(request)));
  });

  app.put('/v1/items/:id/threads/:threadId', { config, schema: { tags, summary: 'Resolve a thread, or open it again', params: ByThread, body: Type.Object({ resolved: Type.Boolean() }, { additionalProperties: false }), response: { 200: CommentThread } } }, async (request) => {
    const { id, threadId } = request.params;
    await resolveThread(repository, id, threadId, request.body.resolved, speakerOf(request), now());
    await recordAudit(container, request, request.body.resolved ? 'comment.resolve' : 'comment.reopen', id, { thread: threadId });
    return findThread(repository, id, threadId, speakerOf(request));
  });

  app.put('/v1/items/:id/comments/:commentId', { config, schema: { tags, summary: 'Change a comment of one’s own', params: ByComment, body: CommentBody, response: { 200: CommentThread } } }, async (request) => {
    const { id, commentId } = request.params;
    const thread = await changeComment(repository, id, commentId, request.body.text, speakerOf(request), now());
    return findThread(repository, id, thread, speakerOf(request));
  });

  app.delete('/v1/items/:id/comments/:commentId', { config, schema: { tags, summary: 'Delete a comment', description: 'One’s own; whoever administers deletes any. A thread goes with its last comment.', params: ByComment, response: { 204: Type.Null() } } }, async (request, reply) => {
    const { id, commentId } = request.params;
    await deleteComment(repository, id, commentId, speakerOf(request));
    await recordAudit(container, request, 'comment.delete', id, { comment: commentId });
    return reply.code(204).send(null);
  });
};
