import { rm } from 'node:fs/promises';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { importFiles } from './import-files.js';
import { requireImport } from './imports.repository.js';

/** Removes an import and its file; the rows that it loaded stay. Throws wrong-state while it is under way. */
export async function forgetImport(container: Pick<Container, 'repository' | 'folders'>, id: string): Promise<void> {
  const found = await requireImport(container, id);
  if (found.state === 'waiting' || found.state === 'running') throw new ProblemError('wrong-state', `Import "${id}" is under way: cancel its job first`);
  await container.repository.deleteFrom('imports').where('id', '=', id).execute();
  await rm(importFiles(container, id).folder, { recursive: true, force: true });
}
