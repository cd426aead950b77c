import type { StrategyDataModel, TestCase } from '@arbiter/contracts';
import { renameInTestCase } from '@arbiter/engine/strategy-edit/rename-keys';
import { request } from '$lib/api/client.js';

const at = encodeURIComponent;

export const casesOf = (itemId: string): Promise<TestCase[]> => request<TestCase[]>('GET', `/v1/items/${at(itemId)}/tests`);

/** The cases that name a field, as they are under its new name. */
export function casesRenamed(cases: readonly TestCase[], before: StrategyDataModel, path: readonly string[], name: string): TestCase[] {
  return cases.flatMap((one) => {
    const next = renameInTestCase(one, before, path, name);
    return next === one ? [] : [next];
  });
}

/** Saves changed cases one after the other; tells how many were saved before one was refused. */
export async function saveCases(itemId: string, cases: readonly TestCase[]): Promise<void> {
  for (const { id, ...body } of cases) await request<TestCase>('PUT', `/v1/items/${at(itemId)}/tests/${at(id)}`, { body });
}
