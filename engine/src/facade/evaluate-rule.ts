import type { Almanac } from './almanac.js';
import type { Condition } from './condition.js';
import { andThen, forAll, whenAll, type MaybePromise } from './maybe-promise.js';
import type { Rule } from './rule.js';
import { RuleResult } from './rule-result.js';

/**
 * Evaluates a rule: at once where every fact is there, else as soon as the facts come. Within a set of one priority all comparisons are
 * begun together; the next set is looked at only while the outcome is open.
 */
export function evaluateRule(rule: Rule, almanac: Almanac): MaybePromise<RuleResult> {
  const result = new RuleResult(rule);
  return andThen(explainConditions(rule, result.conditions, almanac), (outcome) => {
    result.setResult(outcome);
    return result;
  });
}

/** Evaluates conditions and writes into them how they came out. Gives the outcome of the root. */
export function explainConditions(rule: Rule, root: Condition, almanac: Almanac): MaybePromise<unknown> {
  return new Evaluation(rule, almanac).root(root);
}

/** Fills in facts in the event's params, then tells the rule's own listeners. */
export function finishRule(rule: Rule, result: RuleResult, almanac: Almanac): MaybePromise<RuleResult> {
  const replaced: MaybePromise<unknown> = rule.engine?.replaceFactsInEventParams ? result.resolveEventParams(almanac) : undefined;
  return andThen(replaced, () => {
    const answers = rule.hasListeners() ? rule.call(result.result ? 'success' : 'failure', [result.event, almanac, result]) : undefined;
    return answers ? andThen(whenAll(answers as MaybePromise<unknown>[]), () => result) : result;
  });
}

class Evaluation {
  constructor(private readonly rule: Rule, private readonly almanac: Almanac) {}

  root(condition: Condition): MaybePromise<unknown> {
    return condition.isConditionReference() ? this.reference(condition, []) : this.group(condition, []);
  }

  /** `within` names the shared conditions around this one. */
  private condition(condition: Condition, within: readonly string[]): MaybePromise<unknown> {
    if (condition.isConditionReference()) return this.reference(condition, within);
    if (condition.isBooleanOperator()) {
      return andThen(this.group(condition, within), (outcome) => {
        condition.result = outcome === true;
        return condition.result;
      });
    }
    return andThen(condition.compare(this.almanac, this.rule.engine!.operators), ({ result, leftHandSideValue, rightHandSideValue }) => {
      condition.factResult = leftHandSideValue;
      condition.valueResult = rightHandSideValue;
      condition.result = result;
      return result;
    });
  }

  private group(condition: Condition, within: readonly string[]): MaybePromise<unknown> {
    const kind = condition.booleanOperator();
    const outcome = this.children(condition.children, kind === 'any', within);
    return kind === 'not' ? andThen(outcome, (value) => !value) : outcome;
  }

  private children(children: readonly Condition[], any: boolean, within: readonly string[]): MaybePromise<unknown> {
    if (children.length === 0) return true;
    // One child decides by itself, with whatever its operator answers.
    if (children.length === 1) return this.condition(children[0]!, within);
    let outcome: MaybePromise<unknown> = !any;
    for (const set of this.rule.prioritizeConditions(children)) {
      outcome = andThen(outcome, (before) => {
        if (any ? before : !before) return before;
        return andThen(forAll(set, (child) => this.condition(child, within)), (outcomes) => (any ? outcomes.some((one) => one === true) : outcomes.every((one) => one === true)));
      });
    }
    return outcome;
  }

  /** A reference becomes the condition that it refers to. */
  private reference(condition: Condition, within: readonly string[]): MaybePromise<unknown> {
    const engine = this.rule.engine!;
    const name = condition.condition!;
    const shared = engine.conditions.get(name);
    if (!shared) {
      if (!engine.allowUndefinedConditions) throw new Error(`No condition ${name} exists`);
      condition.result = false;
      return false;
    }
    if (within.includes(name)) throw new Error(`The condition ${name} refers to itself in a circle, through ${within.join(', ')}`);
    delete condition.condition;
    Object.assign(condition, shared.copy());
    return this.condition(condition, [...within, name]);
  }
}
