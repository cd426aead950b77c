import { createReadStream, existsSync } from 'node:fs';
import { Id, Import, ImportPreview, ImportSettings, Job } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type {} from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { forgetImport } from './forget-import.js';
import { FolderFile, listFolder, openFromFolder } from './import-folder.js';
import { importFiles } from './import-files.js';
import { listImports, requireImport } from './imports.repository.js';
import { previewImport } from './preview-import.js';
import { receiveFile } from './receive-file.js';
import { publicImport, startImport } from './start-import.js';

const tags = ['imports'];
const scope = 'data';
const ById = Type.Object({ id: Id });

/** Files on their way into the data model: upload or choose, preview, start, look at what was refused. */
export const importsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { config } = container;

  app.post('/v1/imports', { config: { scope }, bodyLimit: config.uploadLimitBytes + 2 ** 20, schema: { tags, summary: 'Upload a file (multipart, one part named "file")', consumes: ['multipart/form-data'], response: { 201: Import } } }, async (request, reply) => {
    if (!request.isMultipart()) throw new ProblemError('unreadable-body', 'Send the file as multipart/form-data, in a part named "file"');
    const part = await request.file();
    if (!part) throw new ProblemError('unreadable-body', 'The request holds no file: send it in a part named "file"');
    const added = await receiveFile(container, part.filename, part.file, config.uploadLimitBytes);
    await recordAudit(container, request, 'import.upload', added.id, { sizeBytes: added.sizeBytes });
    return reply.code(201).send(added);
  });

  app.get('/v1/imports/folder', { config: { scope }, schema: { tags, summary: 'Files of the import folder', response: { 200: Type.Array(FolderFile) } } }, () => listFolder(container));

  app.post('/v1/imports/from-folder', { config: { scope }, schema: { tags, summary: 'Take a file of the import folder', body: Type.Object({ fileName: Type.String({ minLength: 1, maxLength: 255 }) }, { additionalProperties: false }), response: { 201: Import } } }, async (request, reply) => {
    const { fileName } = request.body;
    const added = await receiveFile(container, fileName, await openFromFolder(container, fileName), Infinity);
    await recordAudit(container, request, 'import.from-folder', added.id, { sizeBytes: added.sizeBytes });
    return reply.code(201).send(added);
  });

  app.get('/v1/imports', { config: { scope }, schema: { tags, summary: 'Imports, newest first (at most 200)', response: { 200: Type.Array(Import) } } }, () => listImports(container));

  app.get('/v1/imports/:id', { config: { scope }, schema: { tags, summary: 'One import', params: ById, response: { 200: Import } } }, async ({ params }) => publicImport(await requireImport(container, params.id)));

  app.post(
    '/v1/imports/:id/preview',
    { config: { scope, access: 'read' }, schema: { tags, summary: 'Detected settings, first rows and the cells that would be refused', params: ById, body: Type.Object({ settings: Type.Optional(Type.Partial(ImportSettings)) }, { additionalProperties: false }), response: { 200: ImportPreview } } },
    ({ params, body }) => previewImport(container, params.id, body.settings ?? {}),
  );

  app.post(
    '/v1/imports/:id/start',
    { config: { scope }, schema: { tags, summary: 'Import the file; without a job when the same was imported before', params: ById, body: Type.Object({ settings: ImportSettings }, { additionalProperties: false }), response: { 202: Type.Object({ import: Import, job: Type.Union([Job, Type.Null()]) }) } } },
    async (request, reply) => {
      const started = await startImport(container, request.params.id, request.body.settings);
      await recordAudit(container, request, 'import.start', request.params.id, { dataset: request.body.settings.dataset, unchanged: started.job === null });
      return reply.code(202).send(started);
    },
  );

  app.get('/v1/imports/:id/rejects', { config: { scope }, schema: { tags, summary: 'Refused cells: line, column, value, reason', params: ById, produces: ['text/csv'] } }, async ({ params }, reply) => {
    const found = await requireImport(container, params.id);
    const { rejects } = importFiles(container, params.id);
    if (found.rows.rejected === 0 || !existsSync(rejects)) throw new ProblemError('not-found', `Import "${params.id}" has no rejects`);
    const name = `${found.fileName.replace(/\.[^.]*$/, '')}-rejects.csv`;
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="rejects.csv"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(createReadStream(rejects));
  });

  app.delete('/v1/imports/:id', { config: { scope }, schema: { tags, summary: 'Forget an import and its file; the rows that it loaded stay', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await forgetImport(container, request.params.id);
    await recordAudit(container, request, 'import.delete', request.params.id);
    return reply.code(204).send(null);
  });
};
