import { CheckFindings, Fault, Id, Item, ItemKind } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { exportProject } from './export-project.js';
import { exportDmn } from './export-dmn.js';
import { importDmn } from './import-dmn.js';
import { importProject } from './import-project.js';
import { ProjectFile } from './project-file.js';
import { saveTable, tableAsCsv, tableFromCsv } from './table-files.js';
import { createItem } from '../projects/api.js';

const tags = ['projects'];
const config = { scope: 'strategies' } as const;
const ById = Type.Object({ id: Id });
const ItemName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const SavedItem = Type.Object({ item: Item, ...CheckFindings.properties });
const Imported = Type.Object({
  projectId: Id,
  items: Type.Array(
    Type.Object({
      fileId: Type.String(),
      id: Id,
      kind: ItemKind,
      name: Type.String(),
      action: Type.Enum(['added', 'kept', 'replaced', 'copied', 'linked']),
      versions: Type.Array(Type.Object({ inFile: Type.Integer(), version: Type.Integer(), contentHash: Type.String(), existed: Type.Boolean() })),
    }),
  ),
});

/** Projects as files, out and in. */
export const projectFilesRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/projects/:id/export', { config, schema: { tags, summary: 'A project as one file', description: 'All items with their drafts and registered versions, and the versions of other projects that they refer to.', params: ById, response: { 200: ProjectFile } } }, async ({ params }, reply) => {
    const file = await exportProject(container, params.id);
    const name = file.project.name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 80) || 'project';
    return reply.header('content-disposition', `attachment; filename="project.json"; filename*=UTF-8''${encodeURIComponent(name)}.json`).send(file);
  });

  app.get(
    '/v1/items/:id/table.csv',
    { config, schema: { tags, summary: 'A decision table as CSV', description: 'The draft, or a registered version.', params: ById, querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })) }), produces: ['text/csv'], response: { 200: Type.String() } }, serializerCompiler: () => (text: unknown) => text as string },
    async ({ params, query }, reply) => reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="table.csv"').send(await tableAsCsv(container.repository, params.id, query.version)),
  );

  app.post(
    '/v1/projects/:id/items/csv',
    { config, schema: { tags, summary: 'Make a decision table from CSV', description: 'As the export of a table writes it; see docs/strategies.md.', params: ById, body: Type.Object({ name: ItemName, csv: Type.String({ maxLength: 8 * 2 ** 20 }) }, { additionalProperties: false }), response: { 201: SavedItem } } },
    async (request, reply) => reply.code(201).send(await createItem(container, { projectId: request.params.id, kind: 'decision-table', name: request.body.name, document: tableFromCsv(request.body.csv) }, actorOf(request.principal))),
  );

  app.post(
    '/v1/projects/:id/items/dmn',
    {
      config,
      schema: {
        tags,
        summary: 'Make drafts of a DMN file',
        description: 'Each decision table becomes an item, and all decisions together a strategy. What was left behind or renamed is told; places are `line:column` of the file.',
        params: ById,
        body: Type.Object({ xml: Type.String({ minLength: 1, maxLength: 16 * 2 ** 20 }) }, { additionalProperties: false }),
        response: { 201: Type.Object({ items: Type.Array(SavedItem), renamed: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })), notTaken: Type.Array(Fault) }) },
      },
    },
    async (request, reply) => {
      const imported = await importDmn(container, request.params.id, request.body.xml, actorOf(request.principal));
      await recordAudit(container, request, 'project.import-dmn', request.params.id, { items: imported.items.length });
      return reply.code(201).send(imported);
    },
  );

  app.get(
    '/v1/items/:id/dmn',
    { config, schema: { tags, summary: 'A decision table, or a strategy of tables and calculations, as DMN 1.5', description: 'The draft, or a registered version.', params: ById, querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })) }), produces: ['application/xml'], response: { 200: Type.String() } }, serializerCompiler: () => (text: unknown) => text as string },
    async ({ params, query }, reply) => reply.type('application/xml; charset=utf-8').header('content-disposition', 'attachment; filename="model.dmn"').send((await exportDmn(container, params.id, query.version)).xml),
  );

  app.put(
    '/v1/items/:id/table.csv',
    { config, schema: { tags, summary: 'Save a decision table from CSV', params: ById, body: Type.Object({ revision: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }), csv: Type.String({ maxLength: 8 * 2 ** 20 }) }, { additionalProperties: false }), response: { 200: SavedItem } } },
    ({ params, body, principal }) => saveTable(container, params.id, body.revision, body.csv, actorOf(principal)),
  );

  app.post(
    '/v1/projects/import',
    {
      config,
      schema: {
        tags,
        summary: 'Import a project from a file',
        description: 'Wholly or not at all. Into a new project, or `into` one that is there: `conflicts` says whether an item that it has already keeps its draft, has it replaced, or gets the file’s item beside it. Versions keep their hashes; a file whose hashes are not those of its content is refused.',
        body: Type.Object({ file: Type.Unknown({ description: 'What the export wrote' }), into: Type.Optional(Id), conflicts: Type.Optional(Type.Enum(['keep', 'replace', 'copy'])), name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })) }, { additionalProperties: false }),
        response: { 201: Imported },
      },
    },
    async (request, reply) => {
      const { file, into, conflicts = 'keep', name } = request.body;
      const imported = await importProject(container, { file, into, conflicts, name }, actorOf(request.principal));
      await recordAudit(container, request, 'project.import', imported.projectId, { items: imported.items.length, conflicts, into: into !== undefined });
      return reply.code(201).send(imported);
    },
  );
};
