import { createReadStream } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Type, type Static } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';

export const FolderFile = Type.Object({ name: Type.String(), sizeBytes: Type.Integer(), modifiedAt: Type.String() });
export type FolderFile = Static<typeof FolderFile>;

const mostListed = 1000;

/** The real path of a file of the folder; undefined for anything that is not one: folders, devices, links that lead out. */
async function realFile(folder: string, name: string): Promise<{ path: string; sizeBytes: number; modifiedAt: Date } | undefined> {
  if (name === '' || name === '.' || name === '..' || /[\\/\u0000]/.test(name)) return undefined;
  try {
    const home = await realpath(folder);
    const path = await realpath(join(home, name));
    const found = await lstat(path);
    return found.isFile() && path.startsWith(home + sep) ? { path, sizeBytes: found.size, modifiedAt: found.mtime } : undefined;
  } catch {
    return undefined;
  }
}

/** Files of the import folder, newest first. Hidden ones are left out. */
export async function listFolder({ folders }: Pick<Container, 'folders'>): Promise<FolderFile[]> {
  const names = (await readdir(folders.imports)).filter((name) => !name.startsWith('.'));
  const files = await Promise.all(names.map(async (name) => ({ name, file: await realFile(folders.imports, name) })));
  return files
    .flatMap(({ name, file }) => (file ? [{ name, sizeBytes: file.sizeBytes, modifiedAt: file.modifiedAt.toISOString() }] : []))
    .sort((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : -1))
    .slice(0, mostListed);
}

/** Opens a file of the import folder. Throws not-found for whatever is not a plain file directly in it. */
export async function openFromFolder({ folders }: Pick<Container, 'folders'>, name: string) {
  const file = await findFolderFile({ folders }, name);
  return createReadStream(file.path, { highWaterMark: 1 << 20 });
}

/** Path and size of a file of the import folder. Throws not-found for whatever is not a plain file directly in it. */
export async function findFolderFile({ folders }: Pick<Container, 'folders'>, name: string): Promise<{ path: string; sizeBytes: number }> {
  const file = await realFile(folders.imports, name);
  if (!file) throw new ProblemError('not-found', `The import folder has no file ${JSON.stringify(name)}. Give the name of a file directly in it: GET /v1/imports/folder lists them.`);
  return file;
}
