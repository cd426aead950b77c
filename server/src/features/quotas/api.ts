/** What other features may use of the ledger of quotas. */
export { checkQuotaDocument } from './check-quota-document.js';
export { ledgerKeys } from './ledger-keys.js';
export { changesOfEndedHolds, earliestTimer, endedHoldLines, holdOfOffer, holdTimerId, holdTimerKind, minutesOfOffer, type EndedHoldLine, type HoldToSet } from './offer-holds.js';
export { quotaRefusal, quotasOf, quotaTakesOf, type QuotaCounterTake } from './quota-takes-of.js';
