import type { RuleSetAnswer } from '../../../rule-set/rule-set-runtime.js';

/** What a rule set gave, as values of expressions. `params` are those of the first event; null where there is none. */
export interface RuleEvents { events: { type: string; params: unknown }[]; types: string[]; params: unknown; rules: string[]; /** Places in the document, from 0. */ hits: number[] }

function ruleEvents({ hits, events }: RuleSetAnswer, names: Readonly<Record<number, string>>, firstOnly: boolean): RuleEvents {
  const count = firstOnly ? Math.min(1, hits.length) : hits.length;
  const made = events.slice(0, count).map(({ type, params }) => ({ type, params: params ?? {} }));
  return { events: made, types: made.map(({ type }) => type), params: made[0]?.params ?? null, rules: hits.slice(0, count).map((rule) => names[rule]!), hits: hits.slice(0, count) };
}

/** Bins that counted, each by its place among the bins of all characteristics; a characteristic without one has -1 and is left out. */
function binPlaces(bins: readonly number[], sizes: readonly number[]): number[] {
  let before = 0;
  return bins.flatMap((bin, characteristic) => {
    const place = before + bin;
    before += sizes[characteristic]!;
    return bin < 0 ? [] : [place];
  });
}

/** The part of the runtime `R` that rules nodes call. */
export const rulesRuntime = { ruleEvents, binPlaces };
