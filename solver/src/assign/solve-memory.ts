import type { Cells } from '../model/cells.js';
import type { Row } from '../model/model.js';
import type { Problem } from '../problem/problem.js';

/**
 * What one solve leaves for the next over the same instance: classes of customers, columns, the tiles, and the price of every limit. A
 * value is taken again only where what it was made of is the very same, so that memory changes no answer but the path to it.
 */
export class SolveMemory {
  readonly #made = new Map<string, { parts: readonly unknown[]; value: unknown }>();
  #cells: { customers: object; tests: Set<string>; cells: Cells } | null = null;
  readonly #prices = new Map<string, number>();

  /** The value that was made of the very same parts, or a new one. One value of each kind is kept. */
  recall<T>(kind: string, parts: readonly unknown[], make: () => T): T {
    const known = this.#made.get(kind);
    if (known && known.parts.length === parts.length && known.parts.every((part, z) => part === parts[z])) return known.value as T;
    // The old value goes first: two sets of tiles may not fit.
    this.#made.delete(kind);
    const value = make();
    this.#made.set(kind, { parts, value });
    return value;
  }

  /** A partition of the customers by at least these tests: a finer one does as well. */
  cells(customers: object, tests: readonly string[], make: () => Cells): Cells {
    const known = this.#cells;
    if (known?.customers === customers && tests.every((test) => known.tests.has(test))) return known.cells;
    const cells = make();
    this.#cells = { customers, tests: new Set(tests), cells };
    return cells;
  }

  /** Remembers what the rows' multipliers were, by limit, period and group. */
  keepPrices(problem: Problem, rows: readonly Row[], lambda: Float64Array): void {
    rows.forEach((row, k) => this.#prices.set(nameOf(problem, row), lambda[k]! / row.scale));
  }

  /** Multipliers to start from; null where nothing is known of most rows. A limit that is new starts without a price. */
  startFor(problem: Problem, rows: readonly Row[]): Float64Array | null {
    let known = 0;
    const lambda = Float64Array.from(rows, (row) => {
      const price = this.#prices.get(nameOf(problem, row));
      if (price !== undefined) known++;
      return (price ?? 0) * row.scale;
    });
    return known > 0 && 2 * known >= rows.length ? lambda : null;
  }
}

function nameOf(problem: Problem, row: Row): string {
  return JSON.stringify([row.limit < 0 ? -1 : problem.limits[row.limit]!.id, row.period, row.group ?? []]);
}
