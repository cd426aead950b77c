import { CustomerId, Instant, Name } from '@arbiter/contracts';
import { refusedChannelsOf } from '@arbiter/engine';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../../container.js';
import { ProblemError } from '../../../http/problem-error.js';
import { actorOf } from '../../../http/route-access.js';
import { recordAudit } from '../../audit/api.js';
import { hotKeys, readProfile, readState } from '../../decisions/api.js';
import { changeFact, type FactChange } from './change-fact.js';

const tags = ['customers'];
/** Whoever may change customers by files, and systems that report for one customer. */
const scope = ['data', 'decisions'] as const;
const atOnce = 64;
const most = 10_000;
/** Latest instant that a fact may hold from, beside the present: clocks of senders differ a little. */
const aheadMs = 5 * 60_000;

const Changed = Type.Object({ changed: Type.Boolean({ description: 'False where it was so already, or something newer was said' }) });
const ConsentName = Type.String({ pattern: '^(channel:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|[a-z][a-z0-9_]{0,62})$', description: '`consent` is the general one, `channel:<id>` that to one channel; all others are those that contact policy names' });
const Standing = Type.Object({
  timeZone: Type.Union([Type.String(), Type.Null()]),
  consent: Type.Boolean({ description: 'General consent as it counts now' }),
  refusedChannels: Type.Array(Type.String()),
  consents: Type.Record(Type.String(), Type.Object({ given: Type.Boolean(), at: Instant })),
  stopLists: Type.Array(Type.String()),
  flags: Type.Record(Type.String(), Instant, { description: 'Since when each stands' }),
});

/** Consents, stop lists and flags of customers. */
export const customerFactsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const timeOf = (at: string | undefined): number => {
    const nowMs = container.now().getTime();
    const atMs = at === undefined ? nowMs : Date.parse(at);
    if (!(atMs >= 0 && atMs <= nowMs + aheadMs)) throw new ProblemError('validation-failed', `The instant ${at} must lie between 1970 and now`, { faults: [{ path: '/at', code: 'out-of-range', message: `The instant ${at} must lie between 1970 and now` }] });
    return atMs;
  };
  const change = async (request: Pick<FastifyRequest, 'principal'>, wanted: Omit<FactChange, 'by' | 'atMs'>, at?: string) => {
    const changed = await changeFact(container, { ...wanted, atMs: timeOf(at), by: actorOf(request.principal) });
    if (changed) await recordAudit(container, request, `customer.${wanted.fact}`, wanted.customerId, { name: wanted.name, given: wanted.given });
    return { changed };
  };

  app.get('/v1/customers/:id/standing', { config: { scope: 'decisions' }, schema: { tags, summary: 'Consents, stop lists and flags of a customer as they count now', params: Type.Object({ id: CustomerId }), response: { 200: Standing } } }, async ({ params: { id } }) => {
    const [profileText, stateText] = await container.hotState.getMany([hotKeys.profile(id), hotKeys.state(id)]);
    if (profileText === undefined && stateText === undefined) throw new ProblemError('not-found', `There is no customer ${JSON.stringify(id)}`);
    const profile = profileText === undefined ? undefined : readProfile(profileText);
    const state = readState(stateText);
    const general = Object.hasOwn(state.consents, 'consent') ? state.consents.consent : undefined;
    return {
      timeZone: profile?.timeZone ?? null, consent: general?.given ?? profile?.consent ?? false, refusedChannels: [...refusedChannelsOf(profile, state)], stopLists: [...state.stopLists],
      consents: Object.fromEntries(Object.entries(state.consents).map(([name, { given, atMs }]) => [name, { given, at: new Date(atMs).toISOString() }])),
      flags: Object.fromEntries(Object.entries(state.flags).map(([name, atMs]) => [name, new Date(atMs).toISOString()])),
    };
  });

  app.put('/v1/customers/:id/consents/:name', { config: { scope }, schema: { tags, summary: 'Note that a customer gave or withdrew a consent', description: 'In force for the next decision. Of two statements the one with the later instant counts, in whatever order they come.', params: Type.Object({ id: CustomerId, name: ConsentName }), body: Type.Object({ given: Type.Boolean(), at: Type.Optional(Instant) }, { additionalProperties: false }), response: { 200: Changed } } }, async (request) =>
    change(request, { customerId: request.params.id, fact: 'consent', name: request.params.name, given: request.body.given }, request.body.at));

  for (const [method, given] of [['PUT', true], ['DELETE', false]] as const) {
    app.route({ method, url: '/v1/stop-lists/:list/customers/:id', config: { scope }, schema: { tags, summary: given ? 'Put a customer on a stop list' : 'Take a customer off a stop list', params: Type.Object({ list: Name, id: CustomerId }), response: { 200: Changed } }, handler: async (request) => {
      const { list, id } = request.params as { list: string; id: string };
      return change(request, { customerId: id, fact: 'stop-list', name: list, given });
    } });
    app.route({ method, url: '/v1/customers/:id/flags/:name', config: { scope }, schema: { tags, summary: given ? 'Raise a flag of a customer (complaint, hardship …)' : 'Lower a flag of a customer', params: Type.Object({ id: CustomerId, name: Name }), response: { 200: Changed } }, handler: async (request) => {
      const { id, name } = request.params as { id: string; name: string };
      return change(request, { customerId: id, fact: 'flag', name, given });
    } });
  }

  app.post('/v1/stop-lists/:list/customers', { config: { scope }, schema: { tags, summary: `Put up to ${most} customers on a stop list, and take others off it`, description: 'The answer is given when everything is durable; if it fails, send all of it again.', params: Type.Object({ list: Name }), body: Type.Object({ add: Type.Optional(Type.Array(CustomerId, { maxItems: most })), remove: Type.Optional(Type.Array(CustomerId, { maxItems: most })) }, { additionalProperties: false }), response: { 200: Type.Object({ added: Type.Integer(), removed: Type.Integer(), unchanged: Type.Integer() }) } } }, async (request) => {
    const { list } = request.params;
    const { add = [], remove = [] } = request.body;
    const removed = new Set(remove);
    const both = add.find((id) => removed.has(id));
    if (both !== undefined) throw new ProblemError('validation-failed', `Customer ${JSON.stringify(both)} is to be put on the list and taken off it: leave one of them out`, { faults: [{ path: '/remove', code: 'conflict', message: `${JSON.stringify(both)} is in "add" as well` }] });
    const work = [...new Set(add)].map((id) => ({ id, given: true })).concat([...removed].map((id) => ({ id, given: false })));
    const counts = { added: 0, removed: 0, unchanged: 0 };
    const atMs = container.now().getTime();
    const by = actorOf(request.principal);
    await Promise.all(Array.from({ length: Math.min(atOnce, work.length) }, async () => {
      for (let one = work.pop(); one; one = work.pop()) {
        const changed = await changeFact(container, { customerId: one.id, fact: 'stop-list', name: list, given: one.given, atMs, by });
        counts[!changed ? 'unchanged' : one.given ? 'added' : 'removed'] += 1;
      }
    }));
    await recordAudit(container, request, 'stop-list.change', list, counts);
    return counts;
  });
};
