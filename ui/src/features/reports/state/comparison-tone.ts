export { comparisonTone, type ComparisonTone } from '@arbiter/reports/wording/comparison-tone';
