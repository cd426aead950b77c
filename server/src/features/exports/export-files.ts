import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat, ExportWish } from '@arbiter/contracts';
import type { Container } from '../../container.js';

type Folders = Pick<Container, 'folders'>;

/** Names in the folder of exports: `<id>.csv`, and while it is written `<id>.csv.<attempt>.part`. */
const ownName = /^([0-9a-f-]{36})\.(csv|parquet)(\.[0-9a-f-]{36}\.part)?$/;

export const formatOf = (wish: Pick<ExportWish, 'format'>): ExportFormat => wish.format ?? 'csv';

/** Where an export's file is once it is whole, and a place of its own for one attempt to write it. */
export function exportFiles({ folders }: Folders, id: string, wish: Pick<ExportWish, 'format'>): { file: string; unfinished: string } {
  const file = join(folders.exports, `${id}.${formatOf(wish)}`);
  return { file, unfinished: `${file}.${randomUUID()}.part` };
}

/** The files in the folder that are of exports, whole or not, with the export that each belongs to. */
export async function listExportFiles({ folders }: Folders): Promise<{ id: string; path: string; unfinished: boolean }[]> {
  return (await readdir(folders.exports)).flatMap((name) => {
    const [, id, , part] = ownName.exec(name) ?? [];
    return id === undefined ? [] : [{ id, path: join(folders.exports, name), unfinished: part !== undefined }];
  });
}

/** Removes what there is of an export; only what attempts left unfinished, if asked so. */
export async function removeExportFiles(container: Folders, ids: readonly string[], only: 'all' | 'unfinished' = 'all'): Promise<void> {
  const wanted = new Set(ids);
  const files = (await listExportFiles(container)).filter(({ id, unfinished }) => wanted.has(id) && (only === 'all' || unfinished));
  for (const { path } of files) await rm(path, { force: true });
}
