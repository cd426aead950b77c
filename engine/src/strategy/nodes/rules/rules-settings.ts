import { ItemReference } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { Assignments, Expression } from '../assignment.js';

export const ruleContentKinds = ['rule-set', 'decision-table', 'scorecard', 'decision-tree'] as const;
export type RuleContentKind = (typeof ruleContentKinds)[number];

/**
 * `content` is written here, or a registered item at a pinned version. `results` write names of the data model with expressions that can
 * also read what came out:
 *   rule set: `events` (list of { type, params }), `types` (list of texts), `params` (those of the first event), `rules` (names of the rules
 *     that hit), `matched`;
 *   decision table: `result` (as its hit policy makes it), `rules`, `matched`;
 *   scorecard: `score`, `band`, `reasons` (list of texts), `points` (by characteristic);
 *   decision tree: `result`, `leaf` (its label, or its number from 1).
 */
export const RulesSettings = Type.Object(
  {
    content: Type.Union([
      Type.Object({ kind: Type.Enum(ruleContentKinds), document: Type.Unknown() }, { additionalProperties: false }),
      Type.Object({ reference: ItemReference }, { additionalProperties: false }),
    ]),
    /** Facts of a rule set that are not called like a name of the data model. */
    facts: Type.Optional(Type.Array(Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), value: Expression }, { additionalProperties: false }), { maxItems: 1000 })),
    /** Rule set: all rules that match count, by falling priority (the default), or only the first of them. */
    mode: Type.Optional(Type.Enum(['all', 'first'])),
    /** Where a hit policy is broken or a scorecard has no bin for a value: the node fails (the default), or the result is null. */
    violation: Type.Optional(Type.Enum(['fail', 'null'])),
    results: Assignments,
    /** Expression of a text or a list of texts over the same names; added to the answer as reason codes. */
    reasons: Type.Optional(Expression),
  },
  { additionalProperties: false },
);
export type RulesSettings = Static<typeof RulesSettings>;
