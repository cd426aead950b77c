import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Export, ExportWish, Job } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { ServerClient } from '../server-client.js';

/** The steps of an export, done in this process or by a server. */
export interface ExportGateway {
  /** Resolves with the export's id. */
  create(campaignId: string, wish: ExportWish): Promise<string>;
  /** Resolves with its end, whatever that is; rejects with the signal's reason. */
  waitFor(id: string, onChange: (found: Pick<Export, 'progress'>) => void, signal: AbortSignal): Promise<Export>;
  save(found: Export, to: () => Writable, signal: AbortSignal): Promise<void>;
  /** Stops it and removes what there is of it. */
  forget(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Nobody signed in at this machine's command line: the audit trail has the deed without a name. */
const request = { principal: null };

/** In this process, which holds the stores. */
export async function localExports(container: Container): Promise<ExportGateway> {
  const exports = await import('../../features/exports/api.js');
  const { jobHandlers } = await import('../../job-handlers.js');
  await container.jobs.startWorking(container, jobHandlers);
  return {
    create: async (campaignId, wish) => (await exports.createExport(container, request, campaignId, wish)).subjectId,
    async waitFor(id, onChange, signal) {
      const { jobId } = await exports.requireExport(container, id);
      await container.jobs.waitFor(jobId, { onChange, signal });
      return exports.requireExport(container, id);
    },
    async save(found, to, signal) {
      const { stream } = await exports.openExportFile(container, request, found);
      await pipeline(stream, to(), { signal });
    },
    forget: (id) => exports.deleteExport(container, id),
    close: () => container.close(),
  };
}

const pollMs = 300;

/** By the HTTP API of a running server. */
export function serverExports({ call, download }: ServerClient): ExportGateway {
  return {
    create: async (campaignId, wish) => (await call<Job>('POST', `/v1/campaigns/${encodeURIComponent(campaignId)}/exports`, wish)).subjectId,
    async waitFor(id, onChange, signal) {
      for (;;) {
        signal.throwIfAborted();
        const found = await call<Export>('GET', `/v1/exports/${id}`);
        onChange(found);
        if (found.state !== 'waiting' && found.state !== 'running') return found;
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    save: (found, to, signal) => download(`/v1/exports/${found.id}/file`, to, signal),
    forget: (id) => call('DELETE', `/v1/exports/${id}`),
    close: () => Promise.resolve(),
  };
}
