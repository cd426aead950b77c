import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { readOverview } from './read-overview.js';

const Overview = Type.Object({
  customers: Type.Integer(),
  overdueMinor: Type.Union([Type.Number(), Type.Null()], { description: 'Billed, due and unpaid, minor units; null without invoices' }),
  candidates: Type.Integer(),
  contacts: Type.Integer(),
  responses: Type.Integer(),
  decisions: Type.Integer(),
  campaigns: Type.Object({ draft: Type.Integer(), approved: Type.Integer(), launched: Type.Integer(), paused: Type.Integer(), finished: Type.Integer() }),
  runs: Type.Integer(),
  imports: Type.Object({ last: Type.Union([Type.Null(), Type.Object({ id: Type.String(), fileName: Type.String(), state: Type.String(), createdAt: Type.String() })]) }),
  demo: Type.Boolean({ description: 'The facts are the demo company’s' }),
  currency: Type.String({ description: 'ISO 4217' }),
});

export const overviewRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/overview', { schema: { tags: ['Overview'], summary: 'Where the company stands', response: { 200: Overview } }, config: { scope: 'reports' } }, () => readOverview(container));
};
