import { AuditEntry } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sql } from 'kysely';
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
          before: Type.Optional(Type.String({ maxLength: 100, description: 'Id of the last entry of the page before' })),
        }),
        response: { 200: Type.Array(AuditEntry) },
      },
    },
    async ({ query: { limit, before } }) => {
      let query = repository
        .selectFrom('audit')
        .leftJoin('users', 'users.id', 'audit.user_id')
        .select(['audit.id', 'audit.at', 'audit.user_id', 'users.login', 'audit.action', 'audit.subject', 'audit.details']);
      // Entries of one instant are told apart by their id, so that no page loses one.
      if (before !== undefined) query = query.where(sql<boolean>`(audit.at, audit.id) < (SELECT b.at, b.id FROM audit AS b WHERE b.id = ${before})`);
      const rows = await query.orderBy('audit.at', 'desc').orderBy('audit.id', 'desc').limit(limit).execute();
      return rows.map(({ user_id, at, ...rest }) => ({ ...rest, at: at.toISOString(), userId: user_id, details: rest.details ?? null }));
    },
  );
};
