import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { findCampaignRow } from '../campaigns/api.js';

export interface LaunchedPlan {
  campaignId: string;
  runId: string;
  startsOn: string;
  weeks: number;
}

/** The plan that a launched campaign carries out. Throws wrong-state before the launch, not-found for an unknown or imported campaign. */
export async function findLaunchedPlan(repository: Kysely<Database>, campaignId: string): Promise<LaunchedPlan> {
  const { draft, state, approved_run_id: runId, origin } = await findCampaignRow(repository, campaignId);
  if (origin === 'imported') throw new ProblemError('not-found', `Campaign "${draft.name}" was imported and has no plan, hence no contact lists`);
  if (!runId || state === 'draft' || state === 'approved') throw new ProblemError('wrong-state', `Campaign "${draft.name}" is ${state}: there are contact lists after its launch`, { details: { state } });
  return { campaignId, runId, startsOn: draft.startsOn, weeks: draft.weeks };
}
