import { Decision, DecisionRequest, Id } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { decideForCustomer } from './decide-for-customer.js';
import { decisionServiceOf } from './decision-service.js';
import { findDecision } from './find-decision.js';

const tags = ['decisions'];
const scope = 'decisions' as const;
const Recorded = Type.Object({
  decision: Decision,
  request: Type.Object({ campaignId: Type.Optional(Type.String()), channel: Type.Optional(Type.String()), context: Type.Optional(Type.Record(Type.String(), Type.Unknown())), placement: Type.Optional(Type.String()), offers: Type.Optional(Type.Array(Type.Unknown())), trigger: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  facts: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), { description: 'Facts that the rule sets were given, by campaign' }),
});

/** The context is kept with the decision, so it has a size. */
const mostContextBytes = 64 * 1024;

/** What to do with a customer now. */
export const decisionsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const service = decisionServiceOf(container);
  app.addHook('onReady', () => service.start());
  app.addHook('onClose', () => service.stop());

  app.post('/v1/decisions', { config: { scope }, schema: { tags, summary: 'Decide what to offer a customer now', description: 'The planned action if one is valid, otherwise what the campaign’s rule set says, always within contact policy, capacity and control group. The answer is durable before it is given.', body: DecisionRequest, response: { 200: Decision } } }, async ({ body }) => {
    const startedAt = performance.now();
    if (body.context !== undefined && JSON.stringify(body.context).length > mostContextBytes) {
      const message = `The context is longer than ${mostContextBytes} characters of JSON: send only what the rules ask for`;
      throw new ProblemError('validation-failed', message, { faults: [{ path: '/context', code: 'too-large', message }] });
    }
    const decision = await decideForCustomer(service.stores, body);
    container.metrics.decisions.inc({ outcome: decision.outcome, source: decision.source });
    container.metrics.decisionSeconds.observe((performance.now() - startedAt) / 1000);
    return decision;
  });

  app.get('/v1/decisions/:id', { config: { scope }, schema: { tags, summary: 'A decision and what it was made of', params: Type.Object({ id: Id }), response: { 200: Recorded } } }, async ({ params }) => findDecision(container, params.id));
};
