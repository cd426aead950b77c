import type { Environment, Publication, PublicationSettings } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { checkPublication } from './check-publication.js';
import { livePublicationsOf } from './live-publications.js';
import { addRevision, findByEndpoint, findPublication, listRevisions, type NewRevision } from './publications.repository.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'now' | 'log'>;
export interface Change { author: string | null; comment?: string | undefined }

async function commit(container: Stores, revision: Omit<NewRevision, 'at' | 'comment'> & { comment?: string | undefined }): Promise<Publication> {
  const publication = await addRevision(container.repository, { ...revision, comment: revision.comment ?? '', at: container.now() });
  await livePublicationsOf(container).announce(publication.id);
  return publication;
}

export interface PublishWish {
  endpoint: string;
  environment: Environment;
  settings: PublicationSettings;
  /** The revision that is replaced; left out where nothing is published under the name. */
  revision?: number | undefined;
}

/** Publishes settings under a name, or the next revision of them. When it resolves, this process answers by them. Throws validation-failed, stale-version, wrong-state. */
export async function publish(container: Stores, { endpoint, environment, settings, revision }: PublishWish, { author, comment }: Change): Promise<Publication> {
  const checked = await checkPublication(container.repository, settings);
  return commit(container, { endpoint, environment, settings: checked.settings, state: 'running', origin: 'publish', author, comment, basedOn: revision });
}

/** Brings the settings of a publication in `test`, versions and all, to `production`. */
export async function promote(container: Stores, id: string, { revision, ...change }: Change & { revision?: number | undefined }): Promise<Publication> {
  const source = await findPublication(container.repository, id);
  if (source.environment !== 'test') throw new ProblemError('wrong-state', `${source.environment}/${source.endpoint} is no publication in test: only those are promoted`);
  if (source.state !== 'running') throw new ProblemError('wrong-state', `test/${source.endpoint} is stopped: start it, and promote what was seen to work`);
  if (revision !== undefined && source.revision !== revision) throw new ProblemError('stale-version', `test/${source.endpoint} is at revision ${source.revision} by now, you looked at ${revision}`, { details: { revision: source.revision } });
  const { settings } = await checkPublication(container.repository, source.settings);
  const target = await findByEndpoint(container.repository, 'production', source.endpoint);
  return commit(container, { endpoint: source.endpoint, environment: 'production', settings, state: 'running', origin: 'promotion', ...change, basedOn: target?.revision });
}

/** Brings back the settings of the revision before, or of a named one, as a next revision. */
export async function rollBack(container: Stores, id: string, { to, ...change }: Change & { to?: number | undefined }): Promise<Publication> {
  const present = await findPublication(container.repository, id);
  const revisions = await listRevisions(container.repository, id);
  const text = JSON.stringify(present.settings);
  // The one before with other settings: a stop and a start between change nothing that could be brought back.
  const earlier = to === undefined ? beforePresent(revisions, present.revision, text) : revisions.find(({ revision }) => revision === to);
  if (!earlier) throw new ProblemError(to === undefined ? 'wrong-state' : 'not-found', to === undefined ? `${present.environment}/${present.endpoint} has no earlier settings to go back to` : `${present.environment}/${present.endpoint} has no revision ${to}`);
  const { settings } = await checkPublication(container.repository, earlier.settings);
  return commit(container, { endpoint: present.endpoint, environment: present.environment, settings, state: 'running', origin: 'rollback', restored: earlier.revision, ...change, basedOn: present.revision });
}

function beforePresent(revisions: Awaited<ReturnType<typeof listRevisions>>, present: number, text: string) {
  // After a rollback the one before is that of the revision that was restored, so that rolling back twice goes back twice.
  const now = revisions.find(({ revision }) => revision === present);
  const from = now?.origin === 'rollback' && now.restored !== null ? now.restored : present;
  return revisions.find(({ revision, settings }) => revision < from && JSON.stringify(settings) !== text);
}

/** Stops answering, or starts again with the same settings. */
export async function setRunning(container: Stores, id: string, running: boolean, change: Change): Promise<Publication> {
  const present = await findPublication(container.repository, id);
  if ((present.state === 'running') === running) throw new ProblemError('wrong-state', `${present.environment}/${present.endpoint} is ${present.state} already`);
  const settings = running ? (await checkPublication(container.repository, present.settings)).settings : present.settings;
  return commit(container, { endpoint: present.endpoint, environment: present.environment, settings, state: running ? 'running' : 'stopped', origin: running ? 'start' : 'stop', ...change, basedOn: present.revision });
}
