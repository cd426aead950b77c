import { ApiKey, Id, KeyScope } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { bodyLimits } from '../../config/body-limits.js';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type {} from '../../http/security.js';
import { recordAudit } from '../audit/api.js';

const tags = ['admin'];
const scope = 'admin';

export const apiKeysRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/api-keys', { config: { scope }, schema: { tags, summary: 'API keys, newest first, without their text', response: { 200: Type.Array(ApiKey) } } }, () => app.apiKeys.list());

  app.post(
    '/v1/api-keys',
    {
      config: { scope },
      bodyLimit: bodyLimits.form,
      schema: {
        tags,
        summary: 'Make an API key; its text is shown this once',
        body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), scopes: Type.Array(KeyScope, { minItems: 1, maxItems: 16 }) }, { additionalProperties: false }),
        response: { 201: Type.Intersect([ApiKey, Type.Object({ key: Type.String({ description: 'To be sent as Authorization: Bearer …' }) })]) },
      },
    },
    async (request, reply) => {
      const made = await app.apiKeys.create(request.body.name.trim(), request.body.scopes);
      await recordAudit(container, request, 'api-key.create', made.id, { scopes: made.scopes });
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete('/v1/api-keys/:id', { config: { scope }, schema: { tags, summary: 'Revoke an API key', params: Type.Object({ id: Id }), response: { 204: Type.Null() } } }, async (request, reply) => {
    const { id } = request.params;
    if (!(await app.apiKeys.revoke(id))) throw new ProblemError('not-found', `There is no API key ${JSON.stringify(id)} in use: list them with GET /v1/api-keys`);
    await recordAudit(container, request, 'api-key.revoke', id);
    return reply.code(204).send(null);
  });
};
