import { datasets } from '@arbiter/contracts/data-model';
import { Dataset } from '@arbiter/contracts/reporting/explore';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { describeDataset } from './explore-dataset.js';
import { exploreDatasets } from './explore-datasets.js';

const attributes = datasets.customers.fields.map(({ name, type, title }) => ({ name, type, title, builtIn: true }));

it('each dataset is described whole, in both languages, every name once', () => {
  const Checked = Compile(Dataset);
  for (const dataset of exploreDatasets(attributes).values()) {
    const described = describeDataset(dataset, {});
    expect([...Checked.Errors(described)], dataset.id).toEqual([]);
    const ids = [...described.dimensions, ...described.measures].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index), dataset.id).toEqual([]);
    if (dataset.time !== null) expect(ids).toContain(dataset.time);
    for (const { title, id } of [described, ...described.dimensions, ...described.measures]) expect(title.ru.length * title.en.length, `${dataset.id} ${id}`).toBeGreaterThan(0);
    for (const { joins = [] } of [...dataset.dimensions, ...dataset.measures]) for (const name of joins) expect(Object.keys(dataset.joins ?? {})).toContain(name);
  }
});
