import { ResponseRecord } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { takeResponse } from './take-response.js';

const Body = Type.Union([ResponseRecord, Type.Array(ResponseRecord, { minItems: 1, maxItems: 1000 })]);
const Taken = Type.Object({ accepted: Type.Integer(), repeated: Type.Integer({ description: 'Known by their responseId already' }) });
const atOnce = 64;

/** Responses of customers: payments, promises, refusals, clicks. */
export const responsesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.post('/v1/responses', { config: { scope: 'decisions' }, schema: { tags: ['responses'], summary: 'Report responses of customers, one or up to 1000', description: 'Repeating a responseId changes nothing. A payment or conversion ends the customer’s remaining planned actions. The answer is given when everything is durable; if it fails, send all of it again.', body: Body, response: { 200: Taken } } }, async ({ body }) => {
    const list = Array.isArray(body) ? body : [body];
    requireTimes(list, Array.isArray(body));
    const counts = { accepted: 0, repeated: 0 };
    // Responses of one customer come one after another, different customers at once.
    const byCustomer = new Map<string, ResponseRecord[]>();
    for (const response of list) byCustomer.set(response.customerId, [...(byCustomer.get(response.customerId) ?? []), response]);
    const queues = [...byCustomer.values()];
    const work = async (): Promise<void> => {
      for (let queue = queues.pop(); queue; queue = queues.pop()) {
        for (const response of queue) {
          const result = await takeResponse(container, response);
          counts[result] += 1;
          container.metrics.responses.inc({ result });
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, queues.length) }, work));
    return counts;
  });
};

/** Instants that the analytical store can keep. */
function requireTimes(list: readonly ResponseRecord[], many: boolean): void {
  const faults = list.flatMap(({ at }, index) => {
    const time = Date.parse(at);
    if (time >= 0 && time < Date.UTC(2250, 0)) return [];
    return [{ path: many ? `/${index}/at` : '/at', code: 'out-of-range', message: `The instant ${at} must lie between 1970 and 2249` }];
  });
  if (faults.length > 0) throw new ProblemError('validation-failed', faults[0]!.message, { faults: faults.slice(0, 100) });
}
