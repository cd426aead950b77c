import { AttributeType, DatasetId, datasetIds, datasets, Title } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { Analytics } from '../../ports/analytics.js';

export const DatasetSummary = Type.Object({
  id: DatasetId,
  title: Title,
  fields: Type.Array(Type.Object({ name: Type.String(), type: AttributeType, title: Title, key: Type.Boolean(), required: Type.Boolean() })),
  rows: Type.Integer({ description: 'Present rows; of a very large dataset, stored ones, replaced rows included' }),
  updatedAt: Type.Union([Type.Null(), Type.String({ description: 'When the newest row was written' })]),
});
export type DatasetSummary = Static<typeof DatasetSummary>;

/** Past this many stored rows, counting the present ones exactly is not worth its time. */
const mostCounted = 20_000_000;

/** The data model with how much there is of each dataset. */
export async function readDatasets(analytics: Analytics): Promise<DatasetSummary[]> {
  const stored = new Map(
    (await analytics.query<{ name: string; total: string | null }>(`SELECT name, total_rows AS total FROM system.tables WHERE database = currentDatabase()`)).map(({ name, total }) => [name, Number(total ?? 0)]),
  );
  return Promise.all(
    datasetIds.map(async (id) => {
      const { table, title, fields } = datasets[id];
      const rows = stored.get(table) ?? 0;
      const final = rows <= mostCounted ? 'FINAL' : '';
      const [found] = rows === 0 ? [] : await analytics.query<{ rows: string; newest: string }>(`SELECT count() AS rows, max(version) AS newest FROM ${table} ${final}`);
      const newest = Number(found?.newest ?? 0);
      return {
        id,
        title,
        fields: fields.map(({ name, type, title: heading, key, required }) => ({ name, type, title: heading, key: key ?? false, required: required ?? false })),
        rows: Number(found?.rows ?? 0),
        // Versions are milliseconds; anything else was not written by this product.
        updatedAt: newest > 1e12 && newest < 1e13 ? new Date(newest).toISOString() : null,
      };
    }),
  );
}
