import { rm, stat } from 'node:fs/promises';
import type { Container } from '../../container.js';
import { listExportFiles, removeExportFiles } from './export-files.js';
import { expiredBefore } from './exports.repository.js';

/** A file without a row is left alone for so long: a row is always there before its file, but a store may be restored beside its files. */
const unownedMs = 3_600_000;

/** Removes exports that have expired, and files that belong to no export any more. Returns how many files went. */
export async function removeOldExports(container: Pick<Container, 'repository' | 'folders' | 'config' | 'now'>): Promise<number> {
  const { repository, now } = container;
  const expired = await repository.deleteFrom('exports').where('created_at', '<', expiredBefore(container)).returning('id').execute();
  if (expired.length > 0) await removeExportFiles(container, expired.map(({ id }) => id));
  const files = await listExportFiles(container);
  if (files.length === 0) return expired.length;
  const known = new Set((await repository.selectFrom('exports').select('id').where('id', 'in', [...new Set(files.map(({ id }) => id))]).execute()).map(({ id }) => id));
  let removed = expired.length;
  for (const { id, path } of files) {
    if (known.has(id)) continue;
    const found = await stat(path).catch(() => undefined);
    if (!found || found.mtimeMs > now().getTime() - unownedMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
