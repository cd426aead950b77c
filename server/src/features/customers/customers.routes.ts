import { CustomerId } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { readCustomerCard } from './read-customer-card.js';

const text = Type.String();
const minor = Type.Integer({ description: 'Minor units' });
const Card = Type.Object({
  profile: Type.Union([Type.Null(), Type.Object({ customerId: text, attributes: Type.Record(text, Type.Union([text, Type.Number(), Type.Boolean(), Type.Array(text), Type.Null()]), { description: 'By name; money in minor units' }) })]),
  contacts: Type.Array(Type.Object({ contactId: text, campaignId: text, actionId: text, channel: text, stage: text, status: text, at: text })),
  responses: Type.Array(Type.Object({ responseId: text, campaignId: text, decisionId: text, kind: text, amountMinor: minor, at: text })),
  decisions: Type.Array(Type.Object({ decisionId: text, campaignId: text, outcome: text, source: text, actionId: text, channel: text, arm: text, at: text })),
  balances: Type.Object({ invoicedMinor: minor, paidMinor: minor, overdueMinor: minor }),
});

export const customersRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/customers/:id', { config: { scope: 'decisions' }, schema: { tags: ['customers'], summary: 'Everything known of one customer', description: 'The newest 200 contacts, responses and decisions; decisions of the last second may still be on their way.', params: Type.Object({ id: CustomerId }), response: { 200: Card } } }, async ({ params }) => readCustomerCard(container, params.id));
};
