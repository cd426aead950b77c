import { afterEach, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { clearCompany, isEmpty, startDemo, startFirstDemo } from './api.js';

let container: Container;
afterEach(() => container.close());

const tables = ['customers', 'contracts', 'invoices', 'payments', 'contacts', 'candidates', 'responses', 'assignments'];

async function contents(): Promise<Record<string, unknown>> {
  const rows = await Promise.all(tables.map(async (table) => [table, await container.analytics.query(`SELECT count() AS rows, groupBitXor(cityHash64(* EXCEPT version)) AS checksum FROM ${table} FINAL`)] as const));
  return Object.fromEntries(rows);
}

it('is told once on empty stores, and the same again for the same seed', async () => {
  container = await makeTestContainer();
  await container.jobs.startWorking(container, jobHandlers);
  expect(await isEmpty(container)).toBe(true);
  const started = await Promise.all([1, 2, 3].map(() => startFirstDemo(container, { customers: 300, language: 'ru' })));
  const jobs = started.filter((job) => job !== undefined);
  expect(jobs).toHaveLength(1);
  expect(await container.jobs.waitFor(jobs[0]!.id)).toMatchObject({ state: 'succeeded', error: null });
  const first = await contents();
  expect(await isEmpty(container)).toBe(false);
  expect(await startFirstDemo(container, { customers: 300, language: 'ru' })).toBeUndefined();

  await clearCompany(container);
  expect(await isEmpty(container)).toBe(true);
  const again = await startDemo(container, { customers: 300, language: 'en' });
  expect(await container.jobs.waitFor(again.id)).toMatchObject({ state: 'succeeded' });
  expect(await contents()).toEqual(first);

  const other = await startDemo(container, { customers: 300, seed: 8 });
  await container.jobs.waitFor(other.id);
  expect(await contents()).not.toEqual(first);
});

it('refuses sizes and seeds that cannot be, naming them', async () => {
  container = await makeTestContainer();
  await expect(startDemo(container, { customers: 99 })).rejects.toThrow('99');
  await expect(startDemo(container, { customers: 1e8 })).rejects.toThrow('100000000');
  await expect(startDemo(container, { customers: 1000, seed: -1 })).rejects.toThrow('-1');
});
