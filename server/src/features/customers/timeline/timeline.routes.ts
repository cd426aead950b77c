import { CustomerId, CustomerPromise, Instant, Timeline, timelineFilters } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../../container.js';
import { ProblemError } from '../../../http/problem-error.js';
import { listPromises } from './list-promises.js';
import { readTimeline } from './read-timeline.js';

const tags = ['customers'];
const scope = 'decisions' as const;
const params = Type.Object({ id: CustomerId });
const Question = Type.Object({
  kinds: Type.Optional(Type.String({ maxLength: 200, description: `Comma-separated: ${timelineFilters.join(', ')}` })),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 2000 })),
});

type Filter = (typeof timelineFilters)[number];

function kindsOf(text: string | undefined): Filter[] | undefined {
  if (text === undefined || text === '') return undefined;
  const kinds = text.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !(timelineFilters as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new ProblemError('validation-failed', `A timeline has no ${JSON.stringify(unknown)}: take of ${timelineFilters.join(', ')}`, { faults: [{ path: '/kinds', code: 'unknown', message: `No kind ${JSON.stringify(unknown)}` }] });
  return kinds as Filter[];
}

/** What happened to a customer, and what they promised. */
export const timelineRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/customers/:id/timeline', { config: { scope }, schema: { tags, summary: 'What happened to a customer, newest first', description: 'Events, decisions with what was refused, contacts, deliveries, responses, promises, consents, stop lists and flags; what has just happened as well.', params, querystring: Question, response: { 200: Timeline } } }, ({ params: { id }, query: { kinds, ...question } }) =>
    readTimeline(container, { customerId: id, kinds: kindsOf(kinds), ...question }));

  app.get('/v1/customers/:id/promises', { config: { scope }, schema: { tags, summary: 'Promises to pay of a customer, newest first, each with its history', params, response: { 200: Type.Array(CustomerPromise) } } }, ({ params: { id } }) => listPromises(container, id));
};
