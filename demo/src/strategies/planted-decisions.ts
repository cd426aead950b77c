/** What the logged decisions of the demo company are made of, so that its boards can be judged by it. */
export const plantedDecisions = {
  weeks: 8,
  /** Chance of a loss of a traveller: the logistic of this sum, which is also what the strategy scores by. The score is calibrated by construction. */
  loss: { intercept: -2.2, claimsBefore: 0.9, extremeSport: 1.3, winter: 0.4, age: 0.02 },
  /** Chance of a fraud of a claim, likewise; the strategy knows its points only. */
  fraud: { intercept: -4, newPolicy: 2.4, frequent: 1.6, theft: 1, fire: 0.4 },
  premium: 3_000,
  lossAmount: 9_000,
  /** From so many weeks before the end travellers are older: the drift that the model board shows. */
  drift: { weeks: 2, years: 9 },
  challengerShare: 20,
} as const;

export const logistic = (sum: number): number => 1 / (1 + Math.exp(-sum));
