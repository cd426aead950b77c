import { ReportTable, type ReportCell, type TableRequest } from '@arbiter/contracts';
import { exploreDatasets } from '@arbiter/reports/explore/explore-datasets';
import type { ExploreDataset, ExploreDimension } from '@arbiter/reports/explore/explore-dataset';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { listAttributes } from '../datasets/api.js';
import { addFactsOfEveryKind } from '../../testing/facts-of-every-kind.js';
import { readReportTable } from './read-report-table.js';

let container: Container;
let datasets: ReadonlyMap<string, ExploreDataset>;
const CheckedTable = Compile(ReportTable);
const grains = { date: ['day', 'week', 'month', 'quarter', 'year'], instant: ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] } as const;

async function ask(dataset: ExploreDataset, dimensions: TableRequestDimensions, changes: Partial<TableRequest> = {}, measures: readonly unknown[] = dataset.measures.map(({ id }) => id)): Promise<ReportTable> {
  const query = { dataset: dataset.id, measures, dimensions } as Extract<TableRequest['source'], { kind: 'explore' }>['query'];
  const table = await readReportTable(container, { source: { kind: 'explore', query }, rowLimit: 100_000, ...changes }, { mayReadData: false });
  expect(CheckedTable.Check(table), `${dataset.id} by ${JSON.stringify(dimensions)}`).toBe(true);
  return table;
}
type TableRequestDimensions = Extract<TableRequest['source'], { kind: 'explore' }>['query']['dimensions'];

const near = (left: ReportCell | undefined, right: ReportCell | undefined): boolean => left === right || (typeof left === 'number' && typeof right === 'number' && Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right)));
/** Periods are the same for every time, so that the dataset's own stands for them. */
const cutsOf = ({ id, type }: ExploreDimension, time: string | null): TableRequestDimensions => [{ id }, ...(id === time && (type === 'date' || type === 'instant') ? grains[type].map((grain) => ({ id, grain })) : [])];
/** Attributes of customers are the same in every dataset; where the store is empty one of them stands for all. */
const dimensionsOf = (dataset: ExploreDataset, state: string) => dataset.dimensions.filter(({ id }) => state === 'filled' || dataset.id === 'payments' || !id.startsWith('customer.'));

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date('2026-03-01T12:00:00Z') });
});
afterAll(() => container?.close());

describe.each(['empty', 'filled'])('datasets over a store that is %s', (state) => {
  beforeAll(async () => {
    if (state === 'filled') await addFactsOfEveryKind(container);
    datasets = exploreDatasets(await listAttributes(container.repository));
  }, 120_000);

  it('answer every measure by every dimension and period, and lose no row', { timeout: 600_000 }, async () => {
    for (const dataset of datasets.values()) {
      const total = await ask(dataset, []);
      expect(total.rows, dataset.id).toHaveLength(1);
      for (const { reason } of total.unknown) expect(reason).toBe('denominator-zero');
      if (state === 'filled') expect(total.rows[0]?.[0], `${dataset.id} has rows`).toBeGreaterThan(0);
      for (const dimension of dimensionsOf(dataset, state)) {
        for (const cut of cutsOf(dimension, dataset.time)) {
          const table = await ask(dataset, [cut]);
          if (state === 'empty') expect(table.rows).toEqual([]);
          else {
            for (const [index, measure] of dataset.measures.entries()) {
              if (!measure.additive) continue;
              const sum = table.rows.reduce((running, row) => running + Number(row[index + 1]), 0);
              expect(near(sum, total.rows[0]?.[index]), `${dataset.id}.${measure.id} by ${JSON.stringify(cut)}: ${sum} against ${String(total.rows[0]?.[index])}`).toBe(true);
            }
          }
        }
      }
    }
  });

  it('aggregate every dimension', { timeout: 600_000 }, async () => {
    for (const dataset of datasets.values()) {
      const wishes = dataset.dimensions.flatMap(({ id, type, list }) => (type === 'number' && !list ? ['sum', 'average', 'median', 'p95', 'min', 'max', 'distinct'] : type === 'date' || type === 'instant' ? ['min', 'max', 'distinct'] : ['distinct']).map((aggregate) => ({ aggregate, of: id })));
      for (let from = 0; from < wishes.length; from += 12) await ask(dataset, [], {}, wishes.slice(from, from + 12));
      const times = dataset.dimensions.filter(({ type }) => type === 'date' || type === 'instant').map(({ id }) => ({ aggregate: 'max', of: id }));
      if (dataset.time !== null) await ask(dataset, [], { period: { kind: 'last', count: 3, unit: 'month' }, compare: { kind: 'year-before' } }, [...times, dataset.measures[0]?.id].slice(0, 12));
    }
  });

  it('give by a filter on a value what the group of that value says', { timeout: 600_000 }, async () => {
    for (const dataset of datasets.values()) {
      for (const dimension of dimensionsOf(dataset, dataset.id === 'contacts' ? 'filled' : 'empty').filter(({ list }) => !list)) {
        const groups = await ask(dataset, [{ id: dimension.id }]);
        for (const row of groups.rows.slice(0, 1)) {
          const value = row[0] === null ? '' : String(row[0]);
          const filtered = await ask(dataset, [], { filters: [{ dimension: dimension.id, op: 'in', values: [value] }] });
          const all = near(filtered.rows[0]?.[0], row[1]) && filtered.rows[0]?.every((cell, index) => near(cell, row[index + 1]));
          expect(all, `${dataset.id}.${dimension.id} = ${value}: ${JSON.stringify(filtered.rows[0])} against ${JSON.stringify(row)}`).toBe(true);
        }
      }
    }
  });
});
