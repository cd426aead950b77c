import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from '@arbiter/contracts';
import type { Container } from '../../../container.js';
import type { JobHandler } from '../../jobs/api.js';
import { loadProfiles, printOfSettings, profileSettings, readProfileMark } from './load-profiles.js';
import { printOfFacts } from './profile-queries.js';

/** The subject of all jobs that load profiles. */
const subject = 'customers';
const lookEveryMs = 200;

/** Has all profiles loaded anew, so that decisions see the facts that have just come in. */
export async function refreshProfiles({ jobs }: Pick<Container, 'jobs'>): Promise<Job> {
  // A load that waits will see these facts as well; one that runs may have read before them.
  const waiting = (await jobs.list({ subjectId: subject, kind: 'profiles' })).find(({ state }) => state === 'waiting');
  return waiting ?? jobs.create('profiles', subject);
}

/** Has the profiles loaded where the hot state has none, or older ones than the facts and settings that there are: a hot state that was lost heals by this. */
export async function refreshOldProfiles(container: Pick<Container, 'repository' | 'analytics' | 'hotState' | 'log' | 'jobs'>): Promise<Job | undefined> {
  const mark = await readProfileMark(container);
  const { print, customers } = await printOfFacts(container.analytics);
  if (mark === undefined && customers === 0) return undefined;
  if (mark?.facts === print && mark.settings === printOfSettings(await profileSettings(container))) return undefined;
  return refreshProfiles(container);
}

/** Loads the profiles. Of two such jobs the later one waits, so that no older facts are written over newer ones. */
export const loadProfilesJob: JobHandler = async ({ container, jobId, signal, progress }) => {
  const isBefore = async () => {
    const jobs = await container.jobs.list({ subjectId: subject, kind: 'profiles' });
    const own = jobs.find(({ id }) => id === jobId);
    return jobs.some((job) => own && job.id !== jobId && job.state === 'running' && (job.createdAt < own.createdAt || (job.createdAt === own.createdAt && job.id < jobId)));
  };
  while (await isBefore()) await pause(lookEveryMs, undefined, { signal });
  const { customers, invalidZones } = await loadProfiles(container, { signal, progress: (share, done) => progress(share, 'loading-customers', { customers: done }) });
  await progress(1, 'loading-customers', { customers, invalidZones }).catch(() => undefined);
};
