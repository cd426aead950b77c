import { CustomerId } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { holdTimerKind } from '../quotas/api.js';
import { registerTimer } from '../timers/api.js';
import { changePoints, readPoints } from './change-points.js';
import { endOffers } from './expire-holds.js';

const tags = ['customers'];
const params = Type.Object({ id: CustomerId });
const Balance = Type.Object({ balance: Type.Integer({ description: 'As loaded, with all changes since' }), setAside: Type.Integer({ description: 'Of it, by offers that stand' }), available: Type.Integer() });
const Change = Type.Object(
  {
    changeId: Type.String({ minLength: 1, maxLength: 128, description: 'The sender’s identifier: the same one again changes nothing' }),
    points: Type.Integer({ minimum: -1e9, maximum: 1e9, description: 'Positive: earned; negative: spent or taken back' }),
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);

/** Loyalty points of customers, and the end of offers that stand. */
export const holdsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  registerTimer(container, holdTimerKind, endOffers);

  app.get('/v1/customers/:id/points', { config: { scope: 'decisions' }, schema: { tags, summary: 'Loyalty points of a customer', params, response: { 200: Balance } } }, async ({ params: { id } }) => readPoints(container, id));

  app.post(
    '/v1/customers/:id/points',
    { config: { scope: 'decisions' }, schema: { tags, summary: 'Change loyalty points of a customer', description: 'Durable before it is answered. More than is available cannot be taken (409).', params, body: Change, response: { 200: Type.Object({ repeated: Type.Boolean({ description: 'The changeId was known already' }), available: Type.Integer({ description: 'After the change' }) }) } } },
    async ({ params: { id }, body }) => changePoints(container, { customerId: id, ...body }),
  );
};
