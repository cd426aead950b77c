import type { Fault } from '@arbiter/contracts';
import { checkRuleSet } from './check-rule-set.js';
import { evaluationError, withFacts, type Facts, type RuleSetExplanation } from './compile-rule-set.js';
import { walkThrough } from './explain-rule-set.js';

export type RuleSetTrial = RuleSetExplanation | { ok: false; faults: Fault[] };

/** Evaluates a document once with everything explained, by a walk through its tree: no code is made, so that pages whose policy forbids it can try rules. */
export function tryRuleSet(document: unknown, facts: Facts): RuleSetTrial {
  const checked = checkRuleSet(document);
  if (!checked.ok) return { ok: false, faults: checked.error };
  const tree = checked.value;
  try {
    return { ok: true, ...walkThrough(tree, (rule, given) => (tree.replaceFactsInEventParams ? withFacts(rule, tree, given) : rule.event))(facts) };
  } catch (error) {
    return { ok: false, error: evaluationError(error) };
  }
}
