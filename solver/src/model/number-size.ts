/** Largest number that values, amounts and bounds may be: what is larger could overflow in sums and products, and then every plan would pass. */
export const mostNumber = 1e150;

export function largestIn(column: ArrayLike<number>): number {
  let most = 0;
  for (let z = 0; z < column.length; z++) most = Math.max(most, Math.abs(column[z]!));
  return most;
}

export function tooLarge(what: string, size: number): string {
  return `${what} has numbers as large as ${size}; at most ${mostNumber} can be added up: choose a larger unit for the measure`;
}
