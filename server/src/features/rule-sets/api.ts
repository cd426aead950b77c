/** What other features may use of rule sets. */
export { addRuleSet, isRuleSet, latestRuleSet, type RuleSet } from './rule-sets.repository.js';
