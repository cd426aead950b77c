/** What other features may use of rule sets. */
export { addRuleSet, isRuleSet, latestRuleSet, ruleSetVersion, type RuleSet } from './rule-sets.repository.js';
