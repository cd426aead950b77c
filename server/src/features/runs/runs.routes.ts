import { Readable } from 'node:stream';
import { Id } from '@arbiter/contracts/identifiers';
import { Run } from '@arbiter/contracts/run';
import { ComparedCustomers, RunComparison } from '@arbiter/contracts/run-comparison';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Selectable } from 'kysely';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { RunsTable } from '../../repository/tables.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { campaignAudienceSql, controlSql } from '../audience/api.js';
import { recordAudit } from '../audit/api.js';
import { findCampaignRow } from '../campaigns/api.js';
import { comparedCustomers, comparePlans } from './compare-runs.js';
import { PlanPage, readPlanPage } from './plan.read-model.js';
import { printProblem } from './print-problem.js';
import { readInstance } from './read-instance.js';
import { findRunRow, frozenProblemOf, listRunRows, toRun } from './runs.repository.js';
import { startRun } from './start-run.js';

const ById = Type.Object({ id: Id });
const PlanQuery = Type.Object({
  offset: Type.Integer({ minimum: 0, maximum: 100_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  channel: Type.Optional(Type.String({ maxLength: 64 })),
  segment: Type.Optional(Type.String({ maxLength: 1000 })),
  action: Type.Optional(Type.String({ maxLength: 64 })),
});
const ActionOrNone = Type.Optional(Type.String({ maxLength: 64, description: 'Empty for customers who get nothing; any action when left out' }));
const ComparedQuery = Type.Object({
  a: Id,
  b: Id,
  actionA: ActionOrNone,
  actionB: ActionOrNone,
  segment: Type.Optional(Type.String({ maxLength: 1000 })),
  offset: Type.Integer({ minimum: 0, maximum: 100_000_000, default: 0 }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
/** Nothing asks for a plan as the campaign stands; browsers and scripts may send no body at all. */
const RunWish = Type.Union([
  Type.Null(),
  Type.Object(
    {
      stayCloseTo: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'A run of the same campaign with a plan: the new one holds to it' })),
      keep: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Least share of its assignments, of customers who are still there, that stand in the new plan' })),
      changeCostMinor: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12, description: 'What each change costs the objective, minor units' })),
    },
    { additionalProperties: false },
  ),
]);
const tags = ['runs'];
const config = { scope: 'campaigns' } as const;

/** The run whose rows are a plan; rows of a run at work, or of one that was stopped, are none. */
const planOf = ({ id, state }: { id: string; state: string }): string => (state === 'succeeded' ? id : '');

/** Runs of the optimiser and their plans. */
export const runsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, analytics, jobs } = container;
  const shown = async (row: Selectable<RunsTable>): Promise<Run> => toRun(row, row.state === 'waiting' || row.state === 'running' ? await jobs.find(row.job_id) : undefined);

  app.post('/v1/campaigns/:id/runs', { config, schema: { tags, summary: 'Have a campaign planned as it stands now', params: ById, body: Type.Optional(RunWish), response: { 202: Run } } }, async (request, reply) => {
    const { stayCloseTo, ...how } = request.body ?? {};
    if (stayCloseTo === undefined && Object.keys(how).length > 0) throw new ProblemError('validation-failed', '"keep" and "changeCostMinor" say how close to stay to a run: name it by "stayCloseTo"');
    const run = await startRun(container, request.params.id, stayCloseTo === undefined ? undefined : { runId: stayCloseTo, ...how });
    await recordAudit(container, request, 'run.start', run.id, { campaignId: run.campaignId });
    return reply.code(202).send(run);
  });

  app.get('/v1/campaigns/:id/runs', { config, schema: { tags, summary: 'Runs of a campaign, newest first', params: ById, response: { 200: Type.Array(Run) } } }, async ({ params }) => {
    await findCampaignRow(repository, params.id);
    return Promise.all((await listRunRows(repository, params.id)).map(shown));
  });

  app.get('/v1/runs/compare', { config, schema: { tags, summary: 'Two runs side by side', querystring: Type.Object({ a: Id, b: Id }), response: { 200: RunComparison } } }, async ({ query }) => {
    const [a, b] = await Promise.all([findRunRow(repository, query.a).then(shown), findRunRow(repository, query.b).then(shown)]);
    return { a, b, ...(await comparePlans(analytics, planOf(a), planOf(b))) };
  });

  app.get('/v1/runs/compare/customers', { config, schema: { tags, summary: 'Customers by their action in one run and in another', querystring: ComparedQuery, response: { 200: ComparedCustomers } } }, async ({ query }) => {
    const [a, b] = await Promise.all([findRunRow(repository, query.a), findRunRow(repository, query.b)]);
    return comparedCustomers(analytics, planOf(a), planOf(b), query);
  });

  app.get('/v1/runs/:id', { config, schema: { tags, summary: 'A run', params: ById, response: { 200: Run } } }, async ({ params }) => shown(await findRunRow(repository, params.id)));

  app.get('/v1/runs/:id/plan', { config, schema: { tags, summary: 'A page of the plan', params: ById, querystring: PlanQuery, response: { 200: PlanPage } } }, async ({ params, query }) => {
    const run = await findRunRow(repository, params.id);
    // Rows of a run at work, or of one that was stopped, are not a plan.
    if (run.state !== 'succeeded') return { rows: [], total: 0 };
    const { offset, limit, ...filter } = query;
    return readPlanPage(analytics, run.id, filter, offset, limit);
  });

  app.get('/v1/runs/:id/problem', {
    config,
    schema: { tags, summary: 'The problem document of the run, for `arbiter solve` or another solver', description: 'Limits, rules and actions are those of the run. Customers and candidates are read anew: data imported since the run shows.', params: ById, produces: ['application/json'] },
  }, async (request, reply) => {
    const run = await findRunRow(repository, request.params.id);
    const { actions, built } = frozenProblemOf(run);
    if (!built) throw new ProblemError('wrong-state', `Run ${run.number} has not counted its audience yet, so its problem is not known: wait until it has begun`, { details: { state: run.state } });
    const { draft } = run;
    const audience = await campaignAudienceSql(container, draft, actions);
    const control = controlSql(run.campaign_id, draft.controlGroup);
    const instance = await whileCallerWaits(reply, (signal) => readInstance({ analytics, draft, actions, problem: built, audience, control, signal }));
    reply.header('content-type', 'application/json; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="problem-${run.id}.json"`);
    return reply.send(Readable.from(printProblem(built.head, instance)));
  });
};
