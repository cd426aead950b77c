import { Export, ExportWish, Id, Job, type ExportKind, type Scope } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { createExport } from './create-export.js';
import { attachment } from './export-file-name.js';
import { formatOf } from './export-files.js';
import { deleteExport, listExports, requireExport, requireExportRow } from './exports.repository.js';
import { openExportFile } from './open-export-file.js';

const tags = ['exports'];
/** What each kind holds is what its holder may read elsewhere: the same permission opens the file. */
const scopeOf: Record<ExportKind, Scope> = { plan: 'campaigns', 'contact-lists': 'launch', report: 'reports' };
const scope = ['campaigns', 'launch', 'reports'] as const;
const contentType = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const;
const ById = Type.Object({ id: Id });

const mayRead = ({ principal }: Pick<FastifyRequest, 'principal'>, what: ExportKind): boolean => principal !== null && isPermitted(principal, scopeOf[what], 'read');

function requirePermission(request: Pick<FastifyRequest, 'principal'>, what: ExportKind): void {
  if (!mayRead(request, what)) throw new ProblemError('not-permitted', `An export of the kind ${what} needs permission to read ${scopeOf[what]}`);
}

/** Files of plans, contact lists and reports, written by jobs. */
export const exportsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;

  app.post('/v1/campaigns/:id/exports', {
    config: { scope, access: 'read' },
    schema: {
      tags, params: ById, body: ExportWish, response: { 202: Job },
      summary: 'Have a plan, contact lists or a report written to a file',
      description: 'A plan needs permission to read campaigns, contact lists launch, a report reports. The job’s subjectId is the export’s id. Contact lists hold who may be contacted at the moment of writing.',
    },
  }, async (request, reply) => {
    requirePermission(request, request.body.what);
    return reply.code(202).send(await createExport(container, request, request.params.id, request.body));
  });

  app.get('/v1/exports', {
    config: { scope },
    schema: { tags, summary: 'Exports that the asker may read, newest first (at most 500)', querystring: Type.Object({ campaignId: Type.Optional(Id) }), response: { 200: Type.Array(Export) } },
  }, async (request) => (await listExports(container, request.query.campaignId)).filter((one) => mayRead(request, one.wish.what)));

  app.get('/v1/exports/:id', { config: { scope }, schema: { tags, summary: 'An export and how far it is', params: ById, response: { 200: Export } } }, async (request) => {
    const found = await requireExport(container, request.params.id);
    requirePermission(request, found.wish.what);
    return found;
  });

  app.get('/v1/exports/:id/file', {
    config: { scope },
    schema: { tags, summary: 'The file of an export', params: ById, produces: [...Object.values(contentType)] },
  }, async (request, reply) => {
    const found = await requireExport(container, request.params.id);
    requirePermission(request, found.wish.what);
    const { sizeBytes, stream } = await openExportFile(container, request, found);
    reply.header('content-type', contentType[formatOf(found.wish)]).header('content-length', sizeBytes);
    reply.header('content-disposition', attachment(found.fileName)).header('cache-control', 'private, no-store');
    return reply.send(stream);
  });

  app.delete('/v1/exports/:id', {
    config: { scope, access: 'read' },
    schema: { tags, summary: 'Stop an export if it is at work, and delete its file', description: 'For the one who asked for it, and for whoever may write what it holds.', params: ById, response: { 204: Type.Null() } },
  }, async (request, reply) => {
    const row = await requireExportRow(repository, request.params.id);
    const { principal } = request;
    const own = row.created_by !== null && row.created_by === actorOf(principal);
    requirePermission(request, row.wish.what);
    if (!own && !(principal && isPermitted(principal, scopeOf[row.wish.what], 'write'))) throw new ProblemError('not-permitted', `Deleting another’s export of the kind ${row.wish.what} needs permission to write ${scopeOf[row.wish.what]}`);
    await deleteExport(container, row.id);
    await recordAudit(container, request, 'export.delete', row.id, { campaignId: row.campaign_id, what: row.wish.what });
    return reply.code(204).send(null);
  });
};
