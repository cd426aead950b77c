import { Id, Project, ProjectFields } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { deleteProject } from './delete-item.js';
import { itemsRoutes } from './items.routes.js';
import { ownersAndTags, projectStatuses } from './project-contents.js';
import { addProject, changeProject, findProject, listProjects } from './projects.repository.js';

const tags = ['projects'];
const config = { scope: 'strategies' } as const;
const ById = Type.Object({ id: Id });
const Revision = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2, description: 'Revision that the change is based on' });
const Page = { limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }), offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }) };

/** Projects: folders of strategies and what they are made of. */
export const projectsRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;
  await app.register(itemsRoutes(container));

  app.get(
    '/v1/projects',
    {
      config,
      schema: {
        tags,
        summary: 'A page of projects',
        querystring: Type.Object({
          search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name or description' })),
          tag: Type.Optional(Type.String({ maxLength: 60 })),
          owner: Type.Optional(Type.String({ maxLength: 200 })),
          archived: Type.Enum(['no', 'yes', 'all'], { default: 'no' }),
          status: Type.Optional(Type.Enum(projectStatuses, { description: 'How far it is: something of it answers calls, something is registered, or neither' })),
          sort: Type.Enum(['name', 'updated', 'created'], { default: 'updated' }),
          order: Type.Enum(['asc', 'desc'], { default: 'desc' }),
          ...Page,
        }),
        response: { 200: Type.Object({ total: Type.Integer(), projects: Type.Array(Project), owners: Type.Array(Type.String()), tags: Type.Array(Type.String()) }, { description: 'With the owners and tags of all projects, to filter by' }) },
      },
    },
    async ({ query }) => ({ ...(await listProjects(repository, query)), ...(await ownersAndTags(repository)) }),
  );

  app.post('/v1/projects', { config, schema: { tags, summary: 'Make a project', body: ProjectFields, response: { 201: Project } } }, async (request, reply) => {
    const project = await addProject(repository, request.body, { owner: actorOf(request.principal), now: now() });
    await recordAudit(container, request, 'project.create', project.id);
    return reply.code(201).send(project);
  });

  app.get('/v1/projects/:id', { config, schema: { tags, summary: 'A project', params: ById, response: { 200: Project } } }, ({ params }) => findProject(repository, params.id));

  app.put(
    '/v1/projects/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a project, its owner, or whether it is archived',
        description: 'In an archived project nothing can be changed; what is published goes on answering.',
        params: ById,
        body: Type.Object({ revision: Revision, ...Type.Partial(ProjectFields).properties, owner: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])), archived: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
        response: { 200: Project },
      },
    },
    async (request) => {
      const { revision, ...change } = request.body;
      const project = await changeProject(repository, request.params.id, revision, change, now());
      await recordAudit(container, request, 'project.change', project.id, { revision: project.revision, archived: project.archived });
      return project;
    },
  );

  app.delete('/v1/projects/:id', { config, schema: { tags, summary: 'Delete a project with its items', description: 'Refused with 409 `referenced` while another project or a running publication uses one of its items. Registered versions stay unseen, so that recorded decisions can be repeated.', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await deleteProject(container, request.params.id);
    await recordAudit(container, request, 'project.delete', request.params.id);
    return reply.code(204).send(null);
  });
};
