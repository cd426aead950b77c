export { dayBefore } from '@arbiter/reports/wording/day-before';
