import { CatalogueId, CustomerId, Delivery, DeliveryStatus, DeliverySummary, Id, InboxOffer, StatusesTaken, TestMessage, reportedStatuses } from '@arbiter/contracts';
import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { configurationOf } from '../configuration/api.js';
import { decideDelivery } from './decide-delivery.js';
import { forgetOldDeliveries, DeliveryWorker } from './delivery-worker.js';
import { offersOf } from './inbox.js';
import { listDeliveries, summariseDeliveries } from './list-deliveries.js';
import { sendTimeoutMs } from './send-message.js';
import { standsInInbox } from './sending-facts.js';
import { statusRoutes } from './status.routes.js';
import { takeStatus } from './take-status.js';

const tags = ['deliveries'];
const ById = Type.Object({ id: Id });
const Tried = Type.Object({ outcome: Type.Enum(['sent', 'refused', 'retry', 'unknown']), detail: Type.String() });

/** Messages on their way to customers: what waits, what became of it, and what a person decides about. */
export const deliveriesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  forgetOldDeliveries(container);
  if (container.config.role !== 'api') {
    const worker = new DeliveryWorker(container);
    app.addHook('onReady', () => worker.start());
    app.addHook('onClose', () => worker.stop());
  }
  await app.register(statusRoutes(container));

  app.get('/v1/deliveries', { config: { scope: 'reports' }, schema: { tags, summary: 'Deliveries, the newest first', querystring: Type.Object({ status: Type.Optional(DeliveryStatus), channel: Type.Optional(CatalogueId), customerId: Type.Optional(CustomerId), limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }) }), response: { 200: Type.Array(Delivery) } } }, async ({ query: { status, channel, customerId, limit } }) => listDeliveries(container, { status, channel, customerId, most: limit }));

  app.get('/v1/deliveries/summary', { config: { scope: 'reports' }, schema: { tags, summary: 'What waits and how long, by channel, and what became of the last thirty days', response: { 200: DeliverySummary } } }, async () => summariseDeliveries(container));

  for (const [path, what, summary] of [['retry', 'retry', 'Send a delivery once more that is unknown, failed or expired'], ['give-up', 'give-up', 'Give up a delivery that waits or is unknown']] as const) {
    app.post(`/v1/deliveries/:id/${path}`, { config: { scope: 'campaigns' }, schema: { tags, summary, params: ById, response: { 200: Delivery } } }, async (request) => {
      const delivery = await decideDelivery(container, request.params.id, what);
      await recordAudit(container, request, `deliveries.${what}`, request.params.id);
      return delivery;
    });
  }

  app.post('/v1/deliveries/:id/status', { config: { scope: 'decisions' }, schema: { tags, summary: 'Say that an offer was shown, clicked or dismissed', params: ById, body: Type.Object({ status: Type.Enum(reportedStatuses) }, { additionalProperties: false }), response: { 200: StatusesTaken } } }, async ({ params: { id }, body: { status } }) => {
    const taken: StatusesTaken = { accepted: 0, repeated: 0, unknown: 0 };
    taken[await takeStatus(container, { deliveryId: id, status })] = 1;
    return taken;
  });

  app.post('/v1/deliveries/:id/try', { config: { scope: 'admin' }, schema: { tags, summary: 'Send one test message through a channel, at once', description: 'Outside of contact policy and history: give an address of your own.', params: Type.Object({ id: CatalogueId }), body: TestMessage, response: { 200: Tried } } }, async (request) => {
    const { id: channel } = request.params;
    const { address, subject, body, customerId = 'test' } = request.body;
    const document = configurationOf(container).current().find('delivery-ways', channel)?.document;
    if (!document) throw new ProblemError('not-found', `The channel "${channel}" has no way of delivery: save one with PUT /v1/delivery-ways/${channel}`);
    const way = openWay(channel, document.way);
    const deliveryId = `try-${randomUUID()}`;
    await recordAudit(container, request, 'deliveries.try', channel);
    const signal = AbortSignal.timeout(sendTimeoutMs);
    if (way.kind === 'pull') return { outcome: 'sent' as const, detail: 'Offers of this channel wait in the inbox of the customer; there is nothing to reach' };
    if (way.kind === 'messages') {
      const { outcome, detail } = await way.send({ deliveryId, customerId, channel, actionId: 'test', address, subject, body, format: 'text', terms: {}, context: {}, validUntil: undefined }, { idempotencyKey: deliveryId, signal });
      return { outcome, detail };
    }
    try {
      return { outcome: 'sent' as const, detail: await way.write(`${channel}-test.txt`, `${body}\n`, signal) };
    } catch (error) {
      return { outcome: 'retry' as const, detail: error instanceof Error ? error.message : String(error) };
    }
  });

  app.get('/v1/placements/:id/inbox', { config: { scope: 'decisions' }, schema: { tags, summary: 'Offers that wait for a customer at a placement, the newest first', params: ById, querystring: Type.Object({ customerId: CustomerId }), response: { 200: Type.Array(InboxOffer) } } }, async ({ params: { id }, query: { customerId } }) => {
    const configuration = configurationOf(container).current();
    const placement = configuration.find('placements', id)?.document;
    if (!placement) throw new ProblemError('not-found', `There is no placement "${id}": list them with GET /v1/placements`);
    const { offers, states } = await offersOf(container, customerId);
    if (!placement.active || offers.length === 0) return [];
    const here = offers.filter(({ channel }) => placement.channels === undefined || placement.channels.includes(channel));
    const standing = await standsInInbox(container, here.flatMap(({ deliveryId }) => states.get(deliveryId)?.order ?? []), configuration);
    return here.filter(({ deliveryId }) => standing.has(deliveryId));
  });

  function openWay(channel: string, way: Parameters<typeof container.deliveryGateway.open>[1]) {
    try {
      return container.deliveryGateway.open(channel, way);
    } catch (error) {
      throw new ProblemError('unavailable', error instanceof Error ? error.message : String(error));
    }
  }
};
