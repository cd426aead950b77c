/** A table or view that statements may read, with its columns in their order and the store's own names of types. */
export interface SqlTable {
  name: string;
  columns: { name: string; type: string }[];
}

/** Most columns that are told of one source. */
export const mostSchemaColumns = 20_000;

/** Rows of a catalogue, ordered by table, as tables. */
export function tablesOf(rows: readonly { table: string; column: string; type: string }[]): SqlTable[] {
  const tables = new Map<string, SqlTable>();
  for (const { table, column, type } of rows) {
    const known = tables.get(table);
    if (known) known.columns.push({ name: column, type });
    else tables.set(table, { name: table, columns: [{ name: column, type }] });
  }
  return [...tables.values()];
}
