import type { Container } from '../../container.js';

/** Which run's plan each campaign goes by, and the first day of its first week: three lists in one order, as the rows of planned actions name them. */
export async function approvedPlans(repository: Container['repository']): Promise<{ plan_runs: string[]; plan_campaigns: string[]; plan_starts: string[] }> {
  const rows = await repository.selectFrom('campaigns').select(['id', 'approved_run_id', 'draft']).where('approved_run_id', 'is not', null).orderBy('id').execute();
  return { plan_runs: rows.map((row) => row.approved_run_id ?? ''), plan_campaigns: rows.map(({ id }) => id), plan_starts: rows.map(({ draft }) => draft.startsOn) };
}
