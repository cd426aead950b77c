/**
 * Columns of a SELECT that build on one another. ClickHouse repeats the text of an alias wherever it is used, which grows beyond all
 * bounds along a chain; a column of a subquery is computed once. So each column stands in the first subquery above all that it reads.
 */
export class SqlColumns {
  readonly #layers: string[][] = [];
  readonly #layerOf = new Map<string, number>();

  /** Adds a column; its name. An expression that is a column already is left as it is. */
  define(sql: string): string {
    if (this.#layerOf.has(sql)) return sql;
    let layer = 0;
    // A name inside a text literal counts too: that does no harm, the column only stands higher than it must.
    for (const [name] of sql.matchAll(/\bs_\d+\b/g)) layer = Math.max(layer, (this.#layerOf.get(name) ?? -1) + 1);
    const name = `s_${this.#layerOf.size}`;
    this.#layerOf.set(name, layer);
    (this.#layers[layer] ??= []).push(`${sql} AS ${name}`);
    return name;
  }

  /** How many subqueries stand in one another. */
  get depth(): number {
    return this.#layers.length;
  }

  /** SELECT of the given result columns over the source. */
  select(from: string, results: readonly { sql: string; name: string }[]): string {
    let relation = from;
    for (const columns of this.#layers) relation = `(\nSELECT *,\n  ${columns.join(',\n  ')}\nFROM ${relation})`;
    return `SELECT\n  ${results.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n  ')}\nFROM ${relation}`;
  }
}
