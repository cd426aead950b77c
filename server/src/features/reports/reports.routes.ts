import { Id, reportParts } from '@arbiter/contracts';
import { ReportModel } from '@arbiter/contracts/report-model';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { csvParts } from './csv-parts.js';
import { readReport } from './read-report.js';

const tags = ['reports'];
const config = { scope: 'reports' } as const;
const Params = Type.Object({ id: Id });
const wish = {
  by: Type.Optional(Type.String({ maxLength: 64, description: 'Dimension to cut the report by, or none; the campaign’s first one when left out' })),
  filter: Type.Optional(Type.Array(Type.String({ maxLength: 1100 }), { maxItems: 100, description: 'dimension:value; several values of a dimension are alternatives, several dimensions must all hold' })),
};

export const reportsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/campaigns/:id/report', {
    config,
    schema: { tags, summary: 'Control-vs-target report', params: Params, querystring: Type.Object(wish, { additionalProperties: false }), response: { 200: ReportModel } },
  }, ({ params, query }, reply) => whileCallerWaits(reply, (signal) => readReport(container, params.id, query, signal)));

  app.get('/v1/campaigns/:id/report.csv', {
    config,
    schema: {
      tags,
      summary: 'Numbers of the report as CSV, full precision',
      params: Params,
      querystring: Type.Object({ ...wish, part: Type.Optional(Type.Enum(reportParts, { default: 'metrics' })) }, { additionalProperties: false }),
      produces: ['text/csv'],
    },
  }, async ({ params, query }, reply) => {
    const part = query.part ?? 'metrics';
    const csv = csvParts[part](await whileCallerWaits(reply, (signal) => readReport(container, params.id, query, signal)));
    reply.header('content-type', 'text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="report-${params.id}-${part}.csv"`);
    return reply.send(csv);
  });
};
