import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Export } from '@arbiter/contracts';
import type { FastifyRequest } from 'fastify';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { exportFiles } from './export-files.js';

/** The file of an export that has succeeded, written into the audit trail as taken. Throws wrong-state before, and gone where it is not. */
export async function openExportFile(container: Pick<Container, 'repository' | 'folders' | 'now'>, request: Pick<FastifyRequest, 'principal'>, { id, wish, state, campaignId }: Export): Promise<{ sizeBytes: number; stream: Readable }> {
  if (state !== 'succeeded') throw new ProblemError('wrong-state', `The export is ${state}, so it has no file${state === 'waiting' || state === 'running' ? ' yet: wait for it' : ': ask for it again'}`, { details: { state } });
  // Opened before it is measured, so that what is sent is one file even when it is deleted meanwhile.
  const file = await open(exportFiles(container, id, wish).file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ProblemError('gone', `The file of export ${id} is not in this process’s folder of exports: it was removed, or written by a worker with another data folder (ARBITER_DATA_DIR must be the same one for all). Ask for it again`);
  });
  try {
    const { size } = await file.stat();
    await recordAudit(container, request, 'export.download', id, { campaignId, what: wish.what });
    return { sizeBytes: size, stream: file.createReadStream({ highWaterMark: 256 * 1024 }) };
  } catch (error) {
    await file.close();
    throw error;
  }
}
