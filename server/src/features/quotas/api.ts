/** What other features may use of the ledger of quotas. */
export { checkQuotaDocument } from './check-quota-document.js';
export { ledgerKeys } from './ledger-keys.js';
export { changesOfEndedHolds, earliestTimer, endedHoldLines, holdOfOffer, holdTimerId, holdTimerKind, minutesOfOffer, type EndedHoldLine, type HoldToSet } from './offer-holds.js';
export type { PlanSetAside } from './plan-set-aside.js';
export { conversionTakesOf, plannedTakesOf, type PlannedOffer, type PlannedTakes, type PlanOwner } from './planned-takes-of.js';
export { rowsOfQuotaMoves, type QuotaMovesEntry } from './quota-moves.js';
export { rowsOfEndedHolds, rowsOfHold, rowsOfPoints, type HoldEntry, type PointsEntry } from './rows-of-hold.js';
export { quotaRefusal, quotasOf, quotaTakesOf, type QuotaCounterTake } from './quota-takes-of.js';
export { releasePlan } from './release-plan.js';
export { checkPlanRoom, setPlanAside, shortageProblem, type PlanToSetAside } from './set-plan-aside.js';
export { noteSpent } from './spent-shares.js';
