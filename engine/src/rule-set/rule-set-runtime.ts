import { isNumericFact, numericFact } from './compare-values.js';
import { valueAtPath, type PathStep } from './json-path.js';

/** A fact that an evaluation asks for is not there. */
export class MissingFact extends Error {
  constructor(readonly fact: string) {
    super(`The fact "${fact}" is not there; pass it, or set options.allowUndefinedFacts`);
  }
}

/** Stands in for the value of a path whose filter failed; the failure counts only where the value is asked for. */
class FailedPath {
  constructor(readonly error: unknown) {}
}

/** Stands in for the value of a fact that is not there. */
const absentFact = Symbol('absent');

/** What a rule set's printed code is told of its rules besides their conditions, in order of priority. */
export interface PrintedRules {
  /** Place in the document. */
  indexes: readonly number[];
  events: readonly { type: string; params?: Record<string, unknown> }[];
  /** Event params to be replaced by facts, by place. */
  replacements?: Readonly<Record<number, readonly { key: string; fact: string; steps: readonly PathStep[] | null }[]>>;
}

/** Which rules matched: places in the document, greatest priority first, then in order of declaration; and their events in the same order. */
export interface RuleSetAnswer {
  hits: number[];
  events: { readonly type: string; readonly params?: Readonly<Record<string, unknown>> }[];
}

/** What printed rule sets call; part of the runtime `R` of strategies. Pure and without state. */
export const ruleSetRuntime = {
  isNumericFact,
  numericFact,
  absentFact,
  /** The value at a path; a failed filter gives a stand-in that `requirePath` raises. */
  valueAtFactPath(fact: unknown, steps: readonly PathStep[]): unknown {
    if (fact === absentFact) return absentFact;
    try {
      return valueAtPath(fact, steps);
    } catch (error) {
      return new FailedPath(error);
    }
  },
  isFailedPath: (value: unknown): boolean => value instanceof FailedPath,
  requireFact(value: unknown, name: string): void {
    if (value === absentFact) throw new MissingFact(name);
    if (value instanceof FailedPath) throw value.error;
  },
  /** The answer for hits as a bitmap of 32 rules a word. */
  ruleSetAnswer(facts: Readonly<Record<string, unknown>>, words: readonly number[], rules: PrintedRules): RuleSetAnswer {
    const answer: RuleSetAnswer = { hits: [], events: [] };
    for (let word = 0; word < words.length; word += 1) {
      for (let bits = words[word]!; bits !== 0; bits &= bits - 1) {
        const place = word * 32 + 31 - Math.clz32(bits & -bits);
        const event = rules.events[place]!;
        const replaced = rules.replacements?.[place];
        answer.hits.push(rules.indexes[place]!);
        if (!replaced) answer.events.push(event);
        else {
          const params = { ...event.params };
          for (const { key, fact, steps } of replaced) {
            const value = Object.hasOwn(facts, fact) ? facts[fact] : undefined;
            params[key] = steps ? valueAtPath(value, steps) : value;
          }
          answer.events.push({ type: event.type, params });
        }
      }
    }
    return answer;
  },
} as const;
