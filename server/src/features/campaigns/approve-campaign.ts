import { isDeepStrictEqual } from 'node:util';
import type { Campaign } from '@arbiter/contracts/campaign';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { changeCampaign, findCampaignRow, requireState, requireVersion } from './campaigns.repository.js';

/** Fixes the plan that a launch will carry out: of a run that succeeded on exactly the draft as it stands. */
export async function approveCampaign({ repository, now }: Pick<Container, 'repository' | 'now'>, id: string, runId: string, version: number): Promise<Campaign> {
  const campaign = await findCampaignRow(repository, id);
  requireVersion(campaign, version);
  requireState(campaign, ['draft']);
  const run = await repository.selectFrom('runs').select(['id', 'number', 'state', 'draft', 'result']).where('id', '=', runId).where('campaign_id', '=', id).executeTakeFirst();
  if (!run) throw new ProblemError('not-found', `Campaign "${campaign.draft.name}" has no run "${runId}"`);
  if (run.state !== 'succeeded' || !run.result?.verified) {
    throw new ProblemError('wrong-state', `Run ${run.number} has ended as ${run.state} without a verified plan: approve a run that succeeded`, { details: { state: run.state } });
  }
  if (!isDeepStrictEqual(run.draft, campaign.draft)) {
    throw new ProblemError('conflict', `Run ${run.number} planned an earlier state of campaign "${campaign.draft.name}": run the optimiser again and approve that run`, { details: { runId } });
  }
  return changeCampaign(repository, id, version, ['draft'], { state: 'approved', approvedRunId: runId }, now());
}
