import { parseJsonPath, valueAtPath, type PathStep } from '../rule-set/json-path.js';
import { Fact, type DynamicFactCallback, type FactOptions } from './fact.js';
import { andThen, isPromise, type MaybePromise } from './maybe-promise.js';
import type { QuickOutcome } from './quick-run.js';
import type { RuleResult } from './rule-result.js';
import { UndefinedFactError } from './undefined-fact-error.js';

export type PathResolver = (value: object, path: string) => unknown;
export interface AlmanacOptions { allowUndefinedFacts?: boolean; pathResolver?: PathResolver | undefined }
export interface EngineEvent { type: string; params?: Record<string, unknown> }
export type EventOutcome = 'success' | 'failure';

const paths = new Map<string, PathStep[] | undefined>();
const mostPaths = 10_000;

/** Paths are read by the product's own reader: nothing in them is evaluated as code. */
export function resolvePath(value: object, path: string): unknown {
  if (!paths.has(path)) {
    if (paths.size >= mostPaths) paths.clear();
    paths.set(path, parseJsonPath(path));
  }
  const steps = paths.get(path);
  if (!steps) throw new Error(`The path ${JSON.stringify(path)} is not supported: scripts, parents and calls are not read; give a pathResolver that reads it`);
  return valueAtPath(value, steps);
}

/** Facts and outcomes of one run. Values that were worked out are kept for the run, unless their fact says otherwise. */
export class Almanac {
  readonly allowUndefinedFacts: boolean;
  readonly pathResolver: PathResolver;
  private factsById: Map<string, Fact> | undefined;
  private known: Map<string, unknown> | undefined;
  private success: EngineEvent[] | undefined;
  private failure: EngineEvent[] | undefined;
  private ruleResults: RuleResult[] | undefined;
  /** Facts are often not asked for by name: they are added when somebody does. */
  private engineFacts: ReadonlyMap<string, Fact> | undefined;
  private givenFacts: Readonly<Record<string, unknown>> | undefined;
  /** What a quick run found: its results and failure events are taken over when they are first asked for. */
  quick: QuickOutcome | undefined;
  /** Counts changes of the facts, so that a run sees what listeners add. */
  changes = 0;

  constructor(options: AlmanacOptions = {}) {
    this.allowUndefinedFacts = Boolean(options.allowUndefinedFacts);
    this.pathResolver = options.pathResolver ?? resolvePath;
  }

  /** The almanac of a run. */
  static of(engine: AlmanacOptions & { facts: ReadonlyMap<string, Fact> }, given: Readonly<Record<string, unknown>>, quick?: QuickOutcome, events?: EngineEvent[]): Almanac {
    const almanac = new Almanac(engine);
    almanac.engineFacts = engine.facts;
    almanac.givenFacts = given;
    almanac.quick = quick;
    almanac.success = events;
    return almanac;
  }

  /** Adds the facts of an engine, then those that are given, which replace them. */
  addFacts(engineFacts: Iterable<readonly [string, Fact]>, given: Readonly<Record<string, unknown>>): void {
    for (const [, fact] of engineFacts) this.addFact(fact);
    for (const [id, value] of Object.entries(given)) this.addFact(value instanceof Fact ? value : new Fact(id, value));
  }

  private get facts(): Map<string, Fact> {
    const { engineFacts, givenFacts } = this;
    this.factsById ??= new Map();
    if (engineFacts && givenFacts) {
      this.engineFacts = undefined;
      this.givenFacts = undefined;
      this.addFacts(engineFacts, givenFacts);
    }
    return this.factsById;
  }

  private eventsOf(outcome: EventOutcome): EngineEvent[] {
    if (outcome === 'success') return (this.success ??= []);
    return (this.failure ??= this.quick?.failureEvents() ?? []);
  }

  addEvent(event: EngineEvent, outcome: EventOutcome): void {
    if (!outcome) throw new Error('outcome required: "success" | "failure"]');
    this.eventsOf(outcome).push(event);
  }

  getEvents(outcome?: EventOutcome | ''): EngineEvent[] {
    return outcome ? this.eventsOf(outcome) : [...this.eventsOf('success'), ...this.eventsOf('failure')];
  }

  addResult(result: RuleResult): void {
    this.getResults().push(result);
  }

  getResults(): RuleResult[] {
    return (this.ruleResults ??= this.quick ? [...this.quick.all()] : []);
  }

  addFact(fact: Fact): this;
  addFact<T>(id: string, valueOrMethod?: T | DynamicFactCallback<T>, options?: FactOptions): this;
  addFact(idOrFact: Fact | string, valueOrMethod?: unknown, options?: FactOptions): this {
    const fact = idOrFact instanceof Fact ? idOrFact : new Fact(idOrFact, valueOrMethod, options);
    this.facts.set(fact.id, fact);
    this.changes += 1;
    return this;
  }

  /** Adds a constant during a run. */
  addRuntimeFact(id: string, value: unknown): void {
    this.addFact(new Fact(id, value));
  }

  /** Every fact that is known here. */
  get factMap(): ReadonlyMap<string, Fact> {
    return this.facts;
  }

  /** The fact as it is known here; subclasses of the original use this name. */
  _getFact(id: string): Fact | undefined {
    return this.facts.get(id);
  }

  _addConstantFact(fact: Fact): void {
    this.addFact(fact);
  }

  /** The value of a fact, worked out with the params and followed along the path. Rejects where there is no such fact. */
  factValue<T = unknown>(id: string, params?: Record<string, unknown>, path?: string): Promise<T> {
    try {
      return Promise.resolve(this.factNowHere(id, params, path)) as Promise<T>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** A literal, or the value of the fact that `{ fact, params, path }` refers to. */
  getValue(value: unknown): Promise<unknown> {
    try {
      return Promise.resolve(this.valueNow(value));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The same as `factValue`, at once where nothing has to be waited for. */
  factNow(id: string, params?: Record<string, unknown>, path?: string): MaybePromise<unknown> {
    // A subclass may have a way of its own to find facts.
    return this.factValue === Almanac.prototype.factValue ? this.factNowHere(id, params, path) : this.factValue(id, params, path);
  }

  valueNow(value: unknown): MaybePromise<unknown> {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, 'fact')) return value;
    const reference = value as { fact: string; params?: Record<string, unknown>; path?: string };
    return this.factNow(reference.fact, reference.params, reference.path);
  }

  private factNowHere(id: string, params: Record<string, unknown> = {}, path = ''): MaybePromise<unknown> {
    const fact = this.facts.get(id);
    if (!fact) {
      if (this.allowUndefinedFacts) return undefined;
      throw new UndefinedFactError(id);
    }
    const value = fact.isConstant() ? fact.calculate(params, this) : this.calculated(fact, params);
    return path ? andThen(value, (found) => (found !== null && typeof found === 'object' ? this.pathResolver(found, path) : found)) : (value as MaybePromise<unknown>);
  }

  private calculated(fact: Fact, params: Record<string, unknown>): unknown {
    const key = fact.getCacheKey(params);
    if (key === undefined) return fact.calculate(params, this);
    const known = (this.known ??= new Map());
    if (known.has(key)) return known.get(key);
    const value = fact.calculate(params, this);
    // A promise that is kept may be asked for late; whoever waits sees its failure.
    if (isPromise(value)) void Promise.resolve(value).catch(() => undefined);
    known.set(key, value);
    return value;
  }
}
