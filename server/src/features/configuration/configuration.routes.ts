import { ActionDetails, ConfigurationEntry, configurationKinds, configurationSchemas, Id, type ConfigurationKind, type Fault } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type, type TSchema } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { configurationChecks, type ConfigurationCheck } from './configuration-checks.js';
import { configurationOf, configurationTopic } from './configuration-registry.js';
import { findConfiguration, findConfigurationVersion, listConfiguration, listConfigurationVersions, saveConfiguration } from './configuration.repository.js';

const tags = ['real-time configuration'];
const scope = 'campaigns' as const;
const ById = Type.Object({ id: Id });
const Version = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2, description: 'The version that the change is based on; 0 where there is none' });

/** Documents that real time is configured by: listed, saved with their versions, restored, removed. The same for each kind. */
export const configurationRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, hotState, now } = container;
  const registry = configurationOf(container);
  app.addHook('onReady', () => registry.start());
  app.addHook('onClose', () => registry.stop());

  const changed = async () => {
    await hotState.publish(configurationTopic, '');
    await registry.refresh();
  };
  const absent = (kind: string, id: string) => new ProblemError('not-found', `There is no "${id}" in ${kind}: list them with GET /v1/${kind}`);
  const faultsOf = async (kind: ConfigurationKind, id: string, document: unknown): Promise<Fault[]> => {
    const check = configurationChecks[kind] as ConfigurationCheck<ConfigurationKind> | undefined;
    return check ? check(document as never, { container, configuration: registry.current(), id }) : [];
  };

  app.get('/v1/configuration-schemas', { config: { scope }, schema: { tags, summary: 'JSON Schemas of the documents, by kind: forms are made of them', response: { 200: Type.Record(Type.String(), Type.Unknown()) } } }, async () => ({ ...configurationSchemas, action: ActionDetails }));

  for (const kind of configurationKinds) {
    const schema: TSchema = configurationSchemas[kind];
    const { document: _, ...envelope } = ConfigurationEntry.properties;
    const Entry = Type.Object({ ...envelope, document: schema });

    app.get(`/v1/${kind}`, { config: { scope }, schema: { tags, summary: `All ${kind}`, response: { 200: Type.Array(Entry) } } }, async () => listConfiguration(repository, kind));

    app.get(`/v1/${kind}/:id`, { config: { scope }, schema: { tags, summary: `One of ${kind}`, params: ById, response: { 200: Entry } } }, async ({ params: { id } }) => {
      const found = await findConfiguration(repository, kind, id);
      if (!found) throw absent(kind, id);
      return found;
    });

    app.put(`/v1/${kind}/:id`, { config: { scope }, schema: { tags, summary: `Save one of ${kind}`, description: 'In force in every process within moments, for decisions that begin from then on.', params: ById, body: Type.Object({ version: Version, document: schema }, { additionalProperties: false }), response: { 200: Entry } } }, async (request) => {
      const { id } = request.params;
      const { version: base, document } = request.body as { version: number; document: unknown };
      const faults = await faultsOf(kind, id, document);
      if (faults.length > 0) throw new ProblemError('validation-failed', `${kind}/${id} cannot be saved: ${faults[0]!.message}`, { faults: faults.slice(0, 100).map((fault) => ({ ...fault, path: `/document${fault.path}` })) });
      const version = await saveConfiguration(repository, { kind, id, document, base, author: actorOf(request.principal), at: now() });
      await changed();
      await recordAudit(container, request, `${kind}.${base === 0 ? 'create' : 'change'}`, id, { version });
      return (await findConfiguration(repository, kind, id))!;
    });

    app.delete(`/v1/${kind}/:id`, { config: { scope }, schema: { tags, summary: `Remove one of ${kind}; its versions stay`, params: ById, querystring: Type.Object({ version: Version }), response: { 204: Type.Null() } } }, async (request, reply) => {
      const { id } = request.params;
      if (!(await findConfiguration(repository, kind, id))) throw absent(kind, id);
      await saveConfiguration(repository, { kind, id, document: null, base: request.query.version, author: actorOf(request.principal), at: now() });
      await changed();
      await recordAudit(container, request, `${kind}.delete`, id);
      return reply.code(204).send(null);
    });

    app.get(`/v1/${kind}/:id/versions`, { config: { scope }, schema: { tags, summary: `Versions of one of ${kind}, newest first`, params: ById, response: { 200: Type.Array(Type.Object({ version: Type.Integer(), document: Type.Unknown(), author: Type.Union([Type.String(), Type.Null()]), createdAt: Type.String() })) } } }, async ({ params: { id } }) => {
      const versions = await listConfigurationVersions(repository, kind, id);
      if (versions.length === 0) throw absent(kind, id);
      return versions;
    });

    app.post(`/v1/${kind}/:id/restore`, { config: { scope }, schema: { tags, summary: `Make an earlier version of one of ${kind} the present one`, params: ById, body: Type.Object({ version: Version, restore: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }), response: { 200: Entry } } }, async (request) => {
      const { id } = request.params;
      const { version: base, restore } = request.body;
      const document = await findConfigurationVersion(repository, kind, id, restore);
      if (document === undefined || document === null) throw new ProblemError('not-found', `${kind}/${id} has no version ${restore} to restore: see GET /v1/${kind}/${id}/versions`);
      const version = await saveConfiguration(repository, { kind, id, document, base, author: actorOf(request.principal), at: now() });
      await changed();
      await recordAudit(container, request, `${kind}.restore`, id, { version, restored: restore });
      return (await findConfiguration(repository, kind, id))!;
    });
  }
};
