import { CheckFindings, Fault, Id, Item, ItemDocument } from '@arbiter/contracts';
import { modelTextFormats } from '@arbiter/engine/model/importers/import-model-text';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { createItem, requireOpenProject } from '../projects/api.js';
import { readModel } from './import-model-file.js';
import { keepModelFile, mostModelBytes } from './model-files.repository.js';

const NameOf = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });

/** The one file of a request, as a model. Throws unreadable-body, too-large, file-invalid. */
async function modelOf(request: FastifyRequest, onnx: Container['onnx']): Promise<{ fileName: string; bytes: Buffer; model: Awaited<ReturnType<typeof readModel>> }> {
  if (!request.isMultipart()) throw new ProblemError('unreadable-body', 'Send the model as multipart/form-data, in a part named "file"');
  const part = await request.file({ limits: { fileSize: mostModelBytes } });
  if (!part) throw new ProblemError('unreadable-body', 'The request holds no file: send it in a part named "file"');
  const bytes = await part.toBuffer().catch((error: unknown) => {
    if (part.file.truncated) throw new ProblemError('too-large', `The model file is larger than ${mostModelBytes} bytes; export a smaller model`);
    throw error;
  });
  const fileName = part.filename.split(/[\\/]/).at(-1)!.slice(0, 200) || 'model';
  return { fileName, bytes, model: await readModel(fileName, bytes, onnx) };
}

/** Model files on their way into a project. */
export const modelsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.post(
    '/v1/projects/:id/models',
    {
      config: { scope: 'strategies' },
      bodyLimit: mostModelBytes + 2 ** 20,
      schema: {
        tags: ['projects'],
        summary: 'Make a model of a file (multipart, one part named "file")',
        description: 'PMML 4, JSON of XGBoost or LightGBM, a model document, or ONNX: the content tells which. `notes` say what the file does not tell and was made up, or was left out. Places of faults are `line:column` of XML and broken JSON, else JSON pointers.',
        params: Type.Object({ id: Id }),
        querystring: Type.Object({ name: Type.Optional(NameOf) }),
        consumes: ['multipart/form-data'],
        response: { 201: Type.Object({ item: Item, ...CheckFindings.properties, format: Type.Enum([...modelTextFormats, 'onnx']), notes: Type.Array(Fault) }) },
      },
    },
    async (request, reply) => {
      await requireOpenProject(container.repository, request.params.id);
      const { fileName, bytes, model: { format, document, notes } } = await modelOf(request, container.onnx);
      if (format === 'onnx') await container.repository.transaction().execute((transaction) => keepModelFile(transaction, bytes, container.now()));
      const name = (request.query.name ?? document.name ?? (fileName.replace(/\.[^.]*$/, '') || fileName)).slice(0, 200);
      const saved = await createItem(container, { projectId: request.params.id, kind: 'model', name, document }, actorOf(request.principal));
      await recordAudit(container, request, 'item.create', saved.item.id, { kind: 'model', format, sizeBytes: bytes.length });
      return reply.code(201).send({ ...saved, format, notes });
    },
  );

  app.post(
    '/v1/items/read-model',
    {
      config: { scope: 'strategies' },
      bodyLimit: mostModelBytes + 2 ** 20,
      schema: {
        tags: ['projects'],
        summary: 'Read a model file without making an item (multipart, one part named "file")',
        description: 'For a draft that takes the content of a newer file. An ONNX file is kept, so that the draft can refer to it.',
        consumes: ['multipart/form-data'],
        response: { 200: Type.Object({ document: ItemDocument, format: Type.Enum([...modelTextFormats, 'onnx']), notes: Type.Array(Fault) }) },
      },
    },
    async (request) => {
      const { bytes, model: { format, document, notes } } = await modelOf(request, container.onnx);
      if (format === 'onnx') await container.repository.transaction().execute((transaction) => keepModelFile(transaction, bytes, container.now()));
      return { document, format, notes };
    },
  );
};
