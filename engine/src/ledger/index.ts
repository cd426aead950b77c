export { checkQuota } from './check-quota.js';
export { confirmHold, expireHolds, releaseHold, type EndedHold, type HoldEnding, type HoldsAfter } from './holds.js';
export { pointsAvailable } from './points.js';
export { periodEndMs, periodOf, periodsBetween, periodStartMs, type QuotaCalendar, type QuotaPeriod } from './quota-periods.js';
export { compileQuota, compileQuotas, comesBackBy, quotaNeed, quotaTakes, type CompiledQuota, type QuotaOffer, type QuotaTake } from './quota-takes.js';
export { spreadOver, type RoomInPeriod } from './spread-over.js';
export { periodsOfPlan, planShares, weekSpan, type PlanCalendar, type PlannedUse, type PlanShares, type QuotaShare, type QuotaShortage } from './plan-shares.js';
