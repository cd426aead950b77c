/** A period that a share of a plan may be set aside in. */
export interface RoomInPeriod {
  /** How much of the plan's time lies in it. */
  weight: number;
  /** What the quota still has there. */
  room: number;
}

/**
 * Spreads a whole number of units over periods, in proportion to their weights as far as they have room; what a full one cannot take goes to
 * the others in the same way. Undefined when all of them together have too little.
 */
export function spreadOver(units: number, periods: readonly RoomInPeriod[]): number[] | undefined {
  const shares = periods.map(() => 0);
  let open = periods.flatMap(({ weight, room }, index) => (weight > 0 && room > 0 ? [index] : []));
  let left = units;
  while (left > 0) {
    if (open.length === 0) return undefined;
    const weights = open.reduce((sum, index) => sum + periods[index]!.weight, 0);
    const full = open.filter((index) => periods[index]!.room - shares[index]! <= (left * periods[index]!.weight) / weights);
    if (full.length > 0) {
      for (const index of full) {
        const part = Math.min(left, periods[index]!.room - shares[index]!);
        shares[index]! += part;
        left -= part;
      }
      open = open.filter((index) => !full.includes(index));
      continue;
    }
    // All that remain have room for their part; whole numbers by the largest remainders, earlier periods first among equals.
    const parts = open.map((index) => (left * periods[index]!.weight) / weights);
    const whole = parts.map(Math.floor);
    const rest = left - whole.reduce((sum, part) => sum + part, 0);
    const byRemainder = parts.map((part, at) => ({ at, remainder: part - whole[at]! })).sort((one, other) => other.remainder - one.remainder || one.at - other.at);
    for (const { at } of byRemainder.slice(0, rest)) whole[at]! += 1;
    open.forEach((index, at) => (shares[index]! += whole[at]!));
    left = 0;
  }
  return shares;
}
