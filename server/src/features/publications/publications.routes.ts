import { EndpointName, Environment, Fault, Id, Publication, PublicationRevision, PublicationSettings, PublicationState } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { checkPublication } from './check-publication.js';
import { promote, publish, rollBack, setRunning } from './change-publication.js';
import { livePublicationsOf } from './live-publications.js';
import { findPublication, listPublications, listRevisions } from './publications.repository.js';
import { faultOfSchedule, nextDue } from './schedule.js';
import { ProblemError } from '../../http/problem-error.js';
import { withAuthorNames } from '../../repository/read-actors.js';

const tags = ['publications'];
const config = { scope: 'publications' } as const;
const ById = Type.Object({ id: Id });
const Revision = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
const Comment = Type.Optional(Type.String({ maxLength: 4000 }));
const response = { 200: Publication };

/** What answers under which name: settings in revisions, promotion, rollback. */
export const publicationsRoutes = (container: Pick<Container, 'repository' | 'hotState' | 'now' | 'log'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;
  const live = livePublicationsOf(container);
  app.addHook('onReady', () => live.start());
  app.addHook('onClose', () => live.stop());
  const noted = async (request: FastifyRequest, verb: string, publication: Publication): Promise<Publication> => {
    const { environment, endpoint, revision, settings } = publication;
    await recordAudit(container, request, `publication.${verb}`, publication.id, { environment, endpoint, revision, versions: settings.arms.map(({ itemId, version, share }) => ({ itemId, version, share })) });
    return publication;
  };

  app.get('/v1/publications', { config, schema: { tags, summary: 'Publications', querystring: Type.Object({ environment: Type.Optional(Environment), endpoint: Type.Optional(EndpointName), itemId: Type.Optional(Id), state: Type.Optional(PublicationState) }), response: { 200: Type.Array(Publication) } } }, ({ query }) => listPublications(repository, query));

  app.post(
    '/v1/publications',
    {
      config,
      schema: {
        tags,
        summary: 'Publish versions under a name, or change what is published',
        description: 'Where the name is taken in this environment, `revision` must be the present one, and a next revision is made. Calls under way end by the revision that they began with; no call is refused by the switch.',
        body: Type.Object({ endpoint: EndpointName, environment: Environment, settings: PublicationSettings, revision: Type.Optional(Revision), comment: Comment }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => {
      const { comment, ...wish } = request.body;
      return noted(request, 'publish', await publish(container, wish, { author: actorOf(request.principal), comment }));
    },
  );

  app.post(
    '/v1/publications/check',
    {
      config: { ...config, access: 'read' },
      schema: {
        tags,
        summary: 'Find what is wrong with settings without publishing them',
        description: 'Paths of faults are JSON pointers (`/settings/arms/0/version`). `nextTimes` holds the next five instants of a schedule.',
        body: Type.Object({ settings: PublicationSettings }, { additionalProperties: false }),
        response: { 200: Type.Object({ faults: Type.Array(Fault), nextTimes: Type.Array(Type.String()) }) },
      },
    },
    async ({ body: { settings } }) => ({ faults: await faultsOf(repository, settings), nextTimes: nextTimesOf(settings, container.now()) }),
  );

  app.get('/v1/publications/:id', { config, schema: { tags, summary: 'A publication', params: ById, response } }, ({ params }) => findPublication(repository, params.id));

  app.get('/v1/publications/:id/revisions', { config, schema: { tags, summary: 'Its history, newest first', params: ById, response: { 200: Type.Array(PublicationRevision) } } }, async ({ params }) => withAuthorNames(repository, await listRevisions(repository, (await findPublication(repository, params.id)).id)));

  app.post('/v1/publications/:id/promote', { config, schema: { tags, summary: 'Bring a publication from test to production', description: 'Copies the settings with their versions. With `revision` it is refused when the publication in test is another by now.', params: ById, body: Type.Object({ revision: Type.Optional(Revision), comment: Comment }, { additionalProperties: false }), response } }, async (request) =>
    noted(request, 'promote', await promote(container, request.params.id, { author: actorOf(request.principal), ...request.body })),
  );

  app.post('/v1/publications/:id/rollback', { config, schema: { tags, summary: 'Bring earlier settings back', description: 'Those before the present ones, or those of the revision `to`, as a next revision. A stopped publication runs again.', params: ById, body: Type.Object({ to: Type.Optional(Revision), comment: Comment }, { additionalProperties: false }), response } }, async (request) =>
    noted(request, 'rollback', await rollBack(container, request.params.id, { author: actorOf(request.principal), ...request.body })),
  );

  for (const [verb, running, summary] of [['stop', false, 'Stop answering'], ['start', true, 'Answer again by the same settings']] as const) {
    app.post(`/v1/publications/:id/${verb}`, { config, schema: { tags, summary, params: ById, body: Type.Object({ comment: Comment }, { additionalProperties: false }), response } }, async (request) =>
      noted(request, verb, await setRunning(container, (request.params as { id: string }).id, running, { author: actorOf(request.principal), comment: (request.body as { comment?: string }).comment })),
    );
  }
};

async function faultsOf(repository: Container['repository'], settings: PublicationSettings): Promise<Fault[]> {
  try {
    await checkPublication(repository, settings);
    return [];
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'validation-failed') return error.extra.faults ?? [];
    throw error;
  }
}

const shownTimes = 5;

function nextTimesOf({ schedule, validFrom, validTo }: PublicationSettings, now: Date): string[] {
  const times: string[] = [];
  if (!schedule) return times;
  try {
    if (faultOfSchedule(schedule)) return times;
    let after = new Date(Math.max(now.getTime(), validFrom === undefined ? 0 : Date.parse(validFrom) - 1));
    while (times.length < shownTimes) {
      after = nextDue(schedule, after);
      if (validTo !== undefined && after.getTime() >= Date.parse(validTo)) break;
      times.push(after.toISOString());
    }
  } catch {
    // A zone that is none, or a day that hardly ever comes: the faults say so.
  }
  return times;
}
