import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Import } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { importFiles, plainFileName, storeFile } from './import-files.js';
import { addImport, requireImport } from './imports.repository.js';
import { refuseUnsupported } from './inspect-file.js';
import { publicImport } from './start-import.js';

/** Takes a file in: stores it, refuses what cannot be imported, and makes the import that it is known by from now on. */
export async function receiveFile(container: Container, name: string, bytes: Readable, limitBytes: number): Promise<Import> {
  const id = randomUUID();
  const stored = await storeFile(container, id, bytes, limitBytes);
  const { folder, source } = importFiles(container, id);
  try {
    await refuseUnsupported(source);
    await addImport(container, { id, fileName: plainFileName(name), ...stored, createdAt: container.now() });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return publicImport(await requireImport(container, id));
}
