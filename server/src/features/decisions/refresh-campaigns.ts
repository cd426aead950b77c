import type { Container } from '../../container.js';
import type { JobHandler } from '../jobs/api.js';
import { loadLaunchedCampaign } from './load-launched-campaign.js';

/** Has every campaign that acts loaded anew, so that decisions see the facts that have just come in: consent, attributes, contacts. */
export async function refreshLaunchedCampaigns({ repository, jobs }: Pick<Container, 'repository' | 'jobs'>): Promise<void> {
  const acting = await repository.selectFrom('campaigns').select('id').where('state', 'in', ['launched', 'paused']).where('origin', '=', 'own').execute();
  for (const { id } of acting) {
    // A load that waits will see these facts as well; one that runs may have read before them.
    const waiting = (await jobs.list({ subjectId: id, kind: 'refresh' })).some((job) => job.state === 'waiting');
    if (!waiting) await jobs.create('refresh', id);
  }
}

/** Loads one launched campaign into the decision path again. Its accounts and what customers have got go on counting. */
export const refreshCampaignJob: JobHandler = async ({ container, subjectId, signal, progress }) => {
  const campaign = await container.repository.selectFrom('campaigns').select('state').where('id', '=', subjectId).executeTakeFirst();
  if (campaign?.state !== 'launched' && campaign?.state !== 'paused') return;
  await loadLaunchedCampaign(container, subjectId, { signal, progress: (done) => progress(done, 'loading-customers') });
};
