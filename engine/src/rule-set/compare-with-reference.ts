import type { Fault, Result } from '@arbiter/contracts';
import { SeededRandom } from '../random/seeded-random.js';
import { checkRuleSet } from './check-rule-set.js';
import { compileTree, type CompiledRuleSet, type Facts } from './compile-rule-set.js';
import type { RuleSetDocument } from './document.js';
import { FactGenerator } from './generate-facts.js';
import { makeReferenceEngine } from './reference.js';

export interface ComparisonOptions {
  /** Facts of the rule set's test cases. */
  cases?: readonly Facts[];
  /** How many inputs are made besides; their values lie on and beside what the rules look for. */
  generated: number;
  seed: number;
}

/** Events of the rules that matched and of those that did not, as texts in order; or that there is no answer. */
export type ComparedOutcome = { events: readonly string[]; failureEvents: readonly string[] } | 'error';

export interface ReferenceDifference {
  facts: Facts;
  /** Place among the cases, or null for a generated input. */
  caseIndex: number | null;
  compiled: ComparedOutcome;
  reference: ComparedOutcome;
}

export interface ReferenceComparison {
  /** Inputs that went through both. */
  compared: number;
  /** How many of them had an answer. */
  answered: number;
  /** The first input on which they part. */
  difference: ReferenceDifference | null;
}

/**
 * Runs inputs through json-rules-engine itself and through the compiled form. Their answers must be the same: events and failure events,
 * regardless of the order within one priority. Errors: the faults of the check.
 */
export async function compareWithReference(document: unknown, { cases = [], generated, seed }: ComparisonOptions): Promise<Result<ReferenceComparison, Fault[]>> {
  const checked = checkRuleSet(document);
  if (!checked.ok) return checked;
  const compiled = compileTree(checked.value);
  const reference = referenceOf(document as RuleSetDocument);
  const generator = new FactGenerator(checked.value);
  const random = new SeededRandom(seed);
  const comparison: ReferenceComparison = { compared: 0, answered: 0, difference: null };
  for (let i = 0; i < cases.length + generated; i += 1) {
    const facts = i < cases.length ? cases[i]! : generator.generate(random);
    const ours = compiledOutcome(compiled, facts);
    const theirs = await reference(facts);
    comparison.compared += 1;
    if (theirs !== 'error') comparison.answered += 1;
    if (outcomeText(ours) === outcomeText(theirs)) continue;
    comparison.difference = { facts, caseIndex: i < cases.length ? i : null, compiled: ours, reference: theirs };
    break;
  }
  return { ok: true, value: comparison };
}

/** json-rules-engine with a rule set, for one run after the other. */
export function referenceOf(document: RuleSetDocument): (facts: Facts) => Promise<ComparedOutcome> {
  let engine = makeReferenceEngine(document);
  return async (facts) => {
    try {
      return outcomeOf(await engine.run({ ...facts }));
    } catch {
      // What is left of a failed run goes on and would end the next one early.
      engine = makeReferenceEngine(document);
      return 'error';
    }
  };
}

export function compiledOutcome(compiled: CompiledRuleSet, facts: Facts): ComparedOutcome {
  const outcome = compiled.run(facts);
  return outcome.ok ? outcomeOf(outcome) : 'error';
}

export const outcomeOf = ({ events, failureEvents }: { events: readonly unknown[]; failureEvents: readonly unknown[] }): ComparedOutcome => ({ events: texts(events), failureEvents: texts(failureEvents) });

const outcomeText = (outcome: ComparedOutcome): string => JSON.stringify(outcome);
const texts = (events: readonly unknown[]): string[] => events.map((event) => JSON.stringify(event, (_, value: unknown) => (value === undefined ? '·undefined' : Number.isNaN(value) ? '·NaN' : value))).sort();
