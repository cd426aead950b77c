import { CustomerId, Job } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { recordAudit } from '../audit/api.js';
import { configurationOf, type Configuration } from '../configuration/api.js';
import { refreshOldProfiles, refreshProfiles } from './profiles/refresh-profiles.js';
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
  keepProfiles(container, app);

  app.post('/v1/customers/refresh', { config: { scope: 'data' }, schema: { tags: ['customers'], summary: 'Load all customers into the decision path anew', description: 'Happens by itself after imports of customers and contacts; the answer is the job.', response: { 202: Job } } }, async (request, reply) => {
    const job = await refreshProfiles(container);
    await recordAudit(container, request, 'customers.refresh', job.id);
    return reply.code(202).send(job);
  });

  app.get('/v1/customers/:id', { config: { scope: 'decisions' }, schema: { tags: ['customers'], summary: 'Everything known of one customer', description: 'The newest 200 contacts, responses and decisions; decisions of the last second may still be on their way.', params: Type.Object({ id: CustomerId }), response: { 200: Card } } }, async ({ params }) => readCustomerCard(container, params.id));
};

const lookEveryMs = 10_000;

/** Looks at the start, and after each change of the configuration, whether the hot state has the profiles as they should be. */
function keepProfiles(container: Container, app: FastifyInstance): void {
  if (container.config.role === 'worker') return;
  const registry = configurationOf(container);
  let seen: Configuration | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    const present = registry.current();
    if (present === seen) return;
    seen = present;
    looking = looking.then(async () => {
      await refreshOldProfiles(container);
    }).catch((error: unknown) => {
      seen = undefined;
      container.log.warn({ err: error }, 'the profiles of customers could not be looked after; it is tried again');
    });
  };
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onReady', (done) => {
    look();
    timer = setInterval(look, lookEveryMs);
    timer.unref();
    done();
  });
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await looking;
  });
}
