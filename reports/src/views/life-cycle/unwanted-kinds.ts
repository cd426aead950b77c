/** Answers that are no conversion. */
export const unwantedKinds = ['refusal', 'wrong-number', 'complaint', 'opt-out', 'nps'];
