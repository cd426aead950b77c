import { demoSteps, type DemoStory } from '@arbiter/demo';
import type { Container } from '../../container.js';

export interface Telling {
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, table: string) => Promise<void>;
}

/** Fills the analytical store with the demo company. Rows replace those of an earlier telling with the same keys. */
export async function tellStory({ analytics }: Pick<Container, 'analytics'>, story: DemoStory, { signal, onProgress }: Telling): Promise<void> {
  const options = signal ? { signal } : {};
  for (const { table, sql, params, done } of demoSteps(story)) {
    signal?.throwIfAborted();
    await analytics.command(sql, params, options);
    await onProgress?.(done * 0.95, table);
  }
  // Merged once, so that reading with FINAL costs next to nothing.
  for (const table of ['customers', 'candidates', 'assignments']) await analytics.command(`OPTIMIZE TABLE ${table} FINAL`, {}, options);
}
