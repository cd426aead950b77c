/** Root of a rising function between two points. */
export function bisect(low: number, high: number, rising: (value: number) => number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 200 && to - from > 1e-15 * Math.max(1e-300, Math.abs(to)); step += 1) {
    const middle = from + (to - from) / 2;
    if (rising(middle) < 0) from = middle;
    else to = middle;
  }
  return to;
}
