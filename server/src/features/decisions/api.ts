/** What other features may use of decisions. */
export { asksContactPolicy } from './asks-contact-policy.js';
export { decideForCustomer, type DecideOptions, type DecisionStores } from './decide-for-customer.js';
export { decisionServiceOf } from './decision-service.js';
export { printProfile, printState, readProfile, readState } from './customer-state.js';
export { hotKeys, readCustomer } from './hot-keys.js';
export type { EventEntry } from './event-entry.js';
export { newDecisionId } from './decision-id.js';
export { findInJournal } from './find-in-journal.js';
export type { CustomerFactEntry, JoinedResponse, JournalEntry, PromiseEntry, ResponseEntry, StrategyEntry } from './journal-entries.js';
export { followJournal } from './journal-followers.js';
export { companyTimeZone, loadLaunchedCampaign, type LoadOptions } from './load-launched-campaign.js';
export { refreshCampaignJob, refreshLaunchedCampaigns } from './refresh-campaigns.js';
export { setCampaignState } from './set-campaign-state.js';
export { withContactPolicy, type ContactPolicyStores } from './with-contact-policy.js';
export { rowsOfLine, type TableRow } from './journal-rows.js';
export { rowsOfStrategy } from './rows-of-strategy.js';
