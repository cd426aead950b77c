import { randomUUID } from 'node:crypto';
import type { Job, Publication, PublicationBatch } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { startBatch } from '../batches/api.js';
import { insertRun } from './publication-runs.repository.js';

/** Another process has taken this instant of the schedule. */
class TakenElsewhere extends Error {}

/** Begins a batch of the published version. Throws wrong-state, not-published outside its validity, and what a batch is refused for. */
export async function runPublication(container: Container, publication: Publication, wish: PublicationBatch, startedBy: string | null): Promise<Job> {
  const { settings, environment, endpoint, state } = publication;
  const name = `${environment}/${endpoint}`;
  if (settings.mode === 'online') throw new ProblemError('wrong-state', `${name} answers calls: publish the version in mode batch to run it over a source, or ask for a batch of the version itself`);
  if (state !== 'running') throw new ProblemError('wrong-state', `${name} is stopped: start it first`);
  const now = container.now();
  if (settings.validFrom !== undefined && now.getTime() < Date.parse(settings.validFrom)) throw new ProblemError('not-published', `${name} runs from ${settings.validFrom} on`);
  if (settings.validTo !== undefined && now.getTime() >= Date.parse(settings.validTo)) throw new ProblemError('not-published', `${name} ran until ${settings.validTo}`);
  return begin(container, publication, wish, startedBy, null);
}

/** Begins the run that a schedule has due at an instant, once among all processes. What keeps it from beginning is kept as its error. */
export async function runDue(container: Container, publication: Publication, dueAt: Date): Promise<Job | undefined> {
  try {
    return await begin(container, publication, {}, null, dueAt);
  } catch (error) {
    if (error instanceof TakenElsewhere) return undefined;
    if (!(error instanceof ProblemError)) throw error;
    await insertRun(container.repository, { id: randomUUID(), publicationId: publication.id, revision: publication.revision, dueAt, startedBy: null, at: container.now() }, { error: { code: error.code, detail: error.detail } });
    return undefined;
  }
}

async function begin(container: Container, { id, revision, settings, environment, endpoint }: Publication, wish: PublicationBatch, startedBy: string | null, dueAt: Date | null): Promise<Job> {
  const { source, keyColumn, columns, method } = { ...settings.batch, ...wish };
  if (!source) throw new ProblemError('validation-failed', `${environment}/${endpoint} names no source: say in "source" what it shall run over`);
  const [arm] = settings.arms;
  const timeZone = settings.timeZone ?? settings.schedule?.timeZone ?? 'UTC';
  return startBatch(
    container,
    { strategy: { id: arm!.itemId, version: arm!.version }, source, timeZone, ...(keyColumn === undefined ? {} : { keyColumn }), ...(columns === undefined ? {} : { columns }), ...(method === undefined ? {} : { method }) },
    startedBy,
    async (transaction, batchId) => {
      if (!(await insertRun(transaction, { id: randomUUID(), publicationId: id, revision, dueAt, startedBy, at: container.now() }, { batchId }))) throw new TakenElsewhere();
    },
  );
}
