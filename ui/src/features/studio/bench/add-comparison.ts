import type { Comparison } from './bench-api.js';

/** Adds the comparison of a part of the rows, which begins at the row `start`, to that of the parts before. */
export function addComparison(sum: Comparison | null, part: Comparison, start: number): Comparison {
  const examples = part.examples.map((one) => ({ ...one, row: one.row + start }));
  if (!sum) return { ...part, examples };
  return {
    rows: sum.rows + part.rows,
    changed: sum.changed + part.changed,
    otherWay: sum.otherWay + part.otherWay,
    moves: counted([...sum.moves, ...part.moves], ({ from, to }) => `${from}\n${to}`),
    partings: counted([...sum.partings, ...part.partings], ({ path, left, right }) => `${path}\n${left}\n${right}`),
    examples: [...sum.examples, ...examples],
  };
}

function counted<T extends { rows: number }>(list: readonly T[], keyOf: (one: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const one of list) {
    const known = byKey.get(keyOf(one));
    byKey.set(keyOf(one), known ? { ...known, rows: known.rows + one.rows } : one);
  }
  return [...byKey.values()].sort((a, b) => b.rows - a.rows);
}

/** Moves of decisions as a table: whence in rows, whither in columns, the most frequent first. */
export function moveMatrix(moves: Comparison['moves'], most = 8): { from: string[]; to: string[]; count: (from: string, to: string) => number } {
  const sums = (side: 'from' | 'to') => counted(moves.map((move) => ({ name: move[side], rows: move.rows })), ({ name }) => name).slice(0, most).map(({ name }) => name);
  const counts = new Map(moves.map(({ from, to, rows }) => [`${from}\n${to}`, rows]));
  return { from: sums('from'), to: sums('to'), count: (from, to) => counts.get(`${from}\n${to}`) ?? 0 };
}
