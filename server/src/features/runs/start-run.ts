import { randomUUID } from 'node:crypto';
import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Run } from '@arbiter/contracts/run';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findCampaignRow, requireRunnable, requireState } from '../campaigns/api.js';
import { listActions } from '../catalogue/api.js';
import type { StayClose } from './build-problem.js';
import { addRun, findRunRow, listRunRows, toRun } from './runs.repository.js';

/** A run of the same campaign to stay close to, and how: at least one of the two must be said. */
export type StayWish = Omit<StayClose, 'startsOn'>;

/** Has the campaign planned as it stands now: draft and actions are frozen with the run. Throws validation-failed with what must be mended first. */
export async function startRun(container: Pick<Container, 'repository' | 'analytics' | 'jobs' | 'now'>, campaignId: string, wish?: StayWish): Promise<Run> {
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
  const stayClose = wish && (await stayCloseOf(repository, campaignId, draft, wish));
  // In the order of the catalogue, which does not change: the same campaign makes the same problem.
  const actions = (await listActions(repository)).filter((action) => draft.actions.includes(action.id));
  const id = randomUUID();
  const job = await jobs.create('optimise', id, (transaction, jobId) => addRun(transaction, { id, campaignId, jobId, draft, actions, ...(stayClose ? { stayClose } : {}), now: now() }));
  return toRun(await findRunRow(repository, id), job);
}

async function stayCloseOf(repository: Container['repository'], campaignId: string, draft: CampaignDraft, wish: StayWish): Promise<StayClose> {
  const before = await findRunRow(repository, wish.runId);
  if (before.campaign_id !== campaignId) throw new ProblemError('validation-failed', `Run "${wish.runId}" is one of another campaign: name a run of this one to stay close to`);
  if (before.state !== 'succeeded') throw new ProblemError('wrong-state', `Run ${before.number} is ${before.state} and has no plan to stay close to: name a run that succeeded`, { details: { state: before.state } });
  if (wish.keep === undefined && wish.changeCostMinor === undefined) throw new ProblemError('validation-failed', `How close to stay to run ${before.number} is not said: give "keep" (a share from 0 to 1) or "changeCostMinor"`);
  if (wish.changeCostMinor !== undefined && draft.objective.kind === 'most-value-per-action') throw new ProblemError('validation-failed', 'The most value per action has no price of a change: give "keep", a share of the earlier assignments');
  return { ...wish, startsOn: before.draft.startsOn };
}
