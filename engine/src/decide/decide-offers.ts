import type { DecisionFacts, StrategyOutcomeNow } from './decision-facts.js';
import type { DecisionSettings } from './decision-settings.js';
import { Deliberation, type OfferVerdict } from './deliberation.js';

/** What only the world could tell while the decision was made. */
export interface WorldAnswers {
  /** Of the placement's strategy; where it is asked for and not given, the verdict says so. */
  strategy?: StrategyOutcomeNow | undefined;
  /** Counters that had no room for so much. */
  exhausted?: readonly { key: string; by: number }[];
}

/** The decision as one function: the same facts, settings and answers of the world have the same verdict. */
export function decideOffers(facts: DecisionFacts, settings: DecisionSettings, { strategy, exhausted = [] }: WorldAnswers = {}): { verdict: OfferVerdict; deliberation: Deliberation } {
  const deliberation = new Deliberation(facts, settings);
  if (strategy) deliberation.answerStrategy(strategy);
  deliberation.exhaust(exhausted);
  return { verdict: deliberation.verdict(), deliberation };
}
