import { ActivityEntry, Id } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { findItem, findProject } from '../projects/api.js';
import { readActivity } from './read-activity.js';

const config = { scope: 'strategies' } as const;
const querystring = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }), before: Type.Optional(Type.String({ maxLength: 300, description: 'Identifier of the last entry of the page before' })) });
const schema = { tags: ['teamwork'], params: Type.Object({ id: Id }), querystring, response: { 200: Type.Array(ActivityEntry) } };

/** What happened in a project or to an item, newest first. */
export const activityRoutes = ({ repository }: Pick<Container, 'repository'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/projects/:id/activity', { config, schema: { ...schema, summary: 'What happened in a project: saves, registrations, publications, comments, reviews, imports' } }, async ({ params, query }) => {
    await findProject(repository, params.id);
    return readActivity(repository, { projectId: params.id }, query);
  });

  app.get('/v1/items/:id/activity', { config, schema: { ...schema, summary: 'What happened to an item: saves, registrations, publications, comments, reviews' } }, async ({ params, query }) => {
    await findItem(repository, params.id);
    return readActivity(repository, { itemId: params.id }, query);
  });
};
