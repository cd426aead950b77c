/** Shares are basis points: all arms of a test have 10,000 together. */
export const allShares = 10_000;

export interface Arm { port: string; label?: string; share: number; champion?: boolean }

/** Equal shares; what cannot be divided goes to the first arms. */
export function evenShares(count: number): number[] {
  const each = Math.floor(allShares / count);
  return Array.from({ length: count }, (_, index) => each + (index < allShares - each * count ? 1 : 0));
}

/** Whole shares in proportion to the weights (alike where all are zero) that make `total` exactly. */
function inProportion(weights: readonly number[], total: number): number[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce((one, other) => one + other, 0);
  const exact = weights.map((weight) => (sum > 0 ? (weight / sum) * total : total / weights.length));
  const shares = exact.map(Math.floor);
  const order = exact.map((value, index) => ({ index, rest: value - Math.floor(value) })).sort((one, other) => other.rest - one.rest || one.index - other.index);
  let left = total - shares.reduce((one, other) => one + other, 0);
  for (const { index } of order) {
    if (left <= 0) break;
    shares[index] = shares[index]! + 1;
    left -= 1;
  }
  return shares;
}

/** The shares with one set; the others take or give in proportion, so that all remain 10,000. */
export function setShare(shares: readonly number[], index: number, share: number): number[] {
  const wanted = Math.min(allShares, Math.max(0, Math.round(share)));
  if (shares.length === 1) return [allShares];
  const others = inProportion(shares.filter((_, at) => at !== index), allShares - wanted);
  return shares.map((_, at) => (at === index ? wanted : others[at < index ? at : at - 1]!));
}

/** With one arm more, which takes its even part from all others in proportion. */
export function addShare(shares: readonly number[]): number[] {
  const part = Math.round(allShares / (shares.length + 1));
  return [...inProportion(shares, allShares - part), part];
}

/** Without one arm, whose part goes to the others in proportion. */
export const removeShare = (shares: readonly number[], index: number): number[] => inProportion(shares.filter((_, at) => at !== index), allShares);

export interface Split { salt: string; experiment: string; key: string; arms: readonly Pick<Arm, 'port' | 'share'>[] }

/**
 * Share of customers (0 to 1) who get another arm under the second split than under the first: by the overlap of the arms' buckets, which
 * stay where salt, experiment and key stay, and are drawn anew otherwise. Arms are told apart by their ways out.
 */
export function movedShare(before: Split, after: Split): number {
  if (before.salt !== after.salt || before.experiment !== after.experiment || before.key.trim() !== after.key.trim()) {
    return 1 - before.arms.reduce((sum, { port, share }) => sum + (share / allShares) * ((after.arms.find((arm) => arm.port === port)?.share ?? 0) / allShares), 0);
  }
  const ends = (arms: Split['arms']) => {
    let end = 0;
    return arms.map(({ port, share }) => ({ port, from: end, to: (end += share) }));
  };
  const [former, next] = [ends(before.arms), ends(after.arms)];
  const stay = former.reduce((sum, one) => sum + next.filter(({ port }) => port === one.port).reduce((part, other) => part + Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from)), 0), 0);
  return Math.max(0, 1 - stay / allShares);
}
