import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClickHouseAnalytics } from '../../adapters/clickhouse/clickhouse-analytics.js';
import { EmbeddedEngine } from '../../adapters/clickhouse/embedded/embedded-engine.js';
import { parquetFormat } from './detection/detect-format.js';
import { readFooter } from './inspect-file.js';
import { dropTables, fillStaging, loadParquetRows, stagingTables } from './staging.js';
import { openAnalyticsFixture, type AnalyticsFixture } from './testing/analytics-fixture.js';

/** The way of the server profile: ClickHouse is sent the file's bytes instead of reading it where it lies. */
let files: AnalyticsFixture;
let engine: EmbeddedEngine;
let analytics: ClickHouseAnalytics;
beforeAll(async () => {
  files = await openAnalyticsFixture();
  engine = await EmbeddedEngine.start({ folder: join(files.folder, 'second'), memoryBytes: 2 ** 30 });
  analytics = new ClickHouseAnalytics({ endpoint: () => engine.endpoint(), database: 'arbiter', readsLocalFiles: false });
  await analytics.createDatabase();
});
afterAll(async () => {
  await analytics?.close();
  await engine?.close();
  await files?.close();
});

const tables = stagingTables('piped');

it('numbers the lines of a text in their order', async () => {
  const rows = 200_000;
  const path = files.write('long.csv', `id;note\n${Array.from({ length: rows }, (_, row) => `${row + 2};${row % 1000 === 0 ? `"two\nlines"` : 'x'.repeat(row % 40)}`).join('\n')}\n`);
  const format = { ...parquetFormat, kind: 'csv' as const, separator: ';' as const };
  const column = (index: number, name: string, type: 'number' | 'text') => ({ name: `f_${name}`, target: name, role: 'field' as const, source: { column: index }, label: name, rules: { type } });
  await fillStaging(analytics, tables, { path, format }, { columns: [column(0, 'id', 'number'), column(1, 'note', 'text')], width: 2, format }, {});
  expect(await analytics.query(`SELECT count() AS rows, countIf(line != f_id + ceil((f_id - 2) / 1000)) AS misnumbered, countIf(f_note = 'two\\nlines') AS doubled FROM ${tables.checked}`)).toEqual([{ rows: String(rows), misnumbered: '0', doubled: '200' }]);
  await dropTables(analytics, Object.values(tables));
});

it('reads Parquet, and no more rows of it than were asked for', async () => {
  const path = join(files.folder, 'rows.parquet');
  await files.analytics.command(`INSERT INTO FUNCTION file('${path}', 'Parquet') SELECT number AS id, toString(number) AS text FROM numbers(300000) SETTINGS output_format_parquet_row_group_size = 50000`);
  const parquet = (await readFooter(path))!.columns;
  await loadParquetRows(analytics, tables, { path, format: parquetFormat, parquet });
  expect(await analytics.query(`SELECT count() AS rows, countIf(cells[1] != toString(line - 1)) AS misnumbered FROM ${tables.rows}`)).toEqual([{ rows: '300000', misnumbered: '0' }]);
  await loadParquetRows(analytics, tables, { path, format: parquetFormat, parquet, mostRows: 1000 });
  expect(await analytics.query(`SELECT count() AS rows, max(line) AS last FROM ${tables.rows}`)).toEqual([{ rows: '1000', last: '1000' }]);
  await dropTables(analytics, Object.values(tables));
});
