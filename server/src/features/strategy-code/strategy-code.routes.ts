import { Fault, Id, ItemReference } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { codeText } from '../registration/api.js';
import { executableOf } from './executable-of.js';

const tags = ['registration'];
const config = { scope: 'strategies' } as const;
const ById = Type.Object({ id: Id });
const version = Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'A registered version; the draft when left out' }));
const JsonSchema = Type.Record(Type.String(), Type.Unknown());
const Place = Type.Object({ path: Type.String({ description: 'Path of the node, as loops nest: each-contract/terms' }), strategy: Type.Union([ItemReference, Type.Null()], { description: 'The sub-process that the node belongs to' }), from: Type.Integer({ description: 'In UTF-16 units of the code' }), to: Type.Integer() });
const Shown = Type.Object({
  name: Type.String(),
  revision: Type.Union([Type.Integer(), Type.Null()]),
  contentHash: Type.Union([Type.String(), Type.Null()]),
  code: Type.String(),
  places: Type.Array(Place),
  waits: Type.Boolean({ description: 'An evaluation may wait for something outside' }),
  schema: Type.Object({ input: JsonSchema, output: JsonSchema }),
  sql: Type.Union([Type.Object({ select: Type.String({ description: 'The SELECT of a batch inside ClickHouse, over a relation `source` with a column `in_<name>` for each input' }) }), Type.Object({ refused: Fault })]),
});

/** What really runs, of drafts and of versions. */
export const strategyCodeRoutes = ({ repository }: Pick<Container, 'repository'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/items/:id/executable', { config, schema: { tags, summary: 'What runs for a strategy: code with the places of its nodes, schema, SQL of a batch', params: ById, querystring: Type.Object({ version }), response: { 200: Shown } } }, async ({ params, query }) => {
    const { name, revision, contentHash, compiled, sql } = await executableOf(repository, params.id, query.version);
    return { name, revision, contentHash, code: compiled.code, places: [...compiled.places], waits: compiled.waits, schema: { input: { ...compiled.inputSchema }, output: { ...compiled.outputSchema } }, sql };
  });

  app.get(
    '/v1/items/:id/code',
    {
      config,
      schema: {
        tags,
        summary: 'The code of the draft',
        description: 'As `…/versions/:version/code` gives it for a version.',
        params: ById,
        querystring: Type.Object({ standalone: Type.Boolean({ default: false }) }),
        produces: ['text/javascript'],
        response: { 200: Type.String() },
      },
      serializerCompiler: () => (text: unknown) => text as string,
    },
    async ({ params, query }, reply) => reply.type('text/javascript; charset=utf-8').send(await codeText((await executableOf(repository, params.id, undefined)).compiled, query)),
  );
};
