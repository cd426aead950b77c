import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Container } from '../../container.js';
import { activityRoutes } from './activity.routes.js';
import { commentsRoutes } from './comments.routes.js';
import { historyRoutes } from './history.routes.js';
import { presenceRoutes } from './presence.routes.js';
import { reviewsRoutes } from './reviews.routes.js';

/** Working together on items: history, presence, comments, reviews, activity. */
export const teamworkRoutes = (container: Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'python'>>): FastifyPluginAsyncTypebox => async (app) => {
  for (const routes of [activityRoutes, commentsRoutes, historyRoutes, presenceRoutes, reviewsRoutes]) await app.register(routes(container));
};
