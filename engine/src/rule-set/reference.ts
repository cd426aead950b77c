import { Engine, type RuleProperties, type RuleResult, type TopLevelCondition } from 'json-rules-engine';
import type { RuleEvent, RuleSetDocument } from './document.js';

/** json-rules-engine itself, set up with a rule set. It validates a document at save and is the reference that the compiled form is held against. */
export function makeReferenceEngine(document: RuleSetDocument): Engine {
  const copy = structuredClone(document);
  const engine = new Engine([], {
    allowUndefinedFacts: copy.options?.allowUndefinedFacts ?? false,
    allowUndefinedConditions: copy.options?.allowUndefinedConditions ?? false,
    replaceFactsInEventParams: copy.options?.replaceFactsInEventParams ?? false,
  });
  for (const [name, condition] of Object.entries(copy.conditions ?? {})) engine.setCondition(name, condition as TopLevelCondition);
  for (const { enabled, ...rule } of copy.rules) if (enabled !== false) engine.addRule(rule as unknown as RuleProperties);
  return engine;
}

export type ReferenceOutcome = { ok: true; events: RuleEvent[]; failureEvents: RuleEvent[]; results: RuleResult[]; failureResults: RuleResult[] } | { ok: false; message: string };

/** One run on an engine of its own: an engine shared between runs mixes their states up. */
export async function runReference(document: RuleSetDocument, facts: Record<string, unknown>): Promise<ReferenceOutcome> {
  try {
    const { events, failureEvents, results, failureResults } = await makeReferenceEngine(document).run(facts);
    return { ok: true, events: events as RuleEvent[], failureEvents: failureEvents as RuleEvent[], results, failureResults };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
