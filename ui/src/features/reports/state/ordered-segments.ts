export { orderedSegments } from '@arbiter/reports/wording/ordered-segments';
