import type { Almanac, EngineEvent } from './almanac.js';
import type { Condition } from './condition.js';
import { deepClone } from './deep-clone.js';
import type { Rule } from './rule.js';

/** How a rule came out in one run. Its conditions and event are the run's own: changing them changes no rule. */
export class RuleResult {
  readonly priority: number;
  readonly name: unknown;
  result: unknown = null;
  readonly #inside: { rule: Rule; explained: ((rule: Rule) => Condition) | undefined; conditions: Condition | undefined; event: EngineEvent | undefined };

  /** `explained` gives the evaluated conditions, where they are made only if somebody asks; `event` is the one that the run has given out. */
  constructor(rule: Rule, explained?: (rule: Rule) => Condition, event?: EngineEvent) {
    this.#inside = { rule, explained, conditions: undefined, event };
    this.priority = rule.priority;
    this.name = rule.name;
  }

  get conditions(): Condition {
    const inside = this.#inside;
    return (inside.conditions ??= inside.explained ? inside.explained(inside.rule) : inside.rule.conditions.copy());
  }

  get event(): EngineEvent {
    const inside = this.#inside;
    return (inside.event ??= eventCopy(inside.rule.event));
  }

  setResult(result: unknown): void {
    this.result = result;
  }

  /** Replaces references to facts at the top level of the event's params by their values. */
  resolveEventParams(almanac: Almanac): Promise<unknown> {
    const { params } = this.event;
    if (params === null || typeof params !== 'object') return Promise.resolve();
    return Promise.all(Object.keys(params).map(async (key) => {
      params[key] = await almanac.getValue(params[key]);
    }));
  }

  toJSON(stringify: false): Record<string, unknown>;
  toJSON(stringify?: true | string): string;
  toJSON(stringify: boolean | string = true): string | Record<string, unknown> {
    const json = { conditions: this.conditions.toJSON(false), event: this.event, priority: this.priority, name: this.name, result: this.result };
    return stringify ? JSON.stringify(json) : json;
  }
}

/** An event of the run's own. */
export function eventCopy(event: EngineEvent): EngineEvent {
  return event.params === undefined ? { type: event.type } : { type: event.type, params: deepClone(event.params) };
}

// Whoever walks through a result's properties finds these two among them.
for (const name of ['conditions', 'event'] as const) Object.defineProperty(RuleResult.prototype, name, { ...Object.getOwnPropertyDescriptor(RuleResult.prototype, name), enumerable: true });
