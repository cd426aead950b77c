import { ResponseRecord } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { isPromiseDay } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { registerTimer } from '../timers/api.js';
import { checkPromise } from './check-promise.js';
import { takeResponse, type TakenResponse } from './take-response.js';

const Body = Type.Union([ResponseRecord, Type.Array(ResponseRecord, { minItems: 1, maxItems: 1000 })]);
const Joined = Type.Object({ contactId: Type.String(), decisionId: Type.Union([Type.String(), Type.Null()]), campaignId: Type.Union([Type.String(), Type.Null()]), actionId: Type.String(), channel: Type.String(), rule: Type.Enum(['decision', 'latest'], { description: 'The decision that the response named, or the latest contact before it' }) });
const Taken = Type.Object({
  accepted: Type.Integer(),
  repeated: Type.Integer({ description: 'Known by their responseId already' }),
  responses: Type.Array(Type.Object({ responseId: Type.String(), result: Type.Enum(['accepted', 'repeated']), joined: Type.Union([Joined, Type.Null()], { description: 'The contact within the attribution window that it answers' }) }), { description: 'In the order of the request' }),
});
const atOnce = 64;

/** Responses of customers: payments, promises, refusals, clicks. */
export const responsesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  registerTimer(container, 'promise', checkPromise);
  const configuration = configurationOf(container);
  app.addHook('onReady', () => configuration.start());
  app.addHook('onClose', () => configuration.stop());

  app.post('/v1/responses', { config: { scope: 'decisions' }, schema: { tags: ['responses'], summary: 'Report responses of customers, one or up to 1000', description: 'Repeating a responseId changes nothing. A payment or conversion ends what was set going for the customer; a promise is followed until it is kept, partial or broken; `corrects` replaces an earlier response. The answer is given when everything is durable; if it fails, send all of it again.', body: Body, response: { 200: Taken } } }, async ({ body }) => {
    const list = Array.isArray(body) ? body : [body];
    requireTimes(list, Array.isArray(body));
    const taken = new Map<ResponseRecord, TakenResponse>();
    const counts = { accepted: 0, repeated: 0 };
    // Responses of one customer come one after another, different customers at once.
    const byCustomer = new Map<string, ResponseRecord[]>();
    for (const response of list) byCustomer.set(response.customerId, [...(byCustomer.get(response.customerId) ?? []), response]);
    const queues = [...byCustomer.values()];
    const work = async (): Promise<void> => {
      for (let queue = queues.pop(); queue; queue = queues.pop()) {
        for (const response of queue) {
          const one = await takeResponse(container, response);
          taken.set(response, one);
          counts[one.result] += 1;
          container.metrics.responses.inc({ result: one.result });
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, queues.length) }, work));
    return { ...counts, responses: list.map((response) => ({ responseId: response.responseId, ...taken.get(response)! })) };
  });
};

/** Instants that the analytical store can keep; promises that can be followed. */
function requireTimes(list: readonly ResponseRecord[], many: boolean): void {
  const faults = list.flatMap(({ at, kind, promiseDueOn, promiseAmountMinor, amountMinor = 0, responseId, corrects }, index) => {
    const time = Date.parse(at);
    const path = many ? `/${index}` : '';
    if (!(time >= 0 && time < Date.UTC(2250, 0))) return [{ path: `${path}/at`, code: 'out-of-range', message: `The instant ${at} must lie between 1970 and 2249` }];
    if (corrects === responseId) return [{ path: `${path}/corrects`, code: 'invalid', message: `The response ${JSON.stringify(responseId)} cannot correct itself: give the correction an identifier of its own` }];
    if (kind !== 'promise' || promiseDueOn === undefined) return [];
    // A customer's day may be one before or after that of UTC.
    if (!['Pacific/Kiritimati', 'Etc/GMT+12'].some((zone) => isPromiseDay(zone, time, promiseDueOn))) return [{ path: `${path}/promiseDueOn`, code: 'out-of-range', message: `A promise made ${at} cannot be due on ${promiseDueOn}: give a day from then on, within a year` }];
    if ((promiseAmountMinor ?? amountMinor) <= 0) return [{ path: `${path}/promiseAmountMinor`, code: 'missing', message: 'A promise with a day needs an amount above zero' }];
    return [];
  });
  if (faults.length > 0) throw new ProblemError('validation-failed', faults[0]!.message, { faults: faults.slice(0, 100) });
}
