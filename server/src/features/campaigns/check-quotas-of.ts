import { Type, type Static } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listActions } from '../catalogue/api.js';
import { checkPlanRoom } from '../quotas/api.js';
import { findCampaignRow } from './campaigns.repository.js';

const text = Type.String();

export const QuotaCheck = Type.Object({
  enough: Type.Boolean({ description: 'The launch would not be refused now' }),
  setAside: Type.Array(Type.Object({ quotaId: text, week: Type.Integer(), period: text, units: Type.Integer() }), { description: 'What the launch would set aside; empty where the plan is set aside already' }),
  shortages: Type.Array(Type.Object({ quotaId: text, title: text, week: Type.Integer({ description: 'Week of the campaign, from 0' }), periods: Type.Array(text), have: Type.Integer(), need: Type.Integer() })),
});

/**
 * Looks before a launch whether the quotas of the company have room for the approved plan. Changes nothing.
 * @throws not-found, wrong-state without an approved plan
 */
export async function checkQuotasOf(container: Container, campaignId: string): Promise<Static<typeof QuotaCheck>> {
  const { draft, approved_run_id: runId } = await findCampaignRow(container.repository, campaignId);
  if (!runId) throw new ProblemError('wrong-state', `Campaign "${draft.name}" has no approved plan: approve one, then its quotas can be looked at`);
  const wanted = new Set(draft.actions);
  const actions = (await listActions(container.repository)).filter(({ id }) => wanted.has(id));
  const { shares, shortages } = await checkPlanRoom(container, { campaignId, runId, startsOn: draft.startsOn, weeks: draft.weeks, actions });
  return { enough: shortages.length === 0, setAside: shares.map(({ quotaId, week, period, size }) => ({ quotaId, week, period, units: size })), shortages };
}
