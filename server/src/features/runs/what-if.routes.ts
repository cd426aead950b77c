import { Id } from '@arbiter/contracts/identifiers';
import { Job } from '@arbiter/contracts/job';
import { WhatIfCurve, WhatIfRequest } from '@arbiter/contracts/what-if';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { curveLimit } from './curve-limit.js';
import { findRunRow, frozenProblemOf } from './runs.repository.js';
import { askForCurve, listCurveRows, toCurve } from './what-if.repository.js';

const ById = Type.Object({ id: Id });
const tags = ['runs'];
const config = { scope: 'campaigns' } as const;

/** How the best plan of a run would change with one of its limits. */
export const whatIfRoutes = ({ repository, jobs, now }: Container): FastifyPluginAsyncTypebox => async (app) => {
  const container = { repository, now };

  app.post('/v1/runs/:id/what-if', {
    config,
    schema: { tags, summary: 'Have the curve of a limit drawn: the best objective as a function of its bound', description: 'Asked twice, it is drawn once: the job that stands is given.', params: ById, body: WhatIfRequest, response: { 202: Job } },
  }, async (request, reply) => {
    const run = await findRunRow(repository, request.params.id);
    const { built } = frozenProblemOf(run);
    if (!built || (run.state !== 'succeeded' && run.state !== 'infeasible')) throw new ProblemError('wrong-state', `Run ${run.number} is ${run.state}: a curve needs a run with a plan, or one that is infeasible`, { details: { state: run.state } });
    const { body } = request;
    curveLimit(built, body.constraintId);
    if (body.from !== undefined && body.to !== undefined && body.from >= body.to) throw new ProblemError('validation-failed', `The curve cannot go from ${body.from} up to ${body.to}: give the smaller bound first`);
    const { job, isNew } = await askForCurve(repository, jobs, run.id, body, now());
    if (isNew) await recordAudit(container, request, 'run.what-if', run.id, { constraintId: body.constraintId, jobId: job.id });
    return reply.code(202).send(job);
  });

  app.get('/v1/runs/:id/what-if', { config, schema: { tags, summary: 'Curves of the limits of a run, newest first', params: ById, response: { 200: Type.Array(WhatIfCurve) } } }, async ({ params }) => {
    const run = await findRunRow(repository, params.id);
    const { built } = frozenProblemOf(run);
    if (!built) return [];
    return Promise.all((await listCurveRows(repository, run.id)).map(async (row) => {
      const { origin, current } = curveLimit(built, row.constraint_id);
      return toCurve(row, origin, current, await jobs.find(row.job_id));
    }));
  });
};
