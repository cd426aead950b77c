import { MissingFact } from '../rule-set/rule-set-runtime.js';
import { Almanac, type EngineEvent, type LaterOutcomes } from './almanac.js';
import type { PlannedSet } from './compiled-plan.js';
import type { Condition } from './condition.js';
import type { Engine, EngineResult } from './engine.js';
import { evaluateRule, explainConditions, finishRule } from './evaluate-rule.js';
import { Fact } from './fact.js';
import { andThen, forAll, isPromise, whenAll, type MaybePromise } from './maybe-promise.js';
import type { Rule } from './rule.js';
import { RuleResult } from './rule-result.js';
import { UndefinedFactError } from './undefined-fact-error.js';

type Values = Record<string, unknown>;
interface KnownFacts { values: Values; slow: ReadonlySet<string> }
interface EvaluatedSet { set: PlannedSet; bits: number[]; values: Values; made: RuleResult[] }

const none: ReadonlySet<string> = new Set();

/** All that belongs to one run of an engine. */
export class EngineRun {
  stopped = false;
  private readonly almanac: Almanac;
  private known: KnownFacts;
  private changes = 0;
  private silent: EvaluatedSet[] = [];
  private explainerOf: { values: Values; explain: (rule: Rule) => Condition } | undefined;

  constructor(private readonly engine: Engine, facts: Readonly<Values>, almanac: Almanac | undefined) {
    this.almanac = almanac ?? new Almanac({ allowUndefinedFacts: engine.allowUndefinedFacts, ...(engine.pathResolver ? { pathResolver: engine.pathResolver } : {}) });
    const given = ownFacts(facts);
    const add = (to: Almanac): void => {
      for (const fact of engine.facts.values()) to.addFact(fact);
      for (const [id, value] of Object.entries(given)) to.addFact(value instanceof Fact ? value : new Fact(id, value));
    };
    if (almanac) {
      add(almanac);
      this.known = factsOf(almanac);
    } else {
      this.almanac.addFactsLater(add);
      this.known = factsTogether(engine.facts, given);
      // The facts that are added later change nothing.
      this.changes = engine.facts.size + Object.keys(given).length;
    }
    if (almanac) this.changes = almanac.changes;
  }

  /** Evaluates the rules, set by set. */
  result(ended: () => void): Promise<EngineResult> {
    try {
      const done = this.from(0);
      if (isPromise(done)) return Promise.resolve(done).then(() => this.answer()).finally(ended);
      ended();
      return Promise.resolve(this.answer());
    } catch (error) {
      ended();
      return Promise.reject(error);
    }
  }

  private from(index: number): MaybePromise<void> {
    for (let at = index; ; at += 1) {
      const set = this.stopped ? undefined : this.engine.planFor(this.known.slow)[at];
      if (!set) return;
      const done = this.evaluate(set);
      if (isPromise(done)) return done.then(() => {
        this.lookAtFacts();
        return this.from(at + 1);
      });
      this.lookAtFacts();
    }
  }

  /** Listeners may have added facts. */
  private lookAtFacts(): void {
    const { changes } = this.almanac;
    if (changes === 0 || changes === this.changes) return;
    this.changes = changes;
    this.known = factsOf(this.almanac);
  }

  private evaluate(set: PlannedSet): MaybePromise<unknown> {
    const bits: number[] = [];
    for (let i = 0; i < set.words; i += 1) bits.push(0);
    const { values } = this.known;
    const ownAlmanac = this.almanac.factValue === Almanac.prototype.factValue && !Object.hasOwn(this.almanac, 'factValue');
    if (set.compiled && ownAlmanac) this.compiled(set.compiled, values, bits);
    const { engine } = this;
    if (ownAlmanac && !engine.replaceFactsInEventParams && !engine.hasListeners() && set.places.every((place, i) => place >= 0 && !set.rules[i]!.hasListeners())) {
      this.silent.push({ set, bits, values, made: [] });
      if (this.silent.length === 1) this.almanac.addOutcomesLater(this.outcomesOf(this.silent));
      return undefined;
    }
    if (this.silent.length > 0) this.almanac.settleOutcomes();
    this.silent = [];
    const begun: MaybePromise<RuleResult>[] = [];
    // Every rule of the set is begun before a listener hears of the first.
    const all = forAll(set.rules, (rule, i) => {
      const place = set.places[i]!;
      const result = place < 0 || !ownAlmanac ? evaluateRule(rule, this.almanac) : this.resultOf(rule, hasBit(bits, place), values);
      begun.push(result);
      return result;
    });
    if (isPromise(all)) void Promise.resolve(all).catch(() => undefined);
    return forAll(begun, (result, i) => andThen(result, (known) => this.conclude(set.rules[i]!, known)));
  }

  private compiled(evaluate: NonNullable<PlannedSet['compiled']>, values: Values, bits: number[]): void {
    try {
      evaluate(values, bits);
    } catch (error) {
      throw error instanceof MissingFact ? new UndefinedFactError(error.fact) : error;
    }
  }

  /** The conditions of compiled rules are explained only if somebody looks at them, from the facts as they were. */
  private resultOf(rule: Rule, matched: boolean, values: Values): RuleResult {
    const result = new RuleResult(rule, this.explainer(values));
    result.setResult(matched);
    return result;
  }

  private explainer(values: Values): (rule: Rule) => Condition {
    if (this.explainerOf?.values !== values) this.explainerOf = { values, explain: (rule) => this.explained(rule, values) };
    return this.explainerOf.explain;
  }

  private explained(rule: Rule, values: Values): Condition {
    const conditions = rule.conditions.copy();
    const almanac = new Almanac({ allowUndefinedFacts: this.engine.allowUndefinedFacts });
    for (const [id, value] of Object.entries(values)) almanac.addFact(new Fact(id, value));
    explainConditions(rule, conditions, almanac);
    return conditions;
  }

  /** Outcomes of sets that nobody listened to. A rule's result and its event are made once, whichever is asked for first. */
  private outcomesOf(silent: readonly EvaluatedSet[]): LaterOutcomes {
    const madeOf = ({ set, bits, values, made }: EvaluatedSet, i: number): RuleResult => (made[i] ??= this.resultOf(set.rules[i]!, hasBit(bits, set.places[i]!), values));
    return {
      results: () => silent.flatMap((each) => each.set.rules.map((_, i) => madeOf(each, i))),
      events(outcome) {
        const events: EngineEvent[] = [];
        for (const each of silent) {
          const { places } = each.set;
          for (let i = 0; i < places.length; i += 1) if (hasBit(each.bits, places[i]!) === (outcome === 'success')) events.push(madeOf(each, i).event);
        }
        return events;
      },
    };
  }

  private conclude(rule: Rule, result: RuleResult): MaybePromise<unknown> {
    const { engine, almanac } = this;
    const tell = (call: () => unknown[] | undefined): MaybePromise<unknown> => {
      const answers = engine.tell(this, call);
      return answers && whenAll(answers as MaybePromise<unknown>[]);
    };
    let finished: MaybePromise<RuleResult> = result;
    tell(() => {
      finished = finishRule(rule, result, almanac);
      return undefined;
    });
    return andThen(finished, () => {
      const outcome = result.result ? 'success' : 'failure';
      almanac.addResult(result);
      almanac.addEvent(result.event, outcome);
      if (!engine.hasListeners()) return undefined;
      return andThen(tell(() => engine.call(outcome, [result.event, almanac, result])), () => (result.result ? tell(() => engine.call(result.event.type, [result.event.params, almanac, result])) : undefined));
    });
  }

  private answer(): EngineResult {
    const { almanac } = this;
    let split: { results: RuleResult[]; failureResults: RuleResult[] } | undefined;
    const results = () => (split ??= { results: almanac.getResults().filter((each) => each.result), failureResults: almanac.getResults().filter((each) => !each.result) });
    return {
      almanac,
      get results() {
        return results().results;
      },
      get failureResults() {
        return results().failureResults;
      },
      get events() {
        return almanac.getEvents('success');
      },
      get failureEvents() {
        return almanac.getEvents('failure');
      },
    };
  }
}

const hasBit = (bits: readonly number[], place: number): boolean => ((bits[place >> 5]! >>> (place & 31)) & 1) === 1;

/** A copy, so that what the caller does with the facts afterwards changes no result. */
function ownFacts(facts: Readonly<Values>): Values {
  const prototype = Object.getPrototypeOf(facts) as unknown;
  if (prototype === Object.prototype || prototype === null) return { ...facts };
  const own: Values = {};
  for (const name in facts) own[name] = facts[name];
  return own;
}

const isSlow = (value: unknown): boolean => typeof value === 'function' || (typeof value === 'object' && value !== null && (value instanceof Fact || isPromise(value)));

function factsTogether(engineFacts: ReadonlyMap<string, Fact>, given: Values): KnownFacts {
  let special = engineFacts.size > 0;
  for (const name in given) {
    if (name === '') throw new Error('factId required');
    special ||= isSlow(given[name]);
  }
  if (!special) return { values: given, slow: none };
  const together = new Map(engineFacts);
  for (const [id, value] of Object.entries(given)) {
    const fact = value instanceof Fact ? value : new Fact(id, value);
    together.set(fact.id, fact);
  }
  return sorted(together);
}

const factsOf = (almanac: Almanac): KnownFacts => sorted(almanac.factMap);

function sorted(facts: ReadonlyMap<string, Fact>): KnownFacts {
  const values: Values = {};
  const slow = new Set<string>();
  for (const [id, fact] of facts) {
    if (fact.isConstant() && Object.hasOwn(fact, 'value') && !isPromise(fact.value)) Object.defineProperty(values, id, { value: fact.value, enumerable: true, writable: true, configurable: true });
    else slow.add(id);
  }
  return { values, slow };
}
