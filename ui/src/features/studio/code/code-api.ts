import type { Fault } from '@arbiter/contracts';
import { request } from '$lib/api/client.js';
import type { CodePlace } from './code-places.js';

/** What runs for the draft or a version. */
export interface Executable {
  name: string;
  revision: number | null;
  contentHash: string | null;
  code: string;
  places: CodePlace[];
  waits: boolean;
  schema: { input: Record<string, unknown>; output: Record<string, unknown> };
  sql: { select: string } | { refused: Fault };
}

const at = encodeURIComponent;

export const codeApi = {
  executable: (id: string, version: number | 'draft') => request<Executable>('GET', `/v1/items/${at(id)}/executable`, { query: { version: version === 'draft' ? null : version } }),
  /** A module that needs nothing else. */
  standalone: (id: string, version: number | 'draft') => request<string>('GET', version === 'draft' ? `/v1/items/${at(id)}/code` : `/v1/items/${at(id)}/versions/${version}/code`, { query: { standalone: true }, accept: 'text/javascript' }),
};
