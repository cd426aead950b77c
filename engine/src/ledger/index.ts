export { checkQuota } from './check-quota.js';
export { pointsAvailable } from './points.js';
export { periodEndMs, periodOf, periodsBetween, periodStartMs, type QuotaCalendar, type QuotaPeriod } from './quota-periods.js';
export { compileQuota, compileQuotas, comesBackBy, quotaNeed, quotaTakes, type CompiledQuota, type QuotaOffer, type QuotaTake } from './quota-takes.js';
