/** What other features may use of campaigns. */
export { matchesAction, toDocumentFilter } from './action-filters.js';
export { addDays, weekStart, weekStarts } from './campaign-calendar.js';
export { findCampaign, findCampaignRow, requireState } from './campaigns.repository.js';
export { objectiveLimitId } from './check-draft.js';
export { requireRunnable } from './check-campaign.js';
