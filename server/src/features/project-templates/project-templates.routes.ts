import { Id, Project, Title } from '@arbiter/contracts';
import { projectTemplates } from '@arbiter/demo';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { makeFromTemplate } from './make-from-template.js';

const tags = ['projects'];
const config = { scope: 'strategies' } as const;
const Language = Type.Enum(['ru', 'en']);
const Lines = Type.Array(Type.String());
const Template = Type.Object({ id: Id, name: Title, description: Title, shows: Type.Object({ ru: Lines, en: Lines }), tags: Type.Object({ ru: Lines, en: Lines }) });

/** Projects to begin with. */
export const projectTemplatesRoutes = (container: Pick<Container, 'repository' | 'hotState' | 'now' | 'log' | 'python'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/project-templates', { config, schema: { tags, summary: 'Templates of projects', response: { 200: Type.Array(Template) } } }, async () => projectTemplates.map(({ id, name, description, shows, tags: words }) => ({ id, name, description, shows, tags: words })));

  app.post(
    '/v1/projects/from-template',
    {
      config,
      schema: {
        tags,
        summary: 'Make a project of a template',
        description: 'The project holds items of its own, each registered as version 1, and their test cases. `itemId` is the strategy to open first.',
        body: Type.Object({ template: Id, language: Language, name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })) }, { additionalProperties: false }),
        response: { 201: Type.Object({ project: Project, itemId: Id }) },
      },
    },
    async (request, reply) => {
      const made = await makeFromTemplate(container, request.body, actorOf(request.principal));
      await recordAudit(container, request, 'project.create', made.project.id, { template: request.body.template });
      return reply.code(201).send(made);
    },
  );
};
