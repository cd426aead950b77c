import type { Job } from '@arbiter/contracts/job';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { removeExportFiles } from '../exports/api.js';
import { ledgerKeys, releasePlan } from '../quotas/api.js';
import { dropMarts } from '../report-marts/api.js';
import { findCampaignRow, requireState } from './campaigns.repository.js';

/**
 * Removes a campaign with its runs, plans, exports, arms and imported outcomes; contacts, responses and decisions are history and stay.
 * Refused while it is launched or paused. The rows in bulk go first: a crash in between leaves a campaign that can be deleted again.
 */
export async function deleteCampaign({ repository, analytics, hotState, jobs, folders, now }: Pick<Container, 'repository' | 'analytics' | 'hotState' | 'jobs' | 'folders' | 'now'>, id: string): Promise<void> {
  const campaign = await findCampaignRow(repository, id);
  requireState(campaign, ['draft', 'approved', 'finished']);
  const runs = await repository.selectFrom('runs').select(['id', 'job_id', 'state']).where('campaign_id', '=', id).execute();
  const isAtWork = (job: Job | undefined): boolean => job?.state === 'waiting' || job?.state === 'running';
  const launch = (await jobs.list({ subjectId: id, kind: 'launch' })).find(isAtWork);
  if (launch) throw new ProblemError('wrong-state', `Campaign "${campaign.draft.name}" is being launched: wait for it, then finish the campaign`, { details: { jobId: launch.id } });
  for (const run of runs) {
    if ((run.state === 'waiting' || run.state === 'running') && isAtWork(await jobs.find(run.job_id))) {
      throw new ProblemError('wrong-state', `The optimiser is at work on campaign "${campaign.draft.name}": cancel the run first`, { details: { jobId: run.job_id } });
    }
  }

  await releasePlan({ hotState, now }, id);
  await hotState.removePrefix(ledgerKeys.plansUsed(id));
  const settings = { mutations_sync: 1, lightweight_deletes_sync: 2 };
  if (runs.length > 0) await analytics.command('DELETE FROM plan_rows WHERE run_id IN {runs:Array(String)}', { runs: runs.map((run) => run.id) }, { settings });
  await analytics.command('DELETE FROM assignments WHERE campaign_id = {id:String}', { id }, { settings });
  await analytics.command('DELETE FROM outcomes WHERE campaign_id = {id:String}', { id }, { settings });
  await dropMarts(analytics, id);
  const exported = await repository.transaction().execute(async (transaction) => {
    const exports = await transaction.deleteFrom('exports').where('campaign_id', '=', id).returning('id').execute();
    await transaction.deleteFrom('runs').where('campaign_id', '=', id).execute();
    await transaction.deleteFrom('campaigns').where('id', '=', id).execute();
    return exports.map((row) => row.id);
  });
  await removeExportFiles({ folders }, exported);
}
