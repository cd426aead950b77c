import { Almanac, type AlmanacOptions, type EngineEvent, type PathResolver } from './almanac.js';
import { planRules, type Plan } from './compiled-plan.js';
import { Condition, type ConditionProperties } from './condition.js';
import { EngineRun } from './engine-run.js';
import { EventEmitter } from './event-emitter.js';
import { Fact, type DynamicFactCallback, type FactOptions } from './fact.js';
import { constantsWith, plainFacts } from './known-facts.js';
import type { Operator, OperatorDecorator, OperatorDecoratorEvaluator, OperatorEvaluator } from './operator.js';
import { OperatorMap } from './operator-map.js';
import { quickRun, type QuickPlan } from './quick-run.js';
import { requireRoot, Rule, type RuleProperties } from './rule.js';
import type { RuleResult } from './rule-result.js';

export interface EngineOptions extends AlmanacOptions {
  allowUndefinedConditions?: boolean;
  replaceFactsInEventParams?: boolean;
}

export interface RunOptions { almanac?: Almanac }

export interface EngineResult {
  events: EngineEvent[];
  failureEvents: EngineEvent[];
  almanac: Almanac;
  results: RuleResult[];
  failureResults: RuleResult[];
}

const mostPlans = 16;

/**
 * json-rules-engine's Engine over compiled rules. Every run has a state of its own, so one engine serves any number of runs at once.
 * Rules whose facts are known beforehand are evaluated by compiled code; the others one by one, each fact being worked out when it is asked for.
 */
export class Engine extends EventEmitter {
  rules: Rule[] = [];
  readonly facts = new Map<string, Fact>();
  readonly conditions = new Map<string, Condition>();
  readonly operators = new OperatorMap();
  readonly allowUndefinedFacts: boolean;
  readonly allowUndefinedConditions: boolean;
  readonly replaceFactsInEventParams: boolean;
  readonly pathResolver: PathResolver | undefined;
  /** Runs that have not ended. */
  private readonly runs = new Set<EngineRun>();
  private hasRun = false;
  /** The run whose listener is being called. */
  private telling: EngineRun | undefined;
  /** Rules in sets of one priority, once they are asked for. */
  prioritizedRules: Rule[][] | null = null;
  private plans = new Map<string, Plan>();
  /** The rules as one function, where every rule compiles and none has listeners; null once it is known that they do not. */
  private quick: QuickPlan | null | undefined;

  constructor(rules: readonly (RuleProperties | Rule)[] = [], options: EngineOptions = {}) {
    super();
    this.allowUndefinedFacts = options.allowUndefinedFacts || false;
    this.allowUndefinedConditions = options.allowUndefinedConditions || false;
    this.replaceFactsInEventParams = options.replaceFactsInEventParams || false;
    this.pathResolver = options.pathResolver;
    for (const rule of rules) this.addRule(rule);
  }

  get status(): 'READY' | 'RUNNING' | 'FINISHED' {
    return this.runs.size > 0 ? 'RUNNING' : this.hasRun ? 'FINISHED' : 'READY';
  }

  addRule(properties: RuleProperties | Rule): this {
    if (!properties) throw new Error('Engine: addRule() requires options');
    if (!(properties instanceof Rule)) {
      for (const key of ['event', 'conditions']) if (!Object.hasOwn(properties, key)) throw new Error(`Engine: addRule() argument requires "${key}" property`);
    }
    const rule = properties instanceof Rule ? properties : new Rule(properties);
    rule.setEngine(this);
    this.rules.push(rule);
    this.rulesChanged();
    return this;
  }

  updateRule(rule: Rule): void {
    const at = this.rules.findIndex((known) => known.name === rule.name);
    if (at < 0) throw new Error('Engine: updateRule() rule not found');
    this.rules.splice(at, 1);
    this.addRule(rule);
  }

  removeRule(ruleOrName: Rule | string): boolean {
    const kept = ruleOrName instanceof Rule ? this.rules.filter((rule) => rule !== ruleOrName) : this.rules.filter((rule) => rule.name !== ruleOrName);
    const removed = kept.length !== this.rules.length;
    for (const rule of this.rules) if (!kept.includes(rule)) rule.leaveEngine(this);
    this.rules = kept;
    if (removed) this.rulesChanged();
    return removed;
  }

  setCondition(name: string, conditions: ConditionProperties): this {
    if (!name) throw new Error('Engine: setCondition() requires name');
    if (!conditions) throw new Error('Engine: setCondition() requires conditions');
    requireRoot(conditions);
    this.conditions.set(name, new Condition(conditions));
    this.rulesChanged();
    return this;
  }

  removeCondition(name: string): boolean {
    this.rulesChanged();
    return this.conditions.delete(name);
  }

  addOperator(operatorOrName: Operator | string, evaluator?: OperatorEvaluator): void {
    this.operators.addOperator(operatorOrName, evaluator);
    this.rulesChanged();
  }

  removeOperator(operatorOrName: Operator | string): boolean {
    this.rulesChanged();
    return this.operators.removeOperator(operatorOrName);
  }

  addOperatorDecorator(decoratorOrName: OperatorDecorator | string, evaluator?: OperatorDecoratorEvaluator): void {
    this.operators.addOperatorDecorator(decoratorOrName, evaluator);
    this.rulesChanged();
  }

  removeOperatorDecorator(decoratorOrName: OperatorDecorator | string): boolean {
    this.rulesChanged();
    return this.operators.removeOperatorDecorator(decoratorOrName);
  }

  addFact(fact: Fact): this;
  addFact<T>(id: string, valueOrMethod?: T | DynamicFactCallback<T>, options?: FactOptions): this;
  addFact(idOrFact: Fact | string, valueOrMethod?: unknown, options?: FactOptions): this {
    const fact = idOrFact instanceof Fact ? idOrFact : new Fact(idOrFact, valueOrMethod, options);
    this.facts.set(fact.id, fact);
    this.rulesChanged();
    return this;
  }

  removeFact(factOrId: Fact | string): boolean {
    this.rulesChanged();
    return this.facts.delete(factOrId instanceof Fact ? factOrId.id : factOrId);
  }

  getFact(id: string): Fact | undefined {
    return this.facts.get(id);
  }

  /** Rules in sets of one priority, greatest first. */
  prioritizeRules(): Rule[][] {
    if (!this.prioritizedRules) {
      const sets = new Map<number, Rule[]>();
      for (const rule of this.rules) sets.set(rule.priority, [...(sets.get(rule.priority) ?? []), rule]);
      this.prioritizedRules = [...sets].sort(([a], [b]) => b - a).map(([, set]) => set);
    }
    return this.prioritizedRules;
  }

  /** What was worked out from the rules no longer holds. */
  rulesChanged(): void {
    this.prioritizedRules = null;
    this.quick = undefined;
    if (this.plans.size > 0) this.plans = new Map();
  }

  /** Listeners of a rule have come or gone. */
  ruleListenersChanged(): void {
    this.quick = undefined;
  }

  private quickPlan(): QuickPlan | null {
    if (this.quick === undefined) this.quick = this.rules.some((rule) => rule.hasListeners()) ? null : (this.planFor(new Set()).quick ?? null);
    return this.quick;
  }

  /** How the rules are evaluated where these facts are not known beforehand. */
  planFor(slow: ReadonlySet<string>): Plan {
    const key = slow.size === 0 ? '' : JSON.stringify([...slow].sort());
    let plan = this.plans.get(key);
    if (!plan) {
      if (this.plans.size >= mostPlans) this.plans.clear();
      plan = planRules(this, slow);
      this.plans.set(key, plan);
    }
    return plan;
  }

  run(facts: Readonly<Record<string, unknown>> = {}, options: RunOptions = {}): Promise<EngineResult> {
    if (!options.almanac && !this.replaceFactsInEventParams && !this.hasListeners()) {
      const plan = this.quickPlan();
      const given = plan && plainFacts(facts);
      const values = given && this.facts.size > 0 ? constantsWith(this.facts, given) : given;
      if (plan && values) {
        this.hasRun = true;
        return quickRun(this, plan, values);
      }
    }
    const run = new EngineRun(this, facts, options.almanac);
    this.hasRun = true;
    this.runs.add(run);
    return run.result(() => this.runs.delete(run));
  }

  /** Ends runs before their next set of rules: inside of a listener its own run, else every run that is going on. */
  stop(): this {
    this.hasRun = true;
    if (this.telling) this.telling.stopped = true;
    else for (const run of this.runs) run.stopped = true;
    return this;
  }

  /** Calls listeners on behalf of a run. */
  tell(run: EngineRun, call: () => unknown[] | undefined): unknown[] | undefined {
    const before = this.telling;
    this.telling = run;
    try {
      return call();
    } finally {
      this.telling = before;
    }
  }
}
