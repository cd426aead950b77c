/** Caps on what a rule set may hold, so that a hostile document is refused before it costs anything. */
export const ruleSetLimits = {
  rules: 5000,
  /** Nesting of conditions, references to shared conditions followed. */
  depth: 64,
  /** Nesting of a literal value. */
  literalDepth: 32,
  /** Conditions after every reference is expanded. */
  expandedConditions: 200_000,
  decorators: 8,
  /** Elements of the document, literals included. */
  elements: 2_000_000,
  nameLength: 500,
  faults: 100,
} as const;
