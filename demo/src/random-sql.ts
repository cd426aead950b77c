/**
 * Random numbers as SQL over a hash of the seed, a salt and the row's identity: any row can be made again at any time,
 * in any order and on any number of threads, and a greater company contains the smaller one.
 */
export function uniform(salt: string, ...identity: string[]): string {
  return `((sipHash64({seed:UInt64}, '${salt}', ${identity.join(', ')}) + 0.5) / 18446744073709551616.)`;
}

/** Standard normal by Box and Muller (1958). */
export function normal(salt: string, ...identity: string[]): string {
  return `(sqrt(-2 * log(${uniform(`${salt}-r`, ...identity)})) * cos(2 * pi() * ${uniform(`${salt}-a`, ...identity)}))`;
}

/** Index of the class in which a uniform number falls, classes having the given shares. */
export function pick(shares: readonly number[], uniformSql: string): string {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  const bounds = shares.slice(0, -1).map((share) => (sum += share) / total);
  return `arraySum(arrayMap(bound -> toUInt8(${uniformSql} >= bound), [${bounds.join(', ')}]))`;
}

/** The element of a constant list at a zero-based SQL index. */
export function at(values: readonly (string | number)[], indexSql: string): string {
  const list = values.map((value) => (typeof value === 'number' ? String(value) : `'${value}'`)).join(', ');
  return `[${list}][toUInt32(${indexSql}) + 1]`;
}
