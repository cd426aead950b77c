import type { RuleSetAnswer } from '../../../rule-set/rule-set-runtime.js';

/** What a rule set gave, as values of expressions. `params` are those of the first event; null where there is none. */
export interface RuleEvents { events: { type: string; params: unknown }[]; types: string[]; params: unknown; rules: string[] }

function ruleEvents({ hits, events }: RuleSetAnswer, names: Readonly<Record<number, string>>, firstOnly: boolean): RuleEvents {
  const count = firstOnly ? Math.min(1, hits.length) : hits.length;
  const made = events.slice(0, count).map(({ type, params }) => ({ type, params: params ?? {} }));
  return { events: made, types: made.map(({ type }) => type), params: made[0]?.params ?? null, rules: hits.slice(0, count).map((rule) => names[rule]!) };
}

/** The part of the runtime `R` that rules nodes call. */
export const rulesRuntime = { ruleEvents };
