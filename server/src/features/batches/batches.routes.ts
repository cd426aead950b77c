import { Batch, CreateBatch, Id, Job } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { batchTables, dropBatchTables, passingTables } from './batch-tables.js';
import { readBatches } from './batches.repository.js';
import { loadBatchStrategy } from './load-batch-strategy.js';
import { printBatchSql } from './sql-part.js';
import { startBatch } from './start-batch.js';

const tags = ['batches'];
const scope = 'strategies' as const;
const ById = Type.Object({ id: Id });
const formats = { csv: { name: 'CSVWithNames', type: 'text/csv; charset=utf-8' }, ndjson: { name: 'JSONEachRow', type: 'application/x-ndjson' }, parquet: { name: 'Parquet', type: 'application/vnd.apache.parquet' } } as const;
const Take = Type.Object({ format: Type.Optional(Type.Enum(['csv', 'ndjson', 'parquet'])) }, { additionalProperties: false });

async function requireBatch({ repository }: Pick<Container, 'repository'>, id: string): Promise<Batch> {
  const [batch] = await readBatches(repository, { id });
  if (!batch) throw new ProblemError('not-found', `There is no batch "${id}": list them with GET /v1/batches`);
  return batch;
}

/** A registered strategy over a table, a query or a file. */
export const batchesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, analytics } = container;

  app.post('/v1/batches', {
    config: { scope },
    schema: { tags, summary: 'Evaluate a registered strategy on many rows', description: 'The job’s subjectId is the batch’s id. Rows that cannot be read or evaluated stand in the table of rejects with the reason.', body: CreateBatch, response: { 202: Job } },
  }, async (request, reply) => {
    const job = await startBatch(container, request.body, actorOf(request.principal));
    const { strategy, source, method = 'auto' } = request.body;
    await recordAudit(container, request, 'batch.create', job.subjectId, { strategy, source: source.kind, method });
    return reply.code(202).send(job);
  });

  app.get('/v1/batches', { config: { scope }, schema: { tags, summary: 'Batches, newest first (at most 200)', querystring: Type.Object({ strategyId: Type.Optional(Id) }), response: { 200: Type.Array(Batch) } } }, async ({ query }) => readBatches(repository, query));

  app.get('/v1/batches/:id', { config: { scope }, schema: { tags, summary: 'A batch and how far it is', params: ById, response: { 200: Batch } } }, async ({ params }) => requireBatch(container, params.id));

  for (const [what, summary] of [['answers', 'The answers of a batch, in the order of its rows'], ['rejects', 'The rows of a batch without an answer, each with its reason']] as const) {
    app.get(`/v1/batches/:id/${what}`, { config: { scope }, schema: { tags, summary, params: ById, querystring: Take, produces: Object.values(formats).map(({ type }) => type) } }, async ({ params, query }, reply) => {
      const batch = await requireBatch(container, params.id);
      if (batch.parts.total === 0 && batch.state !== 'succeeded') throw new ProblemError('wrong-state', `Batch "${params.id}" has no ${what} yet: it is ${batch.state}`);
      const format = formats[query.format ?? 'csv'];
      const table = batchTables(batch.id)[what];
      reply.header('content-type', format.type).header('content-disposition', `attachment; filename="${what}-${batch.id}.${query.format ?? 'csv'}"`).header('cache-control', 'private, no-store');
      return reply.send(await analytics.stream(`SELECT * FROM ${table} ORDER BY row_number`, format.name));
    });
  }

  app.get('/v1/batches/:id/sql', { config: { scope }, schema: { tags, summary: 'The SELECT that a batch runs inside ClickHouse', params: ById, produces: ['application/sql'] } }, async ({ params }, reply) => {
    const batch = await requireBatch(container, params.id);
    const strategy = await loadBatchStrategy(container, { strategy_id: batch.strategy.id, strategy_version: batch.strategy.version });
    const printed = printBatchSql(strategy, { relation: batchTables(batch.id).snapshot });
    if (!printed.ok) throw new ProblemError('wrong-state', `The strategy has no SQL form: ${printed.error[0]?.message ?? ''}`, { faults: printed.error });
    return reply.header('content-type', 'application/sql; charset=utf-8').send(printed.value.select);
  });

  app.delete('/v1/batches/:id', { config: { scope }, schema: { tags, summary: 'Delete an ended batch with its answers', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const batch = await requireBatch(container, request.params.id);
    if (batch.state === 'waiting' || batch.state === 'running') throw new ProblemError('wrong-state', `Batch "${batch.id}" is ${batch.state}: cancel its job ${batch.jobId} first`);
    const tables = batchTables(batch.id);
    await dropBatchTables(analytics, [...passingTables(tables), tables.answers, tables.rejects]);
    await repository.deleteFrom('batches').where('id', '=', batch.id).execute();
    await recordAudit(container, request, 'batch.delete', batch.id, {});
    return reply.code(204).send(null);
  });
};
