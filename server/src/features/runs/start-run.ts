import { randomUUID } from 'node:crypto';
import type { Run } from '@arbiter/contracts/run';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findCampaignRow, requireRunnable, requireState } from '../campaigns/api.js';
import { listActions } from '../catalogue/api.js';
import { addRun, findRunRow, listRunRows, toRun } from './runs.repository.js';

/** Has the campaign planned as it stands now: draft and actions are frozen with the run. Throws validation-failed with what must be mended first. */
export async function startRun(container: Pick<Container, 'repository' | 'analytics' | 'jobs' | 'now'>, campaignId: string): Promise<Run> {
  const { repository, jobs, now } = container;
  const campaign = await findCampaignRow(repository, campaignId);
  requireState(campaign, ['draft', 'approved']);
  await requireRunnable(container, campaign.draft);
  for (const run of await listRunRows(repository, campaignId)) {
    if (run.state !== 'waiting' && run.state !== 'running') continue;
    const job = await jobs.find(run.job_id);
    if (job && (job.state === 'waiting' || job.state === 'running')) throw new ProblemError('conflict', `Run ${run.number} of campaign "${campaign.draft.name}" is still at work: wait for it, or cancel it`, { details: { runId: run.id, jobId: run.job_id } });
  }
  const { draft } = campaign;
  // In the order of the catalogue, which does not change: the same campaign makes the same problem.
  const actions = (await listActions(repository)).filter((action) => draft.actions.includes(action.id));
  const id = randomUUID();
  const job = await jobs.create('optimise', id, (transaction, jobId) => addRun(transaction, { id, campaignId, jobId, draft, actions, now: now() }));
  return toRun(await findRunRow(repository, id), job);
}
