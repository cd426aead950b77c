import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BatchWriter } from '../../ports/delivery.js';

/** Writes batches into a folder of this machine: under a temporary name that begins with a dot, then renamed, so that nobody fetches half of one. */
export class FileBatches implements BatchWriter {
  readonly kind = 'batches';

  constructor(private readonly folder: string) {}

  async write(name: string, content: string | Uint8Array, signal: AbortSignal): Promise<string> {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,200}$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a file`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, name);
    const temporary = join(this.folder, `.${name}.${randomUUID()}.part`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(content, { signal });
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    const directory = await open(dirname(path), 'r');
    await directory.sync().finally(() => directory.close());
    return path;
  }

  async close(): Promise<void> {
    // Nothing is kept open.
  }
}
