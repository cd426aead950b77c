import { CheckFindings, DecisionTableDocument, Fault, Id, Item } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { createItem, findItem, requireOpenProject, saveItem } from '../projects/api.js';
import { mostWorkbookBytes, tableAsXlsx, tableFromXlsx, tablesOfFile } from './table-workbook-files.js';
import { tryTable } from './try-table.js';

const tags = ['projects'];
const config = { scope: 'strategies' } as const;
const reading = { ...config, access: 'read' } as const;
const ById = Type.Object({ id: Id });
const NameOf = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Notes = Type.Array(Fault, { description: 'What was read otherwise than it is written, or left out; paths are cells such as `B12`' });
const Saved = Type.Object({ item: Item, ...CheckFindings.properties, notes: Notes });
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const bodyLimit = mostWorkbookBytes + 2 ** 20;

/** The one file of a request. */
async function fileOf(request: FastifyRequest): Promise<{ name: string; bytes: Uint8Array}> {
  if (!request.isMultipart()) throw new ProblemError('unreadable-body', 'Send the file as multipart/form-data, in a part named "file"');
  const part = await request.file({ limits: { fileSize: mostWorkbookBytes } });
  if (!part) throw new ProblemError('unreadable-body', 'The request holds no file: send it in a part named "file"');
  const bytes = await part.toBuffer().catch((error: unknown) => {
    if (part.file.truncated) throw new ProblemError('too-large', `The file is larger than ${mostWorkbookBytes} bytes; split the table`);
    throw error;
  });
  return { name: part.filename.split(/[\\/]/).at(-1)!.slice(0, 200) || 'table.xlsx', bytes };
}

/** Decision tables as XLSX workbooks, read of files without saving, and tried on a case. */
export const tableWorkbookRoutes = (container: Pick<Container, 'repository' | 'now' | 'tableWorkbooks'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get(
    '/v1/items/:id/table.xlsx',
    { config, schema: { tags, summary: 'A decision table as an XLSX workbook', description: 'The draft, or a registered version.', params: ById, querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })) }), produces: [xlsxType], response: { 200: Type.Unknown({ description: 'The workbook' }) } }, serializerCompiler: () => (bytes: unknown) => bytes as string },
    async (request, reply) => {
      const { name, bytes } = await tableAsXlsx(container, request.params.id, request.query.version);
      const fileName = encodeURIComponent(name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 80) || 'table');
      return reply.type(xlsxType).header('content-disposition', `attachment; filename="table.xlsx"; filename*=UTF-8''${fileName}.xlsx`).send(Buffer.from(bytes));
    },
  );

  app.put(
    '/v1/items/:id/table.xlsx',
    { config, bodyLimit, schema: { tags, summary: 'Save a decision table from an XLSX workbook (multipart, one part named "file")', params: ById, querystring: Type.Object({ revision: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }) }), consumes: ['multipart/form-data'], response: { 200: Saved } } },
    async (request) => {
      const item = await findItem(container.repository, request.params.id);
      if (item.kind !== 'decision-table') throw new ProblemError('wrong-state', `"${item.name}" is a ${item.kind}: only decision tables are read from workbooks`);
      const { bytes } = await fileOf(request);
      const { document, notes } = await tableFromXlsx(container.tableWorkbooks, bytes);
      return { ...(await saveItem(container, item.id, { revision: request.query.revision, document }, actorOf(request.principal))), notes };
    },
  );

  app.post(
    '/v1/projects/:id/items/xlsx',
    {
      config,
      bodyLimit,
      schema: {
        tags,
        summary: 'Make a decision table from an XLSX workbook (multipart, one part named "file")',
        description: 'As the export of a table writes it, or a plain sheet: headings in the first row, a rule in each other one; see docs/studio.md.',
        params: ById,
        querystring: Type.Object({ name: Type.Optional(NameOf) }),
        consumes: ['multipart/form-data'],
        response: { 201: Saved },
      },
    },
    async (request, reply) => {
      await requireOpenProject(container.repository, request.params.id);
      const { name, bytes } = await fileOf(request);
      const { document, notes } = await tableFromXlsx(container.tableWorkbooks, bytes);
      const title = (request.query.name ?? document.name ?? (name.replace(/\.[^.]*$/, '') || name)).slice(0, 200);
      const saved = await createItem(container, { projectId: request.params.id, kind: 'decision-table', name: title, document }, actorOf(request.principal));
      await recordAudit(container, request, 'item.create', saved.item.id, { kind: 'decision-table', format: 'xlsx', sizeBytes: bytes.length });
      return reply.code(201).send({ ...saved, notes });
    },
  );

  app.post(
    '/v1/items/read-table',
    { config: reading, bodyLimit, schema: { tags, summary: 'Read the decision tables of a file without saving (multipart, one part named "file")', description: 'XLSX, DMN or CSV: the content tells which.', consumes: ['multipart/form-data'], response: { 200: Type.Object({ tables: Type.Array(Type.Object({ name: Type.String(), document: DecisionTableDocument })), notes: Notes }) } } },
    async (request) => {
      const { name, bytes } = await fileOf(request);
      return tablesOfFile(container.tableWorkbooks, name, bytes);
    },
  );

  app.post(
    '/v1/items/try-table',
    {
      config: reading,
      schema: {
        tags,
        summary: 'Try a decision table on one case',
        description: 'Facts are FEEL expressions by name; names that are not given are null. Rules that hit are counted from 0.',
        body: Type.Object({ document: Type.Unknown({ description: 'A decision table' }), facts: Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 20_000 })) }, { additionalProperties: false }),
        response: { 200: Type.Object({ value: Type.Unknown(), hits: Type.Array(Type.Integer()), violation: Type.Union([Type.Object({ code: Type.String(), message: Type.String(), rules: Type.Array(Type.Integer()) }), Type.Null()]) }) },
      },
    },
    async ({ body }) => tryTable(body.document, body.facts, container.now()),
  );
};
