import { Environment, Id, PublicationActivity, PublicationsActivity, PublicationState, type Publication } from '@arbiter/contracts';
import { isTimeZone } from '@arbiter/engine/ledger/zone-offset';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findPublication, listPublications, nextDue } from '../publications/api.js';
import { activityWindow, startOfDay, type ActivityWindow } from './activity-window.js';
import { CountKeeper, writeCounts } from './keep-counts.js';
import { readLastRuns } from './last-runs.js';
import { nothingCounted, readArms, readFigures } from './read-activity.js';

const tags = ['publications'];
const config = { scope: ['publications', 'strategies'] as const, access: 'read' } as const;
const Span = {
  minutes: Type.Integer({ minimum: 1, maximum: 43_200, default: 60, description: 'How far back to look' }),
  timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'In which "today" is meant; UTC unless told' })),
};

/** When a publication runs next of itself, within its validity; null where it never does. */
function nextRunOf({ state, settings: { schedule, validFrom, validTo } }: Publication, now: Date): string | null {
  if (state !== 'running' || !schedule) return null;
  const due = nextDue(schedule, new Date(Math.max(now.getTime(), validFrom === undefined ? 0 : Date.parse(validFrom) - 1)));
  return validTo === undefined || due.getTime() < Date.parse(validTo) ? due.toISOString() : null;
}

/** What publications do, from the records of decisions and the counts of calls that leave no record. */
export const publicationActivityRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, analytics, hotState, now, log } = container;
  const keeper = new CountKeeper(container);
  app.addHook('onReady', async () => keeper.start());
  app.addHook('onClose', () => keeper.stop());

  const windowOf = ({ minutes, timeZone = 'UTC' }: { minutes: number; timeZone?: string }): ActivityWindow => {
    if (!isTimeZone(timeZone)) throw new ProblemError('validation-failed', `"${timeZone}" is no time zone: use an IANA name such as Europe/Moscow`, { faults: [{ path: '/timeZone', code: 'unknown-time-zone', message: `"${timeZone}" is no IANA time zone` }] });
    const nowMs = now().getTime();
    return activityWindow(nowMs, minutes, startOfDay(nowMs, timeZone));
  };
  const told = async ({ from, bucketSeconds }: ActivityWindow) => ({ at: now().toISOString(), from: new Date(from * 1000).toISOString(), bucketSeconds, waiting: await hotState.journalLength() });
  /** What this process counted is in the figures at once. */
  const written = (): Promise<void> => writeCounts(container).catch((error: unknown) => log.warn({ err: error }, 'figures are without the last counts of this process'));

  app.get(
    '/v1/publications/activity',
    {
      config,
      schema: {
        tags,
        summary: 'Live figures of publications: calls, errors, times, decisions',
        description: 'A call is counted once: from its record where it has one, else from the counts that every process writes each two seconds. A batch counts each of its inputs. Calls that never reach a publication (unknown name, no permission, outside of its validity) are not counted.',
        querystring: Type.Object({ ...Span, environment: Type.Optional(Environment), state: Type.Optional(PublicationState), itemId: Type.Optional(Id) }),
        response: { 200: PublicationsActivity },
      },
    },
    async ({ query: { minutes, timeZone, ...filter } }) => {
      const window = windowOf({ minutes, ...(timeZone === undefined ? {} : { timeZone }) });
      await written();
      const [publications, figures] = await Promise.all([listPublications(repository, filter), readFigures(analytics, window)]);
      const runs = await readLastRuns(repository, publications.map(({ id }) => id));
      return { ...(await told(window)), publications: publications.map((one) => ({ ...(figures.get(one.id) ?? nothingCounted(one.id, window)), nextAt: nextRunOf(one, now()), lastRun: runs.get(one.id) ?? null })) };
    },
  );

  app.get('/v1/publications/:id/activity', { config, schema: { tags, summary: 'Live figures of a publication, by arm and time', params: Type.Object({ id: Id }), querystring: Type.Object(Span), response: { 200: PublicationActivity } } }, async ({ params, query }) => {
    const window = windowOf(query);
    const publication = await findPublication(repository, params.id);
    await written();
    const [figures, arms, runs] = await Promise.all([readFigures(analytics, window, publication.id), readArms(analytics, window, publication.id), readLastRuns(repository, [publication.id])]);
    return { ...(await told(window)), figures: { ...(figures.get(publication.id) ?? nothingCounted(publication.id, window)), nextAt: nextRunOf(publication, now()), lastRun: runs.get(publication.id) ?? null }, ...arms };
  });
};
