interface Definition {
  sql: string;
  /** Kept as a column of the lowest subquery whatever it is used for. */
  source: boolean;
}

/** Text literals and quoted names are passed over; only a name of ours outside of them is one. */
const tokens = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\bs_\d+\b/gs;
const isName = (token: string): boolean => token.startsWith('s_');
const namesIn = (sql: string): string[] => (sql.match(tokens) ?? []).filter(isName);
const longestInline = 4000;
const shortConstant = 60;
const none = 65_535;
/** Columns of checks are numbered from here. */
const firstOfChecks = 1_000_000;

/**
 * Columns of a SELECT that build on one another. ClickHouse repeats the text of an alias wherever it is used, which grows beyond all
 * bounds along a chain; a column of a subquery is computed once. So what is used more than once becomes a column of the first subquery
 * above all that it reads, what is used once is written where it is used, and each subquery hands on only what is read above it.
 */
export class SqlColumns {
  readonly #definitions = new Map<string, Definition>();
  readonly #nameOf = new Map<string, string>();
  readonly #checks: string[] = [];

  /** A column of the source. */
  source(sql: string): string {
    return this.#add(sql, true);
  }

  /** Adds a column; its name. An expression that is a column already is left as it is. */
  define(sql: string): string {
    return this.#definitions.has(sql) ? sql : this.#add(sql, false);
  }

  /** Adds a condition (UInt8, never NULL) of which the first that holds is told by `firstCheck`; its number, from 1. */
  check(when: string): number {
    return this.#checks.push(when);
  }

  #add(sql: string, source: boolean): string {
    const key = `${source ? 'source' : 'column'} ${sql}`;
    const known = this.#nameOf.get(key);
    if (known !== undefined) return known;
    const name = `s_${this.#definitions.size + 1}`;
    this.#definitions.set(name, { sql, source });
    this.#nameOf.set(key, name);
    return name;
  }

  /** SELECT of the given result columns over the source, and how many subqueries stand in one another. `s_0` is the number of the first check that holds, 0 for none. */
  select(from: string, results: readonly { sql: string; name: string }[]): { select: string; depth: number } {
    const { expanded, kept } = this.#settle([...this.#checks, ...results.map(({ sql }) => sql)]);
    const layerOf = new Map<string, number>();
    const above = (sql: string): number => namesIn(sql).reduce((layer, name) => Math.max(layer, (layerOf.get(name) ?? -1) + 1), 0);
    const layers: { name: string; sql: string }[][] = [];
    const put = (layer: number, name: string, sql: string): void => void (layers[layer] ??= []).push({ name, sql });
    for (const [name, sql] of kept) {
      const layer = this.#definitions.get(name)!.source ? 0 : Math.max(1, above(sql));
      layerOf.set(name, layer);
      put(layer, name, sql);
    }
    this.#putChecks(layers, put, above, expanded);
    const last = Array.from(layers, (columns) => columns ?? []);
    const outcome = results.map(({ sql, name }) => ({ sql: expanded(sql), name }));

    /** For each layer what is read above it. */
    const wanted: Set<string>[] = [];
    let reading = new Set(outcome.flatMap(({ sql }) => namesIn(sql)));
    for (let layer = last.length - 1; layer >= 0; layer -= 1) {
      wanted[layer] = reading;
      const made = new Map(last[layer]!.map(({ name, sql }) => [name, sql]));
      reading = new Set([...reading].filter((name) => !made.has(name)).concat([...made].filter(([name]) => wanted[layer]!.has(name)).flatMap(([, sql]) => (layer === 0 ? [] : namesIn(sql)))));
    }
    let relation = from;
    last.forEach((columns, layer) => {
      const made = new Set(columns.map(({ name }) => name));
      const through = [...wanted[layer]!].filter((name) => !made.has(name));
      const fresh = columns.filter(({ name }) => wanted[layer]!.has(name)).map(({ name, sql }) => `${sql} AS ${name}`);
      relation = `(\nSELECT ${[...through, ...fresh].join(',\n  ') || '1 AS s_nothing'}\nFROM ${relation})`;
    });
    return { select: `SELECT\n  ${outcome.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n  ')}\nFROM ${relation}`, depth: last.length };
  }

  /** Decides what becomes a column: `kept` with their texts, in order; `expanded` writes the others out. */
  #settle(roots: readonly string[]): { kept: Map<string, string>; expanded: (sql: string) => string } {
    const uses = new Map<string, number>();
    const inLambda = new Set<string>();
    const visit = (sql: string): void => {
      for (const name of namesIn(sql)) {
        const definition = this.#definitions.get(name);
        if (!definition) continue;
        const before = uses.get(name) ?? 0;
        uses.set(name, before + 1);
        if (sql.includes('->')) inLambda.add(name);
        if (before === 0 && !definition.source) visit(definition.sql);
      }
    };
    roots.forEach(visit);
    const kept = new Map<string, string>();
    const inlined = new Map<string, string>();
    const expanded = (sql: string): string => sql.replace(tokens, (token) => inlined.get(token) ?? token);
    for (const [name, { sql, source }] of this.#definitions) {
      const used = uses.get(name) ?? 0;
      if (used === 0) continue;
      const text = source ? sql : expanded(sql);
      const constant = text.length <= shortConstant && namesIn(text).length === 0;
      if (!source && (constant || (used === 1 && !inLambda.has(name) && text.length <= longestInline))) inlined.set(name, text);
      else kept.set(name, text);
    }
    return { kept, expanded };
  }

  /** The first check is the least of the numbers of those that hold; each is taken in as soon as all that it reads is there. */
  #putChecks(layers: { name: string; sql: string }[][], put: (layer: number, name: string, sql: string) => void, above: (sql: string) => number, expanded: (sql: string) => string): void {
    const byLayer = new Map<number, string[]>();
    this.#checks.forEach((when, index) => {
      const sql = expanded(when);
      const layer = Math.max(1, above(sql));
      byLayer.set(layer, [...(byLayer.get(layer) ?? []), `${sql}, ${index + 1}`]);
    });
    let before = '';
    for (const layer of [...byLayer.keys()].sort((a, b) => a - b)) {
      const first = `toUInt16(multiIf(${byLayer.get(layer)!.join(', ')}, ${none}))`;
      const name = `s_${firstOfChecks + layer}`;
      put(layer, name, before === '' ? first : `least(${before}, ${first})`);
      before = name;
    }
    put(layers.length === 0 ? 1 : layers.length, 's_0', before === '' ? 'toUInt16(0)' : `if(${before} = ${none}, toUInt16(0), ${before})`);
  }
}
