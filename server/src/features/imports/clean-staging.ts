import type { Container } from '../../container.js';
import { findImport } from './imports.repository.js';
import { dropTables, stagingPrefix, stagingTables } from './staging.js';

const untouchedMinutes = 10;

/** Drops tables that a crash left behind: of imports that are not under way, and of previews that nobody waits for any more. */
export async function cleanStaging(container: Pick<Container, 'analytics' | 'repository'>): Promise<string[]> {
  const { analytics, repository } = container;
  const tables = await analytics.query<{ name: string; old: number }>(
    `SELECT name, metadata_modification_time < now() - INTERVAL ${untouchedMinutes} MINUTE AS old FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {prefix:String})`,
    { prefix: stagingPrefix },
  );
  if (tables.length === 0) return [];
  const active = await repository.selectFrom('imports').select('id').where('state', 'in', ['waiting', 'running']).execute();
  const busy = new Set<string>();
  for (const { id } of active) {
    const state = (await findImport(container, id))?.state;
    if (state === 'waiting' || state === 'running') for (const name of Object.values(stagingTables(id))) busy.add(name);
  }
  const abandoned = tables.filter(({ name, old }) => !busy.has(name) && (Boolean(old) || !/_(preview|inspect)_/.test(name))).map(({ name }) => name);
  await dropTables(analytics, abandoned);
  return abandoned;
}
