import { MissingFact } from '../rule-set/rule-set-runtime.js';
import { Almanac, type EngineEvent, type EventOutcome } from './almanac.js';
import type { Condition } from './condition.js';
import type { Engine, EngineResult } from './engine.js';
import { explainConditions } from './evaluate-rule.js';
import { Fact } from './fact.js';
import type { Rule } from './rule.js';
import { eventCopy, RuleResult } from './rule-result.js';
import { UndefinedFactError } from './undefined-fact-error.js';

type Values = Readonly<Record<string, unknown>>;

/** Every rule of an engine as one function, in order of priority. */
export interface QuickPlan {
  rules: readonly Rule[];
  words: number;
  evaluate: (values: Values, bits: number[]) => void;
}

/** A run that nobody listens to, over facts that are known. */
export function quickRun(engine: Engine, plan: QuickPlan, values: Values): Promise<EngineResult> {
  const bits: number[] = [];
  for (let i = 0; i < plan.words; i += 1) bits.push(0);
  try {
    plan.evaluate(values, bits);
  } catch (error) {
    return Promise.reject(error instanceof MissingFact ? new UndefinedFactError(error.fact) : error);
  }
  const events: EngineEvent[] = [];
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word]!; left !== 0; left &= left - 1) events.push(eventCopy(plan.rules[word * 32 + 31 - Math.clz32(left & -left)]!.event));
  }
  const outcome = new QuickOutcome(engine, plan.rules, bits, values, events.slice());
  return Promise.resolve(resultWith(Almanac.of(engine, values, outcome, events), events));
}

/** What a quick run found. Results and failure events are made when they are first asked for; a rule's result has the event that was given out. */
export class QuickOutcome {
  private made: RuleResult[] | undefined;
  private failures: EngineEvent[] | undefined;
  private split: Record<EventOutcome, RuleResult[]> | undefined;

  constructor(private readonly engine: Engine, private readonly rules: readonly Rule[], private readonly bits: readonly number[], private readonly values: Values, private readonly events: readonly EngineEvent[]) {}

  /** In order of priority. */
  all(): RuleResult[] {
    if (this.made) return this.made;
    const explain = explainer(this.engine, this.values);
    const failures = this.failureEvents().slice();
    let hit = 0;
    let miss = 0;
    this.made = this.rules.map((rule, i) => {
      const matched = this.matched(i);
      const result = new RuleResult(rule, explain, matched ? this.events[hit] : failures[miss]);
      if (matched) hit += 1;
      else miss += 1;
      result.setResult(matched);
      return result;
    });
    return this.made;
  }

  results(outcome: EventOutcome): RuleResult[] {
    this.split ??= { success: this.all().filter(({ result }) => result), failure: this.all().filter(({ result }) => !result) };
    return this.split[outcome];
  }

  failureEvents(): EngineEvent[] {
    return (this.failures ??= this.rules.filter((_, i) => !this.matched(i)).map(({ event }) => eventCopy(event)));
  }

  private matched(place: number): boolean {
    return ((this.bits[place >> 5]! >>> (place & 31)) & 1) === 1;
  }
}

/** Explains conditions of rules from the facts of a run; without `result` they would be no more than a copy. */
export function explainer(engine: Engine, values: Values): (rule: Rule) => Condition {
  let almanac: Almanac | undefined;
  return (rule) => {
    if (!almanac) {
      almanac = new Almanac({ allowUndefinedFacts: engine.allowUndefinedFacts });
      for (const id of Object.keys(values)) almanac.addFact(new Fact(id, values[id]));
    }
    const conditions = rule.conditions.copy();
    explainConditions(rule, conditions, almanac);
    return conditions;
  };
}

const later = {
  results(this: EngineResult) {
    return this.almanac.quick!.results('success');
  },
  failureResults(this: EngineResult) {
    return this.almanac.quick!.results('failure');
  },
  failureEvents(this: EngineResult) {
    return this.almanac.getEvents('failure');
  },
};

/** The accessors are properties of the result itself, so that copies of it have them. Accessors that a literal makes anew each time cost far more. */
function resultWith(almanac: Almanac, events: EngineEvent[]): EngineResult {
  const result = { almanac, events } as EngineResult & { __defineGetter__(name: string, get: () => unknown): void };
  result.__defineGetter__('results', later.results);
  result.__defineGetter__('failureResults', later.failureResults);
  result.__defineGetter__('failureEvents', later.failureEvents);
  return result;
}
