import { Explanation, ChartSpec, Dataset, ReportTable, TableRequest, Title } from '@arbiter/contracts';
import { describeDataset } from '@arbiter/reports/explore/explore-dataset';
import { exploreDatasets } from '@arbiter/reports/explore/explore-datasets';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import type { Principal } from '../../http/route-access.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { viewReaders } from '../board-views/api.js';
import { listAttributes } from '../datasets/api.js';
import { readCodeTitles } from './code-titles.js';
import { readReportTable, type Asker } from './read-report-table.js';

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
});

export const askerOf = (principal: Principal | null): Asker => ({ mayReadData: principal !== null && isPermitted(principal, 'data', 'read') });

/** Questions of boards and Explore, and what can be asked. */
export const reportTablesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;

  app.get('/v1/report-datasets', { config: { scope: 'reports' }, schema: { tags, summary: 'What questions can be put to: datasets with dimensions and measures', response: { 200: Type.Array(Dataset) } } }, async () => {
    const [attributes, titles] = await Promise.all([listAttributes(repository), readCodeTitles(repository)]);
    return [...exploreDatasets(attributes).values()].map((dataset) => describeDataset(dataset, titles));
  });

  app.get('/v1/report-views', { config: { scope: 'reports' }, schema: { tags, summary: 'Views that a tile of a board can show', response: { 200: Type.Array(ReportView) } } }, async () =>
    [...viewReaders.values()].map(({ definition: { id, topic, title, meaning, params, filters, chart } }) => ({ id, topic, title, meaning, params, filters: [...filters], chart })));

  app.post('/v1/report-tables', { config: reads, schema: { tags, summary: 'Answer a question as a table', description: 'A question to a dataset, a statement of SQL (needs permission to read data) or a view, with the filters, period and comparison of a board.', body: TableRequest, response: { 200: ReportTable } } }, ({ body, principal }, reply) =>
    whileCallerWaits(reply, (signal) => readReportTable(container, body, askerOf(principal), { signal })));
};
