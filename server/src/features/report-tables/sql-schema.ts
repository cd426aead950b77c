import { Type, type Static } from 'typebox';
import type { Container } from '../../container.js';

/** A table that statements may read, with its columns. Tables that replace rows by key are read with FINAL. */
export const SqlTable = Type.Object({ name: Type.String(), readWithFinal: Type.Boolean(), columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })) });
export type SqlTable = Static<typeof SqlTable>;

/** What the gate lets statements read: the tables of the store's own database, without the list of its migrations. */
export async function readSqlSchema({ analytics }: Pick<Container, 'analytics'>): Promise<SqlTable[]> {
  const rows = await analytics.query<{ table: string; engine: string; columns: [string, string][] }>(
    `SELECT c.table AS table, any(t.engine) AS engine, arrayMap(one -> (one.2, one.3), arraySort(groupArray((c.position, c.name, c.type)))) AS columns
     FROM system.columns AS c INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
     WHERE c.database = currentDatabase() AND c.table != 'schema_migrations' AND NOT startsWith(c.table, '.')
     GROUP BY c.table ORDER BY c.table`,
  );
  return rows.map(({ table, engine, columns }) => ({ name: table, readWithFinal: /Replacing|Collapsing/.test(engine), columns: columns.map(([name, type]) => ({ name, type })) }));
}
