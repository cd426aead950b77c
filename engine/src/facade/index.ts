/**
 * json-rules-engine's API over compiled rules: exchange the import and go on. What differs, and why, stands in docs/rule-sets.md.
 */
import { Engine, type EngineOptions } from './engine.js';
import type { Rule, RuleProperties } from './rule.js';

export { Almanac, type AlmanacOptions, type EngineEvent, type PathResolver } from './almanac.js';
export { Condition, type ConditionProperties } from './condition.js';
export { defaultDecorators, defaultOperators } from './default-operators.js';
export { Engine, type EngineOptions, type EngineResult, type RunOptions } from './engine.js';
export { EventEmitter, type Listener } from './event-emitter.js';
export { Fact, type DynamicFactCallback, type FactOptions } from './fact.js';
export { Operator, OperatorDecorator, type OperatorDecoratorEvaluator, type OperatorEvaluator } from './operator.js';
export { Rule, type EventHandler, type RuleProperties } from './rule.js';
export { RuleResult } from './rule-result.js';
export { UndefinedFactError } from './undefined-fact-error.js';

export default function engineFactory(rules?: readonly (RuleProperties | Rule)[], options?: EngineOptions): Engine {
  return new Engine(rules, options);
}
