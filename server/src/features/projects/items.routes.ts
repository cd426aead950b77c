import { CheckFindings, DocumentDifference, Id, Item, ItemConflict, ItemDocument, ItemKind, ItemSummary } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { checkItem } from './check-item.js';
import { deleteItem } from './delete-item.js';
import { differenceOf } from './difference.js';
import { printDocument } from './document-limits.js';
import { addConflict, findConflict, findItem, listConflicts, listItems, removeConflict } from './items.repository.js';
import { findProject } from './projects.repository.js';
import { createItem, saveItem } from './save-item.js';
import { randomUUID } from 'node:crypto';

const tags = ['projects'];
const config = { scope: 'strategies' } as const;
const reading = { ...config, access: 'read' } as const;
const ById = Type.Object({ id: Id });
const ByConflict = Type.Object({ id: Id, conflictId: Id });
const NameOf = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Description = Type.Optional(Type.String({ maxLength: 10_000 }));
const Revision = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'Revision of the item that the draft is based on' });
const Saved = Type.Object({ item: Item, ...CheckFindings.properties });
const ItemsQuery = {
  kind: Type.Optional(ItemKind),
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name or description, or an identifier' })),
  sort: Type.Enum(['name', 'updated', 'created', 'kind'], { default: 'name' }),
  order: Type.Enum(['asc', 'desc'], { default: 'asc' }),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
};
const ItemsPage = Type.Object({ total: Type.Integer(), items: Type.Array(ItemSummary) });

/** Items of projects and their drafts. */
export const itemsRoutes = (container: Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'python'>>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  app.get('/v1/items', { config, schema: { tags, summary: 'A page of the items of all projects', querystring: Type.Object({ projectId: Type.Optional(Id), ...ItemsQuery }), response: { 200: ItemsPage } } }, ({ query }) => listItems(repository, query));

  app.get('/v1/projects/:id/items', { config, schema: { tags, summary: 'A page of the items of a project', params: ById, querystring: Type.Object(ItemsQuery), response: { 200: ItemsPage } } }, async ({ params, query }) => {
    await findProject(repository, params.id);
    return listItems(repository, { ...query, projectId: params.id });
  });

  app.post('/v1/projects/:id/items', { config, schema: { tags, summary: 'Make an item with a first draft', description: 'The draft may be incomplete: it is saved, and its faults and warnings are told with JSON pointers into the document.', params: ById, body: Type.Object({ kind: ItemKind, name: NameOf, description: Description, document: Type.Optional(ItemDocument) }, { additionalProperties: false }), response: { 201: Saved } } }, async (request, reply) => {
    const saved = await createItem(container, { projectId: request.params.id, ...request.body }, actorOf(request.principal));
    await recordAudit(container, request, 'item.create', saved.item.id, { kind: saved.item.kind });
    return reply.code(201).send(saved);
  });

  app.post('/v1/items/check', { config: reading, schema: { tags, summary: 'Find faults and warnings without saving', description: 'Paths are JSON pointers into the document.', body: Type.Object({ kind: ItemKind, document: ItemDocument }, { additionalProperties: false }), response: { 200: CheckFindings } } }, async ({ body }) => {
    const { faults, warnings } = await checkItem(repository, body.kind, body.document, undefined, container.python);
    return { faults, warnings };
  });

  app.get('/v1/items/:id', { config, schema: { tags, summary: 'An item with its draft', params: ById, response: { 200: Item } } }, ({ params }) => findItem(repository, params.id));

  app.put(
    '/v1/items/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Save a draft',
        description: 'Names the revision that it is based on. When another save came first the answer is 409 `stale-version`; its details hold `present` (the item as it is), `difference` (from it to this draft, by node) and, with `keepRefused`, `conflictId`, under which this draft was kept. `restored` names the kept state that this draft brings back, for the history.',
        params: ById,
        body: Type.Object({ revision: Revision, document: ItemDocument, name: Type.Optional(NameOf), description: Description, keepRefused: Type.Optional(Type.Boolean()), restored: Type.Optional(Revision) }, { additionalProperties: false }),
        response: { 200: Saved },
      },
    },
    (request) => saveItem(container, request.params.id, request.body, actorOf(request.principal)),
  );

  app.delete('/v1/items/:id', { config, schema: { tags, summary: 'Delete an item', description: 'Refused with 409 `referenced`, naming by whom, while another item or a running publication uses it.', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await deleteItem(container, request.params.id);
    await recordAudit(container, request, 'item.delete', request.params.id);
    return reply.code(204).send(null);
  });

  app.post('/v1/items/:id/copy', { config, schema: { tags, summary: 'Copy an item, or save a refused draft as a new one', params: ById, body: Type.Object({ name: NameOf, projectId: Type.Optional(Id), document: Type.Optional(ItemDocument) }, { additionalProperties: false }), response: { 201: Saved } } }, async (request, reply) => {
    const { name, projectId, document } = request.body;
    const item = await findItem(repository, request.params.id);
    const saved = await createItem(container, { projectId: projectId ?? item.projectId, kind: item.kind, name, description: item.description, document: document ?? item.document }, actorOf(request.principal));
    await recordAudit(container, request, 'item.create', saved.item.id, { kind: item.kind, copyOf: item.id });
    return reply.code(201).send(saved);
  });

  app.get('/v1/items/:id/conflicts', { config, schema: { tags, summary: 'Refused drafts that were kept', params: ById, response: { 200: Type.Array(ItemConflict) } } }, async ({ params }) => listConflicts(repository, (await findItem(repository, params.id)).id));

  app.post('/v1/items/:id/conflicts', { config, schema: { tags, summary: 'Keep a refused draft beside the item', params: ById, body: Type.Object({ baseRevision: Revision, document: ItemDocument, note: Type.Optional(Type.String({ maxLength: 2000 })) }, { additionalProperties: false }), response: { 201: ItemConflict } } }, async (request, reply) => {
    const item = await findItem(repository, request.params.id);
    const text = printDocument(item.kind, request.body.document);
    return reply.code(201).send(await addConflict(repository, { id: randomUUID(), itemId: item.id, baseRevision: request.body.baseRevision, text, note: request.body.note ?? '', author: actorOf(request.principal), now: now() }));
  });

  app.get('/v1/items/:id/conflicts/:conflictId', { config, schema: { tags, summary: 'A kept draft and how it differs from the item', params: ByConflict, response: { 200: Type.Object({ baseRevision: Type.Integer(), document: ItemDocument, difference: Type.Array(DocumentDifference) }) } } }, async ({ params }) => {
    const item = await findItem(repository, params.id);
    const conflict = await findConflict(repository, item.id, params.conflictId);
    return { ...conflict, difference: differenceOf(item.document, conflict.document) };
  });

  app.delete('/v1/items/:id/conflicts/:conflictId', { config, schema: { tags, summary: 'Forget a kept draft', params: ByConflict, response: { 204: Type.Null() } } }, async ({ params }, reply) => {
    await removeConflict(repository, params.id, params.conflictId);
    return reply.code(204).send(null);
  });
};
