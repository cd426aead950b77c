import { Id, Job, PublicationBatch, PublicationRun } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { findPublication, nextDue } from '../publications/api.js';
import { listRuns } from './publication-runs.repository.js';
import { PublicationScheduler } from './publication-scheduler.js';
import { runPublication } from './run-publication.js';

const tags = ['publications'];
const ById = Type.Object({ id: Id });

/** Publications in batch and on schedule: their runs, and the clock that begins them. */
export const publicationRunsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;
  const scheduler = new PublicationScheduler(container);
  app.addHook('onReady', async () => scheduler.start());
  app.addHook('onClose', () => scheduler.stop());

  app.post('/v1/publications/:id/batches', {
    config: { scope: ['publications', 'strategies'] },
    schema: { tags, summary: 'Run a publication in batch over its source, or over another one', description: 'The job’s subjectId is the batch’s id; see /v1/batches/{id} and its answers and rejects. A scheduled publication may be run between its instants too.', params: ById, body: PublicationBatch, response: { 202: Job } },
  }, async (request, reply) => {
    const publication = await findPublication(repository, request.params.id);
    const job = await runPublication(container, publication, request.body, actorOf(request.principal));
    await recordAudit(container, request, 'publication.run', publication.id, { revision: publication.revision, batch: job.subjectId });
    return reply.code(202).send(job);
  });

  app.get('/v1/publications/:id/runs', {
    config: { scope: ['publications', 'strategies'] },
    schema: { tags, summary: 'Runs of a publication, newest first (at most 200), and when it runs next', params: ById, response: { 200: Type.Object({ nextAt: Type.Union([Type.String(), Type.Null()]), runs: Type.Array(PublicationRun) }) } },
  }, async ({ params }) => {
    const { id, state, settings } = await findPublication(repository, params.id);
    const { schedule, validFrom, validTo } = settings;
    const from = new Date(Math.max(now().getTime(), validFrom === undefined ? 0 : Date.parse(validFrom) - 1));
    const next = state === 'running' && schedule ? nextDue(schedule, from) : undefined;
    const nextAt = next && (validTo === undefined || next.getTime() < Date.parse(validTo)) ? next.toISOString() : null;
    return { nextAt, runs: await listRuns(repository, id) };
  });
};
