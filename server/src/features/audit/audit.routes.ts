import { AuditEntry } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import type {} from '../../http/route-access.js';

export const auditRoutes = ({ repository }: Pick<Container, 'repository'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get(
    '/v1/audit',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['admin'],
        summary: 'Who did what, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          before: Type.Optional(Type.String({ format: 'date-time', description: 'Only entries before this instant; pass the `at` of the last entry to page on' })),
        }),
        response: { 200: Type.Array(AuditEntry) },
      },
    },
    async ({ query: { limit, before } }) => {
      let query = repository
        .selectFrom('audit')
        .leftJoin('users', 'users.id', 'audit.user_id')
        .select(['audit.id', 'audit.at', 'audit.user_id', 'users.login', 'audit.action', 'audit.subject', 'audit.details']);
      if (before !== undefined) query = query.where('audit.at', '<', new Date(before));
      const rows = await query.orderBy('audit.at', 'desc').orderBy('audit.id').limit(limit).execute();
      return rows.map(({ user_id, at, ...rest }) => ({ ...rest, at: at.toISOString(), userId: user_id, details: rest.details ?? null }));
    },
  );
};
