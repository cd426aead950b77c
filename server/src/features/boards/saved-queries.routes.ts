import { Id, SavedQuery, SavedQueryDocument } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { recordAudit } from '../audit/api.js';
import { sourceCheck } from '../report-tables/api.js';
import { requireValidQuery } from './check-board.js';
import { readerOf } from './reader-of.js';
import { ReportDocuments } from './report-documents.repository.js';

const tags = ['boards'];
const config = { scope: 'reports' } as const;
const ById = Type.Object({ id: Id });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'The version that the change is based on' });

/** Questions of Explore that somebody kept, with the way they are drawn. */
export const savedQueriesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const queries = new ReportDocuments<SavedQueryDocument>(container.repository, 'saved-query', container.now);

  app.get('/v1/saved-queries', { config, schema: { tags, summary: 'Saved questions: one’s own and shared ones, the latest change first', response: { 200: Type.Array(SavedQuery) } } }, (request) => queries.list(readerOf(request)));

  app.get('/v1/saved-queries/:id', { config, schema: { tags, summary: 'A saved question', params: ById, response: { 200: SavedQuery } } }, (request) => queries.get(request.params.id, readerOf(request)));

  app.post('/v1/saved-queries', { config, schema: { tags, summary: 'Save a question', body: Type.Object({ document: SavedQueryDocument }, { additionalProperties: false }), response: { 201: SavedQuery } } }, async (request, reply) => {
    await requireValidQuery(request.body.document, await sourceCheck(container));
    const made = await queries.add(request.body.document, readerOf(request));
    await recordAudit(container, request, 'saved-queries.create', made.id, { shared: made.document.shared });
    return reply.code(201).send(made);
  });

  app.put('/v1/saved-queries/:id', { config, schema: { tags, summary: 'Change a saved question', description: 'When another change came first the answer is 409 `stale-version` with the present question in its details.', params: ById, body: Type.Object({ version: Version, document: SavedQueryDocument }, { additionalProperties: false }), response: { 200: SavedQuery } } }, async (request) => {
    const { params: { id }, body: { version, document } } = request;
    await requireValidQuery(document, await sourceCheck(container));
    const changed = await queries.change(id, version, document, readerOf(request));
    await recordAudit(container, request, 'saved-queries.change', id, { version: changed.version, shared: document.shared });
    return changed;
  });

  app.delete('/v1/saved-queries/:id', { config, schema: { tags, summary: 'Delete a saved question', params: ById, querystring: Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false }), response: { 204: Type.Null() } } }, async (request, reply) => {
    await queries.remove(request.params.id, request.query.version, readerOf(request));
    await recordAudit(container, request, 'saved-queries.delete', request.params.id);
    return reply.code(204).send(null);
  });
};
