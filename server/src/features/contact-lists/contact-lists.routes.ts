import { CatalogueId } from '@arbiter/contracts/catalogue';
import { Id } from '@arbiter/contracts/identifiers';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { weekStart } from '../campaigns/api.js';
import { findLaunchedPlan } from './find-launched-plan.js';
import { countContacts, streamContactList } from './contact-list.read-model.js';
import { withByteOrderMark } from './with-byte-order-mark.js';

const ContactListSummary = Type.Object({
  channel: Type.String(),
  count: Type.Integer(),
  weeks: Type.Array(Type.Object({ week: Type.Integer({ description: 'Zero-based week of the campaign' }), startsOn: Type.String(), count: Type.Integer() })),
});
const ListQuery = Type.Object({
  week: Type.Optional(Type.Integer({ minimum: 0, maximum: 25, description: 'Zero-based week of the campaign; all weeks when left out' })),
  excel: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, description: '1: with the byte order mark by which Excel knows UTF-8' })),
});
const tags = ['contact-lists'];

/** Contact lists of a launched campaign, one file a channel. */
export const contactListsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, analytics } = container;

  app.get('/v1/campaigns/:id/contact-lists', { config: { scope: 'launch' }, schema: { tags, summary: 'Channels of the plan and how many to contact in each week', params: Type.Object({ id: Id }), response: { 200: Type.Array(ContactListSummary) } } }, async ({ params }) => {
    const plan = await findLaunchedPlan(repository, params.id);
    const rows = await countContacts(analytics, plan);
    return [...new Set(rows.map((row) => row.channel))].map((channel) => {
      const weeks = rows.filter((row) => row.channel === channel).map(({ week, count }) => ({ week, startsOn: weekStart(plan.startsOn, week), count }));
      return { channel, count: weeks.reduce((sum, week) => sum + week.count, 0), weeks };
    });
  });

  app.get('/v1/campaigns/:id/contact-lists/:channel', {
    config: { scope: 'launch' },
    schema: { tags, summary: 'Contact list of a channel as CSV', params: Type.Object({ id: Id, channel: CatalogueId }), querystring: ListQuery, produces: ['text/csv'] },
  }, async (request, reply) => {
    const { id, channel } = request.params;
    const { week, excel } = request.query;
    const plan = await findLaunchedPlan(repository, id);
    if (week !== undefined && week >= plan.weeks) throw new ProblemError('not-found', `The campaign has ${plan.weeks} weeks, counted from 0; there is no week ${week}`);
    const csv = await streamContactList(analytics, { ...plan, channel, ...(week === undefined ? {} : { week }) });
    await recordAudit(container, request, 'contact-list.download', id, { channel, ...(week === undefined ? {} : { week }) });
    reply.header('content-type', 'text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="contact-list-${channel}${week === undefined ? '' : `-${weekStart(plan.startsOn, week)}`}.csv"`);
    return reply.send(excel === 1 ? withByteOrderMark(csv) : csv);
  });
};
