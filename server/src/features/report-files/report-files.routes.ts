import { Id, Language, ReportFileWish, type ReportFormat } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { attachment } from '../exports/api.js';
import { fileReaderOf } from './file-reader.js';
import { makeReportFile } from './make-report-file.js';
import { contentTypes } from './report-file-name.js';

const tags = ['reports'];
const linked = ['xlsx', 'pdf', 'json', 'svg', 'png'] as const;

/** Reports as files. */
export const reportFilesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const answer = async (request: FastifyRequest, reply: FastifyReply, wish: ReportFileWish): Promise<FastifyReply> => {
    const file = await whileCallerWaits(reply, (signal) => makeReportFile(container, wish, fileReaderOf(request.principal), signal));
    reply.header('content-type', file.contentType).header('content-length', file.bytes.byteLength);
    reply.header('content-disposition', attachment(file.fileName)).header('cache-control', 'private, no-store').header('x-content-type-options', 'nosniff');
    return reply.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength));
  };

  app.post('/v1/report-files', {
    config: { scope: 'reports', access: 'read' },
    schema: {
      tags, body: ReportFileWish, produces: Object.values(contentTypes),
      summary: 'A report, a board or a table as a file',
      description: 'CSV, XLSX, paged PDF, SVG, PNG or JSON in Russian or English. Pictures show one chart: of a board they need a tile. The work ends when the caller goes away.',
    },
  }, (request, reply) => answer(request, reply, request.body));

  for (const format of linked satisfies readonly ReportFormat[]) {
    app.get(`/v1/campaigns/:id/report.${format}`, {
      config: { scope: 'reports' },
      schema: {
        tags, summary: `Control-vs-target report as ${format.toUpperCase()}`, params: Type.Object({ id: Id }), produces: [contentTypes[format]],
        querystring: Type.Object(
          {
            by: Type.Optional(Type.String({ maxLength: 64 })), filter: Type.Optional(Type.Array(Type.String({ maxLength: 1100 }), { maxItems: 100 })),
            language: Type.Optional(Language), timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          },
          { additionalProperties: false },
        ),
      },
    }, (request, reply) => {
      const { by, filter, language = languageOf(request), timeZone } = request.query;
      return answer(request, reply, { subject: { kind: 'campaign', campaignId: request.params.id, ...(by === undefined ? {} : { by }), ...(filter ? { filter } : {}) }, format, language, ...(timeZone === undefined ? {} : { timeZone }) });
    });
  }
};

/** The reader's own language; programs get English. */
const languageOf = ({ principal }: Pick<FastifyRequest, 'principal'>): 'ru' | 'en' => (principal?.kind === 'user' && principal.language === 'ru' ? 'ru' : 'en');
