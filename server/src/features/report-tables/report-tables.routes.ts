import type { PassThrough } from 'node:stream';
import { ChartSpec, Dataset, DrillAnswer, DrillRequest, Explanation, ReportTable, TableRequest, Title } from '@arbiter/contracts';
import { describeDataset } from '@arbiter/reports/explore/explore-dataset';
import { exploreDatasets } from '@arbiter/reports/explore/explore-datasets';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Principal } from '../../http/route-access.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { viewReaders } from '../board-views/api.js';
import { listAttributes } from '../datasets/api.js';
import { readCodeTitles } from './code-titles.js';
import { readDrill } from './read-drill.js';
import { readReportTable, type Asker } from './read-report-table.js';
import { SharedQuestions } from './shared-questions.js';
import { readSqlSchema, SqlTable } from './sql-schema.js';
import { tableEvents } from './table-events.js';

const tags = ['reports'];
const reads = { scope: 'reports', access: 'read' } as const;

const ReportView = Type.Object({
  id: Type.String(),
  topic: Type.String(),
  title: Title,
  meaning: Explanation,
  params: Type.Unknown({ description: 'JSON schema of what a tile may set' }),
  filters: Type.Array(Type.String(), { description: 'Dimensions of filters that it understands' }),
  chart: ChartSpec,
  customers: Type.Boolean({ description: 'Whether it can tell which customers stand behind its numbers' }),
});

export const askerOf = (principal: Principal | null): Asker => ({ mayReadData: principal !== null && isPermitted(principal, 'data', 'read') });

/** Questions of boards and Explore, and what can be asked. */
export const reportTablesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;
  const streams = new Set<PassThrough>();
  const questions = new SharedQuestions<ReportTable>();

  app.get('/v1/report-datasets', { config: { scope: 'reports' }, schema: { tags, summary: 'What questions can be put to: datasets with dimensions and measures', response: { 200: Type.Array(Dataset) } } }, async () => {
    const [attributes, titles] = await Promise.all([listAttributes(repository), readCodeTitles(repository)]);
    return [...exploreDatasets(attributes).values()].map((dataset) => describeDataset(dataset, titles));
  });

  app.get('/v1/report-views', { config: { scope: 'reports' }, schema: { tags, summary: 'Views that a tile of a board can show', response: { 200: Type.Array(ReportView) } } }, async () =>
    [...viewReaders.values()].map(({ definition: { id, topic, title, meaning, params, filters, chart }, customers }) => ({ id, topic, title, meaning, params, filters: [...filters], chart, customers: customers !== undefined })));

  app.post('/v1/report-tables', {
    config: reads,
    schema: {
      tags,
      summary: 'Answer a question as a table',
      description: 'A question to a dataset, a statement of SQL (needs permission to read data) or a view, with the filters, period and comparison of a board. Where `accept` names text/event-stream the answer comes as events: `progress` (TableProgress) while it is made, then `table` (ReportTable) or `problem`; whoever closes the connection stops the work.',
      body: TableRequest,
      response: { 200: ReportTable },
    },
  }, async ({ body, principal, headers, id }, reply) => {
    const asker = askerOf(principal);
    if (/\btext\/event-stream\b/.test(headers.accept ?? '')) {
      const stream = tableEvents(container, body, asker, id);
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      return reply.header('content-type', 'text/event-stream; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no').send(stream as unknown as ReportTable);
    }
    const key = JSON.stringify([body, asker.mayReadData]);
    return whileCallerWaits(reply, (signal) => questions.ask(key, (shared) => readReportTable(container, body, asker, { signal: shared }), signal));
  });

  app.post('/v1/report-tables/customers', { config: { scope: 'data', access: 'read' }, schema: { tags, summary: 'List the customers behind a bar', description: 'Needs permission to read data, and reports.', body: DrillRequest, response: { 200: DrillAnswer } } }, ({ body, principal }, reply) => {
    if (principal === null || !isPermitted(principal, 'reports', 'read')) throw new ProblemError('not-permitted', 'Customers behind a report are shown to those who may read reports');
    return whileCallerWaits(reply, (signal) => readDrill(container, body, signal));
  });

  app.get('/v1/report-sql-schema', { config: { scope: 'data' }, schema: { tags, summary: 'Tables and columns that statements of SQL may read', response: { 200: Type.Array(SqlTable) } } }, () => readSqlSchema(container));

  // Open streams would keep the server from closing.
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy();
  });
};
