import { ApprovalState, Id, ItemDocument, ItemReview, ProjectApproval, ReviewVerdict } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { findItem, findProject, requireOpenProject } from '../projects/api.js';
import { readActors } from '../../repository/read-actors.js';
import { countReviewers, needsApproval, readApproval } from './approval-state.js';
import { contentMark } from './content-mark.js';
import { addReview, decideReview, findReview, listReviews, withdrawReview } from './reviews.repository.js';

const tags = ['teamwork'];
const config = { scope: 'strategies' } as const;
/** Who publishes may review without editing. */
const reviewing = { scope: ['strategies', 'publications'] } as const;
const ById = Type.Object({ id: Id });
const ByReview = Type.Object({ id: Id, reviewId: Id });
const Note = Type.String({ maxLength: 10_000 });
const administers = ({ principal }: Pick<FastifyRequest, 'principal'>): boolean => principal === null || isPermitted(principal, 'admin', 'write');

/** Review of drafts before they are registered, and whether a project asks for it. */
export const reviewsRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  const readAll = async (id: string, request: Pick<FastifyRequest, 'principal'>) => {
    const item = await findItem(repository, id);
    const content = contentMark(item.document);
    const { approved, editors, approvers } = await readApproval(repository, id, content);
    const actor = await readActors(repository, [...editors, ...approvers]);
    const me = actorOf(request.principal);
    const mayApprove = request.principal?.kind === 'user' && isPermitted(request.principal, reviewing.scope, 'write') && editors.some((editor) => editor !== me);
    const approval: ApprovalState = { needed: await needsApproval(repository, item.projectId), approved, editors: editors.map(actor), approvers: approvers.map(actor), mayApprove, people: await countReviewers(repository) };
    return { approval, reviews: await listReviews(repository, id, content) };
  };
  const Answer = Type.Object({ approval: ApprovalState, reviews: Type.Array(ItemReview) });

  app.get('/v1/items/:id/reviews', { config, schema: { tags, summary: 'Whether the draft is approved, and requests for reviews, newest first', params: ById, response: { 200: Answer } } }, (request) => readAll(request.params.id, request));

  app.post('/v1/items/:id/reviews', { config, schema: { tags, summary: 'Request a review of the draft', params: ById, body: Type.Object({ revision: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Refuses with `stale-version` when the draft is another by now' }), note: Type.Optional(Note) }, { additionalProperties: false }), response: { 201: Answer } } }, async (request, reply) => {
    const item = await findItem(repository, request.params.id);
    await requireOpenProject(repository, item.projectId);
    const { revision, note = '' } = request.body;
    if (revision !== item.revision) throw new ProblemError('stale-version', `"${item.name}" is at revision ${item.revision} by now, you looked at ${revision}: look at the draft again before you ask for a review`, { details: { present: item } });
    const review = await addReview(repository, item, { note, by: actorOf(request.principal), at: now() });
    await recordAudit(container, request, 'review.request', item.id, { review, revision });
    return reply.code(201).send(await readAll(item.id, request));
  });

  app.get('/v1/items/:id/reviews/:reviewId', { config, schema: { tags, summary: 'The draft as it was when the review was requested', params: ByReview, response: { 200: Type.Object({ document: ItemDocument }) } } }, async ({ params }) => {
    await findItem(repository, params.id);
    const { document } = await findReview(repository, params.id, params.reviewId);
    return { document };
  });

  app.put('/v1/items/:id/reviews/:reviewId/verdict', { config: reviewing, schema: { tags, summary: 'Approve a draft, or ask for changes', description: 'An approval holds as long as the draft says the same; where its nodes stand does not count. `changes` needs a note. A second word of one person takes the place of the first.', params: ByReview, body: Type.Object({ verdict: ReviewVerdict, note: Type.Optional(Note) }, { additionalProperties: false }), response: { 200: Answer } } }, async (request) => {
    const { params: { id, reviewId }, body: { verdict, note = '' }, principal } = request;
    if (principal?.kind !== 'user') throw new ProblemError('not-permitted', 'A review is decided by a person who is signed in, not by a key');
    if (verdict === 'changes' && note.trim() === '') {
      const message = 'Say what is to be changed';
      throw new ProblemError('validation-failed', message, { faults: [{ path: '/note', code: 'missing', message }] });
    }
    await decideReview(repository, id, reviewId, { verdict, note, by: principal.userId, at: now() });
    await recordAudit(container, request, verdict === 'approved' ? 'review.approve' : 'review.ask-changes', id, { review: reviewId });
    return readAll(id, request);
  });

  app.delete('/v1/items/:id/reviews/:reviewId', { config, schema: { tags, summary: 'Withdraw a request for a review', description: 'Whoever requested it, or administers. It stays in the list, and its approvals count no more.', params: ByReview, response: { 200: Answer } } }, async (request) => {
    const { id, reviewId } = request.params;
    const review = await findReview(repository, id, reviewId);
    if (!administers(request) && review.requestedBy !== actorOf(request.principal)) throw new ProblemError('not-permitted', 'Only whoever requested a review withdraws it');
    await withdrawReview(repository, id, reviewId);
    await recordAudit(container, request, 'review.withdraw', id, { review: reviewId });
    return readAll(id, request);
  });

  const readSetting = async (id: string, request: Pick<FastifyRequest, 'principal'>): Promise<ProjectApproval> => {
    const project = await findProject(repository, id);
    const row = await repository.selectFrom('project_approvals').selectAll().where('project_id', '=', id).executeTakeFirst();
    const actor = await readActors(repository, [row?.changed_by ?? null]);
    const me = actorOf(request.principal);
    return { needed: row?.needed ?? false, mayChange: administers(request) || (me !== null && project.owner === me), people: await countReviewers(repository), changedBy: actor(row?.changed_by ?? null), changedAt: row?.changed_at.toISOString() ?? null };
  };

  app.get('/v1/projects/:id/approval', { config, schema: { tags, summary: 'Whether versions of a project need the approval of another person', params: ById, response: { 200: ProjectApproval } } }, (request) => readSetting(request.params.id, request));

  app.put('/v1/projects/:id/approval', { config, schema: { tags, summary: 'Ask for the approval of another person before a version is registered, or no more', description: 'For the owner of the project and whoever administers. Refused with `wrong-state` while fewer than two people may review.', params: ById, body: Type.Object({ needed: Type.Boolean() }, { additionalProperties: false }), response: { 200: ProjectApproval } } }, async (request) => {
    const { params: { id }, body: { needed } } = request;
    const setting = await readSetting(id, request);
    if (!setting.mayChange) throw new ProblemError('not-permitted', 'Whether a project needs approval is changed by its owner or an administrator');
    if (needed && setting.people < 2) throw new ProblemError('wrong-state', `${setting.people} person may review here, and an approval needs a second one: add people under Settings first`);
    const change = { needed, changed_by: actorOf(request.principal), changed_at: now() };
    await repository.insertInto('project_approvals').values({ project_id: id, ...change }).onConflict((conflict) => conflict.column('project_id').doUpdateSet(change)).execute();
    await recordAudit(container, request, 'project.approval', id, { needed });
    return readSetting(id, request);
  });
};
