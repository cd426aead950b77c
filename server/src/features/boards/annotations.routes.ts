import { randomUUID } from 'node:crypto';
import { Annotation, AnnotationDocument, CalendarDate, Id } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { readerOf } from './reader-of.js';
import type { Reader } from './report-documents.repository.js';

const tags = ['boards'];
const config = { scope: 'reports' } as const;
const ById = Type.Object({ id: Id });
const Body = Type.Object({ document: AnnotationDocument }, { additionalProperties: false });
const Chosen = Type.Object(
  { from: Type.Optional(CalendarDate), before: Type.Optional(CalendarDate), campaignId: Type.Optional(Id) },
  { additionalProperties: false },
);
const mostListed = 1_000;

/** Notes on what happened on a day; they stand in the charts of every board, or of one campaign. Everybody sees them, their author changes them. */
export const annotationsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  const rows = () =>
    repository.selectFrom('annotations').leftJoin('users', 'users.id', 'annotations.owner').select(['annotations.id', 'annotations.owner', 'annotations.document', 'annotations.created_at', 'users.login']);
  const shown = (row: { id: string; owner: string | null; document: AnnotationDocument; created_at: Date; login: string | null }, { actor, isAdmin }: Reader): Annotation => ({
    id: row.id, owner: row.owner, ownerLogin: row.login, mayChange: isAdmin || (row.owner !== null && row.owner === actor), createdAt: row.created_at.toISOString(), document: row.document,
  });
  const get = async (id: string, reader: Reader): Promise<Annotation> => {
    const row = await rows().where('annotations.id', '=', id).executeTakeFirst();
    if (!row) throw new ProblemError('not-found', `There is no note "${id}": list them with GET /v1/annotations`);
    return shown(row, reader);
  };
  const changeable = async (id: string, reader: Reader): Promise<void> => {
    const { mayChange, ownerLogin } = await get(id, reader);
    if (!mayChange) throw new ProblemError('not-permitted', `The note "${id}" belongs to ${ownerLogin ?? 'another'}: add one of your own`);
  };
  const requireValid = async ({ on, until, campaignId }: AnnotationDocument): Promise<void> => {
    if (until !== undefined && until < on) {
      const message = `The note ends on ${until}, before it begins on ${on}: swap the days or leave the end out`;
      throw new ProblemError('validation-failed', message, { faults: [{ path: '/document/until', code: 'ends-before-start', message }] });
    }
    if (campaignId === undefined) return;
    const campaign = await repository.selectFrom('campaigns').select('id').where('id', '=', campaignId).executeTakeFirst();
    if (campaign) return;
    const message = `There is no campaign "${campaignId}": leave it out for a note on every board`;
    throw new ProblemError('validation-failed', message, { faults: [{ path: '/document/campaignId', code: 'unknown-campaign', message }] });
  };
  const columns = (document: AnnotationDocument) => ({ starts_on: document.on, ends_on: document.until ?? document.on, campaign_id: document.campaignId ?? null, document: JSON.stringify(document) });

  app.get('/v1/annotations', { config, schema: { tags, summary: 'Notes on days, by their first day (at most 1,000)', description: 'Those that touch the days from `from` up to, not including, `before`. Notes without a campaign, and those of `campaignId` where it is given.', querystring: Chosen, response: { 200: Type.Array(Annotation) } } }, async (request) => {
    const { from, before, campaignId } = request.query;
    let query = rows().where((where) => where.or([where('campaign_id', 'is', null), ...(campaignId === undefined ? [] : [where('campaign_id', '=', campaignId)])]));
    if (from !== undefined) query = query.where('ends_on', '>=', from);
    if (before !== undefined) query = query.where('starts_on', '<', before);
    const reader = readerOf(request);
    return (await query.orderBy('starts_on').orderBy('annotations.created_at').orderBy('annotations.id').limit(mostListed).execute()).map((row) => shown(row, reader));
  });

  app.post('/v1/annotations', { config, schema: { tags, summary: 'Add a note', body: Body, response: { 201: Annotation } } }, async (request, reply) => {
    const { document } = request.body;
    await requireValid(document);
    const id = randomUUID();
    const reader = readerOf(request);
    await repository.insertInto('annotations').values({ id, owner: reader.actor, created_at: now(), ...columns(document) }).execute();
    await recordAudit(container, request, 'annotations.create', id, { on: document.on });
    return reply.code(201).send(await get(id, reader));
  });

  app.put('/v1/annotations/:id', { config, schema: { tags, summary: 'Change a note', params: ById, body: Body, response: { 200: Annotation } } }, async (request) => {
    const { params: { id }, body: { document } } = request;
    const reader = readerOf(request);
    await changeable(id, reader);
    await requireValid(document);
    await repository.updateTable('annotations').set(columns(document)).where('id', '=', id).execute();
    await recordAudit(container, request, 'annotations.change', id, { on: document.on });
    return get(id, reader);
  });

  app.delete('/v1/annotations/:id', { config, schema: { tags, summary: 'Delete a note', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const { id } = request.params;
    await changeable(id, readerOf(request));
    await repository.deleteFrom('annotations').where('id', '=', id).execute();
    await recordAudit(container, request, 'annotations.delete', id);
    return reply.code(204).send(null);
  });
};
