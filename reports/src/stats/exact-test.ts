/**
 * Fisher's exact test of two rows of counts, for two columns and, as Freeman and Halton 1951 extended it, for more: the chance, given all row
 * and column totals, of a table that is no more likely than the one seen. Null when there are more than `mostTables` tables to go through.
 */
export function exactHomogeneityP(first: readonly number[], second: readonly number[], mostTables = 200_000): number | null {
  const columns = first.map((value, index) => value + (second[index] ?? 0)).filter((total) => total > 0);
  const seen = first.filter((value, index) => value + (second[index] ?? 0) > 0);
  const row = seen.reduce((sum, value) => sum + value, 0);
  const total = columns.reduce((sum, value) => sum + value, 0);
  if (columns.length < 2 || row === 0 || row === total) return 1;
  // Going through the tables of the smaller row is the same and shorter.
  const smaller = Math.min(row, total - row);
  const cells = row <= total - row ? seen : columns.map((column, index) => column - (seen[index] ?? 0));
  let tables = 1;
  for (const column of [...columns].sort((a, b) => a - b).slice(0, -1)) tables *= Math.min(column, smaller) + 1;
  if (tables > mostTables) return null;
  const choose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  const logAll = choose(total, smaller);
  const logSeen = columns.reduce((sum, column, index) => sum + choose(column, cells[index] as number), -logAll);
  // As R and SciPy do: what differs from the table seen by rounding alone is as likely as it.
  const limit = logSeen + 1e-7;
  const order = [...columns].sort((a, b) => a - b);
  const after = order.map((_, index) => order.slice(index + 1).reduce((sum, value) => sum + value, 0));
  let p = 0;
  const visit = (index: number, left: number, log: number): void => {
    const column = order[index] as number;
    if (index === order.length - 1) {
      const logTable = log + choose(column, left);
      if (logTable <= limit) p += Math.exp(logTable);
      return;
    }
    for (let value = Math.max(0, left - (after[index] as number)); value <= Math.min(column, left); value += 1) visit(index + 1, left - value, log + choose(column, value));
  };
  visit(0, smaller, -logAll);
  return Math.min(1, p);
}

/** ln n!: by Stirling's series from 20 on, where it is good to the last digit. */
function logFactorial(n: number): number {
  if (n < 20) {
    let product = 1;
    for (let k = 2; k <= n; k += 1) product *= k;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
