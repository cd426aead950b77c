import { Decision, DecisionRequest, DecisionStep, DocumentDifference, Id, Problem } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { decideBatch, requireContextSize } from './decide-batch.js';
import { decideForCustomer } from './decide-for-customer.js';
import { decisionServiceOf } from './decision-service.js';
import { findDecision } from './find-decision.js';
import { decisionText } from './print-decision-entry.js';
import { replayDecision, replayRecorded } from './replay-decision.js';

const tags = ['decisions'];
const scope = 'decisions' as const;
const Recorded = Type.Object({
  decision: Decision,
  request: Type.Object({ campaignId: Type.Optional(Type.String()), channel: Type.Optional(Type.String()), context: Type.Optional(Type.Record(Type.String(), Type.Unknown())), placement: Type.Optional(Type.String()), offers: Type.Optional(Type.Array(Type.Unknown())), trigger: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  facts: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), { description: 'Facts that the rule sets were given, by campaign' }),
  trace: Type.Optional(Type.Array(DecisionStep)),
  gone: Type.Optional(Type.Array(Type.String(), { description: 'Versions that are not kept any more: without them the steps cannot be shown' })),
});

const Replayed = Type.Object({
  decisionId: Type.String(), at: Type.String(), same: Type.Boolean(), difference: Type.Array(DocumentDifference),
  gone: Type.Array(Type.String(), { description: 'Versions that are not kept any more' }), asksOutside: Type.Boolean({ description: 'The strategy asks services outside: its recorded answer was taken' }),
  decision: Type.Union([Type.Null(), Decision]), trace: Type.Array(DecisionStep),
});

/** What to do with a customer now. */
export const decisionsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const service = decisionServiceOf(container);
  app.addHook('onReady', () => service.start());
  app.addHook('onClose', () => service.stop());

  const decide = async (request: DecisionRequest): Promise<Decision> => {
    const startedAt = performance.now();
    const decision = await decideForCustomer(service.stores, request);
    container.metrics.decisions.inc({ outcome: decision.outcome, source: decision.source });
    container.metrics.decisionSeconds.observe((performance.now() - startedAt) / 1000);
    return decision;
  };

  app.post('/v1/decisions', { config: { scope }, schema: { tags, summary: 'Decide what to offer a customer now', description: 'The planned action if one is valid, otherwise the best offer of the placement’s strategy, rule sets and candidates, always within contact policy, capacity and control groups. The answer is durable before it is given.', body: DecisionRequest, response: { 200: Decision } } }, async ({ body }, reply) => {
    requireContextSize(body);
    const decision = await decide(body);
    // The text that the journal has is the reply, so that it is printed once; tests have it checked against its schema.
    if (container.config.checkReplies) return decision;
    return reply.type('application/json; charset=utf-8').send(decisionText(decision) as never);
  });

  app.post('/v1/decisions/batch', { config: { scope }, schema: { tags, summary: 'Decide for up to 1,000 customers', description: 'Each request is answered by itself, in order: with its decision, or with its own problem.', body: Type.Object({ requests: Type.Array(Type.Unknown({ description: 'As the body of POST /v1/decisions' }), { minItems: 1, maxItems: 1000 }) }, { additionalProperties: false }), response: { 200: Type.Object({ answers: Type.Array(Type.Union([Type.Object({ decision: Decision }), Type.Object({ problem: Problem })])) }) } } }, async ({ body, id }) => ({ answers: await decideBatch(body.requests, decide, `urn:request:${id}`) }));

  app.get('/v1/decisions/:id', { config: { scope }, schema: { tags, summary: 'A decision, what it was made of and how it came about', params: Type.Object({ id: Id }), response: { 200: Recorded } } }, async ({ params }) => {
    const found = await findDecision(container, params.id);
    const { decision, request, facts } = found;
    if (!found.seen) return { decision, request, facts };
    const { trace, gone } = await replayRecorded(container, found);
    return { decision, request, facts, trace, ...(gone.length > 0 ? { gone } : {}) };
  });

  app.post('/v1/decisions/:id/replay', { config: { scope, access: 'read' }, schema: { tags, summary: 'Make a recorded decision once more', description: 'From the recorded facts and the versions of its time. Nothing is taken and nothing is recorded.', params: Type.Object({ id: Id }), response: { 200: Replayed } } }, async ({ params }) => replayDecision(container, params.id));
};
