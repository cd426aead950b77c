import { CalendarDate, Id, reportParts } from '@arbiter/contracts';
import { GlobalControlReport, ReportModel, ReportSql, reportSections } from '@arbiter/contracts/report-model';
import { reportSql } from '@arbiter/reports/control-vs-target/index';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { campaignScope } from './campaign-scope.js';
import { csvParts } from './csv-parts.js';
import { readGlobalControl } from './global-control.js';
import { readReport } from './read-report.js';
import { progressOf } from './report-progress.js';

const tags = ['reports'];
const config = { scope: 'reports' } as const;
const Params = Type.Object({ id: Id });
const wish = {
  by: Type.Optional(Type.String({ maxLength: 64, description: 'Dimension to cut the report by, or none; the campaign’s first one when left out' })),
  filter: Type.Optional(Type.Array(Type.String({ maxLength: 1100 }), { maxItems: 100, description: 'dimension:value; several values of a dimension are alternatives, several dimensions must all hold. An attribute of customers that the campaign kept no dimension of filters by what they are now' })),
};
const ask = Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'A name of the caller’s own, by which to ask how far the report is' }));

export const reportsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/campaigns/:id/report', {
    config,
    schema: { tags, summary: 'Control-vs-target report', params: Params, querystring: Type.Object({ ...wish, ask }, { additionalProperties: false }), response: { 200: ReportModel } },
  }, ({ params, query }, reply) => whileCallerWaits(reply, (signal) => readReport(container, params.id, query, signal, query.ask)));

  app.get('/v1/report-progress/:ask', {
    config,
    schema: {
      tags,
      summary: 'How far a report is that is being read',
      params: Type.Object({ ask: Type.String({ maxLength: 64 }) }),
      response: { 200: Type.Object({ done: Type.Union([Type.Number(), Type.Null()], { description: 'Share done, 0 to 1; null for a report that is not under way' }) }) },
    },
  }, async ({ params }) => ({ done: progressOf(params.ask) }));

  app.get('/v1/campaigns/:id/report/sql', {
    config,
    schema: {
      tags,
      summary: 'SQL behind a section of the report, with its parameters',
      params: Params,
      querystring: Type.Object({ ...wish, of: Type.Enum(reportSections), metric: Type.Optional(Type.String({ maxLength: 64, description: 'This metric alone' })) }, { additionalProperties: false }),
      response: { 200: ReportSql },
    },
  }, async ({ params, query }) => reportSql((await campaignScope(container, params.id, query)).scope, query.of, query.metric));

  app.get('/v1/reports/global-control', {
    config,
    schema: {
      tags,
      summary: 'All campaigns against the company’s control group',
      querystring: Type.Object({ from: CalendarDate, before: CalendarDate, ...wish, ask }, { additionalProperties: false }),
      response: { 200: GlobalControlReport },
    },
  }, ({ query }, reply) => whileCallerWaits(reply, (signal) => readGlobalControl(container, query, signal, query.ask)));

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
