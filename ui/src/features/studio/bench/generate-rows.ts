import type { DataGeneration, FieldSpec } from '@arbiter/contracts';
import { ApiProblem } from '$lib/api/problem.js';

/** Rows by the data model, the same for the same seed. Throws ApiProblem where the settings leave no value. */
export async function generateRows(inputs: readonly FieldSpec[], wish: DataGeneration): Promise<Record<string, unknown>[]> {
  const { dataGenerator } = await import('@arbiter/engine/strategy-tests/generate-data');
  const made = dataGenerator(inputs, wish);
  if (!made.ok) throw new ApiProblem({ code: 'validation-failed', status: 400, detail: made.error[0]?.message ?? '', faults: made.error });
  const rows: Record<string, unknown>[] = [];
  while (rows.length < wish.rows) {
    rows.push(made.value());
    // The page breathes: many rows of long lists take a while.
    if (rows.length % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return rows;
}
