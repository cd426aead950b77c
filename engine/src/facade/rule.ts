import type { Almanac, EngineEvent } from './almanac.js';
import { Condition, type ConditionProperties } from './condition.js';
import type { Engine } from './engine.js';
import { evaluateRule, finishRule } from './evaluate-rule.js';
import { EventEmitter, type Listener } from './event-emitter.js';
import { andThen } from './maybe-promise.js';
import type { RuleResult } from './rule-result.js';

export type EventHandler = (event: EngineEvent, almanac: Almanac, ruleResult: RuleResult) => unknown;

export interface RuleProperties {
  conditions: ConditionProperties;
  event: EngineEvent;
  name?: unknown;
  priority?: number | string;
  onSuccess?: EventHandler;
  onFailure?: EventHandler;
}

/** Conditions with the event that follows from them. Emits `success` and `failure`. */
export class Rule extends EventEmitter {
  priority = 1;
  name: unknown;
  conditions!: Condition;
  ruleEvent!: EngineEvent;
  event!: EngineEvent;
  engine?: Engine;
  readonly #engines = new Set<Engine>();

  constructor(options?: Partial<RuleProperties> | string) {
    super();
    const given = typeof options === 'string' ? (JSON.parse(options) as Partial<RuleProperties>) : options;
    if (given?.conditions) this.setConditions(given.conditions);
    if (given?.onSuccess) this.on('success', given.onSuccess as Listener);
    if (given?.onFailure) this.on('failure', given.onFailure as Listener);
    if (given?.name || given?.name === 0) this.setName(given.name);
    this.setPriority(given?.priority || 1);
    this.setEvent(given?.event || { type: 'unknown' });
  }

  setPriority(given: number | string): this {
    const priority = Number.parseInt(String(given), 10);
    if (priority <= 0) throw new Error('Priority must be greater than zero');
    this.priority = priority;
    return this.changed();
  }

  setName(name: unknown): this {
    if (!name && name !== 0) throw new Error('Rule "name" must be defined');
    this.name = name;
    return this;
  }

  setConditions(conditions: ConditionProperties): this {
    requireRoot(conditions);
    this.conditions = new Condition(conditions);
    return this.changed();
  }

  setEvent(event: EngineEvent): this {
    if (!event) throw new Error('Rule: setEvent() requires event object');
    if (!Object.hasOwn(event, 'type')) throw new Error('Rule: setEvent() requires event object with "type" property');
    this.ruleEvent = { type: event.type, ...(event.params ? { params: event.params } : {}) };
    this.event = this.ruleEvent;
    return this;
  }

  getEvent(): EngineEvent {
    return this.ruleEvent;
  }

  getPriority(): number {
    return this.priority;
  }

  getConditions(): Condition {
    return this.conditions;
  }

  getEngine(): Engine | undefined {
    return this.engine;
  }

  setEngine(engine: Engine): this {
    this.engine = engine;
    this.#engines.add(engine);
    return this;
  }

  /** The engine no longer holds the rule. */
  leaveEngine(engine: Engine): void {
    this.#engines.delete(engine);
  }

  /** Conditions in sets of one priority, greatest first; where a condition has none, its fact's counts. */
  prioritizeConditions(conditions: readonly Condition[]): Condition[][] {
    const sets = new Map<number, Condition[]>();
    for (const condition of conditions) {
      const priority = Number(condition.priority || this.engine?.getFact(condition.fact)?.priority || 1);
      const set = sets.get(priority);
      if (set) set.push(condition);
      else sets.set(priority, [condition]);
    }
    return sets.size === 1 ? [...sets.values()] : [...sets].sort(([a], [b]) => b - a).map(([, set]) => set);
  }

  /** Evaluates the rule by itself. */
  async evaluate(almanac: Almanac): Promise<RuleResult> {
    return andThen(evaluateRule(this, almanac), (result) => finishRule(this, result, almanac));
  }

  toJSON(stringify: false): Record<string, unknown>;
  toJSON(stringify?: true | string): string;
  toJSON(stringify: boolean | string = true): string | Record<string, unknown> {
    const json = { conditions: this.conditions.toJSON(false), priority: this.priority, event: this.ruleEvent, name: this.name };
    return stringify ? JSON.stringify(json) : json;
  }

  protected override listenersChanged(): void {
    if (#engines in this) for (const engine of this.#engines) engine.ruleListenersChanged();
  }

  private changed(): this {
    // While the rule is being made there is no such set yet.
    if (#engines in this) for (const engine of this.#engines) engine.rulesChanged();
    return this;
  }
}

/** The root of conditions is a group or a reference. */
export function requireRoot(conditions: object): void {
  if (!['all', 'any', 'not', 'condition'].some((key) => Object.hasOwn(conditions, key))) throw new Error('"conditions" root must contain a single instance of "all", "any", "not", or "condition"');
}
