/**
 * A rule set as it is written, stored and imported: json-rules-engine's own JSON, whole.
 * Rules carry conditions, an event, a priority and a name; `conditions` holds the shared conditions that rules refer to.
 */
export interface RuleSetDocument {
  rules: RuleDocument[];
  /** Shared conditions by name, referred to as `{ "condition": name }`. */
  conditions?: Record<string, ConditionDocument>;
  options?: RuleSetOptions;
}

export interface RuleSetOptions {
  /** A fact that is not there counts as undefined; otherwise it is an error of the evaluation (the default). */
  allowUndefinedFacts?: boolean;
  /** A reference to a shared condition that is not there counts as false; otherwise it is a fault of the check (the default). */
  allowUndefinedConditions?: boolean;
  /** `{ "fact": … }` at the top level of an event's params is replaced by the fact's value. */
  replaceFactsInEventParams?: boolean;
}

export interface RuleDocument {
  conditions: ConditionDocument;
  event: RuleEvent;
  /** Greater runs first; 1 when left out. */
  priority?: number | string;
  name?: string | number;
  /** A rule that is switched off (false) stays in the document and is not looked at. json-rules-engine does not know this key: rules that are off are not given to it. */
  enabled?: boolean;
}

export interface RuleEvent {
  type: string;
  params?: Record<string, unknown>;
}

export type ConditionDocument =
  | { all: ConditionDocument[]; priority?: number; name?: string }
  | { any: ConditionDocument[]; priority?: number; name?: string }
  | { not: ConditionDocument; priority?: number; name?: string }
  | { condition: string; priority?: number; name?: string }
  | { fact: string; operator: string; value: unknown; path?: string; params?: Record<string, unknown>; priority?: number; name?: string };

/** A reference to a fact's value in place of a literal. */
export interface FactReference {
  fact: string;
  path?: string;
}
