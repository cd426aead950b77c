export * from './document.js';
export { checkRuleSet } from './check-rule-set.js';
export * from './compile-rule-set.js';
export { runReference, type ReferenceOutcome } from './reference.js';
export { ruleSetLimits } from './rule-set-limits.js';
