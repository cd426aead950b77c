import { CheckQueue, CheckQueueDocument, CheckState, Id, ManualCheck, ManualCheckSummary, VerdictWish } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { followJournal } from '../decisions/api.js';
import { addQueue, changeQueue, findQueue, listQueues, removeQueue } from './check-queues.repository.js';
import { findCheck, listChecks, takeNext } from './checks.repository.js';
import { addNote, decideCheck, releaseCheck, takeCheck } from './decide-check.js';
import { checkOpener } from './open-checks.js';

const tags = ['manual checks'];
const config = { scope: 'decisions' } as const;
/** Whoever may say what is published may say what of it people look at. */
const queueConfig = { scope: 'publications' } as const;
const ById = Type.Object({ id: Id });

/** Queues of answers that people look at, and what they decide. */
export const manualChecksRoutes = (container: Pick<Container, 'repository' | 'analytics' | 'hotState' | 'now' | 'log'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;
  followJournal(container, checkOpener(container));

  app.get('/v1/check-queues', { config, schema: { tags, summary: 'Queues of manual checks', response: { 200: Type.Array(CheckQueue) } } }, () => listQueues(repository, now()));

  app.post('/v1/check-queues', { config: queueConfig, schema: { tags, summary: 'Make a queue', description: 'From now on each answer of the strategy with one of the decisions opens a check.', body: CheckQueueDocument, response: { 201: CheckQueue } } }, async (request, reply) => {
    const queue = await addQueue(repository, request.body, now());
    await recordAudit(container, request, 'check-queue.create', queue.id);
    return reply.code(201).send(queue);
  });

  app.put('/v1/check-queues/:id', { config: queueConfig, schema: { tags, summary: 'Change a queue', description: 'Checks that are open keep their deadline.', params: ById, body: Type.Object({ version: Type.Integer({ minimum: 1 }), document: CheckQueueDocument }, { additionalProperties: false }), response: { 200: CheckQueue } } }, async (request) => {
    const queue = await changeQueue(repository, request.params.id, request.body.version, request.body.document, now());
    await recordAudit(container, request, 'check-queue.change', queue.id, { version: queue.version });
    return queue;
  });

  app.delete('/v1/check-queues/:id', { config: queueConfig, schema: { tags, summary: 'Delete a queue without open checks', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await removeQueue(repository, request.params.id, now());
    await recordAudit(container, request, 'check-queue.delete', request.params.id);
    return reply.code(204).send(null);
  });

  app.get(
    '/v1/manual-checks',
    {
      config,
      schema: {
        tags,
        summary: 'A page of manual checks',
        description: 'Open ones first, in the order of their queue; decided ones newest first.',
        querystring: Type.Object({
          queueId: Type.Optional(Id),
          state: Type.Optional(Type.Union([CheckState, Type.Literal('open')])),
          mine: Type.Boolean({ default: false, description: 'Those that you have taken' }),
          search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of what is checked, or the decision’s identifier' })),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
        }),
        response: { 200: Type.Object({ total: Type.Integer(), checks: Type.Array(ManualCheckSummary) }) },
      },
    },
    ({ query: { mine, ...query }, principal }) => listChecks(repository, { ...query, ...(mine ? { takenBy: actorOf(principal) ?? '' } : {}) }, now()),
  );

  app.post('/v1/check-queues/:id/next', { config, schema: { tags, summary: 'Take the check that comes first', description: 'Two people who ask at once get different ones. `check` is null where none is free.', params: ById, response: { 200: Type.Object({ check: Type.Union([ManualCheck, Type.Null()]) }) } } }, async (request) => {
    const at = now();
    const { id, document } = await findQueue(repository, request.params.id, at);
    const taken = await takeNext(repository, id, document.order, actorOf(request.principal), new Date(at.getTime() + document.lockMinutes * 60_000), at);
    if (taken === undefined) return { check: null };
    await recordAudit(container, request, 'check.take', taken);
    return { check: await findCheck(repository, taken, at) };
  });

  app.get('/v1/manual-checks/:id', { config, schema: { tags, summary: 'A manual check with its evidence', params: ById, response: { 200: ManualCheck } } }, ({ params }) => findCheck(repository, params.id, now()));

  app.post('/v1/manual-checks/:id/take', { config, schema: { tags, summary: 'Take a check for oneself', params: ById, response: { 200: ManualCheck } } }, async (request) => {
    const check = await takeCheck(container, request.params.id, actorOf(request.principal));
    await recordAudit(container, request, 'check.take', check.id);
    return check;
  });

  app.post('/v1/manual-checks/:id/release', { config, schema: { tags, summary: 'Give a check back', params: ById, response: { 200: ManualCheck } } }, async (request) => {
    const check = await releaseCheck(container, request.params.id, actorOf(request.principal));
    await recordAudit(container, request, 'check.release', check.id);
    return check;
  });

  app.post('/v1/manual-checks/:id/verdict', { config, schema: { tags, summary: 'Decide a check, or confirm what another person decided', description: 'The first verdict ends the check, or hands it to a second pair of eyes, where the queue asks for it; that has to be another person’s, and its verdict counts.', params: ById, body: VerdictWish, response: { 200: ManualCheck } } }, async (request) => {
    const check = await decideCheck(container, request.params.id, request.body, actorOf(request.principal));
    await recordAudit(container, request, check.state === 'decided' ? 'check.decide' : 'check.hand-on', check.id, { verdict: request.body.verdict });
    return check;
  });

  app.post('/v1/manual-checks/:id/notes', { config, schema: { tags, summary: 'Put a note or evidence beside a check', params: ById, body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }), link: Type.Optional(Type.String({ maxLength: 2000, pattern: '^https?://\\S+$', description: 'Where the evidence is' })) }, { additionalProperties: false }), response: { 200: ManualCheck } } }, async (request) => {
    const check = await addNote(container, request.params.id, request.body, actorOf(request.principal));
    await recordAudit(container, request, 'check.note', check.id);
    return check;
  });
};
