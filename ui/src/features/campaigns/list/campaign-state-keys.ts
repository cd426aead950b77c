import type { CampaignState, Goal } from '@arbiter/contracts';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export const campaignStateKeys: Record<CampaignState, MessageKey> = {
  draft: 'campaigns.stateDraft',
  approved: 'campaigns.stateApproved',
  launched: 'campaigns.stateLaunched',
  paused: 'campaigns.statePaused',
  finished: 'campaigns.stateFinished',
};

export const goalKeys: Record<Goal, { title: MessageKey; text: MessageKey }> = {
  turnover: { title: 'campaigns.goalTurnover', text: 'campaigns.goalTurnoverText' },
  response: { title: 'campaigns.goalResponse', text: 'campaigns.goalResponseText' },
  outcomes: { title: 'campaigns.goalOutcomes', text: 'campaigns.goalOutcomesText' },
};
