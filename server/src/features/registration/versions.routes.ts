import { DocumentDifference, Id, ItemDocument, ItemKind, ItemVersion, Fault } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { withAuthorNames } from '../../repository/read-actors.js';
import { recordAudit } from '../audit/api.js';
import { compareDocuments, dependencyGraph, findItem, whereUsed } from '../projects/api.js';
import { ItemUser } from './item-user.js';
import { ItemCard, readCard } from './read-card.js';
import { listRepository, RepositoryItem, RepositoryQuery } from './list-repository.js';
import { registerVersion } from './register-version.js';
import { codeOf, schemaOf } from './version-code.js';
import { findVersion, listVersions } from './versions.repository.js';

const tags = ['registration'];
const config = { scope: 'strategies' } as const;
const VersionNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
const ById = Type.Object({ id: Id });
const ByVersion = Type.Object({ id: Id, version: VersionNumber });
const NullableVersion = Type.Union([Type.Integer(), Type.Null()]);
const JsonSchema = Type.Record(Type.String(), Type.Unknown());
const Graph = Type.Object({
  nodes: Type.Array(Type.Object({ id: Id, kind: ItemKind, name: Type.String(), projectId: Id, version: NullableVersion, latestVersion: NullableVersion })),
  edges: Type.Array(Type.Object({ from: Type.Object({ id: Id, version: NullableVersion }), to: Type.Object({ id: Id, version: Type.Integer() }) })),
});

/** Registered versions of items: frozen, hashed, never changed. */
export const registrationRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;

  app.post(
    '/v1/items/:id/versions',
    {
      config,
      schema: {
        tags,
        summary: 'Register the draft as a version',
        description: 'The draft must have no faults and pass the registration checks. The version is frozen with the hash of its content and of everything it pins. The same content again answers 200 with the version that exists.',
        params: ById,
        body: Type.Object({ revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Refuses with `stale-version` when the draft is another by now' })), comment: Type.Optional(Type.String({ maxLength: 4000 })) }, { additionalProperties: false }),
        response: { 200: Type.Object({ ...ItemVersion.properties, warnings: Type.Array(Fault) }), 201: Type.Object({ ...ItemVersion.properties, warnings: Type.Array(Fault) }) },
      },
    },
    async (request, reply) => {
      const { version, existed, warnings } = await registerVersion(container, request.params.id, request.body, actorOf(request.principal));
      if (!existed) await recordAudit(container, request, 'item.register', version.itemId, { version: version.version, contentHash: version.contentHash });
      return reply.code(existed ? 200 : 201).send({ ...version, warnings });
    },
  );

  app.get('/v1/repository', { config, schema: { tags, summary: 'A page of what is registered, with its use', querystring: RepositoryQuery, response: { 200: Type.Object({ total: Type.Integer(), items: Type.Array(RepositoryItem) }) } } }, ({ query }) => listRepository(repository, query));

  app.get('/v1/items/:id/versions', { config, schema: { tags, summary: 'Registered versions, newest first', params: ById, response: { 200: Type.Array(ItemVersion) } } }, async ({ params }) => withAuthorNames(repository, await listVersions(repository, (await findItem(repository, params.id)).id)));

  app.get('/v1/items/:id/versions/:version', { config, schema: { tags, summary: 'A registered version with its document', params: ByVersion, response: { 200: Type.Object({ ...ItemVersion.properties, name: Type.String(), document: ItemDocument }) } } }, ({ params }) => findVersion(repository, params.id, params.version));

  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    app.route({
      method,
      url: '/v1/items/:id/versions/:version',
      config,
      schema: { tags, summary: 'Refused: a registered version is never changed nor removed', params: ByVersion, response: { 204: Type.Null() } },
      handler: async ({ params }) => {
        await findVersion(repository, params.id, params.version);
        throw new ProblemError('immutable', `Version ${params.version} of "${params.id}" is registered and stays as it is: change the draft and register the next version`);
      },
    });
  }

  app.get(
    '/v1/items/:id/versions/:version/code',
    {
      config,
      schema: {
        tags,
        summary: 'The code that runs',
        description: 'The JavaScript module that this version was compiled to and that answers calls. With `standalone=true` it carries its runtime and runs by itself: `import { decide } from "./strategy.mjs"`.',
        params: ByVersion,
        querystring: Type.Object({ standalone: Type.Boolean({ default: false }) }),
        produces: ['text/javascript'],
        response: { 200: Type.String() },
      },
      serializerCompiler: () => (text: unknown) => text as string,
    },
    async ({ params, query }, reply) => reply.type('text/javascript; charset=utf-8').send(await codeOf(repository, params.id, params.version, query)),
  );

  app.get('/v1/items/:id/versions/:version/schema', { config, schema: { tags, summary: 'JSON Schema of the input and of the answer', params: ByVersion, response: { 200: Type.Object({ input: JsonSchema, output: JsonSchema }) } } }, ({ params }) => schemaOf(repository, params.id, params.version));

  app.get(
    '/v1/items/:id/versions/:version/diff',
    { config, schema: { tags, summary: 'What differs from another version or from the draft', description: 'From `against` (a number, or `draft`) to this version, by node of the graph.', params: ByVersion, querystring: Type.Object({ against: Type.String({ pattern: '^(draft|[1-9][0-9]{0,8})$' }) }), response: { 200: Type.Object({ same: Type.Boolean(), difference: Type.Array(DocumentDifference), strategy: Type.Optional(Type.Unknown({ description: 'The same by fields, nodes and edges, where both are whole strategies' })) }) } } },
    async ({ params, query }) => {
      const present = await findVersion(repository, params.id, params.version);
      const other = query.against === 'draft' ? await findItem(repository, params.id) : await findVersion(repository, params.id, Number(query.against));
      return compareDocuments(present.kind, other.document, present.document);
    },
  );

  app.get('/v1/items/:id/where-used', { config, schema: { tags, summary: 'Who uses an item, directly and through others', params: ById, querystring: Type.Object({ version: Type.Optional(VersionNumber) }), response: { 200: Type.Array(ItemUser) } } }, async ({ params, query }) => whereUsed(repository, (await findItem(repository, params.id)).id, query.version));

  app.get('/v1/items/:id/dependencies', { config, schema: { tags, summary: 'What a version or the draft is made of, all the way down', params: ById, querystring: Type.Object({ version: Type.Optional(VersionNumber) }), response: { 200: Graph } } }, async ({ params, query }) => dependencyGraph(repository, (await findItem(repository, params.id)).id, query.version ?? null));

  app.get('/v1/items/:id/card', { config, schema: { tags, summary: 'All of an item on one page: versions, users, publications, audit trail', params: ById, response: { 200: ItemCard } } }, ({ params }) => readCard(repository, params.id));
};
