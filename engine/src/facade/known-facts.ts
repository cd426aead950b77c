import { Fact } from './fact.js';
import { isPromise } from './maybe-promise.js';

type Values = Record<string, unknown>;
export interface KnownFacts { values: Values; slow: ReadonlySet<string> }

const none: ReadonlySet<string> = new Set();

/** Whether a fact's value is to be worked out or waited for, or the fact has a name of its own. */
const isSlow = (value: unknown): boolean => typeof value === 'function' || (typeof value === 'object' && value !== null && (value instanceof Fact || isPromise(value)));

/** A copy of facts that are all known; undefined where one is to be worked out or waited for, or where the facts are no plain object. */
export function plainFacts(facts: Readonly<Values>): Values | undefined {
  const prototype = Object.getPrototypeOf(facts) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const copy = { ...facts };
  for (const name in copy) {
    const value = copy[name];
    if (((typeof value === 'object' && value !== null) || typeof value === 'function') && isSlow(value)) return undefined;
  }
  return Object.hasOwn(copy, '') || Object.hasOwn(copy, '__proto__') ? undefined : copy;
}

/** A copy, so that what the caller does with the facts afterwards changes no result. */
export function ownFacts(facts: Readonly<Values>): Values {
  const prototype = Object.getPrototypeOf(facts) as unknown;
  if (prototype === Object.prototype || prototype === null) return { ...facts };
  const own: Values = {};
  for (const name in facts) own[name] = facts[name];
  return own;
}

/** Facts of an engine and of a run: the values that are known, and the names of the others. */
export function factsTogether(engineFacts: ReadonlyMap<string, Fact>, given: Values): KnownFacts {
  if (engineFacts.size === 0 && !Object.values(given).some(isSlow) && !Object.hasOwn(given, '')) return { values: given, slow: none };
  const together = new Map(engineFacts);
  for (const [id, value] of Object.entries(given)) {
    const fact = value instanceof Fact ? value : new Fact(id, value);
    together.set(fact.id, fact);
  }
  return knownFacts(together);
}

export function knownFacts(facts: ReadonlyMap<string, Fact>): KnownFacts {
  const values: Values = {};
  const slow = new Set<string>();
  for (const [id, fact] of facts) {
    if (!isKnown(fact)) slow.add(id);
    else if (id === '__proto__') Object.defineProperty(values, id, { value: fact.value, enumerable: true, writable: true, configurable: true });
    else values[id] = fact.value;
  }
  return { values, slow };
}

/** Values of an engine's facts and of a run's known ones; undefined where one of the engine's must be worked out. */
export function constantsWith(engineFacts: ReadonlyMap<string, Fact>, given: Readonly<Values>): Values | undefined {
  const values: Values = {};
  for (const [id, fact] of engineFacts) {
    if (id === '__proto__' || (!isKnown(fact) && !Object.hasOwn(given, id))) return undefined;
    values[id] = fact.value;
  }
  return Object.assign(values, given);
}

const isKnown = (fact: Fact): boolean => fact.isConstant() && Object.hasOwn(fact, 'value') && !isPromise(fact.value);
