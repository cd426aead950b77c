import { MissingFact } from '../rule-set/rule-set-runtime.js';
import { Almanac } from './almanac.js';
import type { PlannedSet } from './compiled-plan.js';
import type { Condition } from './condition.js';
import type { Engine, EngineResult } from './engine.js';
import { evaluateRule, finishRule } from './evaluate-rule.js';
import { factsTogether, knownFacts, ownFacts, type KnownFacts } from './known-facts.js';
import { explainer } from './quick-run.js';
import { andThen, forAll, isPromise, whenAll, type MaybePromise } from './maybe-promise.js';
import type { Rule } from './rule.js';
import { RuleResult } from './rule-result.js';
import { UndefinedFactError } from './undefined-fact-error.js';

type Values = Record<string, unknown>;

/** All that belongs to one run of an engine. */
export class EngineRun {
  stopped = false;
  private readonly almanac: Almanac;
  private known: KnownFacts;
  private changes = 0;
  private explainerOf: { values: Values; explain: (rule: Rule) => Condition } | undefined;

  constructor(private readonly engine: Engine, facts: Readonly<Values>, almanac: Almanac | undefined) {
    const given = ownFacts(facts);
    if (almanac) {
      this.almanac = almanac;
      almanac.addFacts(engine.facts, given);
      this.known = knownFacts(almanac.factMap);
      this.changes = almanac.changes;
    } else {
      this.almanac = Almanac.of(engine, given);
      this.known = factsTogether(engine.facts, given);
      // The facts that are added later change nothing.
      this.changes = engine.facts.size + Object.keys(given).length;
    }
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
      const set = this.stopped ? undefined : this.engine.planFor(this.known.slow).sets[at];
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
    this.known = knownFacts(this.almanac.factMap);
  }

  private evaluate(set: PlannedSet): MaybePromise<unknown> {
    const bits: number[] = [];
    for (let i = 0; i < set.words; i += 1) bits.push(0);
    const { values } = this.known;
    const ownAlmanac = this.almanac.factValue === Almanac.prototype.factValue && !Object.hasOwn(this.almanac, 'factValue');
    if (set.compiled && ownAlmanac) this.compiled(set.compiled, values, bits);
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
    if (this.explainerOf?.values !== values) this.explainerOf = { values, explain: explainer(this.engine, values) };
    return this.explainerOf.explain;
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
    const results = almanac.getResults();
    return { almanac, results: results.filter(({ result }) => result), failureResults: results.filter(({ result }) => !result), events: almanac.getEvents('success'), failureEvents: almanac.getEvents('failure') };
  }
}

const hasBit = (bits: readonly number[], place: number): boolean => ((bits[place >> 5]! >>> (place & 31)) & 1) === 1;
